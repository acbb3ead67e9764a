/** Describes the part of a run that this check does, for its blob. */

import { createHash } from 'node:crypto'
import { UsageError } from '../../errors.ts'
import { defined } from '../../plain.ts'
import type { CheckArgs } from '../options/commands.ts'
import type { Part } from '../output/run.ts'
import type { Job } from '../project/jobs.ts'
import { gitIn } from '../project/revision.ts'
import type { LockFile } from './lock-file.ts'

/** @param whole the designs of all shards */
export function partOf(
  args: CheckArgs,
  whole: readonly Job[],
  sizes: number,
  lock: LockFile['lock'],
  since: string | undefined,
  cwd: string,
): Part {
  const { shard, update, param, property, design, maxStates, maxMemory, maxSeconds, symmetry } = args
  const limits = { 'max-states': maxStates, 'max-memory': maxMemory, 'max-seconds': maxSeconds }
  const given = { param, property, design, ...limits, symmetry }
  const asked = Object.entries(given).map(([name, value]) => [`--${name}`, JSON.stringify(value) ?? 'not given'])
  const specs = whole.map(({ loaded: { file, digest, bundle } }) => [
    `the text of ${file}`,
    digestOf([digest, bundle.map]),
  ])
  const revision = revisionOf(cwd)
  return {
    ...defined({ shard }),
    designs: whole.flatMap(({ loaded: { spec }, designs }) => designs.map((design) => ({ spec: spec.name, design }))),
    sizes,
    same: {
      ...Object.fromEntries(asked),
      ...Object.fromEntries(specs),
      '--changed': since ?? 'not given',
      // with --update, the shards may write the lock one after the other, so it may change in between
      'the lock': lock === undefined || update ? 'not compared' : digestOf(lock),
    },
    ...defined({ revision }),
  }
}

const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

function revisionOf(cwd: string): string | undefined {
  try {
    return gitIn(cwd, '')('HEAD', 'rev-parse', '--short', 'HEAD')
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}
