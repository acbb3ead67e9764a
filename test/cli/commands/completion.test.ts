/** Completion, as the shells ask for it: the script of each is run where that shell is installed. */
import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { complete } from '../../../src/cli/commands/completion.ts'
import { scripts } from '../../../src/cli/commands/completion-scripts.ts'
import { type Commands, commandLine } from '../../../src/cli/options/args.ts'
import { commands } from '../../../src/cli/options/commands.ts'
import type { Screen } from '../../../src/cli/output/terminal.ts'
import { specText, storedText } from '../models.ts'
import { allways, folderOf } from '../run.ts'

const cwd = folderOf({
  'specs/a.model.ts': specText({ designs: "{ 'as designed': {}, 'plan, then act': {} }" }),
  'specs/b.model.ts': specText({ name: "'other'", designs: '{ alone: {} }' }),
  'specs/broken.model.ts': 'export default',
  'counterexamples/counter/small.json': storedText(),
})

async function candidates(...words: readonly string[]): Promise<string[]> {
  let text = ''
  const write = (more: string) => (text += more)
  const out: Screen = { write, document: write, width: 80, color: false, isTty: false }
  await complete(words, { cwd, out, err: out })
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0] as string)
}

describe('allways complete', () => {
  it('offers every command that help shows, and its options', async () => {
    const program = commandLine('0', {} as Commands)
    const shown = program.commands.filter((command) => command.name() !== 'complete')
    expect(await candidates('')).toEqual(shown.map((command) => command.name()))
    for (const command of shown) {
      const known = command.options.map(({ long }) => long)
      expect(await candidates(command.name(), '--')).toEqual([...known, '--help'])
    }
  })

  it.each([
    { words: ['ch'], offers: ['check'] },
    { words: ['--v'], offers: ['--version'] },
    { words: ['check', ''], offers: ['specs/a.model.ts', 'specs/b.model.ts', 'specs/broken.model.ts'] },
    { words: ['check', '--design', ''], offers: ['as designed', 'plan, then act', 'alone'] },
    { words: ['check', 'specs/b.model.ts', '--design', ''], offers: ['alone'] },
    { words: ['check', '--design', '=', 'pl'], offers: ['plan, then act'] },
    { words: ['check', '--design=pl'], offers: ['--design=plan, then act'] },
    { words: ['check', '--property', 's'], offers: ['small'] },
    { words: ['check', '--reporter', 'j'], offers: ['json', 'junit='] },
    { words: ['check', '--workers', ''], offers: [] },
    { words: ['graph', 'specs/a.model.ts', '--format', 'g'], offers: ['graphml'] },
    { words: ['show', ''], offers: ['counterexamples/counter/small.json'] },
    {
      words: ['show', 'counterexamples/counter/small.json', '--design', ''],
      offers: ['as designed', 'plan, then act'],
    },
    { words: ['explore', 'gone.json', '--design', ''], offers: [] },
    { words: ['diff', 'main', 'specs/b.'], offers: ['specs/b.model.ts'] },
    { words: ['completion', ''], offers: ['bash', 'zsh', 'fish'] },
    { words: ['nothing', ''], offers: [] },
  ])('offers $offers behind $words', async ({ words, offers }) => {
    expect(await candidates(...words)).toEqual(offers)
  })
})

describe('the script', () => {
  const bin = folderOf({ allways: `#!/bin/sh\nexec '${process.execPath}' '${allways}' "$@"\n` })
  chmodSync(join(bin, 'allways'), 0o755)
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  const has = (shell: string) => spawnSync(shell, ['--version']).status === 0
  const run = (shell: string, script: string) => {
    const file = join(bin, `script.${shell}`)
    writeFileSync(file, script)
    const args = shell === 'bash' ? ['--norc', file] : shell === 'zsh' ? ['-f', file] : ['--no-config', file]
    const { stdout, stderr } = spawnSync(shell, args, { cwd, env, encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.split('\n').filter((line) => line !== '')
  }
  const inBash = (words: string) =>
    run(
      'bash',
      `${scripts.bash}\nCOMP_WORDS=(${words})\nCOMP_CWORD=$((\${#COMP_WORDS[@]} - 1))\n_allways\nprintf '%s\\n' "\${COMPREPLY[@]}"`,
    )

  it.runIf(has('bash'))('completes in bash, where names with spaces are quoted', () => {
    expect(inBash('allways ch')).toEqual(['check'])
    expect(inBash("allways check --design ''")).toEqual(['as\\ designed', 'plan\\,\\ then\\ act', 'alone'])
    expect(inBash(`allways check --design "'pl"`)).toEqual(['plan, then act'])
  })

  it.runIf(has('bash'))('runs nothing of the line in bash', () => {
    expect(inBash(`allways check --design '$(echo al)' "\\"; echo ran; \\""`)).toEqual([])
  })

  it.runIf(has('zsh'))('completes in zsh', () => {
    // the parts of its completion system that the script uses
    const system = `_describe() { print -rl -- "\${(@P)2}" }\n_files() { print files }\ncompdef() { }\n`
    const ask = (words: string) => run('zsh', `${system}${scripts.zsh}\nwords=(${words})\nCURRENT=$#words\n_allways`)
    expect(ask('allways ch')).toEqual([`check:${commands.check.summary}`])
    expect(ask(`allways check --design "pl"`)).toEqual(['plan, then act:counter'])
    expect(ask("allways check --counterexamples ''")).toEqual(['files'])
  })

  it.runIf(has('fish'))('completes in fish', () => {
    expect(run('fish', `${scripts.fish}\ncomplete -C 'allways ch'`)).toEqual([`check\t${commands.check.summary}`])
    expect(run('fish', `${scripts.fish}\ncomplete -C 'allways check --design pl'`)).toEqual(['plan, then act\tcounter'])
  })
})
