import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, run } from '../run.ts'

const path = 'specs/lift.model.ts'
const spec = (expect: string) => `
import { int, model, spec } from 'allways'
export default spec({
  name: 'lift',
  model: ({ top = 1000000 } = {}) => model({
    name: 'lift',
    state: { floor: int(0, 1000000), rings: int(0, 1000000) },
    actions: {
      up: { when: (s) => s.floor < top, do: (s) => { s.floor++ } },
      down: { when: (s) => s.floor > 0, do: (s) => { s.floor-- } },
      ring: { when: (s) => s.rings < top, do: (s) => { s.rings++ } },
      fall: { when: (s) => s.floor > 900000, do: (s) => { s.floor = 0 } },
    },
    invariants: { 'never at the third floor': (s) => s.floor < 3 },
  }),
  designs: { plain: { expect: { ${expect} } } },
})
`
const wrong = () => folderOf({ [path]: spec('') })
const simulate = ['simulate', '--seed', '7', '--walks', '100', '--depth', '60']

describe('allways simulate', () => {
  it('tells what a walk shows, shortened, and how much was covered', async () => {
    const { code, stdout } = await run(simulate, wrong())
    expect(code).toBe(1)
    expect(stdout.replace(/[\d.]+ s$/m, '0 s')).toMatchInlineSnapshot(`
      "lift · plain  specs/lift.model.ts

      ✗ violated  never at the third floor: in 3 steps, by walk 1
      ? unknown   no deadlock: no walk violates it

        --seed 7 --bias uniform --depth 60: 100 walks, 6,000 steps, 60 in the longest
          walk.
        465 states seen. Still growing: 1.7 % of the 1,795 successors seen in the last
          624 steps were new.
        Taken: 'ring' 2,187, 'up' 2,186, 'down' 1,627.
        Never enabled in a state that a walk visited: 'fall'.

      ✗ lift · plain · never at the third floor
        Expected to hold, but violated in 3 steps (found by simulation, then
        shortened; fewer may be enough):

        In step 3, 'up' changes \`floor\` from 2 to 3. Then \`s.floor < 3\` is false:
        \`floor = 3\`.

        0  initial state    floor: 0, rings: 0
        1  environment: up  floor: 0 → 1
        2  environment: up  floor: 1 → 2
        3  environment: up  floor: 2 → 3
        ▸ the property reads \`floor = 3\` (from step 3)

      1 design, 2 verdicts: 0 as expected, 1 not as expected, 1 unknown
      465 states · 17,076 transitions · 0 s
      "
    `)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('is inconclusive where nothing was found, and fine where all is as expected', async () => {
    const folder = folderOf({ [path]: spec("'never at the third floor': 'violated'") })
    const only = [...simulate, '--property']
    const found = await run([...only, 'never at the third floor'], folder)
    expect(found.stdout).toContain('all as expected')
    expect(found.code).toBe(0)
    const nothing = await run([...only, 'no deadlock'], folder)
    expect(nothing.stdout).toContain('? unknown   no deadlock: no walk violates it')
    expect(nothing.code).toBe(3)
  })

  it('prints its seed where none was given, and walks the same by it', async () => {
    const folder = wrong()
    const first = await run(['simulate', '--walks', '20', '--property', 'no deadlock'], folder)
    const [, seed = ''] = /--seed (\d+)/.exec(first.stdout) ?? []
    const again = await run(['simulate', '--walks', '20', '--property', 'no deadlock', '--seed', seed], folder)
    const timeless = (text: string) => text.replace(/[\d.]+ s$/m, '')
    expect(timeless(again.stdout)).toBe(timeless(first.stdout))
  })

  it('says that it ended at a time limit', async () => {
    const only = ['simulate', '--max-seconds', '0.2', '--property', 'no deadlock']
    const { code, stdout } = await run(only, wrong())
    expect(stdout).toMatch(/\swalks?\suntil\s+the\s+time\s+limit,\s/)
    expect(code).toBe(3)
  })

  it('prints one document', async () => {
    const { code, stdout, stderr } = await run([...simulate, '--json'], wrong())
    expect(code).toBe(1)
    const { results } = JSON.parse(stdout)
    expect(results[0].simulation).toMatchObject({ seed: 7, bias: 'uniform', walks: 100, maxDepth: 60, steps: 6000 })
    expect(results[0].complete).toBe(false)
    expect(results[0].properties.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['violated', 'unknown'])
    expect(stderr).toContain('✗ lift · plain · never at the third floor')
  })

  it('tells other programs why something is open', async () => {
    const folder = wrong()
    await run([...simulate, '--reporter', 'junit=junit.xml', '--reporter', 'github=summary.md'], folder)
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('not decided: 100 random walks did not decide it')
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('fewer may be enough')
  })

  it('stores counterexamples where it is told to, and replaces none', async () => {
    const folder = wrong()
    const file = join(folder, 'found/lift/plain/never-at-the-third-floor.json')
    await run(simulate, folder)
    expect(existsSync(join(folder, 'counterexamples'))).toBe(false)
    const stored = await run([...simulate, '--counterexamples', 'found'], folder)
    expect(stored.stdout).toContain('Stored in found/lift/plain/never-at-the-third-floor.json')
    expect((await run(['replay', 'found'], folder)).stdout).toContain('reproduced in 3 steps')
    expect((await run(['show', 'found'], folder)).stdout.replace(/\s+/g, ' ')).toContain(
      'found by simulation, then shortened; fewer may be enough',
    )
    const other = readFileSync(file, 'utf8').replace('"length": 3', '"length": 2')
    writeFileSync(file, other)
    const kept = await run([...simulate, '--counterexamples', 'found'], folder)
    expect(kept.stderr).toContain(
      "differs from today's counterexample: it has 2 steps, today's has 3; simulate keeps the stored",
    )
    expect(readFileSync(file, 'utf8')).toBe(other)
  })

  it('searches depth first with a few bits for each state', async () => {
    const folder = wrong()
    const search = ['simulate', '--seed', '7', '--bitstate', '64KiB']
    const { code, stdout } = await run(search, folder)
    const text = stdout.replace(/\s+/g, ' ')
    expect(text).toContain('✗ violated never at the third floor: in 3 steps ')
    expect(text).toContain('? unknown no deadlock: no search violates it')
    expect(text).toContain('--seed 7 --bitstate 64KiB --depth 10000: one search, depth first. ')
    expect(text).toMatch(/ steps in the longest path\. No state was left to expand, but [\d,]+ states were too deep, /)
    expect(text).toMatch(/At the end, \d+ % of new states were taken for seen ones and left out/)
    expect(code).toBe(1)
    const { stdout: json } = await run([...search, '--json', '--depth', '2'], folder)
    const [{ complete, simulation }] = JSON.parse(json).results
    expect(complete).toBe(false)
    expect(simulation).toMatchObject({ walks: 1, maxDepth: 2, bitstate: { bytes: 65536, ended: true } })
    expect(simulation.bitstate.cut).toBeGreaterThan(0)
  })

  it.each([
    ['walks that do not go with a search', ['--bitstate', '1MiB'], '--walks is for walks; remove it'],
    ['a sweep', ['--param', 'top=2..4'], 'this command takes no ranges or lists of values'],
    ['a seed that is no number', ['--seed', 'luck'], 'Expected a whole number from 0 to 4294967295'],
    ['a bias that there is none of', ['--bias', 'left'], 'Allowed choices are uniform, few-switches, rare-first'],
    ['a reporter that tells of whole spaces', ['--reporter', 'html=a.html'], 'Expected default, json, junit'],
    ['a design that is not there', ['--design', 'pain'], "Did you mean 'plain'?"],
  ])('refuses %s', async (_, args, says) => {
    const { code, stderr } = await run([...simulate, ...args], wrong())
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })
})
