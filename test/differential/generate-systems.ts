/** Random models of every kind: single ones, with or without inputs, and compositions, also nested. */
import * as fc from 'fast-check'
import {
  type BodyD,
  type CompositionD,
  type Description,
  type Expr,
  type Fields,
  hiddens,
  isComposition,
  type SystemD,
  type TypeD,
  type WireD,
} from './description.ts'
import { describe, instancesType, predicate, properties } from './generate.ts'
import { expression } from './generate-expressions.ts'
import { names, namesOfModules, plainNames } from './generate-names.ts'
import { temporal } from './generate-runs.ts'
import { resetNames, root, type Scope } from './scope.ts'
import { Tape } from './tape.ts'

const bytes = (maxLength: number) => fc.array(fc.nat(255), { maxLength, size: 'max' })

/** Random systems. As for descriptions, a smaller tape gives a simpler system. */
export const systems = fc.tuple(bytes(2000), bytes(300)).map(([ofModel, ofRuns]) => {
  resetNames()
  return system(new Tape(ofModel), new Tape(ofRuns))
})

function system(tape: Tape, runs: Tape): SystemD {
  const kind = tape.weighted([
    [4, 'alone'],
    [2, 'with inputs'],
    [1, 'without processes'],
    [1, 'with something hidden'],
    [5, 'composition'],
  ] as const)
  const wanted = { isModule: false, isAlone: true, inputs: 0, names: names(tape), processes: true }
  switch (kind) {
    case 'with inputs':
      return describe(tape, runs, { ...wanted, isModule: true, inputs: 2 })
    case 'without processes':
      return describe(tape, runs, { ...wanted, processes: false })
    case 'with something hidden':
      return withHidden(tape, describe(tape, runs, { ...wanted, isModule: true }))
    case 'composition':
      return composition(tape, runs, 0)
    default:
      return describe(tape, runs, wanted)
  }
}

function composition(tape: Tape, runs: Tape, depth: number): CompositionD {
  const called = namesOfModules(tape)
  const count = tape.weighted([
    [3, 2],
    [1, 3],
    [1, 1],
  ] as const)
  const modules: { [name: string]: SystemD } = {}
  for (let i = 0; i < count; i++) {
    const name = called[i] as string
    if (depth < 2 && tape.chance(1, 6)) {
      modules[name] = composition(tape, runs, depth + 1)
      continue
    }
    const known = Object.values(modules).find((other) => !isComposition(other))
    // the same module twice, each with its own wires
    const again = known !== undefined && tape.chance(1, 6)
    const wanted = { isModule: true, isAlone: false, inputs: 2, names: names(tape), processes: tape.chance(3, 4) }
    modules[name] = again ? structuredClone(known) : describe(tape, tape.chance(1, 3) ? new Tape([]) : runs, wanted)
  }
  const shared = mapped(modules, sharedOf)
  const whole = mapped(modules, wholeOf)
  const observer: Scope = {
    ...{ tape, roots: [root('s', whole)], mistakes: false, instances: 0, labels: [], mayChoose: false },
  }
  const wires = generateWires(tape, modules, shared)
  const steps = stepsOf(modules)
  return {
    modules,
    wires,
    ...properties(observer, tape.chance(1, 8) ? oddly(modules) : plainNames, whole),
    temporal: temporal(runs, steps, () => predicate({ ...observer, tape: runs }, []), plainNames.ofRuns),
  }
}

/** Names for properties, some like those that a composition gives to the properties of its modules. */
function oddly(modules: { readonly [name: string]: SystemD }): typeof plainNames {
  const [first = 'm'] = Object.keys(modules)
  return {
    ...plainNames,
    invariants: [`${first}: safe`, `${first}: nothing`],
    reachable: ['constructor', `${first} there`],
  }
}

function generateWires(tape: Tape, modules: { readonly [name: string]: SystemD }, shared: Fields): WireD[] {
  const inputs = Object.entries(modules).flatMap(([module, d]) =>
    isComposition(d) ? [] : Object.keys(d.inputs).map((input) => ({ module, input, type: d.state[input] as TypeD })),
  )
  const wired = inputs.filter(() => tape.chance(4, 5))
  // a wire may read inputs that come later in a random order, which does not depend on the order of the modules
  const order = [...wired]
  for (let i = order.length - 1; i > 0; i--) {
    const j = tape.below(i + 1)
    ;[order[i], order[j]] = [order[j] as (typeof order)[number], order[i] as (typeof order)[number]]
  }
  const mayCircle = tape.chance(1, 8)
  const reads = tape.chance(1, 2)
  return order.map(({ module, input, type }, at) => {
    const hidden = mayCircle ? [] : order.slice(0, at + 1)
    const visible = Object.fromEntries(
      Object.entries(shared).map(([name, part]) => [
        name,
        without(
          part,
          hidden.filter((other) => other.module === name).map((other) => other.input),
        ),
      ]),
    )
    const scope: Scope = {
      ...{ tape, roots: [root('s', visible)], mistakes: false, instances: 0, labels: [], mayChoose: false },
    }
    const later = order.slice(at + 1).find((other) => JSON.stringify(other.type) === JSON.stringify(type))
    const value: Expr =
      reads && later !== undefined
        ? {
            e: 'read',
            place: { p: 'field', of: { p: 'field', of: { p: 's' }, field: later.module }, field: later.input },
            safe: false,
          }
        : expression(scope, type, 2)
    return { module, input, value }
  })
}

function without(part: TypeD, names: readonly string[]): TypeD {
  if (part.kind !== 'struct') return part
  return {
    kind: 'struct',
    fields: Object.fromEntries(Object.entries(part.fields).filter(([name]) => !names.includes(name))),
  }
}

/** The type that wires see. */
function sharedOf(d: SystemD): TypeD {
  return { kind: 'struct', fields: isComposition(d) ? mapped(d.modules, sharedOf) : d.state }
}

/** The type that properties see. For each module, also a nested one, it is what the module's own properties see. */
function wholeOf(d: SystemD): TypeD {
  if (isComposition(d)) return { kind: 'struct', fields: mapped(d.modules, wholeOf) }
  const shapes = Object.entries(d.processes).map(([name, p]) => ({ ...p, name, labels: Object.keys(p.steps) }))
  return {
    kind: 'struct',
    fields: { ...d.state, ...Object.fromEntries(shapes.map((p) => [p.name, instancesType(p)])) },
  }
}

/** The names that a property of the composition may use for steps. */
function stepsOf(modules: { readonly [name: string]: SystemD }) {
  const processes: { name: string; instances: number; steps: string[] }[] = []
  const actions: string[] = Object.keys(modules).filter((name) => acts(modules[name] as SystemD))
  const visit = (d: SystemD, before: string) => {
    if (isComposition(d)) {
      for (const [name, inner] of Object.entries(d.modules)) visit(inner, `${before}${name} `)
      return
    }
    for (const [name, { instances, steps }] of Object.entries(d.processes)) {
      processes.push({ name: `${before}${name}`, instances, steps: Object.keys(steps) })
    }
    for (const name of Object.keys(d.actions)) actions.push(`${before}${name}`)
  }
  for (const [name, d] of Object.entries(modules)) visit(d, `${name} `)
  return { processes, actions }
}

/** Whether the system, or a module in it, has processes or actions. */
function acts(d: SystemD): boolean {
  if (isComposition(d)) return Object.values(d.modules).some(acts)
  return Object.keys(d.processes).length > 0 || Object.keys(d.actions).length > 0
}

/** The same model, but a variable outside of the model decides what one of its steps does. */
function withHidden(tape: Tape, d: Description): Description {
  const how = tape.pick(hiddens)
  const hide = <B extends BodyD>(step: B): B => ({
    ...step,
    body: [{ k: 'hidden', how, body: step.body }, ...step.body],
  })
  const [name] = Object.keys(d.processes)
  const p = name === undefined ? undefined : d.processes[name]
  if (name !== undefined && p !== undefined) {
    const [label, step] = Object.entries(p.steps)[0] as [string, (typeof p.steps)[string]]
    return { ...d, processes: { ...d.processes, [name]: { ...p, steps: { ...p.steps, [label]: hide(step) } } } }
  }
  const [action] = Object.keys(d.actions)
  if (action === undefined) return d
  return { ...d, actions: { ...d.actions, [action]: hide(d.actions[action] as Description['actions'][string]) } }
}

function mapped<A, B>(record: { readonly [name: string]: A }, to: (value: A) => B): { [name: string]: B } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]))
}
