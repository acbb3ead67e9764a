/** The results of a command, with everything that reporters need beside them. */
import type { ToLock } from '../../report/terminal/lock.ts'
import type { Compared, Coverage, Finding, Result, Unchanged } from '../../result.ts'
import type { Shard } from '../options/shard-env.ts'

/** A design of a spec, by their names. */
export interface DesignName {
  readonly spec: string
  readonly design: string
}

export interface Part {
  /** Absent if the run is not split into shards. */
  readonly shard?: Shard
  /** The designs that all shards together check, in order. */
  readonly designs: readonly DesignName[]
  /** The number of sizes in which each design is checked. */
  readonly sizes: number
  /** If the run is split into shards: the weight of each design in each size. A design's sizes are adjacent. */
  readonly weights?: readonly number[]
  /** The values of the swept parameter in the order of the check, each as JSON. */
  readonly values?: readonly string[]
  /** Whether the shards divide the walks of a simulation, so that each has all designs. */
  readonly walks?: boolean
  /** The values that must be equal in all shards of a run, by their names in messages. */
  readonly same: { readonly [what: string]: string }
  /** The commit that was checked out; absent without git. */
  readonly revision?: string
}

export interface Run {
  readonly results: readonly Result[]
  /** The name of the swept parameter. */
  readonly swept?: string
  readonly lock?: Compared & Pick<ToLock, 'file' | 'again' | 'designs'>
  readonly unchanged?: Unchanged
  /** The coverage of each spec, if it was requested. */
  readonly coverage?: readonly Coverage[]
  /** For a blob: which part of a run this is. */
  readonly part?: Part
  /** Findings in the text of the specs alone; absent if there are none. */
  readonly findings?: readonly Finding[]
}
