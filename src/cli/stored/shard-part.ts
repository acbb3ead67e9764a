/**
 * The part of a run that a blob holds. The blob of a shard also says what all shards of the run have to check, and how.
 * So `merge` notices a shard that is missing or belongs to another run.
 */

import { UsageError } from '../../errors.ts'
import type { Shard } from '../options/option-values.ts'
import type { DesignName, Part } from '../output/run.ts'

/** The elements of one shard: every n-th, so that large designs are spread over the shards. */
export function shardOf<T>(all: readonly T[], shard: Shard | undefined): readonly T[] {
  return shard === undefined ? all : all.filter((_, i) => i % shard.of === shard.index - 1)
}

/** The designs that this part of the run checks. */
export function designsOf({ shard, designs }: Part): readonly DesignName[] {
  return shardOf(designs, shard)
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
  const names = ({ designs, sizes }: Part) => JSON.stringify([designs, sizes])
  return names(one) === names(other) ? undefined : 'they divide different designs into shards'
}
