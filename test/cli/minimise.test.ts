import { describe, expect, it } from 'vitest'
import { folderOf, run } from './run.ts'

const spec = `
import { int, model, spec } from 'allways'
export default spec({
  name: 'lift',
  model: () => model({
    name: 'lift',
    state: { floor: int(0, 3), rings: int(0, 3) },
    actions: {
      up: { when: (s) => s.floor < 3, do: (s) => { s.floor++ } },
      down: { when: (s) => s.floor > 0, do: (s) => { s.floor-- } },
      ring: { when: (s) => s.rings < 3, do: (s) => { s.rings++ } },
    },
    invariants: { 'never at the top': (s) => s.floor < 2 },
  }),
  designs: { plain: { expect: { 'never at the top': 'violated' } } },
})
`
const states = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [1, 1],
  [1, 2],
  [2, 2],
].map(([floor, rings]) => ({ floor, rings }))
const log = JSON.stringify({ vars: ['floor', 'rings'], states })
const of = ['--spec', 'specs/lift.model.ts', '--design', 'plain']

describe('allways replay --minimise', () => {
  it('leaves of a recorded run what its property needs', async () => {
    const folder = folderOf({ 'specs/lift.model.ts': spec, 'log.itf.json': log })
    const { code, stdout } = await run(
      ['replay', 'log.itf.json', ...of, '--property', 'never at the top', '--minimise'],
      folder,
    )
    expect(stdout).toContain('2 of the 6 steps of this trace lead to the same verdict on')
    expect(stdout).toContain('floor: 1 → 2')
    expect(stdout).not.toMatch(/\bring\b/)
    expect(code).toBe(0)
  })

  it('says where a trace was too long for all to be tried', async () => {
    const floors = Array.from({ length: 101 }, (_, floor) => ({ floor, rings: 0 }))
    const folder = folderOf({
      'specs/lift.model.ts': spec.replaceAll('3', '100').replace('s.floor < 2', 's.floor < 100'),
      'log.itf.json': JSON.stringify({ vars: ['floor', 'rings'], states: floors }),
    })
    const { code, stdout } = await run(
      ['replay', 'log.itf.json', ...of, '--property', 'never at the top', '--minimise'],
      folder,
    )
    expect(stdout).toContain('No step was found that can be left out:')
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'A shorter trace may exist: the search stopped after 100,000 replayed steps.',
    )
    expect(code).toBe(0)
  })

  it.each([
    ['a trace without a property', ['log.itf.json', ...of, '--minimise'], 'add `--property NAME`'],
    ['a stored counterexample', ['stored.json', '--minimise'], '--minimise is only for ITF traces'],
  ])('refuses %s', async (_, args, says) => {
    const folder = folderOf({ 'specs/lift.model.ts': spec, 'log.itf.json': log, 'stored.json': '{}' })
    const { code, stderr } = await run(['replay', ...args], folder)
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })
})
