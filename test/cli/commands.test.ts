/** The command as other programs see it: exit codes, documents, files, signals. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { destructured } from '../../src/cli/options/params.ts'
import { loadSpec } from '../../src/cli/project/load.ts'
import { specText, storedText } from './models.ts'
import { allways, folderOf, run, spawned } from './run.ts'

const path = 'specs/a.model.ts'
const story = 'counterexamples/counter/as-designed/small.json'

describe.concurrent('allways check', () => {
  it('stores a counterexample that replays, and leaves it alone the next time', async () => {
    const cwd = folderOf({ [path]: specText() })
    expect((await spawned(['check', '--update'], cwd)).code).toBe(0)
    const first = readFileSync(join(cwd, story), 'utf8')
    expect(existsSync(join(cwd, story.replace('json', 'md')))).toBe(true)
    expect(await spawned(['replay', 'counterexamples'], cwd)).toMatchObject({
      code: 0,
      stdout: `✓ ${story}: reproduced in 3 steps\n`,
    })
    expect(await run(['check'], cwd)).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(cwd, story), 'utf8')).toBe(first)
  })

  it('says that a stored counterexample differs, and replaces it only with --update', async () => {
    const cwd = folderOf({ [path]: specText() })
    await run(['check', '--update'], cwd)
    writeFileSync(join(cwd, path), specText({ do: '(s) => { s.n = Math.min(3, s.n + 2) }' }))
    const kept = await run(['check'], cwd)
    expect(kept.stderr).toBe(
      `allways: ${story}: this stored counterexample differs from today's counterexample: it has 3 steps, today's has 2; run \`npx allways check --update\` to replace it\n`,
    )
    expect(kept.stdout).not.toContain('Stored in')
    expect(await run(['check', '--update'], cwd)).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(readFileSync(join(cwd, story), 'utf8')).length).toBe(2)
  })

  it('stores nothing of a design that is not locked, unless a folder is named', async () => {
    const cwd = folderOf({ [path]: specText() })
    expect(await run(['check'], cwd)).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(cwd, 'counterexamples'))).toBe(false)
    expect(await run(['check', '--counterexamples', 'found'], cwd)).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(cwd, story.replace('counterexamples', 'found')))).toBe(true)
  })

  it('says nothing of another story of the same length', async () => {
    const cwd = folderOf({ [path]: specText() })
    await run(['check', '--update'], cwd)
    writeFileSync(
      join(cwd, path),
      specText({ do: '(s) => { s.n = s.n === 1 ? 0 : s.n + 1 }' }).replace('s.n--', 's.n++'),
    )
    expect(await run(['check'], cwd)).toMatchObject({ stderr: '', stdout: expect.not.stringContaining('Stored in') })
  })

  it('stores nothing with --no-write, nor under other parameters', async () => {
    const cwd = folderOf({ [path]: specText() })
    await run(['check', '--no-write'], cwd)
    await run(['check', '--param', 'step=1'], cwd)
    expect(existsSync(join(cwd, 'counterexamples'))).toBe(false)
  })

  it('sweeps a parameter over a range, side by side, and says each result with its own', async () => {
    const cwd = folderOf({
      [path]: specText({ parameters: '{ top = 3 } = {}', state: 'n: int(0, top)', when: '(s) => s.n < top' }),
    })
    const table = await run(['check', '--param', 'top=2..4'], cwd)
    expect(table.stdout).toMatch(/top +2 +3 +4\nstates +3 +4 +5\n/)
    const { results } = JSON.parse((await run(['check', '--param', 'top=2..4', '--json'], cwd)).stdout)
    expect(results.map(({ params, states }: { params: object; states: number }) => [params, states])).toEqual([
      [{ top: 2 }, 3],
      [{ top: 3 }, 4],
      [{ top: 4 }, 5],
    ])
    const cut = await run(['check', '--param', 'top=2..9', '--max-states', '4', '--json'], cwd)
    expect(JSON.parse(cut.stdout).results).toHaveLength(3)
    // at 2, 'small' holds, and the design expects that of no size but its own
    expect(cut.code).toBe(3)
  })

  it('removes what killed runs left, and nothing else', async () => {
    const folder = 'counterexamples/counter/as-designed'
    const alive = `.small.json.${process.pid}.tmp`
    const cwd = folderOf({
      [path]: specText(),
      [`${folder}/.small.json.4194399.tmp`]: '{',
      [`${folder}/${alive}`]: '{',
    })
    await spawned(['check', '--update'], cwd)
    expect(readdirSync(join(cwd, folder)).sort()).toEqual([alive, 'small.json', 'small.md'])
  })

  it('prints one document with --json, and the table on standard error', async () => {
    const { code, stdout, stderr } = await spawned(['check', '--update', '--json'], folderOf({ [path]: specText() }))
    expect(code).toBe(0)
    const [result] = JSON.parse(stdout).results
    expect(result).toMatchObject({ spec: 'counter', file: path, states: 4, complete: true })
    expect(result.properties[0].counterexample).toEqual({ length: 3, file: story })
    expect(stderr).toContain('all as expected')
  })

  it('writes each report to the file that is named for it, and still prints the table', async () => {
    const cwd = folderOf({ [path]: specText() })
    const { stdout } = await run(
      ['check', '--no-write', '--reporter', 'json=out/r.json', '--reporter', 'default=r.txt'],
      cwd,
    )
    expect(JSON.parse(readFileSync(join(cwd, 'out/r.json'), 'utf8')).results).toHaveLength(1)
    expect(readFileSync(join(cwd, 'r.txt'), 'utf8').trim()).toBe(stdout.trim())
  })

  it('ends with 1 where a verdict is not the expected one', async () => {
    const cwd = folderOf({ [path]: specText({ designs: "{ 'as designed': {} }" }) })
    expect((await run(['check'], cwd)).stdout).not.toContain('Stored in')
    const { code, stdout } = await spawned(['check', '--update'], cwd)
    expect(code).toBe(1)
    expect(stdout).toContain(`Stored in ${story}`)
  })

  it('ends with 3 at a limit', async () => {
    const { code, stdout } = await spawned(['check', '--max-states', '2'], folderOf({ [path]: specText() }))
    expect(code).toBe(3)
    expect(stdout).toContain('unknown')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('prints what is known at %s, and ends with 130', async (signal) => {
    // it says itself that it is under way: a busy machine may take long to begin
    const when = "(s) => s.n < 2 ** 30 && (s.n !== 20_000 || console.error('under way') === undefined)"
    const cwd = folderOf({ [path]: specText({ state: 'n: int(0, 2 ** 30)', when }) })
    const child = spawn(process.execPath, [allways, 'check', '--json', '--property', 'not negative'], { cwd })
    let stdout = ''
    child.stdout.on('data', (data) => {
      stdout += data
    })
    // on a busy machine, the progress of the run comes first
    let stderr = ''
    child.stderr.on('data', (data) => {
      const isFirst = !stderr.includes('under way')
      stderr += data
      if (isFirst && stderr.includes('under way')) child.kill(signal)
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(130)
    const [result] = JSON.parse(stdout).results
    expect(result).toMatchObject({ limit: 'interrupted', complete: false })
    expect(result.states).toBeGreaterThan(20_000)
    // this model has as many distances as states: they are left out, and took no time
    expect(result.levels).toBeUndefined()
  })

  it('keeps its exit code when its reader leaves', async () => {
    const child = spawn(process.execPath, [allways, 'check', '--json'], { cwd: folderOf({ [path]: specText() }) })
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (data) => {
      stderr += data
    })
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(stderr).not.toContain('EPIPE')
  })

  it('prints its version and its help', async () => {
    const cwd = folderOf({})
    expect((await spawned(['--version'], cwd)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(await run(['check', '--help'], cwd)).toMatchObject({ code: 0, stdout: expect.stringContaining('Examples:') })
  })
})

describe.concurrent('allways show', () => {
  it('tells stored stories as a terminal shows them', async () => {
    const { code, stdout, stderr } = await spawned(
      ['show', 'c.json'],
      folderOf({ [path]: specText(), 'c.json': storedText() }),
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('✗ counter · as designed · small\n  Violated in 3 steps')
    expect(stdout).toContain("The state after step 3 violates 'small'.")
  })

  it('tells one as the Markdown that is stored beside it', async () => {
    const cwd = folderOf({ [path]: specText() })
    await run(['check', '--update'], cwd)
    expect((await run(['show', story, '--markdown'], cwd)).stdout).toBe(
      readFileSync(join(cwd, story.replace('json', 'md')), 'utf8'),
    )
  })

  it('writes one as a trace in ITF, which replays, in this design and against others', async () => {
    const designs = "{ 'as designed': { expect: { small: 'violated' } }, twice: { params: { step: 2 } } }"
    const cwd = folderOf({
      [path]: specText({ designs, do: '(s) => { s.n = Math.min(3, s.n + step) }' }),
      'c.json': storedText(),
    })
    expect(await run(['show', 'c.json', '--itf', 't.itf.json'], cwd)).toMatchObject({ code: 0, stdout: '' })
    expect((await run(['show', 'c.json', '--itf'], cwd)).stdout).toBe(readFileSync(join(cwd, 't.itf.json'), 'utf8'))
    expect((await run(['replay', 't.itf.json'], cwd)).stdout).toBe(
      "✓ t.itf.json: explained by 3 steps: 'small' is violated\n",
    )
    expect(await run(['replay', 't.itf.json', '--spec', path, '--design', 'twice'], cwd)).toMatchObject({
      code: 1,
      stdout:
        '✗ t.itf.json: no step of the model leads from states[0] to states[1]: in the nearest state, n is 2, not 1\n',
    })
  })

  it('tells one that the model does not do any more as it is stored, says so, and ends with 1', async () => {
    const drifted = specText({ do: '(s) => { s.n = 3 }' })
    const { code, stdout, stderr } = await run(
      ['show', 'c.json'],
      folderOf({ [path]: drifted, 'c.json': storedText() }),
    )
    expect(code).toBe(1)
    expect(stdout).toContain('n: 0 → 1')
    expect(stderr).toContain(
      "c.json: today's model does not reproduce this story, so it is shown as it was stored; step 1: 'up' leads to",
    )
  })
})

describe.concurrent('a page', () => {
  const dataIn = (html: string) => JSON.parse(/id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null')

  it('is written of a whole run, with where its processes go', async () => {
    const cwd = folderOf({ [path]: specText() })
    expect(await run(['check', '--reporter', 'html=out/verdicts.html'], cwd)).toMatchObject({ code: 0, stderr: '' })
    const { results } = dataIn(readFileSync(join(cwd, 'out/verdicts.html'), 'utf8'))
    expect(results).toHaveLength(1)
    expect(results[0].control).toEqual({ processes: [], states: 4 })
    expect(results[0].properties[0].counterexample.steps).toHaveLength(3)
  })

  it('is written of stored stories, one beside the other', async () => {
    const cwd = folderOf({ [path]: specText() })
    await run(['check', '--update'], cwd)
    const { code, stdout } = await run(['show', story, '--html'], cwd)
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Written to small.html\n' })
    expect((await run(['show', 'counterexamples', '--html=all.html'], cwd)).code).toBe(0)
    for (const file of ['small.html', 'all.html']) {
      const { results } = dataIn(readFileSync(join(cwd, file), 'utf8'))
      expect(results).toMatchObject([{ design: 'as designed', properties: [{ name: 'small', verdict: 'violated' }] }])
    }
  })

  it('says of a story that it is not what the model does today', async () => {
    const cwd = folderOf({ [path]: specText({ do: '(s) => { s.n = 3 }' }), 'c.json': storedText() })
    expect((await run(['show', 'c.json', '--html'], cwd)).code).toBe(1)
    const { results } = dataIn(readFileSync(join(cwd, 'c.html'), 'utf8'))
    expect(results[0].properties[0]).toMatchObject({
      ok: false,
      notes: [expect.stringMatching(/^Today's model does not/)],
    })
  })
})

describe.concurrent('allways graph', () => {
  it('prints the states of a design, and says what was left out', async () => {
    const cwd = folderOf({ [path]: specText() })
    const whole = await spawned(['graph', path], cwd)
    expect(whole).toMatchObject({ code: 0, stderr: '' })
    expect(whole.stdout).toContain('3 -> 2 [label="down"]')
    const part = await run(['graph', path, '--design', 'as designed', '--format', 'json', '--max-states', '3'], cwd)
    expect(part.code).toBe(0)
    expect(part.stderr).toBe(
      'allways: bounded: the first 3 states found, nearest first; 1 of them have further steps that are left out; raise the limit with `--max-states N`\n',
    )
    expect(JSON.parse(part.stdout)).toMatchObject({ attributes: { complete: false, design: 'as designed' } })
  })

  it('writes to a file', async () => {
    const cwd = folderOf({ [path]: specText() })
    expect(await run(['graph', path, '--format', 'graphml', '-o', 'out/n.graphml'], cwd)).toMatchObject({ stdout: '' })
    expect(readFileSync(join(cwd, 'out/n.graphml'), 'utf8')).toMatch(/^<\?xml[\s\S]*<\/graphml>\n$/)
  })
})

describe('loadSpec', () => {
  const load = (text: string) => {
    const cwd = folderOf({ [path]: text })
    return loadSpec(join(cwd, path), cwd)
  }

  it('gives one digest to one meaning, wherever it lies and however it is laid out', async () => {
    const one = await load(specText())
    const same = await load(specText({ before: '// a remark\n\n' }).replace(/^ {2}/gm, '\t'))
    const other = await load(specText({ do: '(s) => { s.n += 1 }' }))
    expect(same.digest).toBe(one.digest)
    expect(other.digest).not.toBe(one.digest)
  })

  it('knows the line of each function, however alike they look, and of no other', async () => {
    const text = specText({ options: 'invariants: {\n    small: (s) => s.n < 3,\n    tiny: (s) => s.n < 3,\n  },' })
    const { spec, locate } = await load(text)
    const lineOf = (part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1
    const { properties } = spec.model({})
    expect(locate(properties[0]?.test)).toEqual({ file: path, line: lineOf('small: (s)') })
    expect(locate(properties[1]?.test)).toEqual({ file: path, line: lineOf('tiny: (s)') })
    expect(locate(specText)).toBeUndefined()
    expect(locate(Math.max)).toBeUndefined()
    expect(locate(new Error('ours'))).toBeUndefined()
  })
})

describe('destructured', () => {
  it.each<[string, string[] | undefined]>([
    ['({a=1,b:c=[1,{x:2}],"d e":f="}"}={})=>1', ['a', 'b', 'd e']],
    ['function counter({ a, b = (x, y) => x } = {}) {}', ['a', 'b']],
    ['({})=>1', []],
    ['(params)=>make(params)', undefined],
    ['({a,...rest})=>1', undefined],
    ['({a=/}/})=>1', ['a']],
    ['counter({a}) {}', ['a']],
    ['({[key]:a})=>1', undefined],
  ])('of %s', (text, keys) => {
    expect(keys && [...(destructured(text)?.keys() ?? [])]).toEqual(keys)
    expect(destructured(text) === undefined).toBe(keys === undefined)
  })

  it('gives the defaults that are plain values', () => {
    expect([...(destructured('({a=1,b="x",c=!0,d=true,e=[],f})=>1') ?? [])]).toEqual([
      ['a', 1],
      ['b', 'x'],
      ['c', undefined],
      ['d', true],
      ['e', undefined],
      ['f', undefined],
    ])
  })
})
