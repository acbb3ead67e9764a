import { describe, expect, it } from 'vitest'
import { shardFromEnv } from '../../../src/cli/options/shard-env.ts'

describe('--shard env', () => {
  it.each([
    ['Kubernetes', { JOB_COMPLETION_INDEX: '0', ALLWAYS_SHARDS: '3' }, 1, 3],
    ['Kubernetes', { JOB_COMPLETION_INDEX: '2', ALLWAYS_SHARDS: '3' }, 3, 3],
    ['GitLab', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '5' }, 1, 5],
    ['GitLab, without parallel', { CI_NODE_TOTAL: '1' }, 1, 1],
    ['CircleCI', { CIRCLE_NODE_INDEX: '4', CIRCLE_NODE_TOTAL: '5' }, 5, 5],
    ['Buildkite', { BUILDKITE_PARALLEL_JOB: '0', BUILDKITE_PARALLEL_JOB_COUNT: '5' }, 1, 5],
  ])('reads what %s sets: %j', (_, env, index, of) => {
    expect(shardFromEnv(undefined, env)).toEqual({ index, of })
  })

  it('takes the number of shards from the option', () => {
    expect(shardFromEnv(8, { JOB_COMPLETION_INDEX: '7' })).toEqual({ index: 8, of: 8 })
    expect(shardFromEnv(8, { JOB_COMPLETION_INDEX: '7', ALLWAYS_SHARDS: '9' })).toEqual({ index: 8, of: 8 })
  })

  it.each([
    [undefined, {}, 'Found none of the variables JOB_COMPLETION_INDEX, CI_NODE_INDEX, CIRCLE_NODE_INDEX'],
    [undefined, { JOB_COMPLETION_INDEX: '' }, 'Found none of the variables'],
    [
      undefined,
      { JOB_COMPLETION_INDEX: '2' },
      'Found JOB_COMPLETION_INDEX=2, but no number of shards. Set ALLWAYS_SHARDS',
    ],
    [
      undefined,
      { JOB_COMPLETION_INDEX: '3', ALLWAYS_SHARDS: '3' },
      'Found JOB_COMPLETION_INDEX=3 for 3 shards. Expected a number from 0 to 2.',
    ],
    [2, { JOB_COMPLETION_INDEX: '2' }, 'Found JOB_COMPLETION_INDEX=2 for 2 shards. Expected a number from 0 to 1.'],
    [
      undefined,
      { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '3' },
      'Found CI_NODE_INDEX=0 for 3 shards. Expected a number from 1 to 3.',
    ],
    [
      undefined,
      { CI_NODE_INDEX: '1', CI_NODE_TOTAL: 'x' },
      'Found CI_NODE_TOTAL=x. Expected a number of shards from 1 to 1000.',
    ],
    [0, { CI_NODE_INDEX: '1' }, 'Found the number in the option=0.'],
  ])('refuses %j shards in %j', (of, env, says) => {
    expect(() => shardFromEnv(of, env)).toThrow(says)
  })
})
