/** The parts of the documents and of `src/config.ts` that are made from the tables of options and reporters. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Commands, commandLine } from '../../src/cli/options/args.ts'
import { type CommandName, type Command as CommandRow, commands } from '../../src/cli/options/commands.ts'
import { configName, configured, settingsOf } from '../../src/cli/options/config-file.ts'
import { flagsOf, type Row, remarkOf } from '../../src/cli/options/row.ts'
import { type Row as ReporterRow, reporterNames, reporters } from '../../src/cli/output/reporters.ts'
import type { Config } from '../../src/config.ts'
import { folderOf } from '../cli/run.ts'

// `UPDATE_DOCS=1 npx vitest run test/docs` writes the generated parts instead of comparing them
const updating = process.env.UPDATE_DOCS === '1'
const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** Compares or writes what stands between two lines of a file. */
function expectPart(file: string, begin: RegExp, end: string, today: string): void {
  const text = read(file)
  const from = text.search(begin)
  expect(from, `${file} has a part that begins with ${begin}`).toBeGreaterThanOrEqual(0)
  const start = text.indexOf('\n', from) + 1
  const stop = text.indexOf(end, start)
  if (updating) writeFileSync(join(root, file), text.slice(0, start) + today + text.slice(stop))
  else expect(text.slice(start, stop)).toBe(today)
}

/** A cell of a table in Markdown. */
const cell = (text: string) => text.replace(/[|<*]/g, '\\$&')
const code = (text: string) => `\`${text}\``
const sentence = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}.`
const table = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
  [heads, heads.map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('')
    .replace(/\| (---[ |]*)/, '| $1')

/** The options that the command line has, whatever the tables say. */
const onTheLine = commandLine('0', {} as Commands)
  .commands.filter((command) => command.name() !== 'complete')
  .map((command) => ({
    command: command.name() as CommandName,
    options: command.options,
    flags: command.options.map(({ long }) => long),
    help: command.helpInformation(),
  }))

const all = Object.entries(commands) as [CommandName, CommandRow][]

function typeInConfig({ form: { inConfig, choices = [] } }: Row): string {
  return inConfig === 'one of the choices' ? choices.map((choice) => `'${choice}'`).join(' | ') : `${inConfig}`
}

function reference(): string {
  return all
    .map(([name, { description, operands, options }]) => {
      const ofOperands = Object.values(operands).map((row) => [
        code(row.form.placeholder),
        cell(`${row.help}${remarkOf(row)}`),
      ])
      const ofOptions = flagsOf(options).map(({ flag, help, row: { form, short, see } }) => [
        code(`${short === undefined ? '' : `${short}, `}${flag} ${form.placeholder}`.trim()),
        cell(help) + (see === undefined ? '' : `; [more](${see})`),
      ])
      return `\n## allways ${name}\n\n${description}\n\n${table(['', 'meaning'], [...ofOperands, ...ofOptions])}`
    })
    .join('')
    .concat('\n')
}

const settings = [...settingsOf('check')]
const meaning = ({ setting, help }: Row) => setting ?? help

describe('the tables', () => {
  it('make the list of all commands and options', () => {
    expectPart('docs/command-line.md', /<!-- commands/, '<!-- end -->', reference())
  })

  it('make the list of settings', () => {
    const readers = (key: string) => all.flatMap(([name]) => (settingsOf(name).has(key) ? [code(name)] : []))
    const rows = settings.map(([key, { row }]) => [
      ...[code(key), cell(`${meaning(row)}${remarkOf(row)}`), readers(key).join(', ')],
    ])
    expectPart('docs/gate.md', /<!-- settings/, '<!-- end -->', table(['key', 'meaning', 'read by'], rows))
  })

  it('make the list of reporters', () => {
    const rows = reporterNames.map((name) => {
      const { writes, onlyToFile = false }: Partial<ReporterRow> & { writes: string } = reporters[name]
      return [code(name), writes, onlyToFile ? 'a file' : 'the terminal or a file']
    })
    expectPart('docs/gate.md', /<!-- reporters/, '<!-- end -->', table(['reporter', 'what it writes', 'to'], rows))
  })

  it('make the type of the config', () => {
    const keys = settings.map(
      ([key, { row }]) =>
        `  /** ${sentence(`${meaning(row)}${remarkOf(row)}`)} */\n  readonly ${key}?: ${typeInConfig(row)}\n`,
    )
    expectPart('src/config.ts', /export interface Config/, '}', keys.join(''))
  })
})

describe('an option', () => {
  it('is declared in the table, and nowhere else', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    const declares =
      /from 'commander'[\s\S]*(?:new (?:Option|Argument|Command)\(|\.(?:option|addOption|argument|command)\()/
    const found = files.filter((file) => file.endsWith('.ts') && declares.test(read(join('src', file))))
    expect(found).toEqual([join('cli', 'options', 'args.ts')])
    for (const { command, flags } of onTheLine) {
      expect(flags, command).toEqual(flagsOf(commands[command].options).map(({ flag }) => flag))
    }
  })

  it('is in the list of its command', () => {
    const page = read('docs/command-line.md')
    for (const { command, flags } of onTheLine) {
      const [, section = ''] = page.split(`\n## allways ${command}\n`)
      const [own = ''] = section.split('\n## ')
      const listed = [...own.matchAll(/^\| `(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag)
      expect(listed, command).toEqual(flags)
    }
  })

  it('with a key is read from the config, by its name', async () => {
    // a key that the type has and this lacks is an error of types
    const every: Required<Omit<Config, 'spans'>> = {
      files: ['models'],
      workers: 2,
      maxStates: 10,
      maxMemory: '1KiB',
      maxSeconds: 0.5,
      symmetry: 'prove',
      jobs: 3,
      reporters: ['json=out.json'],
      lock: 'own.lock.json',
      counterexamples: 'found',
      types: false,
    }
    expect(Object.keys(every)).toEqual(settings.map(([key]) => key))
    const cwd = folderOf({ [configName]: `export default ${JSON.stringify(every)}` })
    const { files, reporters, ...same } = every
    const read = { ...same, defaultFiles: files, maxMemory: 1024, reporter: [{ name: 'json', file: 'out.json' }] }
    expect(await configured('check', {}, [], cwd)).toEqual(read)
    expect(await configured('check', { workers: 1 }, ['workers'], cwd)).toEqual({ ...read, workers: 1 })
    const { workers, maxStates, maxMemory, maxSeconds, symmetry } = read
    expect(await configured('diff', {}, [], cwd)).toEqual({
      ...{ defaultFiles: files, workers, maxStates, maxMemory, maxSeconds, symmetry },
    })
    expect(await configured('simulate', {}, [], cwd)).toEqual({ defaultFiles: files })
    expect(await configured('merge', {}, [], cwd)).toEqual({})
  })
})

describe('a reporter', () => {
  it.each(reporterNames)('is named in the help, and loads: %s', async (name) => {
    const { options, help } = onTheLine.find(({ command }) => command === 'check') as (typeof onTheLine)[number]
    expect(help).toMatch(new RegExp(`--reporter [^-]*\\b${name}\\b`))
    expect(options.find(({ long }) => long === '--reporter')?.description).toContain(name)
    const render = await reporters[name].load()
    expect(typeof (await render({ run: { results: [] }, lock: undefined, stories: 'all' }))).toBe('string')
  })
})
