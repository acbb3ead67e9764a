/** `allways show --design`: a story taken in another design, as far as it goes there, with the reason why not further. */
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { specText as spec, storedText as stored } from '../models.ts'
import { folderOf, run } from '../run.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const file = 'specs/a.model.ts'
const parameters = '{ most = 3, fails = false, size = 3, calm = 9 } = {}'
const designs = `{
  'as designed': {},
  'stops at two': { params: { most: 2 } },
  'never starts': { params: { most: 0 } },
  'fails when it is built': { params: { fails: true } },
  'wider': { params: { size: 9 } },
  'more is fine': { params: { calm: 2 } },
}`
const text = spec({
  parameters,
  designs,
  before: "const refuse = () => { throw new Error('no such size') }",
  state: 'n: int(0, size), line: setOf(int(0, size))',
  imports: 'int, model, setOf, spec',
  when: '(s) => s.n < most && s.n < size',
  options: `...(fails ? refuse() : {}),
    invariants: { small: (s) => s.n < 3 },
    ...(calm < 9 ? { invariants: { 'not above': (s) => s.n <= calm } } : {}),`,
})
const story = stored({
  initial: { choices: [], picks: [], state: { n: 0, line: [] } },
  steps: [1, 2, 3].map((n) => ({
    ...{ name: 'up', kind: 'action', actor: 'environment', choices: [], picks: [] },
    state: { n, line: [] },
  })),
})
const cwd = folderOf({ [file]: text, 'c.json': story })

async function shown(design: string, path = 'c.json') {
  const { code, stdout, stderr } = await run(['show', path, '--design', design], cwd)
  return { code, stderr, text: stdout.replace(/\s+/g, ' ').trim() }
}

describe('a story in another design', () => {
  it('goes as far as its steps can be taken, and says which cannot and why', async () => {
    const { code, text, stderr } = await shown('stops at two')
    expect([code, stderr]).toEqual([0, ''])
    expect(text).toMatch(
      /^→ counter · stops at two · small In design 'stops at two', only the first 2 of the 3 steps of this story are possible \(it is from design 'as designed'\)/,
    )
    expect(text).toMatch(/ 1 environment: up n: 0 → 1 2 environment: up n: 1 → 2 /)
    expect(text).toMatch(/Step 3 is not possible: 'up' is disabled: `s\.n < most` is false: `n = 2`, `most = 2`\./)
    expect(text).toMatch(/'small' holds in every state of this run\. This applies to this run only;/)
  })

  it('says so where not even the first step can be taken', async () => {
    const { code, text } = await shown('never starts')
    expect(code).toBe(0)
    expect(text).toContain(
      "not even the first of the 3 steps of this story is possible (it is from design 'as designed')",
    )
    expect(text).toContain("Step 1 is not possible: 'up' is disabled: `s.n < most` is false: `n = 0`, `most = 0`.")
  })

  it('is the same story in its own design, with what decides it', async () => {
    const { text } = await shown('as designed')
    expect(text).toContain(
      "In design 'as designed', all 3 steps of this story are possible (it is from design 'as designed')",
    )
    expect(text).toContain("'small' is violated here, too: after step 3. At the end, `s.n < 3` is false: `n = 3`.")
    expect(text).not.toContain('to this run only')
  })

  it('needs no state of the same shape: a variable may have other bounds', async () => {
    const { text } = await shown('wider')
    expect(text).toContain(
      "In design 'wider', all 3 steps of this story are possible (it is from design 'as designed')",
    )
  })

  it('says that a property is not there', async () => {
    expect((await shown('more is fine')).text).toContain("'more is fine' has no property 'small'.")
  })

  it('of runs that go round, tells whether the run breaks its property', async () => {
    const folder = folderOf({})
    mkdirSync(join(folder, 'specs/classic'), { recursive: true })
    for (const path of ['specs/classic/semaphore.model.ts', 'counterexamples/semaphore']) {
      cpSync(join(root, path), join(folder, path), { recursive: true })
    }
    const path = 'counterexamples/semaphore/weakly-fair/everyone-who-waits-gets-in.json'
    const said = async (design: string) =>
      (await run(['show', path, '--design', design], folder)).stdout.replace(/\s+/g, ' ')
    expect(await said('weakly fair')).toContain("This run violates 'everyone who waits gets in' here, too.")
    expect(await said('strongly fair')).toContain("This run does not violate 'everyone who waits gets in'.")
  })
})

describe('the command refuses', () => {
  it('a design that there is none of', async () => {
    const { code, stderr, text } = await shown('stops at too')
    expect([code, text]).toEqual([2, ''])
    expect(stderr).toContain("specs/a.model.ts: unknown design 'stops at too'. Did you mean 'stops at two'?")
  })

  it('a design that cannot be built, with the place', async () => {
    const { code, stderr } = await shown('fails when it is built')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^allways: specs\/a\.model\.ts:\d+: .*no such size/)
  })

  it.each([[['--markdown']], [['--html']], [['--itf']]])('another form: %s', async (form) => {
    const { code, stderr } = await run(['show', 'c.json', '--design', 'wider', ...form], cwd)
    expect([code, stderr]).toEqual([2, expect.stringContaining('--design only prints to the terminal')])
  })
})
