/** A description as a real model: its closures read and assign what they are given, as an author's would. */
import { type Model, model } from '../../src/model/model.ts'
import { process } from '../../src/model/process.ts'
import * as t from '../../src/model/types.ts'
import type { BodyD, Description, Expr, FaultD, Place, ProcessD, Question, Statement, TypeD } from './description.ts'
import type { FairD } from './temporal.ts'
import { toTemporal } from './to-temporal.ts'

// biome-ignore lint/suspicious/noExplicitAny: the types of a random model are known only at run time
type Any = any

interface Frame {
  readonly s: Any
  readonly me: Any
  readonly before?: Any
  readonly choose: Any
  readonly vars: { [name: string]: Any }
}

export function toModel(d: Description): Model {
  const state = fields(d.state)
  const options: Any = {
    name: 'random',
    state,
    processes: mapValues(d.processes, (p) => toProcess(p, state)),
    actions: mapValues(d.actions, (step) => fairly(step.fair, environmentStep(step))),
    faults: mapValues(d.faults, (fault) => ({ ...environmentStep(fault), budget: fault.budget })),
    invariants: mapValues(d.invariants, predicate),
    steps: mapValues(
      d.stepProperties,
      (e) => (before: Any, s: Any) => evaluate(e, frame(s, undefined, undefined, before)),
    ),
    reachable: mapValues(d.reachable, predicate),
    temporal: (make: Any) => mapValues(d.temporal, (property) => toTemporal(make, property, predicate)),
    ...(d.fair === null ? {} : { fair: d.fair }),
  }
  const { init } = d
  if (init !== null) options.init = (s: Any, choose: Any) => void run(init, frame(s, undefined, choose))
  return model(options) as Model
}

export function toType(d: TypeD): t.Type {
  switch (d.kind) {
    case 'bool':
      return t.bool
    case 'int':
      return t.int(d.lo, d.hi)
    case 'oneOf':
      return t.oneOf(...d.labels)
    case 'ref':
      return t.ref(d.process, d.instances)
    case 'optional':
      return t.optional(toType(d.of))
    case 'struct':
      return t.struct(fields(d.fields))
    case 'array':
      return t.array(d.length, toType(d.of))
    case 'setOf':
      return t.setOf(toType(d.of))
    case 'mapOf':
      return t.mapOf(toType(d.key), toType(d.of))
    case 'queue':
      return t.queue(toType(d.of), d.capacity)
    case 'bag':
      return t.bag(toType(d.of), d.capacity)
  }
}

function fields(d: { readonly [name: string]: TypeD }): t.Fields {
  return mapValues(d, toType)
}

function mapValues<A, B>(record: { readonly [name: string]: A }, to: (value: A) => B): { [name: string]: B } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]))
}

function toProcess(p: ProcessD, state: t.Fields): Any {
  const options: Any = {
    instances: p.instances,
    local: fields(p.local),
    steps: mapValues(p.steps, (step) => fairly(step.fair, processStep(step))),
    terminal: p.terminal,
    resting: p.resting,
    faults: mapValues(p.faults, processFault),
    ...(p.fair === null ? {} : { fair: p.fair }),
  }
  const { init } = p
  if (init !== null) options.init = (me: Any, choose: Any) => void run(init, frame(undefined, me, choose))
  return process(state, options)
}

function fairly(fair: FairD, step: Any): Any {
  if (fair === null) return step
  return typeof step === 'function' ? { do: step, fair } : { ...step, fair }
}

function processStep({ when, body }: BodyD): Any {
  const step = chooses(body)
    ? (s: Any, me: Any, choose: Any) => run(body, frame(s, me, choose))
    : (s: Any, me: Any) => run(body, frame(s, me))
  return when === null ? step : { when: (s: Any, me: Any) => evaluate(when, frame(s, me)), do: step }
}

function processFault(fault: FaultD): Any {
  const step = processStep(fault)
  const named = typeof step === 'function' ? { do: step } : step
  return { ...named, budget: fault.budget, ...(fault.at === null ? {} : { at: fault.at }) }
}

function environmentStep({ when, body }: BodyD): Any {
  const step = chooses(body)
    ? (s: Any, choose: Any) => void run(body, frame(s, undefined, choose))
    : (s: Any) => void run(body, frame(s))
  return when === null ? { do: step } : { when: (s: Any) => evaluate(when, frame(s)), do: step }
}

/** Whether there is a choice among the statements: the engine runs a step that cannot choose in another way. */
function chooses(body: readonly Statement[]): boolean {
  return JSON.stringify(body).includes('"k":"choose"')
}

function predicate(e: Expr): Any {
  return (s: Any) => evaluate(e, frame(s))
}

function frame(s: Any, me?: Any, choose?: Any, before?: Any): Frame {
  return { s, me, choose, before, vars: {} }
}

const going = Symbol('no return yet')

/** The label that the statements return, if they do. */
function run(body: readonly Statement[], f: Frame): string | undefined {
  const label = block(body, f)
  return label === going ? undefined : (label as string | undefined)
}

function block(body: readonly Statement[], f: Frame): string | undefined | typeof going {
  for (const statement of body) {
    const label = execute(statement, f)
    if (label !== going) return label
  }
  return going
}

function execute(st: Statement, f: Frame): string | undefined | typeof going {
  switch (st.k) {
    case 'assign': {
      if (st.place.p === 'field') {
        const base = at(st.place.of, f, false)
        base[st.place.field] = evaluate(st.value, f)
      } else if (st.place.p === 'index') {
        const base = at(st.place.of, f, false)
        const index = evaluate(st.place.index, f)
        base[index] = evaluate(st.value, f)
      }
      return going
    }
    case 'let':
      f.vars[st.name] = evaluate(st.value, f)
      return going
    case 'choose':
      f.vars[st.name] = f.choose(evaluate(st.from, f))
      return going
    case 'merge': {
      const target = at(st.place, f, false)
      Object.assign(target, Object.fromEntries(st.fields.map(([name, e]) => [name, evaluate(e, f)])))
      return going
    }
    case 'call': {
      const target = at(st.place, f, false)
      const args = st.args.map((arg) => evaluate(arg, f))
      const result = target[st.method](...args)
      if (st.into !== null) f.vars[st.into] = result
      return going
    }
    case 'if':
      return block(evaluate(st.test, f) ? st.yes : st.no, f)
    case 'each':
      for (const item of at(st.place, f, false)) {
        if (st.key === null) f.vars[st.name] = item
        else [f.vars[st.key], f.vars[st.name]] = item
        const label = block(st.body, f)
        if (label !== going) return label
      }
      return going
    case 'throw':
      throw new Error('on purpose')
    case 'return':
      return st.label ?? undefined
  }
}

function at(place: Place, f: Frame, safe: boolean): Any {
  switch (place.p) {
    case 's':
      return f.s
    case 'me':
      return f.me
    case 'before':
      return f.before
    case 'var':
      return f.vars[place.name]
    case 'field': {
      const base = at(place.of, f, safe)
      return safe ? base?.[place.field] : base[place.field]
    }
    case 'index': {
      const base = at(place.of, f, safe)
      const index = evaluate(place.index, f)
      return safe ? base?.[index] : base[index]
    }
    case 'key': {
      const base = at(place.of, f, safe)
      const key = evaluate(place.key, f)
      return safe ? base?.get(key) : base.get(key)
    }
  }
}

function evaluate(e: Expr, f: Frame): Any {
  switch (e.e) {
    case 'const':
      return e.value
    case 'read':
      return at(e.place, f, e.safe)
    case 'id':
      return f.me.id
    case 'here':
      return f.me.at
    case 'add':
      return evaluate(e.a, f) + e.by
    case 'wrap': {
      const n = e.hi - e.lo + 1
      return e.lo + ((((evaluate(e.a, f) - e.lo + e.by) % n) + n) % n)
    }
    case 'eq':
      return evaluate(e.a, f) === evaluate(e.b, f)
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
    case 'present':
      return at(e.place, f, true) != null
    case 'ask':
      return ask(e.what, at(e.place, f, false))
    case 'has':
      return at(e.place, f, false).has(evaluate(e.of, f))
    case 'count':
      return at(e.place, f, false).count(evaluate(e.of, f))
    case 'get':
      return at(e.place, f, false).get(evaluate(e.of, f))
    case 'nth':
      return at(e.place, f, false).at(evaluate(e.of, f))
    case 'some':
    case 'every':
    case 'find':
    case 'filter':
      return at(e.place, f, false)[e.e]((item: Any) => {
        f.vars[e.name] = item
        return evaluate(e.test, f)
      })
    case 'struct': {
      const spread = e.spread === null ? {} : at(e.spread, f, false)
      return { ...spread, ...Object.fromEntries(e.fields.map(([name, value]) => [name, evaluate(value, f)])) }
    }
    case 'list':
      return e.items.map((item) => evaluate(item, f))
  }
}

function ask(what: Question, target: Any): Any {
  if (what === 'first') return [...target][0]
  if (what === 'values') return target.values()
  if (what === 'keys') return target.keys()
  return target[what]
}
