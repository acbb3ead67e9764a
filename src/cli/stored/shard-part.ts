/**
 * The part of a run that a blob holds. The blob of a shard also says what all shards of the run have to check, and how.
 * So `merge` notices a shard that is missing or belongs to another run.
 */

import { UsageError } from '../../errors.ts'
import type { DesignName, Part } from '../output/run.ts'

/**
 * The number of the shard that each element belongs to, from 1. The heaviest element comes first, and always goes to
 * the shard that has the least so far. So the shards are the same on every machine that has the same weights, and
 * elements of equal weight are dealt out in turn.
 */
export function shardsOf(weights: readonly number[], of: number): number[] {
  const loads = new Array<number>(of).fill(0)
  const shards = new Array<number>(weights.length).fill(1)
  const order = weights.map((weight, i) => [weight, i] as const).sort(([a, i], [b, j]) => b - a || i - j)
  for (const [weight, i] of order) {
    const least = loads.indexOf(Math.min(...loads))
    loads[least] = (loads[least] as number) + weight
    shards[i] = least + 1
  }
  return shards
}

/** A design, and the number of its sizes that this part of the run checks. */
interface Share extends DesignName {
  readonly sizes: number
}

/** The designs that this part of the run checks. */
export function designsOf({ shard, designs, sizes, weights = [], walks }: Part): readonly Share[] {
  const whole = designs.map((design) => ({ ...design, sizes }))
  // the shards of a simulation divide the walks, and not the designs
  if (shard === undefined || walks === true) return whole
  const shards = shardsOf(weights, shard.of)
  return whole
    .map((design, i) => {
      const own = shards.slice(i * sizes, (i + 1) * sizes).filter((number) => number === shard.index)
      return { ...design, sizes: own.length }
    })
    .filter((share) => share.sizes > 0)
}

interface Named {
  readonly path: string
  readonly part: Part
}

/** @throws UsageError if the shards among these parts are not all the shards of one run */
export function refuseOtherRuns(parts: readonly Named[]): void {
  const shards = parts.flatMap(({ path, part }) =>
    part.shard === undefined ? [] : [{ path, part, shard: part.shard }],
  )
  const [first] = shards
  if (first === undefined) return
  const { of } = first.shard
  const remedy = 'run the same command on the same revision for each shard'
  for (const { path, part, shard } of shards) {
    const both = `${path}: this file and ${first.path} come from different checks`
    if (shard.of !== of) {
      const which = `this file has shard ${shard.index}/${shard.of}, and the other has shard ${first.shard.index}/${of}`
      throw new UsageError(`${both}: ${which}; ${remedy}`)
    }
    const difference = differenceOf(first.part, part)
    if (difference !== undefined) throw new UsageError(`${both}: ${difference}; ${remedy}`)
    const twin = shards.find((other) => other.path !== path && other.shard.index === shard.index)
    if (twin !== undefined) {
      throw new UsageError(
        `${path}: this file and ${twin.path} both have shard ${shard.index}/${of}; merge only one of them`,
      )
    }
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter(
    (i) => !shards.some(({ shard }) => shard.index === i),
  )
  if (missing.length === 0) return
  const names = missing.map((index) => {
    const designs = designsOf({ ...first.part, shard: { index, of } }).map(({ spec, design }) => `${spec} · ${design}`)
    return `\n  shard ${index}/${of}${designs.length === 0 ? '' : `: ${designs.join(', ')}`}`
  })
  throw new UsageError(
    `${first.path}: this file has shard ${first.shard.index}/${of}; these shards are missing:${names.join('')}\nname the files of all shards, or check the missing shards again`,
  )
}

/** The first difference which shows that two parts come from different runs; `undefined` if there is none. */
function differenceOf(one: Part, other: Part): string | undefined {
  if (one.revision !== undefined && other.revision !== undefined && one.revision !== other.revision) {
    return `their revisions are ${other.revision} and ${one.revision}`
  }
  for (const what of new Set([...Object.keys(one.same), ...Object.keys(other.same)])) {
    const [is, was] = [one.same, other.same].map((same) => new Map(Object.entries(same)).get(what))
    if (is !== was) return `${what} is ${was ?? 'nothing'} in one and ${is ?? 'nothing'} in the other`
  }
  const names = ({ designs, sizes, weights, walks }: Part) => JSON.stringify([designs, sizes, weights, walks])
  return names(one) === names(other) ? undefined : 'they divide different designs into shards'
}
