/** Comparisons of composites and handles to places that are gone, as the command tells them. */
import { describe, expect, it } from 'vitest'
import { folderOf, run } from './run.ts'

const spec = (
  body: string,
  more = '',
) => `import { array, bag, bool, int, model, optional, queue, same, setOf, spec, struct } from 'allways'
const Job = struct({ kind: int(0, 1), n: int(0, 1) })
${more}
const made = () => model({
  name: 'm',
  state: { line: queue(Job, 2), all: bag(Job, 2), seen: setOf(Job), a: optional(Job), b: optional(Job), st: Job, v: array(2, int(-1, 1)), late: bool },
  actions: {
    put: { when: (s) => !s.line.isFull, do: (s, choose) => s.line.push(choose([{ kind: 0, n: 1 }, { kind: 1, n: 0 }])) },
    one: (s) => { s.a = { kind: 0, n: 1 } },
    two: (s) => { s.b = { kind: 0, n: 1 } },
    late: { when: (s) => s.line.isFull && s.a !== null && s.b !== null, do: (s) => { s.late = true } },
    ${body}
  },
})
export default spec({ name: 'm', model: made, designs: { only: {} } })
`
const guarded = (when: string) => `guarded: { when: (s) => ${when}, do: (s) => { s.a = null } },`

describe('a comparison of composite values in a spec', () => {
  it.each<[string, string, string?]>([
    [
      'removing by indexOf',
      'take: { when: (s) => s.line.size > 0, do: (s, choose) => { const job = choose(s.line); s.line.removeAt([...s.line].indexOf(job)) /*!*/ } },',
    ],
    ['includes', `${guarded('s.a !== null && [...s.line].includes(s.a) /*!*/')}`],
    ['a guard of two optionals', `${guarded('s.a !== null && s.b !== null && s.a === s.b /*!*/')}`],
    ['a Set', 'pairs: (s) => { if (new Set(s.line).size > 1) s.late = true /*!*/ },'],
    [
      'a Map',
      'pairs: (s) => { const of = new Map<object, number>(); for (const job of s.line) of.set(job, 1) /*!*/ },',
    ],
    ['an error that is swallowed', 'quiet: (s) => { try { if (s.a === s.b) s.late = true /*!*/ } catch {} },'],
    [
      'a function of its own',
      guarded('s.a !== null && s.b !== null && equal(s.a, s.b)'),
      'const equal = (a: object, b: object) => a === b /*!*/',
    ],
    ['a case', 'kinds: (s) => { switch (s.a) { case s.b: s.late = true /*!*/ } },'],
    ['one that no sampled state reaches', `${guarded('s.late && s.a === s.b /*!*/')}`],
    ['elements of a bag', `${guarded('[...s.all, ...s.line].some((x, i, all) => x === all[i - 1]) /*!*/')}`],
    ['collections', `${guarded('(s.line as object) === s.all /*!*/')}`],
    ['arrays', `${guarded('s.late && s.v === s.v /*!*/')}`],
  ])('%s is a model error with its place', async (_, body, more) => {
    const text = spec(body, more)
    const cwd = folderOf({ 'specs/a.model.ts': text })
    const { code, stdout } = await run(['check', '--json', '--no-write'], cwd)
    const { results } = JSON.parse(stdout)
    const line = text.split('\n').findIndex((one) => one.includes('/*!*/')) + 1
    expect(results[0]?.error).toMatchObject({ code: 'composite-comparison', file: 'specs/a.model.ts', line })
    expect(results[0]?.error?.message).toMatch(/same\(|setOf|mapOf/)
    expect(code).toBe(2)
  })

  it.each([
    ['!==', '!same(a, b)'],
    ['==', 'same(a, b)'],
  ])('%s is named as it is written, with what to write', async (operator, remedy) => {
    const cwd = folderOf({ 'specs/a.model.ts': spec(guarded(`s.a !== null && s.b !== null && s.a ${operator} s.b`)) })
    const { results } = JSON.parse((await run(['check', '--json', '--no-write'], cwd)).stdout)
    expect(results[0]?.error?.message).toContain(
      `${operator} compares a struct of the state by identity, not by value: write ${remedy}`,
    )
  })

  it('by same is a comparison by value, told as it is written', async () => {
    const text = spec(
      'take: { when: (s) => s.line.size > 0, do: (s, choose) => { const job = choose(s.line); s.line.removeAt([...s.line].findIndex((x) => same(x, job))) } },',
    )
    const made = text.replace(
      '  actions: {',
      '  invariants: { differ: (s) => s.a === null || s.b === null || !same(s.a, s.b), few: (s) => s.line.every((x) => x.kind === s.st.n || x.n !== s.st.kind) },\n  actions: {',
    )
    const cwd = folderOf({ 'specs/a.model.ts': made })
    const { code, stdout, stderr } = await run(['check', '--json', '--no-write'], cwd)
    const { results } = JSON.parse(stdout)
    expect(results[0]?.error).toBeUndefined()
    const [differ, few] = results[0]?.properties ?? []
    expect(differ).toMatchObject({ verdict: 'violated', counterexample: { length: 2 } })
    expect(few).toMatchObject({ verdict: 'violated' })
    expect(stdout + stderr).not.toContain('ǁ')
    const told = await run(['check', '--no-write', '--stories', 'all'], cwd)
    expect(told.stderr + told.stdout).toContain('x.kind === s.st.n || x.n !== s.st.kind')
    expect(told.stdout.replace(/\s+/g, ' ')).toContain(
      'Then none of `s.a === null`, `s.b === null` and `!same(s.a, s.b)` is true',
    )
    expect(code).toBe(1)
  })

  it.each<[string, string, string]>([
    [
      'a struct that was replaced',
      'swap: (s) => { const old = s.st; s.st = { kind: 1, n: 1 }; s.late = old.n === 1 /*!*/ },',
      'st',
    ],
    ['an array that was replaced', 'swap: (s) => { const old = s.v; s.v = [0, 1]; s.late = old[0] === 1 /*!*/ },', 'v'],
    [
      'an optional that came back',
      'swap: { when: (s) => s.a !== null, do: (s) => { const old = s.a; s.a = null; s.a = { kind: 0, n: 0 }; s.late = old?.n === 1 /*!*/ } },',
      'a',
    ],
  ])('%s, used through a handle, is a model error with its place', async (_, body, place) => {
    const text = spec(body)
    const cwd = folderOf({ 'specs/a.model.ts': text })
    const { code, stdout } = await run(['check', '--json', '--no-write'], cwd)
    const { results } = JSON.parse(stdout)
    const line = text.split('\n').findIndex((one) => one.includes('/*!*/')) + 1
    expect(results[0]?.error).toMatchObject({ code: 'gone-place', file: 'specs/a.model.ts', line })
    expect(results[0]?.error?.message).toMatch(new RegExp(`(replaced|removed) ${place}, then used`))
    expect(results[0]?.error?.message).toContain('get a new handle')
    expect(code).toBe(2)
  })
})
