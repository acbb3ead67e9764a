import { describe, expect, it } from 'vitest'
import dns from '../../../specs/dynamodb-dns.model.ts'
import { compile } from '../../../src/engine/compile/program.ts'
import { revisit } from '../../../src/engine/search/revisit.ts'
import { Search } from '../../../src/engine/search/search.ts'
import { int, model, type Spec, spec } from '../../../src/index.ts'
import type { Model } from '../../../src/language/model.ts'
import type { Property } from '../../../src/language/properties.ts'
import type { Result } from '../../../src/result.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { modelFor } from '../../../src/run/design.ts'

type Properties = (properties: readonly Property[]) => readonly Property[]

/** Of a spec with some of its properties, and then with others: what is found on the stored graph, and what anew. */
async function both(of: Spec, design: string, first: Properties, then: Properties) {
  const withOnly = (choose: Properties): Spec => ({
    ...of,
    // what is expected names properties that may be left out here
    designs: Object.fromEntries(
      Object.entries(of.designs).map(([name, { params }]) => [name, { params: params ?? {} }]),
    ),
    model: (params) => {
      const made: Model = of.model(params)
      return { ...made, properties: choose(made.properties) }
    },
  })
  let kept: Search | undefined
  const onExplored = (exploration: Search) => {
    kept = exploration
  }
  // alike instances that are explored in one order only need a new search
  const symmetry = 'off' as const
  await checkDesign(withOnly(first), design, { onExplored, symmetry })
  const again = await checkDesign(withOnly(then), design, { explored: kept, symmetry })
  const anew = await checkDesign(withOnly(then), design, { symmetry })
  return { again, anew }
}

/** A result but for what it took. */
function said({ seconds: _, bytesPerState: __, reused: ___, ...rest }: Result) {
  return rest
}

const isRun = ({ formula }: Property) => formula !== undefined

const walker = () =>
  model({
    name: 'walker',
    state: { n: int(0, 9), turns: int(0, 3) },
    init: (s, choose) => {
      s.n = choose([0, 1])
    },
    actions: {
      up: {
        when: (s) => s.n < 9,
        do: (s, choose) => {
          s.n = Math.min(9, s.n + choose([1, 2, 0]))
        },
      },
      down: {
        when: (s) => s.n > 0 && s.turns < 3,
        do: (s) => {
          s.n--
          s.turns++
        },
      },
    },
    fair: true,
    invariants: { low: (s) => s.n < 8, few: (s) => s.turns < 3 || s.n > 0, fine: (s) => s.n >= 0 },
    steps: {
      slow: (before, after) => after.n - before.n < 2,
      moves: (before, after) => after.n !== before.n || after.n !== 4,
    },
    reachable: { top: (s) => s.n === 9, beyond: (s) => s.n === 9 && s.n < 9 },
    temporal: ({ canAlwaysReach, eventually, leadsTo }) => ({
      'back to 0': canAlwaysReach((s) => s.n === 0),
      'up to 9': canAlwaysReach((s) => s.n === 9),
      'in the end': eventually((s) => s.n === 9),
      'up and up': leadsTo(
        (s) => s.n === 3,
        (s) => s.n === 9,
      ),
    }),
  })
const walk = spec({ name: 'walk', model: walker, designs: { plain: {} } })

describe('properties on the stored graph', () => {
  it('are found by a new search if only one order of alike instances was stored', async () => {
    let kept: Search | undefined
    const onExplored = (exploration: Search) => {
      kept = exploration
    }
    await checkDesign(dns as Spec, 'as deployed', { onExplored })
    const again = await checkDesign(dns as Spec, 'as deployed', { explored: kept })
    expect(kept?.program.symmetry).toBeDefined()
    expect(again.reused).toBeUndefined()
    expect(again.symmetry?.claim).toBe('proved')
  })

  it.each<[string, Properties, Properties]>([
    ['others of all kinds', (all) => all.filter(({ name }) => name !== 'low'), (all) => all.toReversed()],
    ['one of runs where there was another', (all) => all.filter(({ name }) => name !== 'in the end'), (all) => all],
    ['one of steps where there was none', (all) => all.filter(({ kind }) => kind !== 'step'), (all) => all],
    ['none of runs where there were some', (all) => all, (all) => all.filter((one) => !isRun(one))],
    ['no deadlock alone', (all) => all, (all) => all.filter(({ kind }) => kind === 'deadlock')],
  ])('are found as by a search: %s', async (_, first, then) => {
    const { again, anew } = await both(walk, 'plain', first, then)
    expect(again.reused).toBe('graph')
    expect(anew.reused).toBeUndefined()
    expect(said(again)).toEqual(said(anew))
  })

  it.each(Object.keys(dns.designs).filter((_, i) => i % 9 === 0))('are found as by a search in %s', async (design) => {
    const { again, anew } = await both(
      dns as unknown as Spec,
      design,
      (all) => all.slice(3),
      (all) => all,
    )
    expect(again.reused).toBe('graph')
    expect(said(again)).toEqual(said(anew))
  })

  it.each<[string, Properties, Properties]>([
    ['transitions are wanted that were not kept', (all) => all.filter((one) => !isRun(one)), (all) => all],
    ['deadlocks were not looked for', (all) => all.filter(({ kind }) => kind !== 'deadlock'), (all) => all],
    [
      'a property fails',
      (all) => all,
      ([first, ...others]) => [
        { ...(first as Property), test: ((s: { n: number }) => s.n < 7 || 1) as never },
        ...others,
      ],
    ],
  ])('are explored anew where %s', async (_, first, then) => {
    const { again, anew } = await both(walk, 'plain', first, then)
    expect(again.reused).toBeUndefined()
    expect(said(again)).toEqual(said(anew))
  })

  it('are left where it is told to stop, or where not all was explored', async () => {
    const own = modelFor(walk as unknown as Spec, 'plain', {})
    const options = {
      kinds: own.properties.map(({ kind }) => kind),
      actions: own.actions.length,
      limits: { maxStates: 2 ** 20, maxBytes: 2 ** 30 },
      keepGraph: true,
    }
    const program = compile(own)
    const explored = new Search(program, options)
    expect(await revisit(explored, program, options, () => undefined)).toBeUndefined()
    explored.run(Number.POSITIVE_INFINITY, () => 0)
    expect(await revisit(explored, program, options, () => Promise.resolve(true))).toBeUndefined()
    const again = await revisit(explored, program, options, () => Promise.resolve(false))
    expect(again?.store).toBe(explored.store)
    expect(again?.findings).toEqual(explored.findings)
    expect(again?.findings.some((finding) => (finding?.nth ?? 0) > 0)).toBe(true)
  })
})
