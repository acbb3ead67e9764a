/** Random models that combine the words of control planes, and their text. `naive.ts` gives them a meaning of its own. */

import type { Tape } from '../tape.ts'
import type { FairD, TemporalD } from '../temporal.ts'
import { type Budget, type Cond, type Op, Parts, type Words } from './parts.ts'

export interface Doing {
  readonly name: string
  readonly when: Cond | null
  readonly body: readonly Op[]
  readonly fair: FairD
  readonly takes?: readonly [number, number]
}
export interface StepD extends Doing {
  readonly at: string
  readonly to: string
}
export interface FaultD extends Omit<Doing, 'fair' | 'takes'> {
  readonly budget: Budget
  readonly at: readonly string[] | null
  /** A crash sets back what is volatile. */
  readonly crash: boolean
  readonly to: string | null
}
export interface ActionD extends Doing {
  /** Whether each instance has it. */
  readonly each: boolean
}

/** A predicate of the whole state. */
export interface Asked {
  readonly text: string
  readonly some: boolean
  readonly cond: Cond
}

export interface ModelD {
  readonly words: Words
  readonly labels: readonly string[]
  readonly steps: readonly StepD[]
  readonly faults: readonly FaultD[]
  readonly actions: readonly ActionD[]
  readonly resting: readonly string[]
  readonly fair: FairD
  readonly goesOn: boolean
  readonly invariant: Asked
  readonly reachable: Asked
  readonly temporal: TemporalD<Asked>
  /** Whether it is a module of a composition, beside another module that may have a timer. */
  readonly module: 'none' | 'alone' | 'beside a timer'
}

export function randomModel(tape: Tape): ModelD {
  const words = randomWords(tape)
  const labels = ['a', 'b'].slice(0, tape.between(1, 2))
  const parts = new Parts(tape, words, 'me.id', true)
  const fair = (): FairD => tape.pick<FairD>([null, null, true, 'strong', false])
  const doing = (name: string, from = parts): Doing => {
    const when = tape.chance(1, 2) ? from.cond() : null
    const least = tape.below(3)
    const takes = [least, tape.chance(1, 3) ? Number.POSITIVE_INFINITY : least + tape.below(2)] as const
    const body = from.body(2)
    const isBounded = words.time?.bounds === true && tape.chance(1, 2)
    return { name, when, body, fair: fair(), ...(isBounded ? { takes } : {}) }
  }
  const steps = labels.flatMap((at): StepD[] => {
    const count = tape.chance(1, 3) ? 2 : 1
    return Array.from({ length: count }, (_, i) => ({
      ...doing(count === 1 ? at : `${at}, way ${i}`),
      at,
      to: tape.pick(labels),
    }))
  })
  const faults = ['crash', 'slip'].flatMap((name): FaultD[] => {
    if (!tape.chance(1, 2)) return []
    const { when, body } = doing(name)
    const crash = name === 'crash'
    const at = tape.chance(1, 2) ? [tape.pick(labels)] : null
    const also = crash && tape.chance(1, 2) ? [] : body
    return [
      { name, when, body: also, crash, at, budget: tape.pick([1, 2, 'unlimited'] as const), to: tape.pick(labels) },
    ]
  })
  const ofEach = new Parts(tape, words, 'id', false)
  const actions = tape.list(0, 2, (i): ActionD => ({ ...doing(`act${i}`, ofEach), each: true }))
  const ask = (): Asked => {
    const { text, test } = new Parts(tape, words, 'i', false).cond()
    const some = tape.chance(1, 2)
    const at = tape.pick(['a', 'b'])
    const cond = tape.chance(1, 3)
      ? { text: `s.node[i].at === '${at}'`, test: (s: Parameters<Cond['test']>[0], i: number) => s.node[i]?.at === at }
      : { text, test }
    return { some, cond, text: `idsOf(Node).${some ? 'some' : 'every'}((i) => ${cond.text})` }
  }
  const state = (test: Asked) => ({ f: 'state' as const, test })
  const [p, q] = [ask(), ask()]
  return {
    ...{ words, labels, steps, faults, actions, fair: fair(), goesOn: tape.chance(2, 3) },
    resting: labels.filter(() => tape.chance(1, 2)),
    ...{ invariant: ask(), reachable: ask() },
    temporal: tape.pick<TemporalD<Asked>>([
      { t: 'eventually', p: state(p) },
      { t: 'alwaysEventually', p: state(p) },
      { t: 'eventuallyAlways', p: state(p) },
      { t: 'leadsTo', p: state(p), q: state(q) },
      { t: 'canAlwaysReach', p, using: null, when: null },
    ]),
    module: tape.pick(['none', 'none', 'alone', 'beside a timer'] as const),
  }
}

function randomWords(tape: Tape): Words {
  const budget = () => tape.pick<Budget>([0, 1, 'unlimited'])
  const order = tape.pick(['any', 'fifo'] as const)
  const wanted = () => tape.chance(3, 5)
  const link = {
    ...{ order, capacity: tape.between(1, 2), full: tape.pick(['drops', 'blocks', 'error'] as const) },
    ...{ loses: budget(), duplicates: budget(), delays: order === 'fifo' ? budget() : 0 },
  }
  const units = tape.chance(1, 2)
  return {
    nodes: tape.chance(1, 5) ? 3 : 2,
    alike: tape.chance(2, 3),
    ...(wanted() ? { link } : {}),
    ...(wanted() ? { stamps: tape.between(2, 5) } : {}),
    ...(tape.chance(2, 5) ? { net: { cuts: tape.pick([0, 1, 'unlimited'] as const), heals: tape.chance(1, 2) } } : {}),
    ...(tape.chance(1, 2) ? { time: { units, urgent: tape.chance(1, 3), bounds: !units && tape.chance(1, 2) } } : {}),
  }
}

/** The text of a script that exports the spec. */
export function textOf(d: ModelD): string {
  const { words } = d
  const { link, net, stamps, time } = words
  const Term = stamps === undefined ? 'int(0, 0)' : 'Term'
  const timer = (max: number) =>
    time === undefined ? 'int(0, 0)' : `timer(${max}, { units: ${time.units}, urgent: ${time.urgent && max === 2} })`
  const state = [
    ...['n: upTo(2)', 'f: bool', 'held: optional(Node)', `term: ${Term}`, `seen: array(Node, ${Term})`],
    ...(link === undefined ? [] : ['wire: Wire']),
    ...(net === undefined ? [] : ['net: Net']),
    // the leases may run longer than the others, and are never urgent
    ...(time === undefined ? [] : [`ttl: ${timer(2)}`, `lease: array(Node, ${timer(3)})`]),
  ]
  const own = [
    `mine: optional(${Term})`,
    ...(time === undefined ? [] : [`t: timer(2, { units: ${time.units} })`]),
    'got: optional(Node)',
  ]
  const fair = (of: FairD) => (of === null ? [] : [`fair: ${typeof of === 'string' ? `'${of}'` : of}`])
  const part = ({ when, body, fair: of, takes }: Doing, args: string, to?: string) => [
    ...(when === null ? [] : [`when: (${args}) => ${when.text}`]),
    ...(takes === undefined ? [] : [`takes: [${takes.join(', ')}]`]),
    ...fair(of),
    `do: (${args}, choose) => { ${[...body.map(({ text }) => text), ...(to === undefined ? [] : [`return '${to}'`])].join('; ')} }`,
  ]
  const steps = d.labels.map((label) => {
    const here = d.steps.filter(({ at }) => at === label)
    const [first] = here as [StepD]
    if (here.length === 1) return `${label}: { ${part(first, 's, me', first.to).join(', ')} }`
    return `${label}: [${here.map((one) => `{ name: '${one.name}', ${part(one, 's, me', one.to).join(', ')} }`).join(', ')}]`
  })
  const faults = d.faults.map(({ name, when, body, budget, at, crash, to }) => {
    const last = crash ? [] : [`return '${to}'`]
    const does = `(s, me, choose) => { ${[...body.map(({ text }) => text), ...last].join('; ')} }`
    const options = [
      ...(crash ? [`...crash({ budget: '${budget}', restartsAt: '${to}' })`] : [`budget: '${budget}'`]),
      ...(at === null ? [] : [`at: ['${at.join("', '")}']`]),
      ...(when === null ? [] : [`when: (s, me) => ${when.text}`]),
      ...(crash && body.length === 0 ? [] : [`do: ${does}`]),
    ]
    return `${name}: { ${options.join(', ')} }`.replaceAll(/budget: '(\d)'/g, 'budget: $1')
  })
  const actions = d.actions.map(
    (one) => `${one.name}: action(state, { instances: Node, ${part(one, 's, id').join(', ')} })`,
  )
  const test = ({ text }: Asked) => `(s) => ${text}`
  const { temporal: t } = d
  const of = (f: unknown) => test((f as { readonly test: Asked }).test)
  const temporal =
    t.t === 'canAlwaysReach'
      ? `canAlwaysReach(${test(t.p)})`
      : t.t === 'leadsTo'
        ? `leadsTo(${of(t.p)}, ${of(t.q)})`
        : `${t.t}(${of((t as { readonly p: unknown }).p)})`
  const options = (of: object) =>
    Object.entries(of)
      .map(([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`)
      .join(', ')
  return `const { action, array, assume, bool, compose, crash, fresh, idsOf, int, link, model, newer, newest, optional, partition, process, ref, spec, stamp, struct, timer, upTo } = require('allways')
const Node = ref('node', ${words.nodes})
${stamps === undefined ? '' : `const Term = stamp(${stamps})`}
${link === undefined ? '' : `const Wire = link({ message: struct({ from: Node, t: ${Term}, b: bool }), ${options(link)} })`}
${net === undefined ? '' : `const Net = partition(Node, { ${options(net)} })`}
const state = { ${state.join(', ')} }
const node = process(state, {
  instances: Node, ${words.alike ? 'alike: true, ' : ''}local: { x: upTo(2) }, volatile: { ${own.join(', ')} },
  ${[`resting: ${JSON.stringify(d.resting)}`, ...fair(d.fair)].join(', ')},
  steps: { ${steps.join(',\n    ')} },
  faults: { ${faults.join(', ')} },
})
const one = () => model({
  name: 'words', state, processes: { node }, ${d.goesOn ? 'fair: true,' : ''}
  actions: { ${actions.join(',\n    ')} },
  invariants: { invariant: ${test(d.invariant)} }, reachable: { reachable: ${test(d.reachable)} },
  steps: { step: (before, after) => ${stamps === undefined ? 'after.n >= before.n' : '!newer(before.term, after.term)'} },
  temporal: ({ ${t.t} }) => ({ temporal: ${temporal} }),
})
${
  d.module === 'beside a timer'
    ? `const own = { other: timer(2, { units: ${time?.units ?? true} }) }
const beside = () => model({ name: 'beside', state: own, resting: () => true, actions: {
  begin: { when: (s) => !s.other.running, do: (s) => s.other.start(2) }, end: { when: (s) => s.other.due, do: (s) => s.other.stop() } } })`
    : ''
}
const composed = () => compose({ name: 'composed', modules: { m: one()${d.module === 'beside a timer' ? ', k: beside()' : ''} } })
exports.default = spec({ name: 'words', designs: { only: {} }, model: ${d.module === 'none' ? 'one' : 'composed'} })`
}
