import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { specText } from '../models.ts'
import { folderOf, run } from '../run.ts'

const config = (text: string) => `import { defineConfig } from 'allways'\nexport default defineConfig(${text})\n`

describe.concurrent('allways.config.ts', () => {
  it('says what the command line does not', async () => {
    const cwd = folderOf({
      'models/a.model.ts': specText(),
      'allways.config.ts': config(
        `{ files: ['models'], maxStates: 2, maxMemory: '1GiB', reporters: ['json=out.json', 'dot'], counterexamples: 'stories' }`,
      ),
    })
    const limited = await run(['check'], cwd)
    expect(limited).toMatchObject({ code: 3, stderr: '' })
    expect(limited.stdout).toMatch(/^[.?]{3}\n/)
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8')).results[0].limit).toBe('states')
    const given = await run(['check', '--update', '--max-states', '100', '--reporter', 'dot=dots.txt'], cwd)
    expect(given.code).toBe(0)
    expect(existsSync(join(cwd, 'dots.txt'))).toBe(true)
    expect(existsSync(join(cwd, 'stories/counter/as-designed/small.json'))).toBe(true)
  })

  it('names the folder of which the lock holds every spec', async () => {
    const files = { 'models/a.model.ts': specText(), 'models/b.model.ts': specText({ name: "'other'" }) }
    const both = folderOf({ ...files, 'allways.config.ts': config(`{ files: ['models'] }`) })
    await run(['check', '--update'], both)
    rmSync(join(both, 'models/b.model.ts'))
    const { code, stdout } = await run(['check'], both)
    expect(stdout).toContain('✗ other · as designed · differs from allways.lock.json')
    expect(code).toBe(1)
  })

  it.each([
    ['{ maxState: 3 }', "unknown setting 'maxState'. Did you mean 'maxStates'? Available: 'files', 'workers',"],
    ["{ maxStates: 'many' }", "'maxStates' is 'many'. Expected a whole number, 1 or more."],
    ["{ maxMemory: '4 apples' }", "'maxMemory' is '4 apples'. Expected a size, as in 512MB or 4GiB."],
    ["{ reporters: 'junit' }", "'reporters' is 'junit'. Expected a list of at least one text."],
    ["{ reporters: ['junit'] }", 'Name a file, as in junit=junit.xml.'],
    ['3 as never', 'the default export is 3; end the file with `export default defineConfig({ … })`'],
    ["(() => { throw new Error('not today') })()", 'allways.config.ts:2: this code threw Error: not today'],
  ])('is refused where it is wrong: %s', async (text, says) => {
    const cwd = folderOf({ 'specs/a.model.ts': specText(), 'allways.config.ts': config(text) })
    const { code, stderr, stdout } = await run(['check'], cwd)
    expect(stderr).toContain('allways: allways.config.ts:')
    expect(stderr).toContain(says)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})
