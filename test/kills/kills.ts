/** Two `check --update` of one project at once, killed at random moments: what they leave. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { specText } from '../cli/models.ts'
import { Random } from '../fuzz/random.ts'

const names = ['one', 'two'] as const
type Name = (typeof names)[number]

export interface Outcome {
  killed: number
  /** Of those killed, how many had begun to write. */
  writing: number
  finished: number
  /** Everything that was lost, torn or blocked, a sentence each. */
  readonly troubles: string[]
}

/** @param allways the command's file */
export async function killRuns(
  allways: string,
  rounds: number,
  seed: number,
  tell: (line: string) => void,
): Promise<Outcome> {
  const random = new Random(seed)
  const outcome: Outcome = { killed: 0, writing: 0, finished: 0, troubles: [] }
  const cwd = mkdtempSync(join(tmpdir(), 'allways-kills-'))
  // a command of a checkout builds itself, once
  execFileSync(process.execPath, [allways, '--version'])
  try {
    mkdirSync(join(cwd, 'specs'))
    const { CI: _, GITHUB_ACTIONS: __, ...env } = process.env
    const begin = (name: Name): ChildProcess =>
      spawn(process.execPath, [allways, 'check', `specs/${name}.model.ts`, '--update'], { cwd, env, stdio: 'ignore' })
    const known = new Map<Name, number>()
    // the time of an undisturbed run, and all entries
    for (const name of names) writeSpec(cwd, name, 4)
    let ms = performance.now()
    await Promise.all(names.map((name) => ended(begin(name))))
    ms = performance.now() - ms
    judge(cwd, new Map(names.map((name) => [name, 4])), new Set(names), 'before any kill', outcome)
    for (const name of names) known.set(name, 4)

    for (let round = 1; round <= rounds; round++) {
      const sizes = new Map<Name, number>()
      for (const name of names) {
        const size = 4 + random.below(40)
        sizes.set(name, size)
        writeSpec(cwd, name, size)
      }
      const victims = new Set(random.of([['one'], ['two'], names] as const) as readonly Name[])
      const waits = random.below(2) === 0
      const after = random.below(Math.ceil(ms * 1.1))
      const grace = random.below(12)
      const finished = new Set<Name>()
      await Promise.all(
        names.map(async (name) => {
          const child = begin(name)
          const end = ended(child)
          if (victims.has(name)) {
            const timer = setTimeout(() => child.kill('SIGKILL'), waits ? 60_000 : after)
            // half of the time at the moment at which somebody writes
            const looks = setInterval(() => {
              if (waits && isWriting(cwd)) setTimeout(() => child.kill('SIGKILL'), grace)
            }, 1)
            await end
            clearTimeout(timer)
            clearInterval(looks)
          }
          if (await end) finished.add(name)
        }),
      )
      outcome.killed += names.length - finished.size
      outcome.finished += finished.size
      if (finished.size < names.length && isWriting(cwd)) outcome.writing++
      judge(cwd, sizes, finished, `round ${round}`, outcome, known)
      if (round % 10 === 0)
        tell(
          `${round} rounds: ${outcome.killed} killed, ${outcome.finished} finished, ${outcome.troubles.length} troubles`,
        )
    }

    // what is left over blocks nobody, and goes
    for (const name of names) writeSpec(cwd, name, 3)
    const started = performance.now()
    const ends = await Promise.all(names.map((name) => ended(begin(name))))
    const seconds = Math.round((performance.now() - started) / 1000)
    if (ends.includes(false)) outcome.troubles.push('after the kills: a run does not end with 0')
    if (seconds > 60) outcome.troubles.push(`after the kills: two runs take ${seconds} s`)
    judge(cwd, new Map(names.map((name) => [name, 3])), new Set(names), 'after the kills', outcome)
    const left = filesOf(cwd).filter((path) => /(^|\/)\./.test(path))
    if (left.length > 0) outcome.troubles.push(`after the kills: left over is ${left.join(', ')}`)
    return outcome
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** `n` counts up to `size`, which breaks an invariant in as many steps as there are numbers, less one. */
function writeSpec(cwd: string, name: Name, size: number): void {
  const text = specText({
    name: `'${name}'`,
    parameters: '',
    state: `n: int(0, ${size})`,
    when: `(s) => s.n < ${size}`,
    options: `invariants: { small: (s) => s.n < ${size}, 'not negative': (s) => s.n >= 0 },`,
    designs: "{ plain: { expect: { small: 'violated' } }, other: { expect: { small: 'violated' } } }",
  })
  writeFileSync(join(cwd, `specs/${name}.model.ts`), text)
}

/** Whether it ended by itself, and well. */
function ended(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code === 0))
  })
}

const filesOf = (cwd: string) => readdirSync(cwd, { recursive: true, encoding: 'utf8' })
const isWriting = (cwd: string) => readdirSync(cwd).some((name) => name.startsWith('.allways.lock.json'))

/** `sizes`: of the specs as they are; `known`: of the last run of each that is known to have been locked. */
function judge(
  cwd: string,
  sizes: ReadonlyMap<Name, number>,
  finished: ReadonlySet<Name>,
  when: string,
  { troubles }: Outcome,
  known = new Map<Name, number>(),
): void {
  const lock = parsed(cwd, 'allways.lock.json', when, troubles) as
    | { specs: { [spec: string]: { [design: string]: { states: number } } } }
    | undefined
  for (const name of names) {
    const size = sizes.get(name) as number
    for (const design of ['plain', 'other']) {
      const states = lock?.specs?.[name]?.[design]?.states
      const allowed = finished.has(name) ? [size + 1] : [size + 1, (known.get(name) ?? size) + 1]
      if (states === undefined || !allowed.includes(states)) {
        const what = states === undefined ? 'is lost' : `has ${states} states, and not ${allowed.join(' or ')}`
        troubles.push(`${when}: the entry of ${name} · ${design} ${what}`)
      }
    }
    const states = lock?.specs?.[name]?.plain?.states
    if (states !== undefined) known.set(name, states - 1)
    for (const design of ['plain', 'other']) {
      const path = `counterexamples/${name}/${design}/small.json`
      const story = existsSync(join(cwd, path))
        ? (parsed(cwd, path, when, troubles) as { length: number; steps: unknown[] })
        : undefined
      if (finished.has(name) && story?.length !== size)
        troubles.push(`${when}: the story of ${name} · ${design} is not today's`)
      const markdown = join(cwd, path.replace('.json', '.md'))
      if (existsSync(markdown) && !readFileSync(markdown, 'utf8').endsWith('\n'))
        troubles.push(`${when}: ${path} is torn`)
    }
  }
}

function parsed(cwd: string, path: string, when: string, troubles: string[]): unknown {
  try {
    return JSON.parse(readFileSync(join(cwd, path), 'utf8'))
  } catch (error) {
    troubles.push(`${when}: ${path} is torn: ${(error as Error).message}`)
    return undefined
  }
}
