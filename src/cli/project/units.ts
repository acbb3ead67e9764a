/** The units of a check: each design in each of its sizes. Shards divide these. */
import type { Lock } from '../../gate/lock.ts'
import type { Params } from '../../language/spec.ts'
import { own } from '../../plain.ts'
import { isAscending } from '../../report/terminal/sweep.ts'
import type { Size } from '../commands/check-one.ts'
import { Sweep } from '../options/option-values.ts'
import type { SelectArgs } from '../options/options.ts'
import { isOwnSize } from '../options/params.ts'
import type { Shard } from '../options/shard-env.ts'
import { shardsOf } from '../stored/shard-part.ts'
import { type Job, sizesOf } from './jobs.ts'
import type { LoadedSpec } from './load.ts'
import { weightOf } from './weights.ts'

/** A design in one size. */
export interface Unit {
  readonly loaded: LoadedSpec
  readonly design: string
  readonly param: Params
  readonly size: Size
  readonly weight: number
  /** Whether the lock holds the design in this size. */
  readonly isKnown: boolean
  /** Whether each size of the sweep is larger than the one before. */
  readonly isGrowing: boolean
}

/** Every design in every size, in the order of the output. */
export function unitsOf(jobs: readonly Job[], { param }: SelectArgs, lock: Lock | undefined): Unit[] {
  const sizes = sizesOf(param)
  const swept = Object.keys(param).find((key) => param[key] instanceof Sweep)
  const isGrowing = swept !== undefined && isAscending(sizes.map((size) => size[swept]))
  return jobs.flatMap(({ loaded, designs }) =>
    designs.flatMap((design) =>
      sizes.map((param, i): Unit => {
        const size = isOwnSize(loaded.spec, design, param) ? 'own' : swept === undefined ? 'other' : 'shown'
        const isLocked = own(own(lock?.specs, loaded.spec.name), design) !== undefined
        const weight = weightOf(lock, loaded.spec.name, design, isGrowing ? i : 0)
        return { ...{ loaded, design, param, size, weight, isGrowing }, isKnown: size === 'own' && isLocked }
      }),
    ),
  )
}

/** The units of one shard: about the same weight in each. Without `shard`, all. */
export function unitsOfShard(units: readonly Unit[], shard: Shard | undefined): readonly Unit[] {
  if (shard === undefined) return units
  const shards = shardsOf(
    units.map(({ weight }) => weight),
    shard.of,
  )
  return units.filter((_, i) => shards[i] === shard.index)
}

/** The designs of these units, by their specs. */
export function jobsIn(units: readonly Unit[]): Job[] {
  return [...new Set(units.map(({ loaded }) => loaded))].map((loaded) => ({
    loaded,
    designs: [...new Set(units.filter((unit) => unit.loaded === loaded).map(({ design }) => design))],
  }))
}
