import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Commands, commandLine } from '../../../src/cli/options/args.ts'
import { againOf, updateCommand, updateStories } from '../../../src/cli/output/commands-to-run.ts'

async function advised(args: readonly string[]): Promise<string> {
  let command = ''
  const check: Commands['check'] = async (args, given) => {
    command = updateCommand({ ...args, again: againOf(args, given) })
  }
  await commandLine('0', { check } as Partial<Commands> as Commands).parseAsync(['check', ...args], { from: 'user' })
  return command
}

describe('the command that accepts what a check found', () => {
  it.each<[readonly string[], string]>([
    [[], ''],
    [['a.model.ts'], ' a.model.ts'],
    [['my specs', "it's.model.ts"], " 'my specs' 'it'\\''s.model.ts'"],
    [['--lock', 'my.lock'], ' --lock my.lock'],
    [['--counterexamples', 'counterexamples'], ' --counterexamples counterexamples'],
    [['--max-states', '9', '--max-seconds', '0.5'], ' --max-states 9 --max-seconds 0.5'],
    [['--max-memory', '1KiB', '--workers', '2'], ' --max-memory 1024 --workers 2'],
    [['--no-write'], ' --no-write'],
    [['--property', 'p q'], " --property 'p q'"],
    [['--design', 'as designed', '--design', 'b'], " --design 'as designed' --design b"],
    [['--quiet', '--no-cache', '--stories', 'all', '--no-types'], ''],
    [['specs', '--lock', 'my.lock', '--design', 'b'], ' specs --lock my.lock --design b'],
  ])('repeats of %j what it depends on', async (args, repeated) => {
    const command = await advised(args)
    expect(command).toBe(`npx allways check${repeated} --update`)
  })

  const story = (path: string, file = 'specs/a.model.ts') => ({
    path: resolve('/p', path),
    spec: 's',
    design: 'as built',
    file,
  })
  it.each([
    ['in the usual places', [story('counterexamples/s/as-built/p.json')], ''],
    ['in another folder', [story('found/s/as-built/p.json')], ' --counterexamples found'],
    [
      'of another file',
      [story('counterexamples/s/as-built/p.json', 'b c.model.ts'), story('counterexamples/s/as-built/q.json')],
      " 'b c.model.ts' specs/a.model.ts",
    ],
  ])('stores stories anew that lie %s', (_, stories, repeated) => {
    expect(updateStories(stories, '/p')).toBe(`npx allways check${repeated} --update`)
  })

  it.each([
    ['where no check stores any', [story('p.json')]],
    ['in the folder of another design', [story('counterexamples/s/as-it-was/p.json')]],
    ['in two folders', [story('a/s/as-built/p.json'), story('b/s/as-built/p.json')]],
    ['nowhere', []],
  ])('does not store stories that lie %s', (_, stories) => {
    expect(updateStories(stories, '/p')).toBeUndefined()
  })
})
