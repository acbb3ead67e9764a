/** Describes the part of a run that this check does, for its blob. */

import { createHash } from 'node:crypto'
import { UsageError } from '../../errors.ts'
import { defined } from '../../plain.ts'
import type { CheckArgs, SimulateArgs } from '../options/commands.ts'
import { Sweep } from '../options/option-values.ts'
import type { Part } from '../output/run.ts'
import type { Job } from '../project/jobs.ts'
import { gitIn } from '../project/revision.ts'
import type { LockFile } from './lock-file.ts'

/** @param whole the designs of all shards. @param weights those of each design in each size */
export function partOf(
  args: CheckArgs,
  whole: readonly Job[],
  sizes: number,
  weights: readonly number[],
  lock: LockFile['lock'],
  since: string | undefined,
  cwd: string,
): Part {
  const { shard, update, param, property, design, maxStates, maxMemory, maxSeconds, symmetry } = args
  const limits = { 'max-states': maxStates, 'max-memory': maxMemory, 'max-seconds': maxSeconds }
  const given = { param, property, design, ...limits, symmetry }
  const revision = revisionOf(cwd)
  return {
    ...defined({ shard }),
    ...(shard === undefined ? {} : { weights }),
    ...defined({ values: valuesIn(param) }),
    designs: designsIn(whole),
    sizes,
    same: {
      ...askedOf(given),
      ...textsOf(whole),
      '--changed': since ?? 'not given',
      // with --update, the shards may write the lock one after the other, so it may change in between
      'the lock': lock === undefined || update ? 'not compared' : digestOf(lock),
    },
    ...defined({ revision }),
  }
}

/** Describes the part of a simulation that one job does: a share of the walks of all designs. */
export function partOfWalks(args: SimulateArgs, jobs: readonly Job[], cwd: string): Part {
  const { shard, param, property, design, seed, bias, walks, depth, bitstate, maxSeconds, maxMemory } = args
  const given = {
    param,
    property,
    design,
    seed,
    bias,
    walks,
    depth,
    bitstate,
    'max-seconds': maxSeconds,
    'max-memory': maxMemory,
  }
  return {
    ...defined({ shard, revision: revisionOf(cwd) }),
    ...{ designs: designsIn(jobs), sizes: 1, walks: true },
    same: { command: 'simulate', ...askedOf(given), ...textsOf(jobs) },
  }
}

const askedOf = (given: object) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`--${name}`, JSON.stringify(value) ?? 'not given']))

const textsOf = (jobs: readonly Job[]) =>
  Object.fromEntries(
    jobs.map(({ loaded: { file, digest, bundle } }) => [`the text of ${file}`, digestOf([digest, bundle.map])]),
  )

const designsIn = (jobs: readonly Job[]) =>
  jobs.flatMap(({ loaded: { spec }, designs }) => designs.map((design) => ({ spec: spec.name, design })))

/** The values of the swept parameter, each as JSON. */
function valuesIn(param: CheckArgs['param']): string[] | undefined {
  const sweep = Object.values(param).find((value) => value instanceof Sweep)
  return sweep instanceof Sweep ? sweep.values.map((value) => JSON.stringify(value)) : undefined
}

const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

export function revisionOf(cwd: string): string | undefined {
  try {
    return gitIn(cwd, '')('HEAD', 'rev-parse', '--short', 'HEAD')
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}
