/** The result of a search whose threads fail. The threads here do nothing else. */
import { array, int, model, process, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'
import type { Report, Thread } from '../../src/run/threads.ts'

/** A million states at `top` 15; eight at 1. */
const counters = spec({
  name: 'counters',
  model: ({ top = 15 }: { top?: number } = {}) => {
    const state = { counts: array(5, int(0, top)) }
    const counter = process(state, {
      instances: 5,
      steps: {
        count: {
          when: (s, me) => s.counts[me.id]! < top,
          do: (s, me) => {
            s.counts[me.id] = s.counts[me.id]! + 1
          },
        },
      },
      resting: ['count'],
    })
    const invariants = {
      'a sum of 200 is out of reach': (s: { readonly counts: readonly number[] }) => s.counts[0]! < 200,
    }
    return model({ name: 'counters', state, processes: { counter }, invariants })
  },
  designs: { only: {} },
})

/** Threads that are ready at once, and fail with `error` when they are given their seed. */
function failing(error: Error, count = 2) {
  const seen = { started: 0, ended: 0 }
  const start = (): Thread => {
    seen.started++
    let failed: (error: Error) => void = () => undefined
    return {
      post: () => failed(error),
      on(heard: (said: 'ready' | Report) => void, fails) {
        failed = fails
        heard('ready')
      },
      end: () => void seen.ended++,
    }
  }
  return { seen, threads: { count, start } }
}

describe('threads that fail', () => {
  it('end the run with their error, and are ended all', async () => {
    const { seen, threads } = failing(new Error('no such file'))

    await expect(checkDesign(counters, 'only', { threads })).rejects.toThrow('a worker failed: no such file')
    expect(seen.ended).toBeGreaterThanOrEqual(seen.started)
  })

  it('for want of memory are a limit, and nothing holds', async () => {
    const error = Object.assign(new Error('out of memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })
    const result = await checkDesign(counters, 'only', { threads: failing(error).threads })

    expect(result).toMatchObject({ complete: false, limit: 'memory' })
    expect(result.properties.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown'])
  })
})

it('tells of its progress no more often while it waits for threads', async () => {
  const waiting = {
    count: 2,
    start: (): Thread => ({ post: () => undefined, on: () => undefined, end: () => undefined }),
  }
  let told = 0
  const onProgress = () => void told++
  const { seconds } = await checkDesign(counters, 'only', { threads: waiting, maxSeconds: 0.6, onProgress })

  expect(told).toBeGreaterThan(0)
  expect(told).toBeLessThanOrEqual(seconds * 10)
})

it('a small model starts no thread', async () => {
  const { seen, threads } = failing(new Error('nobody should ask'))
  const result = await checkDesign(counters, 'only', { threads, params: { top: 5 } })

  expect(result).toMatchObject({ complete: true, states: 6 ** 5, workers: 1 })
  expect(seen.started).toBe(0)
})
