/**
 * The stories of the region in the detailed models: for each module, a run of its detailed model that maps to what the
 * module does in the story. The inputs of a module are part of the story, and come from the modules before it. So these
 * runs together are a run of the detailed models, wired as the modules are.
 */
import { compose, type Model, spec } from 'allways'
import { describe, expect, it, test } from 'vitest'
import { asDeployed, type Parameters, region } from '../../specs/us-east-1/model.ts'
import { refinedNetwork } from '../../specs/us-east-1/refined/network.ts'
import usEast1 from '../../specs/us-east-1.model.ts'
import modules from '../../specs/us-east-1-modules.model.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import type { Trace } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { actionName } from '../../src/trace/trace.ts'
import { bundled } from './bundled.ts'
import { followed, withoutStutter } from './followed.ts'
import { comparePart, testStories } from './told.ts'

const loaded = await bundled('specs/us-east-1-modules.model.ts')

const names = ['dns', 'leases', 'network', 'health'] as const
type Name = (typeof names)[number]
type Region = { readonly [N in Name]: Plain }

interface Moment {
  readonly name: string
  readonly state: Region
}

/** The parameters that a module reads, with which the detailed models differ. */
const detailOf = (module: Name, params: Partial<Parameters>): Model =>
  (modules.model as (given: object) => Model)({ module, ...asDeployed, ...params })

test('every module in every design of the region is one of the refined modules', () => {
  const read = { dns: ['race', 'wedge'], leases: ['leaseLimit'], network: ['networkLimit'], health: ['velocity'] }
  const used = (params: object, module: Name) =>
    JSON.stringify([module, read[module].map((name) => ({ ...asDeployed, ...params })[name as keyof Parameters])])
  const refined = new Set(
    Object.values(modules.designs).map(({ params }) => used(params ?? {}, (params as { module: Name }).module)),
  )
  // with the race fixed, nothing is ever empty, so the wedge makes no difference
  for (const { params = {} } of Object.values(usEast1.designs)) {
    for (const module of names) expect(refined).toContain(used(params, module))
  }
})

/**
 * The cascade as far as a design lets it go: every stage fails, and its own trigger is gone by then. Some shorter stories
 * of the region have no run of the detailed models, because these start with fewer instances than a burst needs.
 */
const events = ({ leaseLimit, networkLimit, velocity }: Parameters): ((s: Seen) => boolean)[] => [
  (s) => s.network.backlog === 'some' && s.leases.lapsed === 'none' && s.dns.endpoint === 'served',
  (s) => s.leases.lapsed === 'some' && s.dns.endpoint === 'empty',
  (s) => s.leases.lapsed === 'many' && s.dns.endpoint === 'empty',
  (s) => s.dns.endpoint === 'served' && !s.leases.collapsed,
  ...only(leaseLimit === 'none', [
    (s) => s.leases.dynamoUp && s.leases.collapsed && s.leases.lapsed !== 'late',
    (s) => s.leases.throttled && s.leases.collapsed && s.leases.lapsed !== 'late',
    (s) => s.leases.throttled && !s.leases.collapsed && s.leases.lapsed !== 'late',
  ]),
  (s) => s.network.leasesBack,
  ...only(networkLimit === 'none', [
    (s) => s.network.leasesBack && s.network.dark,
    (s) => s.health.zonesOut === (velocity === 'none' ? 2 : 1),
    (s) => s.health.networkReady && s.health.zonesOut > 0,
  ]),
]
const only = (isThere: boolean, all: ((s: Seen) => boolean)[]) => (isThere ? all : [])

const cascade = (params: Parameters) =>
  compose({
    name: 'cascade',
    modules: { region: region(params) },
    // a composition as a module has no types for the modules inside
    temporal: ({ reachableInOrder }) => ({
      'the cascade': reachableInOrder(events(params).map((event) => (s) => event(s.region as unknown as Seen))),
    }),
  })

interface Seen {
  readonly dns: { readonly endpoint: string }
  readonly leases: {
    readonly dynamoUp: boolean
    readonly lapsed: string
    readonly collapsed: boolean
    readonly throttled: boolean
  }
  readonly network: { readonly leasesBack: boolean; readonly dark: boolean; readonly backlog: string }
  readonly health: { readonly networkReady: boolean; readonly zonesOut: number }
}

const storyOf = async (model: Model, property: string) => {
  const { properties } = await checkDesign(spec({ name: 'story', model: () => model, designs: { it: {} } }), 'it', {
    properties: [property],
  })
  return properties[0]?.witness as Trace
}

describe('the cascade', () => {
  const racing = Object.entries(usEast1.designs).filter(([, { params = {} }]) => !('race' in params))

  it.each(racing)('is a run of the detailed models: %s', async (_, { params = {}, expect: verdicts = {} }) => {
    const all = { ...asDeployed, ...params }
    const { initial, steps } = await storyOf(cascade(all), 'the cascade')
    const states = [initial, ...steps].map(({ state }) => (state as { readonly region: Region }).region)

    // what has to be seen in some state of the region: each broken invariant, and each witness
    const model = region(all)
    const reference = interpreter(model)
    const seen = model.properties
      .filter(
        ({ name, kind }) => (kind === 'invariant' && name in verdicts) || (kind === 'reachable' && !(name in verdicts)),
      )
      .filter(
        (property) =>
          !states.some((s) => reference.holds(property, s as unknown as Plain) === (property.kind === 'reachable')),
      )
    expect(seen.map(({ name }) => name)).toEqual([])

    for (const module of names) {
      const story = withoutStutter(states.map((state) => state[module]))
      expect(followed(detailOf(module, params), story), `${module}: ${JSON.stringify(story)}`).toBeDefined()
    }
  })
})

describe('the day', () => {
  it.each(names)('is a run of the detailed model of %s, which specs/us-east-1-day.md shows', async (module) => {
    const { initial, steps } = await storyOf(region(), 'the day')
    const moments = [{ name: '', state: initial.state }, ...steps] as unknown as readonly Moment[]
    const model = detailOf(module, {})
    const run = followed(model, withoutStutter(moments.map(({ state }) => state[module]))) ?? []
    /** The step of the region's day that leads to each state of the module. */
    const told = moments.flatMap(({ name, state }, at) =>
      JSON.stringify(state[module]) === JSON.stringify(moments[at - 1]?.state[module]) ? [] : [{ at, name }],
    )
    const rows = run.map(({ action, choices, at }, index) => {
      const info = model.actions[action]
      const chosen = choices.length === 0 ? '' : ` (${choices.map((one) => JSON.stringify(one)).join(', ')})`
      const isNew = at !== (run[index - 1]?.at ?? 0)
      const step = told[at]
      return `| ${index + 1} | ${info === undefined ? '' : actionName(model, info)}${chosen} | ${isNew ? `${step?.at}. ${step?.name}` : ''} |`
    })
    comparePart(
      'specs/us-east-1-day.md',
      `day: ${module}`,
      ['| step | of the detailed model | of the day |', '|---:|---|---|', ...rows].join('\n'),
    )
  })
})

test('the module network is not refined if the load of customers is not normal', async () => {
  const model = refinedNetwork(asDeployed, 'any')
  const made = spec({ name: 'refined', model: () => model, designs: { it: {} } })
  const { properties } = await checkDesign(made, 'it', { properties: ['is the module of the region'] })
  expect(properties[0]?.verdict).toBe('violated')
  expect(properties[0]?.notes?.at(-2)).toContain('it changes heldUp from false to true')
})

testStories(loaded)
