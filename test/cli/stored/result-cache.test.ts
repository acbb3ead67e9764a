import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import type { Result } from '../../../src/result.ts'
import { specText } from '../models.ts'
import { folderOf, run, spawned } from '../run.ts'

const path = 'specs/a.model.ts'
const said = /are cached, and every story was\s+replayed; --no-cache\s+explores again\./

const project = (text = specText()) => folderOf({ [path]: text, 'node_modules/.keep': '' })
const cacheOf = (cwd: string) => join(cwd, 'node_modules/.cache/allways/results')
const kept = (cwd: string) => {
  try {
    return readdirSync(cacheOf(cwd))
  } catch {
    return []
  }
}
/** Whether each design of a run came from the cache. */
async function cached(cwd: string, args: readonly string[] = [], env: { readonly [name: string]: string } = {}) {
  const { results } = JSON.parse((await run(['check', '--json', ...args], cwd, env)).stdout)
  return (results as { readonly cached?: true }[]).map((result) => result.cached === true)
}

/** Changes the only entry, and makes it look whole. */
function forge(cwd: string, change: (result: Result) => Result): void {
  const file = join(cacheOf(cwd), kept(cwd)[0] as string)
  const content = serialize(change(deserialize(readFileSync(file).subarray(32)) as Result))
  writeFileSync(file, Buffer.concat([createHash('sha256').update(content).digest(), content]))
}

describe.concurrent('results of earlier runs', () => {
  it('are told again where nothing has changed, and said to be cached', async () => {
    const cwd = project()
    const first = await spawned(['check'], cwd)
    expect(first.stdout).not.toContain('cached')
    const again = await spawned(['check'], cwd)
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toMatch(/as designed +violated in 3 steps +holds +holds\n +4 states · depth 3 · cached/)
    expect(again.stdout).toMatch(said)
  })

  it('say what a run says, but for the time that it takes', async () => {
    const cwd = project()
    const documents = [await run(['check', '--json'], cwd), await run(['check', '--json'], cwd)].map(
      ({ stdout }) => JSON.parse(stdout).results[0],
    )
    expect(documents[1]).toEqual({ ...documents[0], cached: true, seconds: expect.any(Number) })
  })

  it('are explained where somebody is going to read them, and explored again for that', async () => {
    const cwd = project(specText({ designs: "{ 'as designed': {} }" }))
    await run(['check'], cwd)
    const { code, stdout } = await run(['check'], cwd)
    expect(code).toBe(1)
    expect(stdout).toMatch(said)
    expect(stdout).toMatch(/In step 3, '.*' changes `n` from 2 to 3\. Then/)
    const other = project()
    await run(['check', '--no-write'], other)
    // the story to be stored says why
    const stores = ['--counterexamples', 'counterexamples']
    expect(await cached(other, stores)).toEqual([false])
    expect(await cached(other, stores)).toEqual([true])
  })

  it.each([
    ['a step', specText({ do: '(s) => { s.n += 1 }' })],
    ['a property', specText({ options: 'invariants: { small: (s) => s.n < 2 },' })],
    ['a line that moves others', `// a remark\n${specText()}`],
    ['what is expected', specText({ designs: "{ 'as designed': {} }" })],
  ])('are not told of a spec with another text: %s', async (_, text) => {
    const cwd = project()
    expect(await cached(cwd)).toEqual([false])
    writeFileSync(join(cwd, path), text)
    expect(await cached(cwd)).toEqual([false])
  })

  it('are not told where it was asked otherwise', async () => {
    const cwd = project()
    await cached(cwd)
    const others = [
      ...[
        ['--param', 'step=1'],
        ['--property', 'small'],
        ['--max-states', '3'],
        ['--max-seconds', '60'],
      ],
      ...[['--max-memory', '1GB'], ['--bits'], ['--reporter', 'html=out.html'], ['--no-cache']],
    ]
    for (const args of others) expect(await cached(cwd, args), args.join(' ')).toEqual([false])
    expect(await cached(cwd)).toEqual([true])
    expect(await cached(cwd, ['--update'])).toEqual([false])
    expect(await cached(cwd, ['--update'])).toEqual([false])
  })

  it('are told in CI only where that is asked for', async () => {
    const cwd = project()
    await cached(cwd)
    expect(await cached(cwd, ['--no-types'], { CI: 'true' })).toEqual([false])
    expect(await cached(cwd, ['--cache', '--no-types'], { CI: 'true' })).toEqual([true])
  })

  it('are left alone where they are broken', async () => {
    const cwd = project()
    await cached(cwd)
    const file = join(cacheOf(cwd), kept(cwd)[0] as string)
    const entry = readFileSync(file)
    for (const broken of [entry.subarray(0, 50), Buffer.from(entry).fill(7, 100, 101), Buffer.alloc(0)]) {
      writeFileSync(file, broken)
      expect(await cached(cwd)).toEqual([false])
    }
    expect(await cached(cwd)).toEqual([true])
  })

  it('are not told where a story of theirs does not replay', async () => {
    const cwd = project()
    const changes: ((result: Result) => Result)[] = [
      (result) => JSON.parse(JSON.stringify(result).replace('"state":{"n":2}', '"state":{"n":1}')),
      (result) => JSON.parse(JSON.stringify(result).replace('"name":"up","kind"', '"name":"down","kind"')),
      (result) => ({
        ...result,
        properties: result.properties.map((property, i) => (i === 1 ? { ...property, name: 'other' } : property)),
      }),
    ]
    for (const change of changes) {
      await cached(cwd)
      forge(cwd, change)
      expect(await cached(cwd)).toEqual([false])
    }
    forge(cwd, (result) => result)
    expect(await cached(cwd)).toEqual([true])
  })

  it('are not told of another design, whose entry lies in their place', async () => {
    const designs =
      "{ low: { expect: { small: 'violated' } }, high: { params: { step: 1 }, expect: { small: 'violated' } } }"
    const cwd = project(specText({ designs }))
    await cached(cwd)
    const [one, other] = kept(cwd).map((name) => join(cacheOf(cwd), name)) as [string, string]
    writeFileSync(one, readFileSync(other))
    expect((await cached(cwd)).toSorted()).toEqual([false, true])
    expect(await cached(cwd)).toEqual([true, true])
  })

  it('are not told where the bundle of an earlier run was changed, and neither is that run', async () => {
    const cwd = project()
    await run(['check'], cwd)
    const folder = join(cwd, 'node_modules/.cache/allways')
    const [name] = readdirSync(folder).filter((name) => name.endsWith('.json')) as [string]
    const entry = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    const code = entry.code.replace(/n<3(?=\}?,["'])/, 'n<9')
    expect(code).not.toBe(entry.code)
    for (const [forged, args] of [
      [{ ...entry, code }, []],
      [{ ...entry, code, digest: createHash('sha256').update(code).digest('hex') }, ['--no-cache']],
      [{ ...entry, code, digest: createHash('sha256').update(code).digest('hex') }, ['--no-cache', '--workers', '2']],
    ] as const) {
      writeFileSync(join(folder, name), JSON.stringify(forged))
      const { stdout } = await run(['check', '--no-write', ...args], cwd)
      expect(stdout).toContain('violated in 3 steps')
    }
    const inCi = await run(['check', '--no-write'], cwd, { CI: 'true' })
    expect(inCi.stdout).toContain('violated in 3 steps')
  })

  it.each([
    ['a limit was hit', [specText(), '--max-states', '3']],
    ['it ended early', [specText(), '--property', 'small']],
    ['the model fails', [specText({ when: '(s) => s.n < 4' })]],
    ['the spec reads the environment', [specText({ before: "const debug = process.env.DEBUG !== ''" })]],
    ['the spec reads a file', [specText({ before: "import { existsSync } from 'node:fs'\nexistsSync('a')" })]],
    ['a step prints', [specText({ do: '(s) => { console.error(s.n++) }' })]],
  ] as const)('are not kept where %s', async (_, [text, ...args]) => {
    const cwd = project(text)
    await run(['check', ...args], cwd)
    expect(kept(cwd)).toEqual([])
  })

  it('are nowhere without a folder node_modules', async () => {
    const cwd = folderOf({ [path]: specText() })
    await cached(cwd)
    expect(await cached(cwd)).toEqual([false])
  })

  it('are bounded in number: the one used least recently goes first', async () => {
    const cwd = project()
    mkdirSync(cacheOf(cwd), { recursive: true })
    for (let n = 0; n < 505; n++) {
      writeFileSync(join(cacheOf(cwd), `old ${n}`), '')
      utimesSync(join(cacheOf(cwd), `old ${n}`), 1e9 + n, 1e9 + n)
    }
    await cached(cwd)
    expect(kept(cwd)).toHaveLength(500)
    expect(kept(cwd)).not.toContain('old 5')
    expect(kept(cwd)).toContain('old 6')
    expect(await cached(cwd)).toEqual([true])
  })

  it('are held to the lock like others', async () => {
    const cwd = project()
    await run(['check', '--update'], cwd)
    expect(await cached(cwd)).toEqual([true])
    const lock = readFileSync(join(cwd, 'allways.lock.json'), 'utf8')
    writeFileSync(join(cwd, 'allways.lock.json'), lock.replace('"states": 4', '"states": 5'))
    const { code, stdout } = await run(['check'], cwd)
    expect(stdout).toMatch(said)
    expect(stdout).toContain('the number of states shrank from 5 to 4')
    expect(code).toBe(1)
  })
})
