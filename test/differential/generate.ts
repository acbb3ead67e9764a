/** Turns tapes of bytes into descriptions of models. Any bytes give one, and the empty tape gives the simplest. */
import * as fc from 'fast-check'
import type {
  BodyD,
  Description,
  Expr,
  FaultD,
  Fields,
  InputD,
  Place,
  ProcessD,
  Properties,
  Statement,
  TypeD,
} from './description.ts'
import { odds, type StepD } from './description.ts'
import { condition } from './generate-expressions.ts'
import { type Names, plainNames } from './generate-names.ts'
import { fairness, temporal } from './generate-runs.ts'
import { leave, move, statements } from './generate-statements.ts'
import { Types } from './generate-types.ts'
import { constant, draw, resetNames, root, type Scope } from './scope.ts'
import { Tape } from './tape.ts'
import type { FairD } from './temporal.ts'

interface Shape {
  readonly name: string
  readonly instances: number
  readonly local: Fields
  readonly labels: readonly string[]
  readonly terminal: readonly string[]
}

const bytes = (maxLength: number) => fc.array(fc.nat(255), { maxLength, size: 'max' })
const tapes = fc.tuple(bytes(1500), bytes(300))

/**
 * Random descriptions. Two tapes decide each of them: one for the model and one for its properties of runs. A smaller
 * tape gives a simpler model.
 */
export const descriptions = tapes.map(([ofModel, ofRuns]) => {
  resetNames()
  return describe(new Tape(ofModel), new Tape(ofRuns), {
    isModule: false,
    isAlone: true,
    inputs: 0,
    names: plainNames,
    processes: true,
  })
})

/** Options for a random model. */
export interface Wanted {
  /** Whether it may be one of several modules. Each module is small. */
  readonly isModule: boolean
  /** Whether it is checked alone. Then properties can name the changes of its inputs, because no wire decides them. */
  readonly isAlone: boolean
  /** The maximum number of inputs. */
  readonly inputs: number
  readonly names: Names
  /** Whether it may have processes. */
  readonly processes: boolean
}

export function describe(
  tape: Tape,
  runs: Tape,
  { isModule, isAlone, inputs, names, processes: mayRun }: Wanted,
): Description {
  const fair = () => fairness(runs)
  const mistakes = tape.chance(1, isModule ? 8 : 3)
  const count = tape.weighted([
    [4, 1],
    [isModule ? 0 : 3, 2],
    [1, 0],
  ] as const)
  const named = names.processes.slice(0, mayRun ? count : 0).map((name) => ({
    name,
    instances: tape.weighted([
      [3, 1],
      [isModule ? 1 : 2, 2],
    ] as const),
  }))
  const types = new Types(tape, named)
  const place = () => types.place(isModule ? tape.below(2) : tape.between(0, 2))
  const own = types.fields(isModule ? 1 : 2, isModule ? 2 : 4, names.variables.slice(inputs), place)
  const { ofInputs, rhythms } = generateInputs(tape, types, names.variables.slice(0, tape.below(inputs + 1)))
  const state = tape.chance(1, 2) ? { ...ofInputs, ...own } : { ...own, ...ofInputs }
  const shapes: Shape[] = named.map((p) => ({
    ...p,
    local: tape.chance(1, isModule ? 4 : 2) ? types.fields(1, 2, names.locals, () => types.place(tape.below(2))) : {},
    labels: names.labels.slice(0, tape.between(1, isModule ? 2 : 3)),
    terminal: tape.chance(1, 3) ? [names.end] : [],
  }))
  const environment: Scope = {
    ...{ tape, roots: [root('s', state)], mistakes, instances: 0, labels: [], mayChoose: true },
    inputs: new Set(Object.keys(rhythms)),
  }
  const scopeOf = (p: Shape): Scope => ({
    ...environment,
    roots: [root('s', state), root('me', p.local)],
    instances: p.instances,
    labels: [...p.labels, ...p.terminal],
  })
  const processes = Object.fromEntries(shapes.map((p) => [p.name, generateProcess(scopeOf(p), p, fair, names.crash)]))
  const howMany = tape.weighted([
    [1, 1],
    [isModule ? 0 : 2, 2],
    [1, 0],
  ] as const)
  const actions = each(names.actions.slice(0, howMany), () => {
    const instances = tape.chance(1, 6) ? tape.between(0, 2) : undefined
    const scope = { ...environment, instances: instances ?? 0 }
    return { ...step(scope), fair: fair(), ...(instances === undefined ? {} : { each: instances }) }
  })
  const faults = each(tape.chance(1, 3) ? [names.storm] : [], () => ({
    ...step(environment),
    budget: tape.below(3),
    at: null,
  }))
  const mayInit = { ...environment, mistakes: mistakes && tape.chance(1, 4) }
  const init = tape.chance(1, isModule ? 2 : 3) ? statements(mayInit, tape.between(1, 3), isModule ? 1 : 2) : null
  const system: Fields = { ...state, ...Object.fromEntries(shapes.map((p) => [p.name, instancesType(p)])) }
  const observer: Scope = { ...environment, roots: [root('s', system)], mistakes: false, mayChoose: false }
  const steps = shapes.map(({ name, instances, labels }) => ({ name, instances, steps: labels }))
  const changes = Object.entries(rhythms).filter(([, { changes }]) => changes !== 0 && isAlone)
  const mayStay = shapes.length === 0 && tape.chance(2, 3)
  return {
    state,
    inputs: rhythms,
    processes,
    actions,
    faults,
    init,
    resting: mayStay ? condition(observer, 1) : null,
    ...properties(observer, names, system),
    temporal: temporal(
      runs,
      { processes: steps, actions: [...Object.keys(actions), ...changes.map(([name]) => `${name} changes`)] },
      () => predicate({ ...observer, tape: runs, mistakes }, shapes),
      names.ofRuns,
    ),
    fair: fair(),
  }
}

function each<T>(names: readonly string[], make: () => T): { [name: string]: T } {
  return Object.fromEntries(names.map((name) => [name, make()]))
}

function generateInputs(tape: Tape, types: Types, names: readonly string[]) {
  const ofInputs: { [name: string]: TypeD } = {}
  const rhythms: { [name: string]: InputD } = {}
  for (const name of names) {
    const scalar = types.scalar()
    const type: TypeD = tape.chance(1, 5) ? { kind: 'optional', of: scalar } : scalar
    ofInputs[name] = type
    rhythms[name] = {
      starts: tape.chance(1, 2) ? constant(tape, type) : undefined,
      changes: tape.weighted([
        [3, null],
        [1, 0],
        [1, 1],
        [1, 2],
      ] as const),
    }
  }
  return { ofInputs, rhythms }
}

/** The properties of a model or of a composition, without those of runs. */
export function properties(observer: Scope, names: Names, system: Fields): Omit<Properties, 'temporal'> {
  const { tape } = observer
  const both: Scope = { ...observer, roots: [root('s', system), root('before', system)] }
  const property = (scope: Scope) => (): Expr => {
    const test: Expr = { e: 'not', a: { e: 'and', a: condition(scope, 1), b: condition(scope, 2) } }
    // rarely, a property with a mistake
    return scope === observer && tape.chance(1, 40) ? condition({ ...scope, mistakes: true }, 2) : test
  }
  return {
    invariants: each(names.invariants.slice(0, tape.between(1, 2)), property(observer)),
    stepProperties: each(names.steps.slice(0, tape.between(1, 2)), property(both)),
    reachable: each(
      names.reachable.slice(0, tape.between(1, 2)),
      () => ({ e: 'not', a: property(observer)() }) as Expr,
    ),
  }
}

/** A predicate of a state. Often it tests the label of a process; at times it fails in some states. */
export function predicate(scope: Scope, processes: readonly Shape[]): Expr {
  const { tape } = scope
  const honest: Scope = { ...scope, mistakes: false }
  if (processes.length > 0 && tape.chance(1, 3)) {
    const { name, instances, labels, terminal } = tape.pick(processes)
    const index: Expr = { e: 'const', value: tape.below(instances) }
    const instance: Place = { p: 'index', of: { p: 'field', of: { p: 's' }, field: name }, index }
    const a: Expr = { e: 'read', place: { p: 'field', of: instance, field: 'at' }, safe: false }
    return { e: 'eq', a, b: { e: 'const', value: tape.pick([...labels, ...terminal]) } }
  }
  if (!scope.mistakes || !tape.chance(1, 16)) return condition(honest, tape.between(1, 2))
  const careless = draw(honest, ({ needs, place }) => needs !== undefined && needs !== place)
  if (careless === undefined || tape.chance(1, 3)) {
    return { e: 'if', test: condition(honest, 1), a: { e: 'const', value: 1 }, b: condition(honest, 1) }
  }
  const b: Expr = { e: 'const', value: constant(tape, careless.type) }
  return { e: 'eq', a: { e: 'read', place: careless.place, safe: false }, b }
}

export function instancesType(p: Shape): TypeD {
  const at: TypeD = { kind: 'oneOf', labels: [...p.labels, ...p.terminal] }
  return { kind: 'array', length: p.instances, of: { kind: 'struct', fields: { at, ...p.local } } }
}

function generateProcess(scope: Scope, p: Shape, fair: () => FairD, crash: string): ProcessD {
  const { tape } = scope
  const own: Scope = { ...scope, roots: scope.roots.slice(1), labels: [] }
  const mayInit = Object.keys(p.local).length > 0 && tape.chance(1, 3)
  return {
    instances: p.instances,
    local: p.local,
    volatile: tape.chance(1, 2) ? tape.below(Object.keys(p.local).length + 1) : 0,
    steps: Object.fromEntries(p.labels.map((label) => [label, stepsAt(scope, p, label, fair)])),
    terminal: p.terminal,
    resting: p.labels.filter(() => tape.chance(1, 4)),
    faults: tape.chance(1, 4) ? { [crash]: fault(scope, p) } : {},
    init: mayInit ? statements({ ...own, mistakes: false, instances: p.instances }, 1, 1) : null,
    fair: fair(),
  }
}

function fault(scope: Scope, p: Shape): FaultD {
  const { tape } = scope
  const at = tape.chance(1, 2) ? [tape.pick([...p.labels, ...p.terminal])] : null
  const made = { ...step(scope), budget: tape.between(0, 2), at }
  if (tape.chance(1, 2)) return made
  return { ...made, crash: { restartsAt: tape.chance(1, 2) ? tape.pick([...p.labels, ...p.terminal]) : null } }
}

/** The step at a label, or several with names of their own. */
function stepsAt(scope: Scope, p: Shape, label: string, fair: () => FairD): StepD {
  const { tape } = scope
  const made = (): StepD => ({ ...step(scope, nextOf(p, label)), fair: fair() })
  if (!tape.chance(1, 6)) return made()
  const named = (i: number) => ({ ...made(), named: `${label}, way ${i}` })
  return { ...named(1), others: Array.from({ length: tape.below(3) }, (_, i) => named(i + 2)) }
}

function nextOf(p: Shape, label: string): string {
  const all = [...p.labels, ...p.terminal]
  return all[(all.indexOf(label) + 1) % p.labels.length] ?? label
}

function step(scope: Scope, next?: string): BodyD {
  const { tape } = scope
  const when = tape.chance(1, 4) ? condition({ ...scope, mistakes: scope.mistakes && tape.chance(1, 6) }, 2) : null
  // simple steps that are always enabled keep the model moving
  const body: Statement[] = tape.chance(1, 3) ? move(scope) : statements(scope, tape.between(1, 4), 2)
  if (scope.mistakes && tape.chance(1, 30)) return { when, body, form: tape.pick(['generator', 'async'] as const) }
  if (scope.mistakes && tape.chance(1, 30)) return { when, body: [...body, { k: 'odd', what: tape.pick(odds) }] }
  if (next !== undefined && tape.chance(2, 3)) return { when, body: [...body, { k: 'return', label: next }] }
  return { when, body: tape.chance(3, 4) ? [...body, leave(scope)] : body }
}
