/** Random models with stamps, as plain data, and their text as models. `naive.ts` gives the data a meaning of its own. */

import type { Tape } from '../tape.ts'
import type { TemporalD } from '../temporal.ts'

/** A stamp. `last` is the greatest member of a collection, and `first` the least; `a` stands in if there is none. */
export type StampE =
  | { readonly k: 'at'; readonly place: StampPlace }
  | { readonly k: 'last' | 'first'; readonly of: 'set' | 'keys' | 'queue' | 'bag' | 'pairs' }

/** Places that hold one stamp. `o` and `mine` are optional, `w` is of another family. */
export type StampPlace = 'a' | 'b' | 'o' | 'row0' | 'row1' | 'st' | 'mine' | 'item'

export type Cond =
  | { readonly k: 'newer' | 'equal'; readonly x: StampE; readonly y: StampE }
  | { readonly k: 'n'; readonly is: number }
  | { readonly k: 'none' }
  | { readonly k: 'has'; readonly x: StampE }
  | { readonly k: 'size'; readonly is: number }
  | { readonly k: 'other'; readonly is: boolean }
  | { readonly k: 'not'; readonly of: Cond }

export type Stmt =
  | { readonly k: 'fresh'; readonly to: StampPlace }
  | { readonly k: 'copy'; readonly to: StampPlace; readonly from: StampE }
  | { readonly k: 'clear'; readonly of: 'o' | 'set' | 'keys' | 'queue' | 'bag' | 'pairs' | 'item' }
  | {
      readonly k: 'add'
      readonly to: 'set' | 'keys' | 'queue' | 'bag' | 'pairs'
      readonly x: StampE
      readonly f: boolean
    }
  | { readonly k: 'take'; readonly from: 'queue' | 'bag'; readonly to: StampPlace }
  | { readonly k: 'n'; readonly is: number }
  | { readonly k: 'version'; readonly how: 'fresh' | 'copy' }
  | { readonly k: 'if'; readonly c: Cond; readonly body: readonly Stmt[] }

export interface ActionD {
  readonly name: string
  readonly when: Cond | null
  readonly body: readonly Stmt[]
}

export interface ModelD {
  readonly most: number
  readonly alike: boolean
  readonly actions: readonly ActionD[]
  readonly steps: readonly ActionD[]
  readonly fair: null | 'weak' | 'strong'
  /** Whether a run may not stop while any step can change something. */
  readonly goesOn: boolean
  readonly invariant: Cond
  readonly reachable: Cond
  /** Of the values before a step; and then of those after it. */
  readonly step: readonly [Cond, Cond, 'a never goes back' | 'b stays']
  readonly temporal: TemporalD<Cond>
}

const places: readonly StampPlace[] = ['a', 'b', 'o', 'row0', 'row1', 'st', 'item']
const collections = ['set', 'keys', 'queue', 'bag', 'pairs'] as const

export function randomModel(tape: Tape): ModelD {
  const place = (own: boolean): StampPlace => tape.pick(own ? [...places, 'mine', 'mine', 'mine'] : places)
  const stamp = (own: boolean): StampE =>
    tape.chance(1, 3) ? { k: tape.pick(['last', 'first']), of: tape.pick(collections) } : { k: 'at', place: place(own) }
  const cond = (own: boolean): Cond => {
    switch (tape.below(9)) {
      case 0:
        return { k: 'n', is: tape.below(3) }
      case 1:
        return { k: 'none' }
      case 2:
        return { k: 'has', x: stamp(own) }
      case 3:
        return { k: 'size', is: tape.below(3) }
      case 4:
        return { k: 'other', is: tape.chance(1, 2) }
      case 5:
        return { k: 'not', of: cond(own) }
      case 6:
        return { k: 'equal', x: stamp(own), y: stamp(own) }
      default:
        return { k: 'newer', x: stamp(own), y: stamp(own) }
    }
  }
  const stmt = (own: boolean, depth: number): Stmt => {
    switch (tape.below(depth > 0 ? 13 : 11)) {
      case 0:
      case 1:
      case 2:
        return { k: 'fresh', to: place(own) }
      case 3:
      case 4:
        return { k: 'copy', to: place(own), from: stamp(own) }
      case 5:
        return { k: 'clear', of: tape.pick(['o', 'item', ...collections]) }
      case 6:
      case 7:
        return { k: 'add', to: tape.pick(collections), x: stamp(own), f: tape.chance(1, 2) }
      case 8:
        return { k: 'take', from: tape.pick(['queue', 'bag']), to: place(own) }
      case 9:
        return { k: 'n', is: tape.below(3) }
      case 10:
        return { k: 'version', how: tape.pick(['fresh', 'copy']) }
      default:
        return { k: 'if', c: cond(own), body: tape.list(1, 2, () => stmt(own, 0)) }
    }
  }
  const action = (name: string, own: boolean): ActionD => ({
    name,
    when: tape.chance(1, 2) ? cond(own) : null,
    body: tape.list(1, 3, () => stmt(own, 1)),
  })
  const state = (test: Cond) => ({ f: 'state' as const, test })
  const most = tape.between(2, 6)
  const actions = tape.list(1, 2, (i) => action(`act ${i}`, false))
  const steps = tape.list(1, 2, (i) => action(`step${i}`, true))
  const [p, q] = [cond(false), cond(false)]
  return {
    ...{ most, alike: tape.chance(1, 2), actions, steps },
    fair: tape.pick([null, null, 'weak', 'strong'] as const),
    goesOn: tape.chance(2, 3),
    ...{ invariant: cond(false), reachable: cond(false) },
    step: [cond(false), cond(false), tape.pick(['a never goes back', 'b stays'] as const)],
    temporal: tape.pick<TemporalD<Cond>>([
      { t: 'eventually', p: state(p) },
      { t: 'alwaysEventually', p: state(p) },
      { t: 'eventuallyAlways', p: state(p) },
      { t: 'leadsTo', p: state(p), q: state(q) },
      { t: 'canAlwaysReach', p, using: null, when: null },
    ]),
  }
}

const stampText = (e: StampE): string => {
  if (e.k === 'at') {
    const texts: { readonly [place in StampPlace]: string } = {
      ...{ a: 's.a', b: 's.b', o: '(s.o ?? s.a)', row0: 's.row[0]', row1: 's.row[1]', st: 's.st.t' },
      ...{ mine: 'me.mine', item: '(s.byFlag.get(true) ?? s.a)' },
    }
    return texts[e.place]
  }
  const all = {
    ...{ set: '[...s.set]', keys: '[...s.keys.keys()]', queue: '[...s.queue].map((m) => m.t)' },
    ...{ bag: '[...s.bag].map((m) => m.t)', pairs: '[...s.pairs].map((m) => m.t)' },
  }[e.of]
  return `(${all}.at(${e.k === 'last' ? -1 : 0}) ?? s.a)`
}

export const condText = (c: Cond): string => {
  switch (c.k) {
    case 'newer':
      return `newer(${stampText(c.x)}, ${stampText(c.y)})`
    case 'equal':
      return `${stampText(c.x)} === ${stampText(c.y)}`
    case 'n':
      return `s.n === ${c.is}`
    case 'none':
      return 's.o === null'
    case 'has':
      return `s.set.has(${stampText(c.x)})`
    case 'size':
      return `s.set.size === ${c.is}`
    case 'other':
      return c.is ? 'newer(s.v, s.w)' : 's.v === s.w'
    case 'not':
      return `!(${condText(c.of)})`
  }
}

const assigned = (place: StampPlace, value: string): string => {
  const texts: { readonly [place in StampPlace]: string } = {
    ...{ a: `s.a = ${value}`, b: `s.b = ${value}`, o: `s.o = ${value}`, row0: `s.row[0] = ${value}` },
    ...{ row1: `s.row[1] = ${value}`, st: `s.st.t = ${value}`, mine: `me.mine = ${value}` },
    item: `s.byFlag.set(true, ${value})`,
  }
  return texts[place]
}

const stmtText = (stmt: Stmt): string => {
  switch (stmt.k) {
    case 'fresh':
      return assigned(stmt.to, 'fresh(Term)')
    case 'copy':
      return assigned(stmt.to, stampText(stmt.from))
    case 'clear':
      return stmt.of === 'o' ? 's.o = null' : stmt.of === 'item' ? 's.byFlag.delete(true)' : `s.${stmt.of}.clear()`
    case 'add': {
      const x = stampText(stmt.x)
      if (stmt.to === 'set') return `s.set.add(${x})`
      if (stmt.to === 'keys') return `s.keys.set(${x}, ${stmt.f})`
      return `s.${stmt.to}.${stmt.to === 'queue' ? 'push' : 'add'}({ t: ${x}, f: ${stmt.f} })`
    }
    case 'take':
      return stmt.from === 'queue'
        ? `if (s.queue.size > 0) ${assigned(stmt.to, 's.queue.shift().t')}`
        : `if (s.bag.size > 0) { const m = choose([...s.bag]); s.bag.delete(m); ${assigned(stmt.to, 'm.t')} }`
    case 'n':
      return `s.n = ${stmt.is}`
    case 'version':
      return stmt.how === 'fresh' ? 's.v = fresh(Version)' : 's.w = s.v'
    case 'if':
      return `if (${condText(stmt.c)}) { ${stmt.body.map(stmtText).join('; ')} }`
  }
}

/** The text of a script that exports the spec. */
export function textOf(d: ModelD): string {
  const part = ({ name, when, body }: ActionD, args: string, next = '') =>
    `${JSON.stringify(name)}: { ${when === null ? '' : `when: (${args}) => ${condText(when)}, `}do: (${args}, choose) => { ${body.map(stmtText).join('; ')}${next} } }`
  const labels = d.steps.map(({ name }) => name)
  const step = (one: ActionD, i: number) => part(one, 's, me', `; return '${labels[(i + 1) % labels.length]}'`)
  const [before, after, last] = d.step
  const own = last === 'b stays' ? 'after.b === before.b' : '!newer(before.a, after.a)'
  const test = (c: Cond) => `(s) => ${condText(c)}`
  const { temporal: t } = d
  const of = (f: unknown) => test((f as { readonly test: Cond }).test)
  const temporal =
    t.t === 'canAlwaysReach'
      ? `canAlwaysReach(${test(t.p)})`
      : t.t === 'leadsTo'
        ? `leadsTo(${of(t.p)}, ${of(t.q)})`
        : `${t.t}(${of((t as { readonly p: unknown }).p)})`
  return `const { array, bag, bool, fresh, int, mapOf, model, newer, optional, process, queue, ref, setOf, spec, stamp, struct } = require('allways')
const Term = stamp(${d.most}), Version = stamp(2), Message = struct({ t: Term, f: bool })
const state = {
  a: Term, b: Term, o: optional(Term), row: array(2, Term), st: struct({ t: Term }), set: setOf(Term), keys: mapOf(Term, bool),
  queue: queue(Message, 2), bag: bag(struct({ f: bool, t: Term }), 2), pairs: setOf(Message), byFlag: mapOf(bool, Term), n: int(0, 2),
  v: Version, w: Version,
}
const client = process(state, {
  instances: ${d.alike ? "ref('client', 2), alike: true" : '2'}, local: { mine: Term }, resting: ${JSON.stringify(labels)},
  ${d.fair === null ? '' : `fair: '${d.fair}',`}
  steps: { ${d.steps.map(step).join(', ')} },
})
exports.default = spec({ name: 'stamps', designs: { only: {} }, model: () => model({
  name: 'stamps', state, processes: { client }, ${d.goesOn ? 'fair: true,' : ''}
  actions: { ${d.actions.map((action) => part(action, 's')).join(', ')} },
  invariants: { invariant: ${test(d.invariant)} }, reachable: { reachable: ${test(d.reachable)} },
  steps: { step: (before, after) => { if (((s) => ${condText(before)})(before) && ((s) => ${condText(after)})(after)) return ${own}; return true } },
  temporal: ({ ${t.t} }) => ({ temporal: ${temporal} }),
}) })`
}
