/** The shard that the host of a job names in its variables: for `--shard env`. */
import { InvalidArgumentError } from 'commander'

/** One of `of` jobs that share the work; `index` counts from 1. */
export interface Shard {
  readonly index: number
  readonly of: number
}

interface Host {
  readonly index: string
  readonly count: string
  /** The index of the first job. */
  readonly first: 0 | 1
}

const hosts: readonly Host[] = [
  // Kubernetes sets the index of a pod in an Indexed Job, and no count
  { index: 'JOB_COMPLETION_INDEX', count: 'ALLWAYS_SHARDS', first: 0 },
  { index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', first: 1 },
  { index: 'CIRCLE_NODE_INDEX', count: 'CIRCLE_NODE_TOTAL', first: 0 },
  { index: 'BUILDKITE_PARALLEL_JOB', count: 'BUILDKITE_PARALLEL_JOB_COUNT', first: 0 },
]

/** @param of the number of shards, if the option gives it. @throws InvalidArgumentError if the variables give no shard */
export function shardFromEnv(of: number | undefined, env: NodeJS.ProcessEnv = process.env): Shard {
  const valueIn = (name: string) => (env[name] === '' ? undefined : env[name])
  const host = hosts.find(({ index }) => valueIn(index) !== undefined)
  if (host === undefined) {
    // GitLab sets only the count in a job that is not parallel
    if (valueIn('CI_NODE_TOTAL') === '1') return { index: 1, of: 1 }
    throw new InvalidArgumentError(`Found none of the variables ${hosts.map(({ index }) => index).join(', ')}.`)
  }
  const { index: name, count, first } = host
  const index = valueIn(name)
  const total = of === undefined ? valueIn(count) : String(of)
  const which = of === undefined ? count : 'the number in the option'
  if (total === undefined) {
    throw new InvalidArgumentError(
      `Found ${name}=${index}, but no number of shards. Set ${count}, or write the number, as in env/8.`,
    )
  }
  const [i, n] = [index, total].map((text = '') => (/^\d+$/.test(text) ? Number(text) : Number.NaN)) as [number, number]
  if (!(n >= 1 && n <= 1000)) {
    throw new InvalidArgumentError(`Found ${which}=${total}. Expected a number of shards from 1 to 1000.`)
  }
  if (!(i >= first && i < n + first)) {
    throw new InvalidArgumentError(
      `Found ${name}=${index} for ${n} shards. Expected a number from ${first} to ${n + first - 1}.`,
    )
  }
  return { index: i - first + 1, of: n }
}
