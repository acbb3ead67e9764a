import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recorder } from '../../src/adapters/recorder.ts'
import { commandLine } from '../../src/cli/options/args.ts'
import { temporals } from '../../src/language/temporal.ts'
import { run as runHere } from '../cli/run.ts'

// `UPDATE_DOCS=1 npx vitest run test/docs` writes the generated parts instead of comparing them
const updating = process.env.UPDATE_DOCS === '1'
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'allways-docs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const block = (text: string, language: string) =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] as string
// times differ from run to run, and columns are as wide as the longest of them
const steady = (text: string) =>
  text
    .replace(/\d+(\.\d+)? s\b/g, '0 s')
    .replace(/ +/g, ' ')
    .replace(/─+/g, '─')
    .trimEnd()

function check(file: string, code: string, options: readonly string[] = []) {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), code)
  return run(['check', file, '--no-write', ...options])
}

async function run(command: readonly string[], cwd = folder) {
  const { code: status, ...texts } = await runHere(command, cwd)
  return { status, ...texts }
}

/** A project of its own, with the stories of this spec stored. */
async function stored(file: string, code: string): Promise<string> {
  const project = mkdtempSync(join(folder, 'project-'))
  mkdirSync(dirname(join(project, file)), { recursive: true })
  writeFileSync(join(project, file), code)
  await run(['check', '--update'], project)
  return project
}

function replace(file: string, from: string, to: string) {
  writeFileSync(
    join(root, file),
    read(file).replace(from, () => to),
  )
}

/** Properties down, designs across. */
async function verdicts(file: string): Promise<string> {
  const { results } = JSON.parse((await run(['check', file, '--no-write', '--json'])).stdout)
  const designs = results as { design: string; properties: { name: string; verdict: string; value?: number }[] }[]
  const rows = (designs[0]?.properties ?? []).map(({ name }, i) => {
    const cells = designs.map(({ properties }) => {
      const { verdict, value } = properties[i] as (typeof properties)[number]
      return verdict === 'violated' ? '**violated**' : value === undefined ? verdict : `${verdict}, back in ${value}`
    })
    return `| ${name} | ${cells.join(' | ')} |`
  })
  return [
    `| | ${designs.map(({ design }) => design).join(' | ')} |`,
    `|---|${'---|'.repeat(designs.length)}`,
    ...rows,
  ].join('\n')
}

describe('the README', () => {
  it('shows a first model that says what is printed under it', async () => {
    const run = await check('specs/lease-lock.model.ts', block(read('README.md'), 'ts'))
    expect(run.status).toBe(1)
    const shown = block(read('README.md'), 'text')
    if (updating) replace('README.md', shown, `${run.stdout.trimEnd()}\n`)
    else expect(steady(run.stdout)).toBe(steady(shown))
  })

  it('takes its story in the fix, where the last step changes nothing', async () => {
    const project = await stored('specs/lease-lock.model.ts', block(read('README.md'), 'ts'))
    const [, path = '', design = ''] = /^npx allways show (\S+) --design '([^']+)' /m.exec(read('README.md')) ?? []
    const { status, stdout } = await run(['show', dirname(path), '--design', design], project)
    expect(status).toBe(0)
    expect(stdout).toContain(`In design '${design}', all 5 steps of this story are possible`)
    expect(stdout).toMatch(/ 5 .*client 0: write +at: write → release\n {2}at: .*\n\n/)
  })
})

describe('docs/equality.md', () => {
  const text = read('docs/equality.md')

  it('has a model that compares by value', async () => {
    const run = await check('specs/line.model.ts', block(text, 'ts'))
    expect([run.status, run.stdout]).toEqual([0, expect.stringContaining('reached')])
  })

  it.each([
    ['composite-comparison', 'same(other, job)', 'other === job'],
    ['gone-place', 's.last = job', 'const old = s.last; s.last = job; s.last.kind = old.kind'],
  ])('says what is a model error: %s', async (code, from, to) => {
    const run = await check('specs/line.model.ts', block(text, 'ts').replace(from, to))
    expect([run.status, run.stdout]).toEqual([2, expect.stringContaining(code)])
  })
})

/** The commands, and the help of all. */
function helps(): { readonly commands: readonly string[]; readonly help: string } {
  const program = commandLine('0', new Proxy({}, { get: () => async () => {} }) as never)
  const commands = program.commands.filter((command) => command.name() !== 'complete')
  return {
    commands: commands.map((command) => command.name()),
    help: commands.map((command) => command.helpInformation()).join(''),
  }
}

const guides = ['first-model', 'gate', 'simulation', 'validate', 'limits', 'mistakes'].map((name) => `docs/${name}.md`)

describe.each(['README.md', 'CONTRIBUTING.md', ...guides])('%s', (file) => {
  it('names commands and options that exist', () => {
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts)
    for (const [, script] of read(file).matchAll(/npm run ([a-z]+)/g)) expect(scripts).toContain(script)
    const { commands, help } = helps()
    for (const [, command] of read(file).matchAll(/npx allways ([a-z]+)/g)) expect(commands).toContain(command)
    // what follows another command is that one's
    const own = read(file).replace(/`(?:npm|vitest) [^`]*`/g, '')
    for (const [option] of own.matchAll(/--[a-z-]{3,}/g)) expect(help).toContain(option)
  })
})

describe('docs/first-model.md', () => {
  const file = 'docs/first-model.md'
  const codes = [...read(file).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string)
  const shown = [...read(file).matchAll(/```text\n([\s\S]*?)```/g)].map(([all]) => all)

  it.each([
    { step: 'the bug', i: 0, status: 1 },
    { step: 'the fix beside it', i: 1, status: 0 },
  ])('shows what is printed for $step', async ({ i, status }) => {
    const run = await check('specs/job-queue.model.ts', codes[i] as string)
    expect(run.status).toBe(status)
    const today = `\`\`\`text\n${run.stdout.trimEnd()}\n\`\`\``
    if (updating) replace(file, shown[i] as string, today)
    else expect(steady(shown[i] as string)).toBe(steady(today))
  })

  it('shows the story of the bug, taken in the fix', async () => {
    const project = await stored('specs/job-queue.model.ts', codes[1] as string)
    const [, path = '', design = ''] = /^npx allways show (\S+) --design '([^']+)'$/m.exec(read(file)) ?? []
    const { status, stdout } = await run(['show', path, '--design', design], project)
    expect(status).toBe(0)
    const today = `\`\`\`text\n${stdout.trimEnd()}\n\`\`\``
    if (updating) replace(file, shown[2] as string, today)
    else expect(shown[2]).toBe(today)
  })

  it('needs the line that it asks for, and no other, to be free of deadlock', async () => {
    const [first] = codes as [string]
    const run = await check(
      'specs/job-queue.model.ts',
      first.replace('\n  })\n\n  return', "\n    resting: ['look'],\n  })\n\n  return"),
    )
    expect(run.stdout).toContain('1 as expected, 1 not as expected')
  })
})

describe('docs/coming-from.md', () => {
  const codes = [...read('docs/coming-from.md').matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)]

  it.each(codes.map(([, name, code]) => [name as string, code as string]))(
    'shows a model that is as it says: %s',
    async (name, code) => {
      expect(await check(name, code)).toMatchObject({ status: 0, stderr: '' })
    },
  )
})

describe('docs/mistakes.md', () => {
  it('quotes what a test of the mistakes expects to be said', () => {
    const test = read('test/cli/mistakes.test.ts').replaceAll("\\'", "'")
    const rows = [...read('docs/mistakes.md').matchAll(/^\| (?!what|---)(.*) \| (.*) \|$/gm)]
    expect(rows.length).toBeGreaterThanOrEqual(30)
    for (const [, , said = ''] of rows)
      for (const [, quoted = ''] of said.matchAll(/`([^`]+)`/g)) expect(test).toContain(quoted)
  })
})

describe('the book', () => {
  const pages = [...read('docs/README.md').matchAll(/^\d+\. \[([^\]]+)\]\(([^)]+)\)/gm)].map(([, title, page]) => ({
    title,
    page,
  }))

  it('leads from each page to the next and the one before', () => {
    expect(pages.length).toBeGreaterThanOrEqual(10)
    pages.slice(0, -1).forEach(({ page }, i) => {
      const before = pages[i - 1] ?? { title: 'The book', page: 'README.md' }
      const next = pages[i + 1]
      const foot = read(`docs/${page}`).trimEnd().split('\n').at(-1)
      expect(foot).toContain(`Before: [${before.title}](${before.page})`)
      expect(foot).toContain(`Next: [${next?.title}](${next?.page})`)
    })
  })

  it('names every page', () => {
    const named = [...read('docs/README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, page]) => page)
    for (const page of readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md')) {
      expect(named).toContain(page)
    }
  })

  it.each([
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ])('links to what is there: %s', (file) => {
    for (const [, link = ''] of read(file)
      .replace(/```[\s\S]*?```/g, '')
      .matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? file : join(dirname(file), path)
      expect(existsSync(join(root, target)), link).toBe(true)
      if (anchor === undefined || !target.endsWith('.md')) continue
      const heads = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, head = '']) =>
        head
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      )
      expect(heads, link).toContain(anchor)
    }
  })
})

describe('docs/simulation.md', () => {
  it('shows what the walks and the search of its seed find', async () => {
    const page = read('docs/simulation.md')
    mkdirSync(join(folder, 'specs'), { recursive: true })
    writeFileSync(join(folder, 'specs/lease-lock.model.ts'), block(read('README.md'), 'ts'))
    const shows = async (part: string, code: number) => {
      const [, command = ''] = /^npx allways (.*)$/.exec(block(part, 'sh').trim()) ?? []
      const words = command.match(/'[^']*'|\S+/g) ?? []
      const { status, stdout } = await run(words.map((word) => word.replaceAll("'", '')))
      expect(status).toBe(code)
      const shown = block(part, 'text')
      if (updating) replace('docs/simulation.md', `\`\`\`text\n${shown}`, `\`\`\`text\n${stdout.trimEnd()}\n`)
      else expect(steady(stdout)).toBe(steady(shown))
    }
    await shows(page, 1)
    await shows(page.slice(page.indexOf('## Depth first')), 3)
  })
})

describe('docs/symmetry.md', () => {
  it('shows what is printed for its model', async () => {
    const page = read('docs/symmetry.md')
    const { status, stdout } = await check('specs/lock-queue.model.ts', block(page, 'ts'))
    expect(status).toBe(0)
    const shown = block(page, 'text')
    if (updating) replace('docs/symmetry.md', `\`\`\`text\n${shown}`, `\`\`\`text\n${stdout.trimEnd()}\n`)
    else expect(steady(stdout)).toBe(steady(shown))
  })
})

describe('docs/validate.md', () => {
  it('shows what is printed for its log, and commands, code and a config that work', async () => {
    const page = read('docs/validate.md')
    mkdirSync(join(folder, 'specs'), { recursive: true })
    writeFileSync(join(folder, 'specs/lease-lock.model.ts'), block(read('README.md'), 'ts'))
    writeFileSync(join(folder, 'run.ndjson'), block(page, 'json'))
    const { status, stdout } = await run(['validate', 'run.ndjson'])
    expect(status).toBe(1)
    const shown = block(page, 'text')
    // the page's own recorder, mapping and command
    const code = block(page, 'js').replace(/^import .*$/gm, '')
    const lines: string[] = []
    new Function('recorder', 'createWriteStream', code)(recorder, () => ({ write: (line: string) => lines.push(line) }))
    writeFileSync(join(folder, 'service.ndjson'), lines.join(''))
    expect((await run(['validate', 'service.ndjson'])).status).toBe(0)
    writeFileSync(join(folder, 'allways.config.ts'), block(page, 'ts'))
    const span = {
      name: 'lock.acquire',
      endTimeUnixNano: '5',
      attributes: [{ key: 'lock.epoch', value: { intValue: '1' } }],
    }
    writeFileSync(join(folder, 'spans.json'), JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }))
    const [, command = ''] = /^npx allways (validate spans.*)$/m.exec(page) ?? []
    const words = [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word)
    expect((await run(words)).status).toBe(0)
    rmSync(join(folder, 'allways.config.ts'))
    if (updating) replace('docs/validate.md', `\`\`\`text\n${shown}`, `\`\`\`text\n${stdout.trimEnd()}\n`)
    else expect(steady(stdout)).toBe(steady(shown))
  })
})

describe('docs/refinement.md', () => {
  it('shows a model whose stories are what is printed', async () => {
    const file = 'docs/refinement.md'
    const page = read(file)
    const { stdout, status } = await check('record-lock.model.ts', block(page, 'ts'))
    expect(status).toBe(1)
    const shown = block(page, 'text')
    if (updating) replace(file, `\`\`\`text\n${shown}`, `\`\`\`text\n${stdout.trimEnd()}\n`)
    else expect(steady(stdout)).toBe(steady(shown))
  })
})

describe('docs/properties.md', () => {
  const file = 'docs/properties.md'
  const shown = [...read(file).matchAll(/```text\n(✗ [^\n]+)\n[\s\S]*?```/g)]

  const stories = new Map<string, string>()

  beforeAll(async () => {
    const { stdout } = await check('work-queue.model.ts', block(read(file), 'ts'), ['--stories', 'all'])
    const [, ...told] = stdout.replace(/\n\n\d+ designs,[\s\S]*/, '').split(/\n(?=✗ )/)
    for (const story of told) stories.set(story.slice(0, story.indexOf('\n')), story.trimEnd())
  })

  it('shows what each design is said to be', async () => {
    const [all, before, after] = /(<!-- table:[^\n]*\n)[\s\S]*?(<!-- end -->)/.exec(read(file)) as unknown as string[]
    const today = `${before}${await verdicts('work-queue.model.ts')}\n${after}`
    if (updating) replace(file, all as string, today)
    else expect(all).toBe(today)
  })

  it('shows four stories', () => {
    expect(shown).toHaveLength(4)
  })

  it('names every function that makes a property', () => {
    for (const name of Object.keys(temporals)) expect(read(file)).toMatch(new RegExp(`\`${name}\\b`))
  })

  it.each(shown.map(([all, heading]) => [heading as string, all]))(
    'tells the story that is printed: %s',
    (heading, all) => {
      const story = `\`\`\`text\n${stories.get(heading)}\n\`\`\``
      if (updating) replace(file, all, story)
      else expect(steady(all)).toBe(steady(story))
    },
  )
})

describe.each([
  { page: 'docs/engine.md', atLeast: 20 },
  { page: 'CONTRIBUTING.md', atLeast: 10 },
])('$page', ({ page, atLeast }) => {
  it('names files that exist', () => {
    const named = [...read(page).matchAll(/`((?:src|test|specs|bench|docs)\/[^`]+)`/g)].map(
      ([, file]) => file as string,
    )
    expect(named.length).toBeGreaterThanOrEqual(atLeast)
    for (const file of named) expect(existsSync(join(root, file)), file).toBe(true)
  })
})
