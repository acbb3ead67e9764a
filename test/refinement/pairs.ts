/** Random pairs of transition systems, most of which nearly refine each other, and the models that they stand for. */
import fc from 'fast-check'
import { array, bool, int, type Model, model, oneOf, optional, process, queue, setOf, struct } from '../../src/index.ts'
import type { Pair, System } from './naive.ts'

/** Maximum number of edges of the concrete system: the naive judge tries all sets of them. */
const mostEdges = 8

export interface RandomPair extends Pair {
  /** Whether the steps of the concrete system belong to processes, and the abstract state is that of a process. */
  readonly ofProcesses: boolean
}

const promises = (actions: number) =>
  fc.array(
    fc.record({ strong: fc.boolean(), actions: fc.constantFrom(...Array.from({ length: actions }, (_, i) => [i])) }),
    { minLength: 1, maxLength: actions },
  )

/** One promise an action at most: that is what a model can say of its actions. */
const distinct = (all: System['promises']) =>
  all.filter((one, i) => all.findIndex((other) => other.actions[0] === one.actions[0]) === i)

export const pairs: fc.Arbitrary<RandomPair> = fc
  .record({ size: fc.integer({ min: 2, max: 6 }), above: fc.integer({ min: 1, max: 4 }), ofProcesses: fc.boolean() })
  .chain(({ size, above, ofProcesses }) =>
    fc
      .record({
        map: fc.array(fc.nat(above - 1), { minLength: size, maxLength: size }),
        abstractEdges: fc.array(fc.tuple(fc.nat(above - 1), fc.nat(above - 1), fc.nat(2)), { maxLength: 12 }),
        cycle: fc.uniqueArray(fc.nat(size - 1), { minLength: 2, maxLength: 3 }),
        wanted: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.nat(2)), { minLength: 2, maxLength: 12 }),
        stray: fc.boolean(),
        initial: fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 2 }),
        starts: fc.option(fc.uniqueArray(fc.nat(above - 1), { minLength: 1 }), { freq: 1 }),
        own: promises(3),
        theirs: promises(ofProcesses ? 2 : 3),
        when: fc.option(fc.array(fc.nat(above - 1)), { nil: undefined }),
        pair: fc.option(fc.record({ often: fc.array(fc.nat(above - 1)), answer: fc.array(fc.nat(above - 1)) }), {
          nil: undefined,
        }),
      })
      .map(({ map, abstractEdges, cycle, wanted, stray, initial, starts, own, theirs, when, pair }): RandomPair => {
        const round = cycle.map((from, i) => [from, cycle[(i + 1) % cycle.length] as number, i % 3] as const)
        // a step of process of the abstract model is one of its two labels
        const lifted = round.map(([from, to, action]) => [map[from] as number, map[to] as number, action] as const)
        const abstract = [...lifted, ...abstractEdges].map(([a, b, action]) => {
          return [a, b, ofProcesses ? a % 2 : action] as const
        })
        const isFit = ([from, to]: readonly [number, number, number]) => {
          const [a, b] = [map[from], map[to]]
          return a === b || abstract.some(([x, y]) => x === a && y === b)
        }
        const wrong = stray ? wanted.filter((edge) => !isFit(edge)).slice(0, 1) : []
        const fits = [...wrong, ...round, ...wanted.filter(isFit)]
        const loops = fits.filter(([from, to]) => from === to).slice(0, 2)
        const edges = fits.filter(([from, to]) => from !== to).slice(0, mostEdges)
        const asked = starts ?? [...new Set(initial.map((state) => map[state] as number))]
        // a process starts at its first label
        const theirStarts = ofProcesses ? asked.filter((state) => state % 2 === 0) : asked
        return {
          ofProcesses,
          map,
          concrete: { size, initial, steps: table(3, size, [...edges, ...loops]), promises: distinct(own) },
          abstract: {
            size: above,
            initial: theirStarts,
            steps: table(ofProcesses ? 2 : 3, above, abstract),
            // the first promise has a condition, and there may be an assumption
            promises: [
              ...distinct(theirs).map((one, i) => (i === 0 ? { ...one, when } : one)),
              ...(pair === undefined ? [] : [{ strong: true, actions: [], pair }]),
            ],
          },
        }
      }),
  )

function table(actions: number, size: number, edges: readonly (readonly [number, number, number])[]): number[][][] {
  return Array.from({ length: actions }, (_, action) =>
    Array.from({ length: size }, (_, from) => [
      ...new Set(edges.filter(([a, , by]) => a === from && by === action).map(([, b]) => b)),
    ]),
  )
}

const fairOf = ({ promises }: System, action: number) => {
  const found = promises.find(({ actions, when }) => actions.includes(action) && when === undefined)
  return found === undefined ? undefined : found.strong ? ('strong' as const) : ('weak' as const)
}

type Listed<S> =
  | { readonly name: string; readonly ifOften: (s: S) => boolean; readonly thenOften: (s: S) => boolean }
  | { readonly steps: readonly never[]; readonly when: (s: S) => boolean; readonly strength: 'strong' | 'weak' }

/** The promises that a model states in a list. `at`: the number of the abstract state of a state. */
function listed<S>({ promises }: System, steps: readonly string[], at: (s: S) => number) {
  return promises.flatMap(({ strong, actions, when, pair }): Listed<S>[] => {
    const isIn = (states: readonly number[]) => (s: S) => states.includes(at(s))
    if (pair !== undefined) return [{ name: 'it settles', ifOften: isIn(pair.often), thenOften: isIn(pair.answer) }]
    if (when === undefined) return []
    const named = actions.map((action) => steps[action] as never)
    return [{ steps: named, when: isIn(when), strength: strong ? ('strong' as const) : ('weak' as const) }]
  })
}

/** An abstract state as variables of many types. */
function above(state: number) {
  return {
    owner: state === 0 ? null : state - 1,
    odd: state % 2 === 1,
    bits: [0, 1, 2].filter((bit) => (state & (1 << bit)) !== 0),
    line: Array.from({ length: state % 3 }, () => state > 1),
    box: { corner: state, colour: state > 2 ? ('red' as const) : ('blue' as const) },
    cells: [state > 0, state > 1, state > 2],
  }
}

function abstractModel({ abstract }: RandomPair) {
  const state = {
    owner: optional(int(0, 4)),
    odd: bool,
    bits: setOf(int(0, 2)),
    line: queue(bool, 3),
    box: struct({ corner: int(0, 5), colour: oneOf('blue', 'red') }),
    cells: array(3, bool),
  }
  const write = (s: Parameters<NonNullable<Parameters<typeof model<typeof state>>[0]['init']>>[0], to: number) => {
    const { owner, odd, bits, line, box, cells } = above(to)
    s.owner = owner
    s.odd = odd
    s.bits.assign(bits)
    s.line.assign(line)
    s.box = box
    for (const [i, cell] of cells.entries()) s.cells[i] = cell
  }
  const actions = abstract.steps.map((table, action) => ({
    when: (s: { readonly box: { readonly corner: number } }) => (table[s.box.corner] as number[]).length > 0,
    do: (s: Parameters<typeof write>[0], choose: <T extends number>(of: readonly T[]) => T) =>
      write(s, choose(table[s.box.corner] as number[])),
    fair: fairOf(abstract, action),
  }))
  const [a, b, c] = actions as [(typeof actions)[0], (typeof actions)[0], (typeof actions)[0]]
  return model({
    name: 'above',
    state,
    init: (s, choose) => write(s, choose(abstract.initial)),
    actions: { a, b, c },
    fair: listed(abstract, ['a', 'b', 'c'], (s: { readonly box: { readonly corner: number } }) => s.box.corner),
  })
}

/** The abstract system as a process with the labels `even` and `odd`; the rest of the state is local. */
function abstractProcess({ abstract }: RandomPair) {
  const state = { start: int(0, 5) }
  const step = (parity: number) => {
    const table = abstract.steps[parity] as number[][]
    return {
      when: (_: unknown, me: { readonly half: number }) => (table[2 * me.half + parity] ?? []).length > 0,
      do: (_: unknown, me: { half: number }, choose: <T extends number>(of: readonly T[]) => T) => {
        const to = choose(table[2 * me.half + parity] as number[])
        me.half = to >> 1
        return to % 2 === 0 ? ('even' as const) : ('odd' as const)
      },
      fair: fairOf(abstract, parity),
    }
  }
  const walker = process(state, {
    local: { half: int(0, 3) },
    steps: { even: step(0), odd: step(1) },
    resting: ['even', 'odd'],
    init: (me, choose) => {
      me.half = choose(abstract.initial.map((state) => state >> 1))
    },
  })
  interface Walking {
    readonly walker: readonly { readonly at: string; readonly half: number }[]
  }
  const at = ({ walker: [one] }: Walking) => 2 * (one?.half ?? 0) + (one?.at === 'odd' ? 1 : 0)
  const fair = listed(abstract, ['walker even', 'walker odd'], at)
  return model({ name: 'above', state, processes: { walker }, fair })
}

/** The concrete model, with the property 'refines'. A process can start at its first label only. */
export function modelOf(pair: RandomPair): Model {
  const { concrete, map, ofProcesses } = pair
  const at = (state: number) => map[state] as number
  const targets = (action: number, from: number) =>
    (concrete.steps[action] as (readonly number[])[])[from] as readonly number[]
  const guard = (action: number) => (s: { readonly x: number }) => targets(action, s.x).length > 0
  const body = (action: number) => (s: { x: number }, choose: <T extends number>(of: readonly T[]) => T) => {
    s.x = choose(targets(action, s.x))
  }
  const state = { x: int(0, concrete.size - 1) }
  const init = (s: { x: number }, choose: <T extends number>(of: readonly T[]) => T) => {
    s.x = choose(concrete.initial)
  }
  if (!ofProcesses) {
    const of = abstractModel(pair)
    const action = (i: number) => ({ when: guard(i), do: body(i), fair: fairOf(concrete, i) })
    return model({
      ...{ name: 'below', state, init },
      actions: { d: action(0), e: action(1), f: action(2) },
      temporal: ({ refines }) => ({ refines: refines({ of, by: (s) => above(at(s.x)) }) }),
    })
  }
  const of = abstractProcess(pair)
  const worker = (i: number) =>
    process(state, {
      steps: {
        go: {
          when: guard(i),
          do: (s, _, choose) => {
            body(i)(s, choose)
            return 'go'
          },
        },
      },
      fair: fairOf(concrete, i),
      resting: ['go'],
    })
  return model({
    ...{ name: 'below', state, init },
    processes: { d: worker(0), e: worker(1), f: worker(2) },
    temporal: ({ refines }) => ({
      refines: refines({
        of,
        by: (s) => ({
          start: 0,
          walker: [{ at: at(s.x) % 2 === 0 ? ('even' as const) : ('odd' as const), half: at(s.x) >> 1 }],
        }),
      }),
    }),
  })
}
