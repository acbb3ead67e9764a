import { bool, compose, int, model, process, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../src/run/check.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

const state = { up: bool, tries: int(0, 2), done: bool }

/** A network that fails and heals again and again, and a client that tries again. */
const network = (fair: Any) => {
  const client = process(state, {
    instances: 2,
    steps: {
      send: (s) => {
        if (s.up) s.done = true
        s.tries = s.tries === 2 ? 0 : s.tries + 1
      },
    },
  })
  return model({
    name: 'network',
    state,
    processes: { client },
    actions: {
      heals: { when: (s) => !s.up, do: (s) => void Object.assign(s, { up: true }) },
      fails: { when: (s) => s.up, do: (s) => void Object.assign(s, { up: false }) },
    },
    fair,
    temporal: ({ eventually, alwaysEventually }) => ({
      done: eventually((s) => s.done),
      'up again and again': alwaysEventually((s) => s.up),
    }),
  })
}
const verdicts = async (made: () => Any) => {
  const { error, properties } = await checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')
  if (error !== undefined) return error.message
  return Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]))
}
const goes = { steps: ['client'] }

describe('a list of promises', () => {
  it('promises sets of steps, weakly or strongly, of all instances together', async () => {
    expect(await verdicts(() => network([goes]))).toMatchObject({ done: 'violated', 'up again and again': 'violated' })
    const healing = { steps: ['heals'] }
    expect(await verdicts(() => network([goes, healing]))).toMatchObject({
      ...{ done: 'violated', 'up again and again': 'holds' },
    })
    // while the network is up, some client sends
    const sending = { steps: ['client send'], when: (s: Any) => s.up, strength: 'strong' }
    expect(await verdicts(() => network([goes, healing, sending]))).toMatchObject({ done: 'holds' })
    const weakly = { ...sending, strength: 'weak' }
    expect(await verdicts(() => network([goes, healing, weakly]))).toMatchObject({ done: 'violated' })
  })

  it('assumes that one predicate is true again and again if another is', async () => {
    const heals = { name: 'the network heals', ifOften: (s: Any) => !s.up, thenOften: (s: Any) => s.up }
    expect(await verdicts(() => network([goes, heals]))).toMatchObject({
      'up again and again': 'holds',
      done: 'violated',
    })
    const { properties } = await checkDesign(
      spec({ name: 'm', model: () => network([goes, heals]), designs: { only: {} } }),
      'only',
    )
    const notes = properties.find(({ name }) => name === 'done')?.counterexample?.fairness
    expect(notes?.find(({ what }) => what === 'the network heals')).toMatchObject({ how: 'met' })
  })

  it('holds in a composition, on the view of its module', async () => {
    const heals = { name: 'heals', ifOften: (s: Any) => !s.up && s.client[0].at !== '', thenOften: (s: Any) => s.up }
    const found = await verdicts(() => compose({ name: 'whole', modules: { a: network([goes, heals]) } }))
    expect(found).toMatchObject({ 'a: up again and again': 'holds' })
  })

  it('takes many assumptions, where a formula would be too large', async () => {
    const many = [0, 1, 2, 3, 4, 5].map((n) => ({
      ...{ name: `n${n}`, ifOften: (s: Any) => s.tries === n % 3, thenOften: (s: Any) => s.up || n > 3 },
    }))
    expect(await verdicts(() => network([goes, ...many]))).toMatchObject({ 'up again and again': 'holds' })
  })

  it('refuses assumptions that no run keeps', async () => {
    const never = { name: 'never', ifOften: () => true, thenOften: () => false }
    expect(await verdicts(() => network([never]))).toContain("no run of model 'network' keeps the assumption 'never'")
  })

  it('leaves out what a design leaves out', () => {
    expect(network([undefined, goes]).fairness).toHaveLength(1)
  })

  it.each<[string, Any, string]>([
    ['an unknown step', { steps: ['client sends'] }, "names 'client sends', which is not a process, step or action"],
    ['no steps', { steps: [] }, '`steps` is []'],
    ['a wrong strength', { steps: ['client'], strength: 'very' }, "`strength` is 'very'"],
    ['an unknown option', { steps: ['client'], while: () => true }, "unknown option 'while'"],
    ['half an assumption', { name: 'x', ifOften: () => true }, '`thenOften` is undefined'],
    ['an assumption without a name', { ifOften: () => true, thenOften: () => true }, 'has no name'],
    ['a condition that is no predicate', { steps: ['client'], when: true }, '`when` is true'],
  ])('is refused with %s', (_, given, message) => {
    expect(() => network([given])).toThrow(message)
  })
})
