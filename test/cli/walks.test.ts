/**
 * From red to green by what is printed alone: each walk breaks a project that is green, and then does what the command
 * advises, until `check` and `replay` both end with 0.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Ended } from './ended.ts'
import { specText } from './models.ts'
import { folderOf, run as runIn } from './run.ts'

interface Walk {
  readonly is: string
  readonly files?: { readonly [path: string]: string }
  /** The arguments that this project gives to each `check`: files and options. */
  readonly options?: readonly string[]
  /** Where its stories lie. */
  readonly folder?: string
  /** Turns a green project into a red one. */
  breaks(cwd: string): void
  /** Texts that must be printed before anything is done. */
  readonly says: readonly string[]
  /** Paths that must be gone at the end, and those that must still be there. */
  readonly gone?: readonly string[]
  readonly left?: readonly string[]
  readonly ci?: string
}

const a = 'specs/a.model.ts'
const story = 'counterexamples/counter/as-designed/small.json'
const designs = "{ one: { expect: { small: 'violated' } }, two: {} }"
const edit = (cwd: string, path: string, from: string, to: string) => {
  const text = readFileSync(join(cwd, path), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(cwd, path), text.replace(from, to))
}

const ten = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => [`specs/s${i}.model.ts`, specText({ name: `'s${i}'` })]),
)
const job = `import { int, model, process, spec } from 'allways'
const queue = () => {
  const state = { n: int(0, 3) }
  const worker = process(state, {
    steps: {
      look: (s) => (s.n < 3 ? 'take' : 'look'),
      take: (s) => { s.n++; return 'look' },
    },
    resting: ['look'],
  })
  return model({ name: 'job', state, processes: { worker }, invariants: { small: (s) => s.n < 3 } })
}
export default spec({ name: 'job', model: queue, designs: { d: { expect: { small: 'violated' } } } })
`

const walks: readonly Walk[] = [
  {
    is: 'a renamed design',
    breaks: (cwd) => edit(cwd, a, "'as designed'", "'as deployed'"),
    says: [
      "counterexamples/counter/as-designed: 1 stored counterexample is obsolete: spec 'counter' has no design 'as designed'",
      'the design is gone',
    ],
    gone: ['counterexamples/counter/as-designed'],
    left: ['counterexamples/counter/as-deployed/small.json'],
  },
  {
    is: 'a renamed spec',
    breaks: (cwd) => edit(cwd, a, "name: 'counter',\n  model", "name: 'meter',\n  model"),
    says: ["there is no spec 'counter'"],
    gone: ['counterexamples/counter'],
    left: ['counterexamples/meter/as-designed/small.json'],
  },
  {
    is: 'a renamed file of a spec',
    breaks: (cwd) => renameSync(join(cwd, a), join(cwd, 'specs/b.model.ts')),
    says: [
      `${story}: this stored counterexample differs from today's counterexample: its spec is now specs/b.model.ts`,
      `its spec ${a} does not exist`,
    ],
    left: [story],
  },
  {
    is: 'a deleted spec',
    files: { [a]: specText(), 'specs/b.model.ts': specText({ name: "'other'" }) },
    breaks: (cwd) => rmSync(join(cwd, a)),
    says: ["there is no spec 'counter'", `its spec ${a} does not exist`],
    gone: ['counterexamples/counter'],
    left: ['counterexamples/other/as-designed/small.json'],
  },
  {
    is: 'a deleted spec, beside notes of people',
    files: { [a]: specText(), 'specs/b.model.ts': specText({ name: "'other'" }) },
    breaks(cwd) {
      rmSync(join(cwd, a))
      writeFileSync(join(cwd, 'counterexamples/counter/notes.md'), 'what we made of it')
    },
    says: ["there is no spec 'counter'"],
    gone: ['counterexamples/counter/as-designed'],
    left: ['counterexamples/counter/notes.md'],
  },
  {
    is: 'a deleted design, the last with a story',
    files: {
      [a]: specText({
        designs,
        options: 'invariants: { small: (s) => s.n < 2 + step },',
        parameters: '{ step = 1 } = {}',
      }).replace('two: {}', 'two: { params: { step: 2 } }'),
    },
    breaks: (cwd) => edit(cwd, a, "one: { expect: { small: 'violated' } }, ", ''),
    says: ["spec 'counter' has no design 'one'"],
    gone: ['counterexamples'],
  },
  {
    is: 'a deleted property',
    breaks(cwd) {
      edit(cwd, a, 'small: (s) => s.n < 3, ', '')
      edit(cwd, a, "{ expect: { small: 'violated' } }", '{}')
    },
    says: [`${story}: this stored counterexample is obsolete: its property 'small' no longer exists`],
    gone: ['counterexamples'],
  },
  {
    is: 'a typo in a label',
    files: { [a]: job },
    breaks: (cwd) => edit(cwd, a, "? 'take'", "? 'tak'"),
    says: ["'tak'", "Did you mean 'take'?"],
    left: ['counterexamples/job/d/small.json'],
  },
  {
    is: 'a typo in what is expected',
    breaks: (cwd) => edit(cwd, a, 'expect: { small:', 'expect: { smal:'),
    says: ["Did you mean 'small'?"],
    left: [story],
  },
  {
    is: 'a half-written model, in CI',
    ci: '1',
    breaks: (cwd) => writeFileSync(join(cwd, 'specs/b.model.ts'), specText({ name: "'new'" })),
    says: ['Missing from allways.lock.json'],
    left: [story, 'counterexamples/new/as-designed/small.json'],
  },
  {
    is: 'a broken story among ten',
    files: ten,
    breaks: (cwd) => writeFileSync(join(cwd, 'counterexamples/s4/as-designed/small.json'), '{'),
    says: ['counterexamples/s4/as-designed/small.json:1:2: not valid JSON', 'it is not a JSON object'],
    left: Object.keys(ten).map((_, i) => `counterexamples/s${i}/as-designed/small.json`),
  },
  {
    is: 'a broken story that nothing shows, among ten',
    files: ten,
    breaks: (cwd) => writeFileSync(join(cwd, 'counterexamples/s4/mine.json'), '{'),
    says: ['counterexamples/s4/mine.json:1:2: not valid JSON'],
    gone: ['counterexamples/s4/mine.json'],
  },
  {
    is: 'a broken spec among ten',
    files: ten,
    breaks: (cwd) => edit(cwd, 'specs/s4.model.ts', 's.n++ }', 's.n++'),
    says: ['specs/s4.model.ts:'],
    left: Object.keys(ten).map((_, i) => `counterexamples/s${i}/as-designed/small.json`),
  },
  ...elsewhere([
    {
      is: 'a bound that shrank',
      breaks: (cwd) => edit(cwd, 'my models/a.model.ts', 'int(0, 3)', 'int(0, 4)'),
      says: ['accept it: npx allways check'],
      left: ['found/counter/as-designed/small.json'],
    },
    {
      is: 'a design that is gone',
      breaks: (cwd) => edit(cwd, 'my models/a.model.ts', "'as designed'", "'as deployed'"),
      says: ['to remove it', 'the design is gone'],
      gone: ['found/counter/as-designed'],
    },
    {
      is: 'a design that is new, in CI',
      ci: '1',
      breaks: (cwd) =>
        edit(cwd, 'my models/a.model.ts', 'designs: {', "designs: { more: { expect: { small: 'violated' } },"),
      says: ['Missing from my.lock.json'],
      left: ['found/counter/more/small.json'],
    },
    {
      is: 'a story of another length',
      breaks: (cwd) => edit(cwd, 'my models/a.model.ts', 'small: (s) => s.n < 3', 'small: (s) => s.n < 2'),
      says: ['to replace it'],
      left: ['found/counter/as-designed/small.json'],
    },
    {
      is: 'a property that is gone',
      breaks(cwd) {
        edit(cwd, 'my models/a.model.ts', 'small: (s) =>', 'smaller: (s) =>')
        edit(cwd, 'my models/a.model.ts', "small: 'violated'", "smaller: 'violated'")
      },
      says: ["its property 'small' no longer exists"],
      gone: ['found/counter/as-designed/small.json'],
      left: ['found/counter/as-designed/smaller.json'],
    },
    {
      is: 'a lock that is no lock',
      breaks: (cwd) => writeFileSync(join(cwd, 'my.lock.json'), '{ "version": 2 }'),
      says: ['my.lock.json: `version` is 2; expected 1', 'or remove it and run `npx allways check'],
      left: ['my.lock.json'],
    },
  ]),
]

/** Walks of a project of which nothing has its usual place: no command finds anything that is not named. */
function elsewhere(all: readonly Walk[]): Walk[] {
  const options = ['my models', '--lock', 'my.lock.json', '--counterexamples', 'found']
  const files = { 'my models/a.model.ts': specText() }
  return all.map((walk) => ({
    ...{ files, options, folder: 'found', ...walk, is: `${walk.is}, where nothing has its usual place` },
    gone: [...(walk.gone ?? []), 'allways.lock.json', 'counterexamples'],
  }))
}

const run = (args: readonly string[], cwd: string) => runIn(args, cwd, { CI: process.env.CI ?? '' })

/** Both commands of a gate, as CI runs them. */
async function look(cwd: string, options: readonly string[], folder: string): Promise<Ended[]> {
  return [await run(['check', '--no-types', ...options], cwd), await run(['replay', folder], cwd)]
}

/** Does what was printed: the first advice that is found. Whether there was any. */
async function follow(said: string, cwd: string, repair: () => void): Promise<boolean> {
  const [, wrong, right] = /'([^']+)'[^']*Did you mean '([^']+)'\?/.exec(said.replace(/\s+/g, ' ')) ?? []
  if (wrong !== undefined && right !== undefined) {
    const text = readFileSync(join(cwd, a), 'utf8')
    writeFileSync(join(cwd, a), text.replace(new RegExp(`\\b${wrong}\\b`), right))
    return true
  }
  // what is no TypeScript is put right at the line that is named
  if (/specs\/\S+\.model\.ts:\d+/.test(said)) {
    repair()
    return true
  }
  const [, lock] = /(\S+\.lock\.json): `version` is/.exec(said) ?? []
  if (lock !== undefined) rmSync(join(cwd, lock))
  const command = /npx allways (check[^\n]*?--update)/.exec(said)?.[1]
  if (command !== undefined) {
    await run(
      [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? ''),
      cwd,
    )
    return true
  }
  const [, file] = /(\S+?\.json)(?::\d+)*: .*delete it and run the check again/.exec(said) ?? []
  if (file === undefined) return false
  rmSync(join(cwd, file))
  return true
}

const codes = (all: readonly Ended[]) => all.map(({ code }) => code)
const isRed = (all: readonly Ended[]) => all.some(({ code }) => code !== 0)
const saidBy = (all: readonly Ended[]) => all.map(({ stdout, stderr }) => stderr + stdout).join('\n')

describe('from red to green by what is printed:', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each(walks)(
    '$is',
    async ({
      files = { [a]: specText() },
      breaks,
      says,
      gone = [],
      left = [],
      ci = '',
      options = [],
      folder = 'counterexamples',
    }) => {
      const cwd = folderOf(files)
      vi.stubEnv('CI', ci)
      await run(['check', ...options, '--update'], cwd)
      expect(codes(await look(cwd, options, folder))).toEqual([0, 0])
      const whole = Object.keys(files).map((path) => [join(cwd, path), readFileSync(join(cwd, path), 'utf8')] as const)
      breaks(cwd)
      let ended = await look(cwd, options, folder)
      expect(isRed(ended)).toBe(true)
      const flat = saidBy(ended).replace(/\s+/g, ' ')
      for (const text of says) expect(flat).toContain(text)
      for (let round = 0; round < 4 && isRed(ended); round++) {
        const said = saidBy(ended)
        const hasAdvice = await follow(said, cwd, () => {
          for (const [path, text] of whole) writeFileSync(path, text)
        })
        expect(hasAdvice, said).toBe(true)
        ended = await look(cwd, options, folder)
      }
      expect(codes(ended), saidBy(ended)).toEqual([0, 0])
      expect(saidBy(ended)).not.toMatch(/--update/)
      for (const path of gone) expect(existsSync(join(cwd, path)), path).toBe(false)
      for (const path of left) expect(existsSync(join(cwd, path)), path).toBe(true)
    },
  )
})
