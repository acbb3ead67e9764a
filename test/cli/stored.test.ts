/** Files that a run stores: each property has its own, each run keeps those of others, one broken file takes no other. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { check } from '../../src/cli/commands/check.ts'
import { replayFiles } from '../../src/cli/commands/replay.ts'
import { noAlarm } from '../../src/cli/host/alarm.ts'
import { commands } from '../../src/cli/options/commands.ts'
import { defaultsOf } from '../../src/cli/options/row.ts'
import { loadSpec } from '../../src/cli/project/load.ts'
import { lockFile } from '../../src/cli/stored/lock-file.ts'
import { readCounterexample } from '../../src/cli/stored/read-counterexample.ts'
import { storeCounterexamples } from '../../src/cli/stored/story-files.ts'
import type { Result } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { Captured } from '../fuzz/fuzz.ts'
import { mutated } from '../fuzz/mutate.ts'
import { Random } from '../fuzz/random.ts'
import { specText, storedText } from './models.ts'
import { folderOf, run } from './run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const never = new AbortController().signal
const args = { ...defaultsOf(commands.check.options), files: [] }

async function checked(cwd: string, more: object = {}): Promise<Captured> {
  const captured = new Captured()
  await check({ ...args, ...more }, captured.terminalIn(cwd), never, noAlarm)
  return captured
}

const storiesOf = (cwd: string) => {
  const all = readdirSync(join(cwd, 'counterexamples'), { recursive: true, encoding: 'utf8' })
  const files = all.filter((path) => path.endsWith('.json'))
  return files.map((path) => JSON.parse(readFileSync(join(cwd, 'counterexamples', path), 'utf8')))
}

describe('stories', () => {
  it('have files of their own, whatever their properties and designs are called', async () => {
    const names = [
      'x < 2',
      'x = 2',
      'x 2',
      'X 2',
      'x-2',
      '不变量',
      '不变式',
      'con',
      '..',
      'toString',
      'a'.repeat(300),
      `${'a'.repeat(300)}b`,
    ]
    const designs = ['x < 2', 'x = 2', '设计', '模型', 'con', '../..', 'b'.repeat(300)]
    const list = names.map((name) => `${JSON.stringify(name)}: (s) => s.n < 3`).join(', ')
    const text = specText({
      options: `invariants: { ${list} },`,
      designs: `{ ${designs.map((name) => `${JSON.stringify(name)}: {}`).join(', ')} }`,
    })
    const cwd = folderOf({ 'specs/a.model.ts': text })
    for (const more of [{ stores: true }, { update: true }, {}]) {
      const { err } = await checked(cwd, more)
      expect(err).toBe('')
      const found = storiesOf(cwd).map(({ design, property }) => JSON.stringify([design, property]))
      expect(found.sort()).toEqual(designs.flatMap((one) => names.map((name) => JSON.stringify([one, name]))).sort())
    }
    const captured = new Captured()
    expect(await replayFiles({ paths: [], minimise: false }, captured.terminalIn(cwd))).toBe(0)
    expect(captured.out.match(/reproduced in 3 steps/g)).toHaveLength(names.length * designs.length)
  })

  it('of an earlier name are named, and removed with --update', async () => {
    const cwd = folderOf({
      'specs/a.model.ts': specText({ options: "invariants: { 'x < 2': (s) => s.n < 3 },", designs: '{ d: {} }' }),
    })
    await checked(cwd, { update: true })
    const folder = join(cwd, 'counterexamples/counter/d')
    const [name] = readdirSync(folder).filter((file) => file.endsWith('.json')) as [string]
    writeFileSync(join(folder, 'x-2.json'), readFileSync(join(folder, name)))
    expect((await checked(cwd)).err).toContain(
      `x-2.json: this stored counterexample is obsolete: the file of 'x < 2' is now counterexamples/counter/d/${name}`,
    )
    await checked(cwd, { update: true })
    expect(existsSync(join(folder, 'x-2.json'))).toBe(false)
  })
})

describe('a stored story', () => {
  const path = 'counterexamples/counter/as-designed/small.json'
  const stored = (cwd: string, change: (story: { [key: string]: unknown }) => void) => {
    const story = JSON.parse(readFileSync(join(cwd, path), 'utf8'))
    change(story)
    writeFileSync(join(cwd, path), JSON.stringify(story, null, 2))
  }

  it.each<[string, (story: { [key: string]: unknown }) => void]>([
    ['other reasons', (story) => Object.assign(story.why as object, { parts: [], slice: [] })],
    ['no reasons', (story) => delete story.why],
    ['other notes', (story) => Object.assign(story, { notes: ['once it was so'] })],
    ['another digest', (story) => Object.assign(story, { digest: 'old' })],
    ['another tool', (story) => Object.assign(story, { tool: { name: 'allways', version: '0.0.1' } })],
  ])('of the same steps with %s is written anew by --update', async (_, change) => {
    const cwd = folderOf({ 'specs/a.model.ts': specText() })
    await checked(cwd, { update: true })
    const before = readFileSync(join(cwd, path), 'utf8')
    stored(cwd, change)
    expect(readFileSync(join(cwd, path), 'utf8')).not.toBe(before)
    await checked(cwd, { update: true })
    expect(readFileSync(join(cwd, path), 'utf8')).toBe(before)
  })

  it('has reasons of today after --update, in JSON and in Markdown', async () => {
    const cwd = folderOf({ 'specs/a.model.ts': specText() })
    await checked(cwd, { update: true })
    writeFileSync(join(cwd, 'specs/a.model.ts'), specText().replace('s.n < 3, ', '!(s.n >= 3), '))
    await checked(cwd, { update: true })
    for (const file of [path, path.replace('json', 'md')]) {
      expect(readFileSync(join(cwd, file), 'utf8')).toMatch(/s\.n \\?&?(gt;|>)= 3/)
    }
  })

  it('whose text is out of date are named without --update, and the verdicts stay as expected', async () => {
    const text = (small: string, little: string) => {
      const designs = "{ 'as designed': { expect: { small: 'violated', little: 'violated' } } }"
      return specText({ designs, options: `invariants: { small: (s) => ${small}, little: (s) => ${little} },` })
    }
    const cwd = folderOf({ 'specs/a.model.ts': text('s.n < 3', 's.n < 3') })
    await checked(cwd, { update: true })
    const outdated = async (spec: string) => {
      writeFileSync(join(cwd, 'specs/a.model.ts'), spec)
      const { stdout, stderr } = await run(['check'], cwd)
      expect(stdout).toContain('all as expected')
      return stderr.match(/^allways: the text of .*/gm) ?? []
    }
    const update = 'is out of date; run `npx allways check --update` to replace it'
    expect(await outdated(text('s.n < 3', 's.n < 3'))).toEqual([])
    expect(await outdated(text('!(s.n >= 3)', 's.n < 3'))).toEqual([
      `allways: the text of stored counterexample ${path} ${update}`,
    ])
    const both = text('!(s.n >= 3)', '3 > s.n')
    const two = `allways: the text of 2 stored counterexamples in counterexamples/counter/as-designed ${update}`
    expect(await outdated(both)).toEqual([two])
    await checked(cwd, { update: true })
    expect(await outdated(both)).toEqual([])
    // the digest of the spec changes, and the text does not
    expect(await outdated(both.replace('s.n > 0', '0 < s.n'))).toEqual([])
    const noted =
      "{ 'as designed': { notes: { small: 'A note.' }, expect: { small: 'violated', little: 'violated' } } }"
    expect(await outdated(both.replace(/designs: .*,$/m, `designs: ${noted},`))).toEqual([
      `allways: the text of stored counterexample ${path} ${update}`,
    ])
  })

  const cut = { notLeast: true } as const
  it.each<[string, object, (story: { [key: string]: unknown }) => void, boolean]>([
    ['keeps another of the same length', cut, (story) => Object.assign(story, { initial: 'elsewhere' }), true],
    ['keeps the same, reasons and all', cut, (story) => delete story.why, true],
    ['replaces a longer one', cut, (story) => Object.assign(story, { length: 4 }), false],
    ['replaces one of other parameters', cut, (story) => Object.assign(story, { params: { n: 1 } }), false],
    ['replaces any where the least is known', {}, (story) => Object.assign(story, { initial: 'elsewhere' }), false],
  ])('of a run that was cut short %s', async (_, more, change, keeps) => {
    const cwd = folderOf({ 'specs/a.model.ts': specText() })
    await checked(cwd, { update: true })
    const loaded = await loadSpec(join(cwd, 'specs/a.model.ts'), cwd)
    const { file, digest } = loaded
    const result = await checkDesign(loaded.spec, 'as designed', { file, digest })
    stored(cwd, change)
    const before = readFileSync(join(cwd, path), 'utf8')
    const properties = result.properties.map((one) => ({ ...one, ...more }))
    storeCounterexamples(
      { ...result, properties },
      {
        ...{ folder: 'counterexamples', cwd, update: true, creates: true, everyProperty: true },
        ...{ names: ['small', 'not negative', 'no deadlock'], warn: () => {}, remedy: () => '' },
        troubles: { try: (_what, body) => body() },
      },
    )
    expect(readFileSync(join(cwd, path), 'utf8') === before).toBe(keeps)
  })
})

describe('the lock', () => {
  it('keeps what another run has written meanwhile', async () => {
    const cwd = folderOf({ 'specs/a.model.ts': specText(), 'specs/b.model.ts': specText({ name: "'other'" }) })
    await checked(cwd, { files: ['specs/a.model.ts'], update: true })
    const path = join(cwd, 'allways.lock.json')
    const before = JSON.parse(readFileSync(path, 'utf8'))
    // begun before the other run writes, and of every spec that it knows of
    const late = lockFile('allways.lock.json', cwd)
    await checked(cwd, { files: ['specs/b.model.ts'], update: true })
    const { states, transitions, depth, params, file, ...makeup } = before.specs.counter['as designed']
    const result = {
      spec: 'third',
      design: 'new',
      ...{ states, transitions, depth, params, file, makeup },
      complete: true,
      actions: [],
      properties: [],
    }
    const designs = [
      { spec: 'counter', design: 'as designed' },
      { spec: 'third', design: 'new' },
    ]
    await late.write([result as unknown as Result], { specs: 'all', allDesigns: true, designs }, new Date())
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')).specs)).toEqual(['counter', 'other', 'third'])
  })

  it('still loses what is gone', async () => {
    const cwd = folderOf({ 'specs/a.model.ts': specText({ designs: '{ one: {}, two: {} }' }) })
    await checked(cwd, { update: true })
    writeFileSync(join(cwd, 'specs/a.model.ts'), specText({ designs: '{ two: {} }' }))
    await checked(cwd, { update: true })
    expect(Object.keys(JSON.parse(readFileSync(join(cwd, 'allways.lock.json'), 'utf8')).specs.counter)).toEqual(['two'])
  })

  it.each([
    [{ states: 'x' }, "`specs.counter['as designed'].states` is 'x'; expected a whole number, 0 or more"],
    [
      { properties: { small: { kind: 'invariant', digest: '', verdict: 'maybe' } } },
      "['as designed'].properties.small.verdict` is 'maybe'",
    ],
    [{ variables: { n: 1 } }, "['as designed'].variables.n` is 1; expected a text"],
    [{ taken: [null] }, "['as designed'].taken[0]` is null; expected a text"],
    [{ fairness: undefined }, "['as designed'].fairness` is missing; expected a list"],
  ])('is refused by the path of what is wrong: %j', async (change, says) => {
    const cwd = folderOf({ 'specs/a.model.ts': specText() })
    await checked(cwd, { update: true })
    const path = join(cwd, 'allways.lock.json')
    const lock = JSON.parse(readFileSync(path, 'utf8'))
    Object.assign(lock.specs.counter['as designed'], change)
    writeFileSync(path, JSON.stringify(lock))
    await expect(checked(cwd)).rejects.toThrow(says)
    await expect(checked(cwd)).rejects.toThrow(
      /^allways\.lock\.json: `specs.*restore the file, or remove it and run `npx/,
    )
  })
})

describe('a counterexample', () => {
  it('is accepted where its schema accepts it, and refused where that does not', () => {
    const validate = new Ajv().compile(JSON.parse(readFileSync(join(root, 'counterexample.schema.json'), 'utf8')))
    const originals = [
      'counterexamples/dynamodb-dns/atomic-cleanup/recovers-by-automation.json',
      'counterexamples/dynamodb-dns/as-deployed/active-plan-never-goes-back.json',
      'counterexamples/readers-writers/readers-first/a-waiting-writer-gets-in.json',
    ].map((path) => readFileSync(join(root, path), 'utf8'))
    const path = join(folderOf({}), 'c.json')
    let valid = 0
    for (let seed = 0; seed < 3000; seed++) {
      const random = new Random(seed)
      const { bytes } = mutated(random.of(originals), random, true)
      writeFileSync(path, bytes)
      let value: unknown
      try {
        value = JSON.parse(bytes.toString())
      } catch {
        continue
      }
      const isValid = validate(value)
      let error: string | undefined
      try {
        readCounterexample(path, 'c.json')
      } catch (thrown) {
        error = (thrown as Error).message
      }
      // no schema can express these: a reference to a step that does not exist, and what the text alone does not show
      const beyond = /at most|the number of steps|safe|not valid UTF-8|the key '|levels deep|whole number/
      if (isValid && error !== undefined) expect(error, `seed ${seed}`).toMatch(beyond)
      if (!isValid) expect(error, `seed ${seed}: ${JSON.stringify(validate.errors?.[0])}`).toBeDefined()
      if (isValid) valid++
    }
    expect(valid).toBeGreaterThan(100)
  })

  it('that is broken takes no other', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`stored/${i}.json`, i === 4 ? '{' : storedText()]),
    )
    const cwd = folderOf({ 'specs/a.model.ts': specText(), ...files })
    const captured = new Captured()
    expect(await replayFiles({ paths: ['stored'], minimise: false }, captured.terminalIn(cwd))).toBe(2)
    expect(captured.out.match(/✓ .*reproduced in 3 steps/g)).toHaveLength(9)
    expect(captured.err).toBe(
      "allways: stored/4.json:1:2: not valid JSON: the text ends here, expected a key in double quotes, or '}'; restore the file, or delete it and run the check again\n",
    )
  })
})
