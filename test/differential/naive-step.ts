/** Executes the statements and expressions of a description on a plain state. */
import {
  type Expr,
  isCell,
  type Likeness,
  type Place,
  type Question,
  type Statement,
  type TypeD,
} from './description.ts'
import { Handle, type Hop, iterate, plain } from './naive-handle.ts'
import { callOn } from './naive-methods.ts'
import { type Any, attempt, Blocked, Broken, conform, frozenCopy, same } from './naive-values.ts'

export interface Frame {
  readonly s?: Handle
  readonly me?: { readonly handle: Handle; readonly id: number; readonly at: string }
  readonly before?: Handle
  /** Picks one of the options. Ends the run if there are none. */
  readonly choose?: (options: readonly Any[]) => Any
  readonly vars: Map<string, Any>
  /** Whether the statements that depend on a variable outside of the model are executed. */
  readonly hidden?: boolean
}

export const going = Symbol('no return yet')

/** Executes statements until one returns. Returns its label, or `going` if none returns. */
export function block(body: readonly Statement[], f: Frame): string | null | typeof going {
  for (const statement of body) {
    const label = execute(statement, f)
    if (label !== going) return label
  }
  return going
}

function execute(st: Statement, f: Frame): string | null | typeof going {
  switch (st.k) {
    case 'assign': {
      if (st.place.p !== 'field' && st.place.p !== 'index') throw new Error('assigns to a field or an element')
      const base = at(st.place.of, f, false)
      const hop = st.place.p === 'field' ? st.place.field : evaluate(st.place.index, f)
      put(base, hop, evaluate(st.value, f))
      return going
    }
    case 'let':
      f.vars.set(st.name, evaluate(st.value, f))
      return going
    case 'choose':
      f.vars.set(st.name, f.choose?.(iterate(evaluate(st.from, f))))
      return going
    case 'merge': {
      const target = at(st.place, f, false)
      const fields = st.fields.map(([name, e]) => [name, evaluate(e, f)] as const)
      if (target === null || target === undefined) throw new Broken('step-threw')
      for (const [name, value] of new Map(fields)) put(target, name, value)
      return going
    }
    case 'call': {
      const target = at(st.place, f, false)
      // JavaScript looks up the method of an array, at its place, before it evaluates the arguments
      if (target instanceof Handle && target.type.kind === 'array') target.get()
      const args = st.args.map((arg) => evaluate(arg, f))
      const result = callOn(handle(target), st.method, args)
      if (st.into !== null) f.vars.set(st.into, result)
      return going
    }
    case 'if':
      return block(evaluate(st.test, f) ? st.yes : st.no, f)
    case 'each':
      return each(st, f)
    case 'throw':
      throw new Broken('step-threw')
    case 'assume': {
      const is = evaluate(st.test, f)
      if (typeof is !== 'boolean') throw new Broken('step-threw')
      // withdraws the step as a choice of nothing does
      if (!is) f.choose?.([])
      return going
    }
    case 'return':
      return st.label
    case 'swap':
      swap(st, f)
      return going
    case 'try':
      return trying(
        () => block(st.body, f),
        () => block(st.otherwise, f),
      )
    case 'odd':
      throw new Broken('not-a-function')
    case 'hidden':
      // the naive checker does not know variables outside of the model: see `compareHidden` in compare.ts
      return f.hidden ? block(st.body, f) : going
  }
}

/** Catches what JavaScript throws. Does not catch errors of the model. */
export function trying<T>(body: () => T, otherwise: () => T): T {
  try {
    return body()
  } catch (error) {
    if (error instanceof Blocked || (error instanceof Broken && error.code === 'step-threw')) return otherwise()
    throw error
  }
}

/** Swaps like JavaScript: it reads both values, then assigns one after the other. */
function swap({ a, b }: Statement & { k: 'swap' }, f: Frame): void {
  const values = [at(b, f, false), at(a, f, false)]
  for (const [i, place] of [a, b].entries()) {
    if (place.p !== 'field' && place.p !== 'index') throw new Error('swaps fields or elements')
    const base = at(place.of, f, false)
    put(base, place.p === 'field' ? place.field : evaluate(place.index, f), values[i])
  }
}

function each(st: Statement & { k: 'each' }, f: Frame): string | null | typeof going {
  const target = handle(at(st.place, f, false))
  // JavaScript's loop over an array sees assignments to its elements during the loop
  const live = target.type.kind === 'array' && (isCell(target.type.of) || target.type.of.kind === 'optional')
  const elements = () => (live && isCell(target.type.of) ? target.get() : target.elements())
  const start = live ? undefined : elements()
  for (let i = 0; i < (start ?? onward(elements, i)).length; i++) {
    const item = (start ?? elements())[i]
    if (st.key !== null) f.vars.set(st.key, item[0])
    f.vars.set(st.name, st.key === null ? item : item[1])
    const label = block(st.body, f)
    if (label !== going) return label
  }
  return going
}

/** The body of a loop replaces the array that it iterates over. It is undefined whether the loop goes on. */
export class Unclear extends Error {}

function onward(elements: () => Any[], i: number): Any[] {
  try {
    return elements()
  } catch (error) {
    if (i > 0 && error instanceof Broken && error.code === 'gone-place') throw new Unclear()
    throw error
  }
}

/** Assigns a checked copy to a field. An existing element of an array of scalars takes any value, unchecked. */
function put(base: Any, hop: Any, value: Any): void {
  const place = handle(base)
  const { type } = place
  if (type.kind === 'struct') {
    const field = type.fields[hop]
    if (field === undefined) throw new Broken('step-threw')
    const here = place.get()
    here[hop] = conform(field, plain(value))
  } else if (type.kind === 'array' && isCell(type.of)) {
    const here = place.get()
    if (typeof hop !== 'number' || Number.isNaN(hop)) throw new Broken('step-threw')
    if (!(hop in here)) throw new Broken('value-out-of-range')
    here[hop] = value
  } else if (type.kind === 'array' && type.of.kind === 'optional') {
    const here = place.get()
    if (!(hop in here)) throw new Broken('unknown-field')
    here[hop] = conform(type.of, plain(value))
  } else if (type.kind === 'array' && !(hop in place.get())) {
    throw new Broken('unknown-field')
  } else {
    throw new Broken('step-threw')
  }
}

/** The value as a handle. JavaScript throws if it is anything else (a frozen value, `null`, `undefined`). */
function handle(value: Any): Handle {
  if (value instanceof Handle) return value
  throw new Broken('step-threw')
}

function at(place: Place, f: Frame, safe: boolean): Any {
  switch (place.p) {
    case 's':
      return f.s
    case 'me':
      return f.me?.handle
    case 'before':
      return f.before
    case 'var':
      return f.vars.get(place.name)
    case 'field':
      return hop(at(place.of, f, safe), place.field, safe)
    case 'index': {
      const base = at(place.of, f, safe)
      return hop(base, evaluate(place.index, f), safe)
    }
    case 'key': {
      const base = at(place.of, f, safe)
      const key = evaluate(place.key, f)
      if (safe && (base === null || base === undefined)) return undefined
      return handle(base).lookup(key)
    }
  }
}

function hop(base: Any, to: Hop, safe: boolean): Any {
  if (base instanceof Handle) return base.read(to)
  if (base === null || base === undefined) {
    if (safe) return undefined
    throw new Broken('step-threw')
  }
  return base[to as string]
}

export function evaluate(e: Expr, f: Frame): Any {
  switch (e.e) {
    case 'const':
      return e.value
    case 'read':
      return at(e.place, f, e.safe)
    case 'id':
      return f.me?.id
    case 'here':
      return f.me?.at
    case 'add':
      return evaluate(e.a, f) + e.by
    case 'wrap': {
      const n = e.hi - e.lo + 1
      return e.lo + ((((evaluate(e.a, f) - e.lo + e.by) % n) + n) % n)
    }
    case 'eq': {
      const [a, b] = [evaluate(e.a, f), evaluate(e.b, f)]
      refuseComposites(a, b)
      return a === b
    }
    case 'lt':
      return evaluate(e.a, f) < evaluate(e.b, f)
    case 'and':
      return evaluate(e.a, f) && evaluate(e.b, f)
    case 'or':
      return evaluate(e.a, f) || evaluate(e.b, f)
    case 'not':
      return !evaluate(e.a, f)
    case 'if':
      return evaluate(e.test, f) ? evaluate(e.a, f) : evaluate(e.b, f)
    case 'present': {
      const value = at(e.place, f, true)
      return value !== null && value !== undefined
    }
    case 'ask':
      return ask(e.what, handle(at(e.place, f, false)))
    case 'has':
    case 'count':
    case 'get':
    case 'nth': {
      const target = handle(at(e.place, f, false))
      return query(e.e, target, evaluate(e.of, f))
    }
    case 'some':
    case 'every':
    case 'find':
    case 'filter': {
      const target = handle(at(e.place, f, false))
      const items = target.type.kind === 'mapOf' ? target.elements().map(([, item]) => item) : target.elements()
      return items[e.e as 'filter']((item: Any) => {
        f.vars.set(e.name, item)
        return evaluate(e.test, f)
      })
    }
    case 'struct': {
      const spread = e.spread === null ? {} : spreadOf(at(e.spread, f, false))
      return { ...spread, ...Object.fromEntries(e.fields.map(([name, value]) => [name, evaluate(value, f)])) }
    }
    case 'list':
      return e.items.map((item) => evaluate(item, f))
    case 'alike':
      return alike(e.how, evaluate(e.a, f), evaluate(e.b, f))
    case 'same': {
      const [a, b] = [evaluate(e.a, f), evaluate(e.b, f)]
      // if one of the two is not composite, the other is not looked into
      if (!isObject(a) || !isObject(b)) return Object.is(a, b) || a === b
      return JSON.stringify(ordered(plain(a))) === JSON.stringify(ordered(plain(b)))
    }
    case 'negated':
      return -evaluate(e.a, f)
    case 'remainder':
      return evaluate(e.a, f) % e.by
    case 'isMinusZero':
      return Object.is(evaluate(e.a, f), -0)
    case 'try':
      return trying(
        () => evaluate(e.a, f),
        () => evaluate(e.b, f),
      )
    case 'unknown':
      at(e.place, f, false)
      throw new Broken('unknown-field')
  }
}

/** Compares by identity. Two composite values must not be compared like this, in any way. */
function alike(how: Likeness, a: Any, b: Any): boolean {
  // a Set or Map takes no composite value at all
  const isKey = how.startsWith('Set') || how.startsWith('Map')
  if (isKey && (isComposite(a) || isComposite(b))) throw new Broken('composite-comparison')
  refuseComposites(a, b)
  if (how === '!==' || how === '!=') return a !== b
  return a === b
}

function refuseComposites(a: Any, b: Any): void {
  if (isComposite(a) && isComposite(b)) throw new Broken('composite-comparison')
}

const isComposite = (value: Any) => typeof value === 'object' && value !== null

const isObject = (value: Any) => typeof value === 'object' && value !== null

/** The value with its fields in one order. */
function ordered(value: Any): Any {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, ordered(field)]),
  )
}

function spreadOf(value: Any): Any {
  if (!(value instanceof Handle)) return value
  return Object.fromEntries(Object.keys(value.get()).map((name) => [name, value.read(name)]))
}

function ask(what: Question, target: Handle): Any {
  const { type } = target
  switch (what) {
    case 'size':
    case 'length':
      return target.get().length
    case 'isFull':
      return target.get().length >= (type as { capacity: number }).capacity
    case 'first':
      return target.elements()[0]
    case 'values':
      return type.kind === 'mapOf' ? target.elements().map(([, item]) => item) : target.elements()
    case 'keys':
      return target.elements().map(([key]) => key)
  }
}

function query(what: 'has' | 'count' | 'get' | 'nth', target: Handle, given: Any): Any {
  if (what === 'get') return target.lookup(given)
  if (what === 'nth') return frozenCopy(target.get()[given])
  const type = target.type.kind === 'mapOf' ? target.type.key : (target.type as { of: TypeD }).of
  const value = attempt(type, plain(given))
  const keys = target.elements().map((item) => (target.type.kind === 'mapOf' ? item[0] : item))
  const count = value === undefined ? 0 : keys.filter((key) => same(type, key, value)).length
  return what === 'has' ? count > 0 : count
}
