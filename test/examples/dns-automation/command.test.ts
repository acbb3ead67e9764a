import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { designs } from '../../../examples/dns-automation/designs.ts'
import { help, parse, UsageError } from '../../../examples/dns-automation/options.ts'
import { withoutNamed } from './zones.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const example = (...args: readonly string[]) => {
  const { stdout, stderr, status, pid } = spawnSync(process.execPath, ['examples/dns-automation/main.js', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { lines: stdout.trimEnd().split('\n'), stderr, status, pid }
}
const runs = new Map<string, ReturnType<typeof example>>()
const run = (design: string, zone = 'memory') => {
  const key = `${design} ${zone}`
  const found = runs.get(key) ?? example('--design', design, '--zone', zone, '--speed', '100')
  runs.set(key, found)
  return found
}

/** The answers of the endpoint, one after the other: the plan, or nothing. */
const answers = (lines: readonly string[]) =>
  lines
    .filter((line) => line.includes('resolver'))
    .map((line) => / answers 10\.0\.(\d+)\.1/.exec(line)?.[1] ?? line.replace(/.* answers /, ''))

describe('npm run example', () => {
  it('is this command', () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
    expect(scripts.example).toBe('node examples/dns-automation/main.js')
  })

  it('as deployed: the endpoint goes empty and stays so, and the exit code is 1', () => {
    const { lines, stderr, status } = run('as deployed')
    expect(answers(lines)).toEqual(['1', '2', '3', '4', '5', '2', 'with nothing'])
    expect(lines.slice(-3)).toEqual([
      'dynamodb.example answers with nothing since 4.38 s.',
      'It names plan 2, whose tree was deleted.',
      'No enactor can apply plan 7, because the rollback record would name plan 2.',
    ])
    expect(stderr).toBe('')
    expect(status).toBe(1)
  })

  it.each(['compare-and-swap', 'recommended'])('%s: the endpoint always answers, and no plan goes back', (design) => {
    const { lines, stderr, status } = run(design)
    expect(answers(lines)).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(lines).toContainEqual(expect.stringMatching(/enactor 3 {2}is refused: plan 2 is not newer/))
    expect(lines.slice(-3)).toEqual([
      'dynamodb.example answers with plan 7, the latest.',
      'It answered with addresses all the time.',
      'The rollback record names plan 6, which exists.',
    ])
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  it('a run leaves no bundle behind', () => {
    const { pid } = run('recommended')
    expect(existsSync(`${root}dist/examples/dns-automation-${pid}.mjs`)).toBe(false)
  })

  it.each(Object.keys(designs))('%s: no line is longer than 80 characters', (design) => {
    expect(run(design).lines.filter((line) => line.length > 80)).toEqual([])
  })

  describe.skipIf(withoutNamed)(withoutNamed ?? 'on a name server', () => {
    it.each(Object.keys(designs))('%s: the same happens as in memory', (design) => {
      const inMemory = run(design)
      const onServer = run(design, 'named')
      expect(onServer.lines[0]).toBe(`The design '${design}' on a zone on a name server.`)
      expect(onServer.lines.slice(1)).toEqual(inMemory.lines.slice(1))
      expect(onServer.stderr).toBe('')
      expect(onServer.status).toBe(inMemory.status)
    })
  })

  it.skipIf(!withoutNamed)('without a name server installed, it says so', () => {
    const { stderr, status } = run('recommended', 'named')
    expect(stderr).toContain('named is not installed: install bind9, or call the command with --zone memory')
    expect(status).toBe(2)
  })
})

describe('its README', () => {
  const folder = `${root}examples/dns-automation/`
  const text = readFileSync(`${folder}README.md`, 'utf8')

  it('shows what the command prints', () => {
    const [, shown = ''] = /```\n([\s\S]*?)```/.exec(text.slice(text.indexOf('takes eight seconds'))) ?? []
    expect(shown).not.toBe('')
    expect(run('as deployed').lines.join('\n')).toContain(shown.trimEnd())
  })

  it('names every file', () => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) expect(text).toContain(`\`${file}\``)
  })

  it('shows no other scripts than there are, with options that there are', () => {
    const calls = [...text.matchAll(/^npm run example(?: -- (.*?))? +#/gm)].map(([, args = '']) => args)
    expect(calls).toHaveLength(3)
    for (const args of calls) {
      const split = [...args.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
      expect(() => parse(split)).not.toThrow()
    }
  })
})

describe('the service', () => {
  it('does not import allways', () => {
    const folder = `${root}examples/dns-automation/`
    // the driver is the one file that knows both
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'driver.ts')
    expect(files.filter((file) => /from '(?:allways|.*src\/)/.test(readFileSync(folder + file, 'utf8')))).toEqual([])
  })
})

describe('the options', () => {
  it('recommended, in memory and in real time is the default', () => {
    expect(parse([])).toEqual({ help: false, design: 'recommended', zone: 'memory', speed: 1 })
  })

  it('--help fits into a terminal, and names all designs', () => {
    const { lines, status } = example('--help')
    expect(lines).toEqual(help.split('\n'))
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    for (const design of Object.keys(designs)) expect(help).toContain(design)
    expect(status).toBe(0)
  })

  it('wrong usage has exit code 2, and says how to get help', () => {
    const { lines, stderr, status } = example('--design', 'x')
    const message = "example: unknown design 'x'; available: 'as deployed', 'compare-and-swap', 'recommended'"
    expect(stderr).toBe(`${message}\nCall it with --help to see its options.\n`)
    expect(lines).toEqual([''])
    expect(status).toBe(2)
  })

  it.each([
    [['--desgn', 'x'], "unknown option '--desgn'"],
    [['--design', 'toString'], "unknown design 'toString'"],
    [['--design'], "option '--design <value>' argument missing"],
    [['--zone', 'x'], "unknown zone 'x'; available: 'memory', 'named'"],
    [['--speed', '0'], "--speed must be a number above 0 and at most 100, not '0'"],
    [['--speed', 'x'], "--speed must be a number above 0 and at most 100, not 'x'"],
    [['x'], "unexpected argument 'x'"],
  ])('%j: %s', (args, message) => {
    expect(() => parse(args)).toThrow(message)
    expect(() => parse(args)).toThrow(UsageError)
  })
})
