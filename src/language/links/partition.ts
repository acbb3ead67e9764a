/** Partitions of a network: which nodes cannot hear each other, as the value of one variable. */
import { SpecError, show } from '../../errors.ts'
import type { SetView } from '../../runtime/collections.ts'
import type { Id } from '../by-id.ts'
import { idsOf } from '../ids.ts'
import { onlyKnown } from '../names.ts'
import type { Budget } from '../processes/faults.ts'
import type { Choose } from '../processes/steps.ts'
import { idsIn, type RefType, type SetType, type StructType, setOf, struct, type Value } from '../types.ts'
import type { Lane, Places } from './lanes.ts'

type PairOfNodes = StructType<{ a: RefType; b: RefType }>

/** The options of `partition`. */
export interface PartitionOptions {
  /** How often two nodes are cut from each other, at most. Defaults to 0: only steps of the model cut. */
  readonly cuts?: Budget | undefined
  /** Whether two nodes that were cut may hear each other again, at any time. Defaults to `true` if there are `cuts`. */
  readonly heals?: boolean | undefined
}

/** The type of `partition(ids)`. */
export type PartitionType = SetType<PairOfNodes> & {
  readonly lane: Lane
  /** Whether two nodes hear each other. A node always hears itself. */
  readonly connects: (place: { has(pair: Value<PairOfNodes>): boolean }, one: Id, other: Id) => boolean
  /** Cuts two nodes from each other, both ways. */
  readonly cut: (place: SetView<Value<PairOfNodes>>, one: Id, other: Id) => void
  /** Ends the cut between two nodes. */
  readonly heal: (place: SetView<Value<PairOfNodes>>, one: Id, other: Id) => void
}

/**
 * The type of a variable that says which nodes cannot hear each other. At first, all can. It need not divide the nodes
 * into groups: `a` and `b` may be cut from each other while both hear `c`. Its cuts and heals are steps of a process that
 * the model gets for it, with a lane of its own in stories.
 * @throws SpecError for ids or an option that are wrong
 */
export function partition(ids: RefType, options: PartitionOptions = {}): PartitionType {
  if (idsIn(ids, 'partition') === undefined) {
    throw new SpecError('bad-type', `partition got ${show(ids)}: expected ids, as in partition(ref('node', 3))`)
  }
  onlyKnown('partition', options, ['cuts', 'heals'])
  const { cuts = 0, heals = cuts !== 0 } = options
  if (typeof heals !== 'boolean') {
    throw new SpecError('bad-type', `partition: \`heals\` is ${show(heals)}: expected true or false`)
  }
  const cut: PartitionType['cut'] = (place, one, other) => {
    if (one === other) return
    place.add({ a: one, b: other })
    place.add({ a: other, b: one })
  }
  const heal: PartitionType['heal'] = (place, one, other) => {
    place.delete({ a: one, b: other })
    place.delete({ a: other, b: one })
  }
  const at = (of: Places, s: unknown, choose: Choose) => of.pick(s, choose, () => true) as SetView<Value<PairOfNodes>>
  const step = (of: Places) => ({
    heals: {
      when: (s: unknown) => of.some(s, (place) => (place as SetView<Value<PairOfNodes>>).size > 0),
      do: (s: unknown, _me: unknown, choose: Choose) => {
        const place = at(of, s, choose)
        const { a, b } = choose([...place], 'cut')
        heal(place, a, b)
      },
    },
  })
  const cutting = (of: Places) => ({
    budget: cuts,
    do: (s: unknown, _me: unknown, choose: Choose) => {
      const place = at(of, s, choose)
      const one = choose(idsOf(ids), 'node')
      const others = idsOf(ids).filter((id) => id !== one && !place.has({ a: one, b: id }))
      cut(place, one, choose(others, 'from'))
    },
  })
  const lane: Lane = {
    kind: 'partition',
    name: undefined,
    faults: (of) => (cuts === 0 ? {} : { cuts: cutting(of) }),
    ...(heals ? { step } : {}),
  }
  const connects: PartitionType['connects'] = (place, one, other) => one === other || !place.has({ a: one, b: other })
  return { ...setOf(struct({ a: ids, b: ids })), lane, connects, cut, heal }
}
