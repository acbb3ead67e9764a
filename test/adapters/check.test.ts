import { AssertionError } from 'node:assert'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { int, model, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { assertHolds, check } from '../../src/adapters/check.ts'
import { SpecError, UsageError } from '../../src/errors.ts'
import { specText } from '../cli/models.ts'
import { folderOf } from '../cli/run.ts'

const path = 'specs/a.model.ts'
const designs = "{ 'as designed': { expect: { small: 'violated' } }, wrong: {} }"
const cwd = folderOf({ [path]: specText({ designs, parameters: '{ top = 3 } = {}', when: '(s) => s.n < top' }) })

describe('check', () => {
  it('checks every design of a file, given as a path or an URL', async () => {
    const results = await check(path, { cwd })
    expect(results.map(({ design, file, states }) => [design, file, states])).toEqual([
      ['as designed', path, 4],
      ['wrong', path, 4],
    ])
    expect(await check(pathToFileURL(join(cwd, path)), { cwd, designs: ['wrong'] })).toMatchObject([{ file: path }])
  })

  it('takes parameters, properties and limits', async () => {
    const [result] = await check(path, { cwd, designs: ['wrong'], params: { top: 2 }, properties: ['small'] })
    expect(result).toMatchObject({ states: 3, properties: [{ name: 'small', verdict: 'holds' }] })
    expect((await check(path, { cwd, maxStates: 2 }))[0]).toMatchObject({ limit: 'states' })
  })

  it('refuses what is not there', async () => {
    await expect(check('b.model.ts', { cwd })).rejects.toThrow(SpecError)
    await expect(check(path, { cwd, designs: ['wron'] })).rejects.toThrow(UsageError)
    await expect(check(path, { cwd, properties: ['smal'] })).rejects.toThrow("Did you mean 'small'?")
    await expect(check(path, { cwd, params: { tip: 2 } })).rejects.toThrow("Did you mean 'top'?")
  })

  it('refuses options that it does not have, and values that an option cannot have', async () => {
    const asked = (options: object) => expect(check(path, { cwd, ...options })).rejects
    await asked({ design: ['wrong'] }).toThrow("check: unknown option 'design'; available: designs, properties,")
    await asked({ design: ['wrong'] }).toThrow("Did you mean 'designs'?")
    await asked({ designs: 'wrong' }).toThrow("check: designs is 'wrong'; expected a list of names")
    await asked({ maxStates: 0 }).toThrow('check: maxStates is 0; expected a whole number, 1 or more')
    await asked({ params: null }).toThrow('check: params is null; expected an object')
    await asked({ workers: 65 }).toThrow(UsageError)
    expect(await check(path, { cwd, designs: ['wrong'], maxStates: undefined })).toHaveLength(1)
  })

  it('takes a path, and no spec that code has made', async () => {
    const made = spec({ name: 'made', model: () => model({ name: 'm', state: { n: int(0, 1) } }), designs: { a: {} } })
    const refused = "check got a spec; expected the path of a spec file, as in check('specs/lock.model.ts')"
    await expect(check(made as never)).rejects.toThrow(refused)
    await expect(check(undefined as never)).rejects.toThrow('check got undefined; expected the path')
  })

  it('explores a model that is large enough for the second search', async () => {
    const top = 200_000
    const parts = { designs: '{ a: {} }', state: `n: int(0, ${top})`, when: `(s) => s.n < ${top}` }
    const large = folderOf({ [path]: specText({ ...parts, options: 'invariants: { small: () => true }' }) })
    const [result] = await check(path, { cwd: large, workers: 2 })
    expect(result).toMatchObject({ states: top + 1, complete: true })
  })

  it('ends early if its signal says so, with what it has found', async () => {
    const top = 2_000_000
    const parts = { designs: '{ a: {} }', state: `n: int(0, ${top})`, when: `(s) => s.n < ${top}` }
    const large = folderOf({ [path]: specText({ ...parts, options: 'invariants: { small: () => true }' }) })
    const [result] = await check(path, { cwd: large, signal: AbortSignal.abort() })
    expect(result).toMatchObject({ limit: 'interrupted', complete: false, properties: [{ verdict: 'unknown' }, {}] })
  })
})

describe('assertHolds', () => {
  it('accepts verdicts that are as their design expects', async () => {
    assertHolds(await check(path, { cwd, designs: ['as designed'] }))
  })

  it('tells the story of a verdict that is not', async () => {
    const results = await check(path, { cwd })
    expect(() => assertHolds(results)).toThrow(AssertionError)
    expect(() => assertHolds(results[1]!)).toThrow(
      /✗ counter · wrong · small\n {2}Expected to hold, but violated in 3 steps[\s\S]*changes `n` from 2 to 3\. Then/,
    )
  })

  it('does not take for true what a limit left undecided, what went wrong, or nothing at all', async () => {
    const undecided = await check(path, { cwd, designs: ['as designed'], maxStates: 2 })
    expect(() => assertHolds(undecided)).toThrow("Not decided: 'small'")
    const [result] = await check(path, { cwd, designs: ['as designed'] })
    const failed = { ...result!, error: { code: 'step-threw', message: 'the step threw' } }
    expect(() => assertHolds(failed)).toThrow('the step threw')
    expect(() => assertHolds([])).toThrow('there is no verdict')
    expect(() => assertHolds({ ...result!, properties: [] })).toThrow('there is no verdict')
  })
})
