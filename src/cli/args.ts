/** The command line's grammar: what is accepted, and what is refused with the form that was expected. */
import { Command, InvalidArgumentError } from 'commander'
import { show } from '../errors.ts'
import type { Params } from '../model/spec.ts'

export interface CheckArgs {
  readonly files: readonly string[]
  readonly design: readonly string[]
  readonly property: readonly string[]
  readonly param: Params
  readonly workers: number
  readonly maxStates?: number
  /** Bytes. */
  readonly maxMemory?: number
  readonly maxSeconds?: number
  readonly json: boolean
  readonly reporter: readonly Reporter[]
  readonly update: boolean
  readonly counterexamples: string
  readonly write: boolean
}

/** What is told, and where: in a file, or where it is told without one. */
export interface Reporter {
  readonly name: (typeof reporters)[number]
  readonly file?: string
}

const reporters = ['default', 'json'] as const

export interface Commands {
  check(args: CheckArgs): Promise<void>
  replay(paths: readonly string[]): Promise<void>
}

const checkExamples = `
Examples:
  allways check                                   every specs/**/*.model.ts below this folder
  allways check specs/lease-lock.model.ts --design 'fencing token'
  allways check --param clients=3 --max-memory 4GiB
  allways check --param clients=2..5              each design at four sizes, side by side
  allways check --json > results.json

Exit codes: 0 every verdict is as expected, 1 some verdict is not, 2 wrong usage or a wrong spec,
3 a limit was hit, 70 a bug of allways, 130 interrupted.`

const replayExamples = `
Examples:
  allways replay counterexamples                  every stored counterexample
  allways replay counterexamples/lease-lock/plain-lease/no-older-write.json

Exit codes: 0 every file reproduces, 1 some file does not, 2 a file or its spec cannot be read.`

/** Throws commander's own errors for what it refuses, and for --help and --version. */
export function commandLine(version: string, commands: Commands): Command {
  const program = new Command('allways')
    .description('Explores all ways a model can go, and checks what must always hold of it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', '\nExamples:\n  allways check\n  allways replay counterexamples\n  allways check --help')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'allways: ')) })
    .exitOverride()
  program
    .command('check')
    .summary('check the designs of specs')
    .description('Checks every design of the specs named, of those below the folders named, or of specs/**/*.model.ts.')
    .argument('[file...]', 'spec files, or folders of *.model.ts')
    .option('--design <name>', 'only this design (may be repeated)', append, [])
    .option('--property <name>', 'only this property (may be repeated)', append, [])
    .option(
      '--param <key=value>',
      'a parameter in every design checked, or a range of it as in n=2..4 (may be repeated)',
      addParam,
      {},
    )
    .option('--workers <n>', 'threads that explore, where a model is large', workers, 1)
    .option('--max-states <n>', 'stop a design after so many states', count)
    .option(
      '--max-memory <size>',
      'stop a design at this size, as in 512MB or 4GiB (default: 70% of the memory)',
      bytes,
    )
    .option('--max-seconds <n>', 'stop a design after so many seconds', seconds)
    .option('--json', 'one JSON document on standard output, as by --reporter json', false)
    .option(
      '--reporter <name[=file]>',
      'default or json, to a file where one is named (may be repeated)',
      addReporter,
      [],
    )
    .option('--update', 'replace stored counterexamples that differ', false)
    .option('--counterexamples <dir>', 'where counterexamples are stored', 'counterexamples')
    .option('--no-write', 'store no counterexamples')
    .addHelpText('after', checkExamples)
    .action((files: string[], options: Omit<CheckArgs, 'files'>) => commands.check({ ...options, files }))
  program
    .command('replay')
    .summary('replay stored counterexamples')
    .description("Re-executes counterexamples against today's models.")
    .argument('<path...>', 'counterexample files, or folders of them')
    .addHelpText('after', replayExamples)
    .action((paths: string[]) => commands.replay(paths))
  return program
}

function append(value: string, values: readonly string[]): readonly string[] {
  return [...values, value]
}

function addReporter(text: string, known: readonly Reporter[]): readonly Reporter[] {
  const [, word, file] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
  const name = reporters.find((reporter) => reporter === word)
  if (name === undefined) throw new InvalidArgumentError(`Expected ${reporters.join(' or ')}, found ${show(word)}.`)
  if (file === '') throw new InvalidArgumentError(`Name a file behind '=', as in ${name}=results.txt.`)
  return [...known, { name, ...(file === undefined ? {} : { file }) }]
}

function addParam(text: string, params: Params): Params {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected key=value, as in --param clients=3.')
  }
  if (Object.hasOwn(params, key)) throw new InvalidArgumentError(`'${key}' is given twice: give it once.`)
  const [, from, to] = /^(-?\d+)\.\.(-?\d+)$/.exec(value) ?? []
  if (from === undefined || to === undefined) return { ...params, [key]: parse(value) }
  if (Object.values(params).some((other) => other instanceof Range)) {
    throw new InvalidArgumentError('One range at a time: give the other parameter one value, and run once for each.')
  }
  if (Number(from) >= Number(to) || Number(to) - Number(from) > 100) {
    throw new InvalidArgumentError('Expected a range that goes up, by 100 at most, as in clients=2..4.')
  }
  return { ...params, [key]: new Range(Number(from), Number(to)) }
}

/** The values that a sweep gives to a parameter, from the first to the last. */
export class Range {
  readonly from: number
  readonly to: number
  constructor(from: number, to: number) {
    this.from = from
    this.to = to
  }
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function workers(text: string): number {
  const value = count(text)
  if (value > 64) throw new InvalidArgumentError('Expected at most 64: more than one a core only costs memory.')
  return value
}

function count(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('Expected a whole number, 1 or more.')
}

function seconds(text: string): number {
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value
  throw new InvalidArgumentError('Expected a number of seconds above 0, as in 30 or 0.5.')
}

const units: { readonly [unit: string]: number } = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}

function bytes(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const value = Math.floor(Number(number) * (units[unit.toUpperCase()] ?? Number.NaN))
  if (number !== '' && value >= 1) return value
  throw new InvalidArgumentError('Expected a size, as in 512MB or 4GiB.')
}

/** Says that no `what` is called `name`, what there is, and which of them is nearest. */
export function unknownName(what: string, name: string, known: Iterable<string>): string {
  const names = [...new Set(known)]
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`
  return `no ${what} is called ${show(name)}.${hint} There are: ${names.map(show).join(', ') || 'none'}`
}

function nearestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((other) => ({ other, away: distance(name.toLowerCase(), other.toLowerCase()) }))
  const [first] = ranked.sort((a, b) => a.away - b.away)
  return first !== undefined && first.away <= Math.max(2, name.length / 3) ? first.other : undefined
}

/** How many letters must be put in, left out or replaced to make `a` into `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
