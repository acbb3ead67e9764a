/** Other values of parameters than those of the designs: one, or several side by side. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addParam, Sweep } from '../../src/cli/options/option-values.ts'
import { isOwnSize, oddTexts } from '../../src/cli/options/params.ts'
import type { Spec } from '../../src/language/spec.ts'
import { specText } from './models.ts'
import { folderOf, run } from './run.ts'

const text = specText({
  parameters: "{ top = 3, mode = 'slow', fenced = false } = {}",
  when: '(s) => s.n < top',
  do: "(s) => { s.n++; if (mode === 'fast' && !fenced && s.n < 3) s.n++ }",
  designs:
    "{ 'as designed': { expect: { small: 'violated' } }, small: { params: { top: 2 } }, fast: { params: { mode: 'fast' }, expect: { small: 'violated' } } }",
})
const project = () => folderOf({ 'specs/a.model.ts': text })

interface Shown {
  readonly design: string
  readonly params: { readonly [name: string]: unknown }
  readonly properties: readonly { readonly name: string; readonly expected?: string; readonly ok: boolean }[]
}

describe('--param', () => {
  it.each<[string, readonly unknown[]]>([
    ['2..4', [2, 3, 4]],
    ['1,2,4', [1, 2, 4]],
    ['fast,slow', ['fast', 'slow']],
    ['fast, slow', ['fast', 'slow']],
    ['true,false', [true, false]],
    ['false,on', [false, 'on']],
    ['"a,b",c', ['"a', 'b"', 'c']],
    ['"a,b","c"', ['a,b', 'c']],
  ])('is swept by %s', (given, values) => {
    const { p } = addParam(`p=${given}`, {})
    expect(p).toBeInstanceOf(Sweep)
    expect((p as Sweep).values).toEqual(values)
  })

  it.each<[string, unknown]>([
    ['3', 3],
    ['fast', 'fast'],
    ['true', true],
    ['"a,b"', 'a,b'],
    ['[1,2]', [1, 2]],
    ['{"a":1,"b":2}', { a: 1, b: 2 }],
    ['', ''],
    ['null', null],
  ])('is one value as %s', (given, value) => {
    expect(addParam(`p=${given}`, {})).toEqual({ p: value })
  })

  it.each([
    ['a,', 'Expected values separated by commas'],
    [',', 'Expected values separated by commas'],
    ['a,b,a', 'Found the value a twice'],
    ['1,1', 'Found the value 1 twice'],
    ['4..2', 'Expected an ascending range'],
  ])('is refused as %s', (given, says) => {
    expect(() => addParam(`p=${given}`, {})).toThrow(says)
  })

  it('sweeps one parameter at a time', () => {
    const one = addParam('p=a,b', {})
    expect(() => addParam('q=1..2', one)).toThrow('Only one parameter may have several values')
  })
})

describe('a sweep', () => {
  it.each([
    ['of numbers', 'top=2..3', ['as designed 3', 'small 2', 'fast 3']],
    ['of texts', 'mode=slow,fast', ['as designed slow', 'small slow', 'fast fast']],
    ['of true and false', 'fenced=true,false', ['as designed false', 'small false', 'fast false']],
    ['that has the own size of no design', 'top=0,1', []],
  ])('%s is held to what is expected at the own size of a design alone', async (_, param, own) => {
    const key = param.split('=')[0] as string
    const { stdout, stderr, code } = await run(['check', '--param', param, '--json', '--no-cache'], project())
    expect(code, stderr).toBe(0)
    const results = JSON.parse(stdout).results as Shown[]
    expect(results).toHaveLength(6)
    const judged = results.filter(({ properties }) => properties.some(({ expected }) => expected !== undefined))
    const sizes = judged.map(({ design, params }) => `${design} ${params[key] ?? { mode: 'slow' }[key]}`)
    expect(sizes).toEqual(own)
    expect(results.every(({ properties }) => properties.every(({ ok }) => ok))).toBe(true)
    expect(stderr).not.toMatch(/Expected|remove 'violated'|✗/)
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      own.length === 0 ? 'so no verdict is compared with what the design expects' : 'its own value',
    )
  })

  it('is red where the own size of a design is not as expected', async () => {
    const cwd = folderOf({
      'specs/a.model.ts': text.replace('small: { params: { top: 2 } }', 'small: { params: { top: 3 } }'),
    })
    const { stdout, code } = await run(['check', '--param', 'top=2,3'], cwd)
    expect(code).toBe(1)
    expect(stdout).toContain('✗violated 3 steps')
    expect(stdout).toContain('18 verdicts: 8 as expected, 9 at other sizes, 1 not as expected')
  })

  it('goes on after a limit where values do not grow, and ends at it where they do', async () => {
    const sizes = async (param: string) => {
      const { stdout, code } = await run(
        ['check', '--param', param, '--design', 'as designed', '--max-states', '3', '--json'],
        project(),
      )
      expect(code).toBe(3)
      return (JSON.parse(stdout).results as Shown[]).length
    }
    expect(await sizes('fenced=true,false')).toBe(2)
    expect(await sizes('top=3,2')).toBe(2)
    expect(await sizes('top=3,4,5')).toBe(1)
  })

  it('shows no growth of what does not grow', async () => {
    const { stdout } = await run(['check', '--param', 'mode=slow,fast'], project())
    expect(stdout).toMatch(/mode +slow +fast\nstates/)
    expect(stdout).not.toMatch(/growth|would have/)
  })

  it('skips other sizes for a build server, and merges as it was', async () => {
    const cwd = project()
    const reporters = ['junit=j.xml', 'blob=b.blob.json', 'dot=d.txt'].flatMap((one) => ['--reporter', one])
    await run(['check', '--param', 'top=2..3', ...reporters], cwd)
    const junit = readFileSync(join(cwd, 'j.xml'), 'utf8')
    expect(junit).toMatch(/<skipped>holds, at a size that differs from the design/)
    expect(readFileSync(join(cwd, 'd.txt'), 'utf8').trim()).toBe('---......------...')
    const merged = await run(['merge', 'b.blob.json'], cwd)
    expect(merged.code).toBe(0)
    expect(merged.stdout).toContain("The design's expectations apply only to top 3, its own value.")
  })
})

describe('one other size', () => {
  it('is held to what is expected, without advice to expect something else', async () => {
    const { stdout, code } = await run(['check', '--param', 'top=2'], project())
    expect(code).toBe(1)
    const said = stdout.replace(/\s+/g, ' ')
    expect(said).toContain(
      "This check used other parameters than 'as designed', so the verdict may differ from the expected one.",
    )
    expect(said).not.toMatch(/remove 'violated'|If this is intended/)
  })

  it('that is the own one has the advice', async () => {
    const cwd = folderOf({ 'specs/a.model.ts': text.replace('top = 3', 'top = 2') })
    const { stdout } = await run(['check', '--param', 'top=2', '--design', 'as designed'], cwd)
    expect(stdout.replace(/\s+/g, ' ')).toContain("remove 'violated' from what 'as designed' expects")
  })
})

describe('a text that no design uses', () => {
  const spec = (designs: object, model: string): Spec =>
    ({ kind: 'spec', name: 's', designs, model: new Function(`return ${model}`)() }) as never

  it.each([
    ['check', []],
    ['check', ['--quiet']],
    ['simulate', ['--walks', '1']],
  ])('is questioned by %s %s', async (command, options) => {
    const { stderr, code } = await run([command, '--param', 'mode=fats', ...options], project())
    expect(stderr).toContain(
      "--param mode: no design of 'counter' uses 'fats' for 'mode'. Did you mean 'fast'? Available: 'slow', 'fast'",
    )
    expect(code).not.toBe(2)
  })

  it.each([['graph', ['--format', 'json']]])('is questioned by %s', async (command, options) => {
    const args = [command, 'specs/a.model.ts', '--design', 'fast', '--param', 'mode=fats', ...options]
    expect((await run(args, project())).stderr).toContain("uses 'fats' for 'mode'")
  })

  const takes = "({ mode = 'slow', n = 1, open = false, any }) => {}"
  it.each<[string, object, number]>([
    ['one that a design uses', { mode: 'fast' }, 0],
    ['the default', { mode: 'slow' }, 0],
    ['a number', { n: 2 }, 0],
    ['a parameter of which no text is known', { any: 'x' }, 0],
    ['one that no design uses', { mode: 'x' }, 1],
    ['some of a sweep', { mode: new Sweep(['fast', 'x', 'y'], 'fast,x,y') }, 2],
    ['one that is no default, beside false', { open: 'wide' }, 1],
  ])('or is not, as it is %s', (_, params, questions) => {
    const designs = { a: {}, b: { params: { mode: 'fast', open: 'ajar' } } }
    expect(oddTexts(spec(designs, takes), params as never)).toHaveLength(questions)
  })

  it.each<[object, boolean]>([
    [{}, true],
    [{ mode: 'slow' }, true],
    [{ mode: 'fast' }, false],
    [{ n: 4 }, true],
    [{ n: 1 }, false],
    [{ n: 4, mode: 'fast' }, false],
    [{ any: 1 }, false],
  ])('or another number makes another size: %o', (params, isOwn) => {
    expect(isOwnSize(spec({ a: { params: { n: 4 } } }, takes), 'a', params as never)).toBe(isOwn)
  })
})
