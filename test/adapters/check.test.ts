import { AssertionError } from 'node:assert'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
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
})

describe('assertHolds', () => {
  it('accepts verdicts that are as their design expects', async () => {
    assertHolds(await check(path, { cwd, designs: ['as designed'] }))
  })

  it('tells the story of a verdict that is not', async () => {
    const results = await check(path, { cwd })
    expect(() => assertHolds(results)).toThrow(AssertionError)
    expect(() => assertHolds(results[1]!)).toThrow(
      /✗ counter · wrong · small\n {2}Expected holds, but violated in 3 steps[\s\S]*changes n from 2 to 3; then/,
    )
  })

  it('does not take for true what a limit left undecided, what went wrong, or nothing at all', async () => {
    const undecided = await check(path, { cwd, designs: ['as designed'], maxStates: 2 })
    expect(() => assertHolds(undecided)).toThrow("not decided: 'small'")
    const [result] = await check(path, { cwd, designs: ['as designed'] })
    const failed = { ...result!, error: { code: 'step-threw', message: 'the step threw' } }
    expect(() => assertHolds(failed)).toThrow('the step threw')
    expect(() => assertHolds([])).toThrow('nothing was checked')
    expect(() => assertHolds({ ...result!, properties: [] })).toThrow('nothing was checked')
  })
})
