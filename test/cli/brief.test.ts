/** How much one check prints: which stories, and how many lines. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { check } from '../../src/cli/commands/check.ts'
import { noAlarm } from '../../src/cli/host/alarm.ts'
import { type Commands, commandLine } from '../../src/cli/options/args.ts'
import { Captured } from '../fuzz/fuzz.ts'
import { specText } from './models.ts'
import { folderOf } from './run.ts'

/** Five designs, ten properties, eight violations that nobody expected. */
const text = readFileSync(fileURLToPath(new URL('models/leases.model.ts', import.meta.url)), 'utf8')

async function printed(args: readonly string[], files: { readonly [path: string]: string } = {}): Promise<string> {
  const cwd = folderOf(Object.keys(files).length > 0 ? files : { 'specs/leases.model.ts': text })
  const captured = new Captured()
  const commands = {
    check: async (options) => {
      await check(options, captured.terminalIn(cwd), new AbortController().signal, noAlarm)
    },
  } as Partial<Commands> as Commands
  await commandLine('0', commands).parseAsync(['check', '--no-types', '--no-cache', ...args], { from: 'user' })
  if (args.includes('default=all.txt')) return readFileSync(join(cwd, 'all.txt'), 'utf8')
  return captured.out
}

const stories = (said: string) => said.match(/Expected to hold, but violated/g) ?? []
const lines = (said: string) => said.trimEnd().split('\n')

describe('what a check prints', () => {
  it('is at most 120 lines for five designs with ten properties and eight violations', async () => {
    const said = await printed([])
    expect(said).toContain('5 designs, 50 verdicts: 42 as expected, 8 not as expected')
    expect(lines(said).length).toBeLessThanOrEqual(120)
    for (const line of lines(said)) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('is by default the shortest story of each design that is not told yet, and a line for each other', async () => {
    const said = (await printed([])).replace(/\n +/g, ' ')
    expect(said).toContain('✗ leases · plain lease · no old epoch writes Expected to hold')
    // one common step is not named
    expect(said).toContain('✗ plain lease · the first epoch writes first: violated in 5 steps\n✗ renewed lease')
    expect(said).toContain("✗ three clients · no old epoch writes: violated in 4 steps, as in 'plain lease'")
    expect(said).toContain('To print these stories, too, add --stories all.')
    expect(stories(said)).toHaveLength(2)
  })

  it('is every story with --stories all, and none with --stories none', async () => {
    const all = await printed(['--stories', 'all'])
    expect(stories(all)).toHaveLength(8)
    expect(all).not.toContain('--stories')
    const none = await printed(['--stories', 'none'])
    expect(stories(none)).toHaveLength(0)
    expect(none.match(/^✗ /gm)).toHaveLength(8)
    expect(none).toContain('   1  at most three writes')
  })

  it('is a line for each unexpected verdict with --quiet, and the summary', async () => {
    const said = await printed(['--quiet'])
    expect(said.match(/^✗ /gm)).toHaveLength(8)
    expect(said).not.toContain('design  ')
    expect(said).not.toContain('client 0')
    expect(lines(said).length).toBeLessThanOrEqual(20)
    const green = await printed(['--quiet'], { 'specs/a.model.ts': specText() })
    expect(lines(green)).toEqual([expect.stringContaining('all as expected'), expect.stringContaining('4 states')])
  })

  it('is the same in a file of the default reporter', async () => {
    expect(stories(await printed(['--reporter', 'default=all.txt']))).toHaveLength(2)
  })
})
