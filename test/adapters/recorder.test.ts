import { describe, expect, it } from 'vitest'
import { type RecorderOptions, recorder } from '../../src/adapters/recorder.ts'
import { run } from '../cli/run.ts'
import { logOf } from '../validate/lease-lock.ts'

const recorded = (options: Partial<RecorderOptions> = {}) => {
  const lines: string[] = []
  const write = (line: string) => lines.push(line)
  const log = recorder({ spec: 'lease-lock', design: 'plain lease', now: () => 7, write, ...options })
  return { log, lines }
}

describe('a recorder', () => {
  it('writes a log that validate explains', async () => {
    const { log, lines } = recorded({ unlogged: ['lease expires'] })
    log.event({ step: 'acquire', process: 'client', instance: 0, state: { holder: 0 } })
    log.event({ step: 'acquire', process: 'client', instance: 1, state: { epoch: 2 }, note: 'slow' })
    log.start()
    log.event({ step: 'acquire', process: 'client', instance: 1 })
    const cwd = logOf(...lines.map((line) => line.trimEnd()))
    const { code, stdout } = await run(['validate', 'run.ndjson', '--json'], cwd)
    expect([code, JSON.parse(stdout).validation]).toMatchObject([0, { events: 3, runs: 2 }])
  })

  it('writes the header at once, then each event with its host and time at the end', () => {
    const { log, lines } = recorded({ host: 'a', order: 'hosts' })
    expect(lines).toEqual([
      '{"allways":"log","version":1,"spec":"lease-lock","design":"plain lease","order":"hosts"}\n',
    ])
    log.event({ step: 'up' })
    expect(lines[1]).toBe('{"step":"up","host":"a","time":7}\n')
  })

  it('writes collections as a log has them', () => {
    const { log, lines } = recorded()
    log.event({ state: { set: new Set([1]), map: new Map([[1, 'a']]), n: 3n, gone: undefined } })
    expect(lines[1]).toBe('{"state":{"set":[1],"map":[[1,"a"]],"n":3},"time":7}\n')
  })

  it('never throws, and says in the log that an event is lost', async () => {
    const errors: unknown[] = []
    const circle: { self?: object } = {}
    circle.self = circle
    const { log, lines } = recorded({ onError: (error) => errors.push(error) })
    log.event({ state: circle as never })
    log.event(undefined as never)
    expect(lines.at(1)).toBe('{"allways":"lost","message":"an event could not be written"}\n')
    const failing = recorder({
      ...{ spec: 's', design: 'd' },
      write: () => {
        throw new Error('full')
      },
      onError: () => {
        throw new Error('again')
      },
    })
    failing.event({ step: 'up' })
    failing.start()
    const rejecting = recorder({
      ...{ spec: 's', design: 'd', onError: (error: unknown) => errors.push(error) },
      write: () => Promise.reject(new Error('late')),
    })
    rejecting.event({ step: 'up' })
    await new Promise((resolve) => setTimeout(resolve))
    expect(errors.map(String)).toEqual([expect.stringContaining('circular'), 'Error: late', 'Error: late'])
  })
})
