/** Designs are validated before any is explored, and a wrong one takes no other; counts are compared; specs are pure at load. */

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertHolds } from '../../src/adapters/check.ts'
import { exitCode } from '../../src/cli/output/exit-code.ts'
import { brokenDesigns } from '../../src/cli/project/jobs.ts'
import { loadSpec } from '../../src/cli/project/load.ts'
import { SpecError } from '../../src/errors.ts'
import { annotations } from '../../src/report/documents/github.ts'
import { toJson } from '../../src/report/documents/json.ts'
import { toJunit } from '../../src/report/documents/junit.ts'
import { toSarif } from '../../src/report/documents/sarif.ts'
import { renderUnexpected } from '../../src/report/terminal/story.ts'
import { renderTable } from '../../src/report/terminal/table.ts'
import { checkDesign } from '../../src/run/check.ts'
import { folderOf } from './run.ts'

const text = ({ top = '', inModel = '', designs = '{ a: {} }', step = '' }) => `
import { int, model, spec } from 'allways'
${top}
const counter = ({ max = 3, name = 'n', open = false } = {}) => {
  ${inModel}
  return model({
    name: 'counter', state: { n: int(0, max) }, resting: () => true,
    actions: { up: { when: (s) => s.n < max, do: (s) => { ${step} s.n++ } } },
    invariants: { i: (s) => s.n <= max },
  })
}
export default spec({ name: 'counter', model: counter, designs: ${designs} as never })
`
const path = 'specs/counter.model.ts'
const load = (parts: Parameters<typeof text>[0], more = {}) => {
  const cwd = folderOf({ [path]: text(parts), ...more })
  return loadSpec(join(cwd, path), cwd)
}
const check = async (parts: Parameters<typeof text>[0], design = 'a', params = {}) => {
  const loaded = await load(parts)
  return checkDesign(loaded.spec, design, { ...loaded, params })
}

describe('a design that is wrong', () => {
  it.each<[string, string, string]>([
    [
      'a text for a number',
      "{ params: { max: '3' } }",
      "parameter 'max' is '3'; expected a number, like its default 3",
    ],
    ['no number', '{ params: { max: NaN } }', "parameter 'max' is NaN; expected a number"],
    ['null for a number', '{ params: { max: null } }', "parameter 'max' is null; expected a number"],
    ['a number for a text', '{ params: { name: 3 } }', "parameter 'name' is 3; expected a text, like its default 'n'"],
    ['a parameter that is not there', '{ params: { mx: 3 } }', "Did you mean 'max'?"],
    ['a list of parameters', '{ params: [3] }', '`params` is [3]: expected an object'],
    ['an expectation of another value', "{ expect: { i: 'violates' } }", "`expect` of 'i' is 'violates'"],
    ['an expectation that is no object', "{ expect: 'violated' }", "`expect` is 'violated': expected an object"],
    ['a count that is none', '{ counts: { states: -1 } }', '`counts.states` is -1: expected a whole number'],
    ['a count of something else', '{ counts: { state: 4 } }', "Did you mean 'states'?"],
    ['a note that is none', '{ note: 3 }', '`note` is 3: expected a text'],
  ])('%s is told before any is explored, and of that design alone', async (_, wrong, says) => {
    const designs = `{ a: {}, b: ${wrong} }`
    const loaded = await load({ designs })
    const lines = brokenDesigns([{ loaded, designs: ['a', 'b'] }], { design: [], property: [], param: {} })
    expect(lines).toEqual([expect.stringContaining(says)])
    expect(lines[0]).toContain(path)
    expect((await checkDesign(loaded.spec, 'b', loaded)).error?.message).toContain(says)
    expect((await checkDesign(loaded.spec, 'a', loaded)).error).toBeUndefined()
  })

  it.each<[string, string]>([
    ['its own type', "{ params: { max: 2, name: 'm' } }"],
    ['what a default of false leaves open', "{ params: { open: 'wide' } }"],
    ['nothing', '{ params: { max: undefined } }'],
  ])('is none with a parameter of %s', async (_, right) => {
    expect((await check({ designs: `{ a: ${right} }` })).error).toBeUndefined()
  })
})

describe('counts of a design', () => {
  const wrong = '{ a: { counts: { states: 5, transitions: 3, depth: 4 } } }'
  it('that are not those found are not as expected, and told by every reporter', async () => {
    const result = await check({ designs: wrong })
    expect(result.counts).toEqual([
      { name: 'states', found: 4, expected: 5 },
      { name: 'depth', found: 3, expected: 4 },
    ])
    expect(exitCode([result])).toBe(1)
    const said = '4 states, expected 5; depth 3, expected 4'
    const plain = { width: 120, color: false }
    const tool = { name: 'allways', version: '1.0.0' }
    for (const told of [
      renderTable([result], plain),
      renderUnexpected([result], plain).replace(/\s+/g, ' '),
      await toJunit([result]),
      JSON.stringify(toSarif([result], tool)),
      annotations([result], undefined),
    ]) {
      expect(told).toContain(said)
    }
    expect(toJson([result], tool)).toMatchObject({ results: [{ counts: result.counts }] })
    expect(() => assertHolds(result)).toThrow(said.slice(0, 20))
  })

  it('that are those found are as expected', async () => {
    const result = await check({ designs: '{ a: { counts: { states: 4, transitions: 3, depth: 3 } } }' })
    expect(result.counts).toBeUndefined()
    expect(exitCode([result])).toBe(0)
  })

  it('are not compared under other parameters, or after a part of the space', async () => {
    expect((await check({ designs: wrong }, 'a', { max: 2 })).counts).toBeUndefined()
    const loaded = await load({ designs: wrong })
    expect((await checkDesign(loaded.spec, 'a', { ...loaded, maxStates: 2 })).counts).toBeUndefined()
  })
})

const draws: [string, string, string][] = [
  ['chance', '', 'Math.random()'],
  ['chance, by a name', 'const { random } = Math', 'random()'],
  ['the clock', '', 'Date.now()'],
  ['the clock, by a name', 'const now = Date.now', 'now()'],
  ['the date', '', 'new Date().getTime()'],
  ['the date, in brackets', '', 'new (Date)().getTime()'],
  ['the date, of a date', '', 'new (new Date(0).constructor as DateConstructor)().getTime()'],
  ['the date, as a text', '', 'Date().length'],
  ['the time since the start', '', 'performance.now()'],
  ['the time since the start, bound', 'const now = performance.now.bind(performance)', 'now()'],
  ['the time since the start, imported', "import { performance as p } from 'node:perf_hooks'", 'p.now()'],
  ['the high resolution clock', '', 'process.hrtime()[1]'],
  ['the high resolution clock, as a big number', 'const { bigint } = process.hrtime', 'Number(bigint())'],
  ['an identifier', '', 'crypto.randomUUID().length'],
  ['an identifier, imported', "import { randomUUID } from 'node:crypto'", 'randomUUID().length'],
  ['bytes, imported', "import * as c from 'crypto'", 'c.randomBytes(1)[0]'],
  ['random values', '', 'crypto.getRandomValues(new Uint8Array(1))[0]'],
  ['a date in words', '', 'new Intl.DateTimeFormat().format().length'],
  ['how long the machine runs', "import { uptime } from 'node:os'", 'uptime()'],
]

describe.each(draws)('%s', (_, top, draw) => {
  it('drawn while a spec is loaded is an error at that line', async () => {
    const found = load({ top: `${top}\nconst drawn = ${draw}; globalThis.drawn = drawn` })
    await expect(found).rejects.toThrow(SpecError)
    await expect(found).rejects.toThrow(/counter\.model\.ts:4: .* while the spec was loaded/)
  })

  it('drawn while a spec is loaded is one, too, where that is caught', async () => {
    await expect(load({ top: `${top}\ntry { ${draw} } catch {}` })).rejects.toThrow(/counter\.model\.ts:4: /)
  })

  it('drawn in a model function is an error of the design', async () => {
    const { error } = await check({ top, inModel: `void ${draw}` })
    expect(error).toMatchObject({ code: 'not-a-function', file: path })
    expect(error?.message).toContain('while the model was built')
  })

  it('drawn in a step is a model error', async () => {
    const { error } = await check({ top, step: `s.n = Number(${draw}) % 1;` })
    expect(error).toMatchObject({ code: 'not-a-function', step: 'up', file: path })
  })
})

it('clocks and chance are as they were while no code of a spec runs', async () => {
  await load({})
  expect(Math.random()).not.toBe(Math.random())
  expect(new Date()).toBeInstanceOf(Date)
  expect(Date.now()).toBeGreaterThan(1e12)
  expect(crypto.randomUUID()).toHaveLength(36)
})
