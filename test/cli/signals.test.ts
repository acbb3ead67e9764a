/** A signal and the time limit take effect whatever goes on, and verdicts that were decided before are reported. */
import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { allways, folderOf } from './run.ts'

/** `second` never returns from `hangs`; it says on standard error that it is there. */
const text = (hangs: string) => `import { int, model, spec } from 'allways'
const forever = (here: boolean) => {
  if (!here) return
  console.error('under way')
  while (true) {}
}
forever(${hangs === 'load'})
const counter = ({ hangs = '' } = {}) => {
  forever(hangs === 'model')
  return model({
    name: 'counter',
    state: { n: int(0, 3) },
    init: () => forever(hangs === 'init'),
    actions: {
      up: {
        when: (s) => { forever(hangs === 'guard' && s.n === 2); return s.n < 3 },
        do: (s) => { forever(hangs === 'step' && s.n === 2); s.n++ },
      },
    },
    fair: true,
    resting: (s) => s.n === 3,
    invariants: { small: (s) => { forever(hangs === 'invariant' && s.n === 2); return s.n < 9 } },
    reachable: { two: (s) => { forever(hangs === 'reachable' && s.n === 2); return s.n === 2 } },
    temporal: ({ eventually }) => ({ ends: eventually((s) => { forever(hangs === 'temporal' && s.n === 2); return s.n === 3 }) }),
  })
}
export default spec({
  name: 'counter', model: counter,
  designs: { first: {}, second: { params: { hangs: '${hangs}' } }, third: {} },
})
`
const other = `import { int, model, spec } from 'allways'
export default spec({
  name: 'other', designs: { only: {} },
  model: () => model({ name: 'other', state: { n: int(0, 1) }, actions: { up: { when: (s) => s.n < 1, do: (s) => { s.n++ } } }, resting: (s) => s.n === 1, invariants: { small: (s) => s.n < 2 } }),
})
`
const places = ['load', 'model', 'init', 'guard', 'step', 'invariant', 'reachable', 'temporal']

interface Ended {
  readonly code: number | null
  readonly stderr: string
  readonly results: readonly {
    spec: string
    design: string
    limit?: string
    error?: object
    properties: { verdict: string }[]
  }[]
  /** From the signal, or from the moment that it never returns. */
  readonly seconds: number
}

function checked(hangs: string, args: readonly string[], signal?: NodeJS.Signals): Promise<Ended> {
  const cwd = folderOf({ 'specs/a.model.ts': text(hangs), 'specs/other.model.ts': other })
  const child = spawn(process.execPath, [allways, 'check', '--json', '--no-cache', '--no-write', ...args], { cwd })
  let [stdout, stderr, since] = ['', '', 0]
  child.stdout.on('data', (data) => {
    stdout += data
  })
  child.stderr.on('data', (data) => {
    stderr += data
    if (since > 0 || !stderr.includes('under way')) return
    since = performance.now()
    if (signal !== undefined) child.kill(signal)
  })
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const { results } = stdout === '' ? { results: [] } : JSON.parse(stdout)
      resolve({ code, stderr, results, seconds: (performance.now() - since) / 1000 })
    })
  })
}

/** A second on a machine that has nothing else to do. */
const aWhile = 20

describe.concurrent('what never returns', () => {
  it.each(places.flatMap((place) => (['SIGINT', 'SIGTERM'] as const).map((signal) => [place, signal] as const)))(
    'in %s ends at %s with what is known',
    { timeout: 120_000 },
    async (place, signal) => {
      const { code, stderr, results, seconds } = await checked(place, [], signal)
      expect(code).toBe(130)
      expect(seconds).toBeLessThan(aWhile)
      expect(stderr).toMatch(/specs\/a\.model\.ts:5: .*(did not return)/)
      if (place === 'load') return
      const [first, second] = results
      expect(first?.properties.every(({ verdict }) => verdict === 'holds')).toBe(place !== 'model' || undefined)
      if (place !== 'model') expect(second).toMatchObject({ design: 'second', limit: 'interrupted' })
    },
  )

  it.each(places)('in %s ends at the time limit, and the rest is checked', { timeout: 120_000 }, async (place) => {
    const { code, stderr, results } = await checked(place, ['--max-seconds', '5'])
    expect(stderr).not.toContain('bug of allways')
    expect(stderr).toMatch(/specs\/a\.model\.ts:5: /)
    expect(results.find(({ spec }) => spec === 'other')?.properties.every(({ verdict }) => verdict === 'holds')).toBe(
      true,
    )
    const isNothing = place === 'load' || place === 'model'
    expect(code).toBe(isNothing ? 2 : 3)
    if (isNothing) return
    expect(results).toMatchObject([
      { design: 'first', properties: [{}, {}, {}, {}].map(() => ({ verdict: 'holds' })) },
      { design: 'second', limit: 'seconds' },
      { design: 'third', properties: [{}, {}, {}, {}].map(() => ({ verdict: 'holds' })) },
      {},
    ])
  })
})
