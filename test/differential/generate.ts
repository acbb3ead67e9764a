/** Tapes of bytes as the description of a model: all bytes give one, and none at all the simplest. */
import * as fc from 'fast-check'
import type { BodyD, Description, Expr, FaultD, Fields, Place, ProcessD, Statement, TypeD } from './description.ts'
import { condition } from './generate-expressions.ts'
import { fairness, temporal } from './generate-runs.ts'
import { leave, move, statements } from './generate-statements.ts'
import { Types } from './generate-types.ts'
import { constant, draw, resetNames, root, type Scope } from './scope.ts'
import { Tape } from './tape.ts'
import type { FairD } from './temporal.ts'

const labelNames = ['one', 'two', 'three']
const letters = ['a', 'b', 'c', 'd']

interface Shape {
  readonly name: string
  readonly instances: number
  readonly local: Fields
  readonly labels: readonly string[]
  readonly terminal: readonly string[]
}

const bytes = (maxLength: number) => fc.array(fc.nat(255), { maxLength, size: 'max' })

/**
 * Random descriptions; every one of them is decided by two tapes, that of the model and that of its runs, so a smaller
 * tape is a simpler model.
 */
export const descriptions = fc.tuple(bytes(1500), bytes(300)).map(describe)

function describe([ofModel, ofRuns]: readonly [ArrayLike<number>, ArrayLike<number>]): Description {
  resetNames()
  const tape = new Tape(ofModel)
  const runs = new Tape(ofRuns)
  const fair = () => fairness(runs)
  const mistakes = tape.chance(1, 3)
  const named = ['p', 'q']
    .slice(
      0,
      tape.weighted([
        [4, 1],
        [3, 2],
        [1, 0],
      ] as const),
    )
    .map((name) => ({
      name,
      instances: tape.weighted([
        [3, 1],
        [2, 2],
      ] as const),
    }))
  const types = new Types(tape, named)
  const place = () => types.place(tape.between(0, 2))
  const state = types.fields(2, 4, letters, place)
  const shapes: Shape[] = named.map((p) => ({
    ...p,
    local: tape.chance(1, 2) ? types.fields(1, 2, ['l', 'm'], () => types.place(tape.below(2))) : {},
    labels: labelNames.slice(0, tape.between(1, 3)),
    terminal: tape.chance(1, 3) ? ['end'] : [],
  }))
  const environment: Scope = { tape, roots: [root('s', state)], mistakes, instances: 0, labels: [], mayChoose: true }
  const scopeOf = (p: Shape): Scope => ({
    ...environment,
    roots: [root('s', state), root('me', p.local)],
    instances: p.instances,
    labels: [...p.labels, ...p.terminal],
  })
  const named2 = <T>(names: readonly string[], make: () => T) => Object.fromEntries(names.map((name) => [name, make()]))
  const processes = Object.fromEntries(shapes.map((p) => [p.name, generateProcess(scopeOf(p), p, fair)]))
  const actions = named2(
    ['act', 'react'].slice(
      0,
      tape.weighted([
        [1, 1],
        [2, 2],
        [1, 0],
      ] as const),
    ),
    () => ({ ...step(environment), fair: fair() }),
  )
  const faults = named2(tape.chance(1, 3) ? ['storm'] : [], () => ({
    ...step(environment),
    budget: tape.below(3),
    at: null,
  }))
  const init = tape.chance(1, 3)
    ? statements({ ...environment, mistakes: mistakes && tape.chance(1, 4) }, tape.between(1, 3), 2)
    : null
  const system: Fields = { ...state, ...Object.fromEntries(shapes.map((p) => [p.name, instancesType(p)])) }
  const observer: Scope = { ...environment, roots: [root('s', system)], mistakes: false, mayChoose: false }
  const both: Scope = { ...observer, roots: [root('s', system), root('before', system)] }
  const property = (scope: Scope) => () =>
    ({ e: 'not', a: { e: 'and', a: condition(scope, 1), b: condition(scope, 2) } }) as Expr
  const names = {
    processes: shapes.map(({ name, instances, labels }) => ({ name, instances, steps: labels })),
    actions: Object.keys(actions),
  }
  return {
    state,
    processes,
    actions,
    faults,
    init,
    invariants: named2(['safe', 'sound'].slice(0, tape.between(1, 2)), property(observer)),
    stepProperties: named2(['forward', 'steady'].slice(0, tape.between(1, 2)), property(both)),
    reachable: named2(
      ['there', 'elsewhere'].slice(0, tape.between(1, 2)),
      () => ({ e: 'not', a: property(observer)() }) as Expr,
    ),
    temporal: temporal(runs, names, () => predicate({ ...observer, tape: runs, mistakes }, shapes)),
    fair: fair(),
    inputs: {},
    resting: null,
  }
}

/** Of a state: often where a process is, at times one that fails in some states. */
function predicate(scope: Scope, processes: readonly Shape[]): Expr {
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

function instancesType(p: Shape): TypeD {
  const at: TypeD = { kind: 'oneOf', labels: [...p.labels, ...p.terminal] }
  return { kind: 'array', length: p.instances, of: { kind: 'struct', fields: { at, ...p.local } } }
}

function generateProcess(scope: Scope, p: Shape, fair: () => FairD): ProcessD {
  const { tape } = scope
  const own: Scope = { ...scope, roots: scope.roots.slice(1), labels: [] }
  const mayInit = Object.keys(p.local).length > 0 && tape.chance(1, 3)
  return {
    instances: p.instances,
    local: p.local,
    steps: Object.fromEntries(p.labels.map((label) => [label, { ...step(scope, nextOf(p, label)), fair: fair() }])),
    terminal: p.terminal,
    resting: p.labels.filter(() => tape.chance(1, 4)),
    faults: tape.chance(1, 4) ? { crash: fault(scope, p) } : {},
    init: mayInit ? statements({ ...own, mistakes: false, instances: p.instances }, 1, 1) : null,
    fair: fair(),
  }
}

function fault(scope: Scope, p: Shape): FaultD {
  const { tape } = scope
  const at = tape.chance(1, 2) ? [tape.pick([...p.labels, ...p.terminal])] : null
  return { ...step(scope), budget: tape.between(0, 2), at }
}

function nextOf(p: Shape, label: string): string {
  const all = [...p.labels, ...p.terminal]
  return all[(all.indexOf(label) + 1) % p.labels.length] ?? label
}

function step(scope: Scope, next?: string): BodyD {
  const { tape } = scope
  const when = tape.chance(1, 4) ? condition({ ...scope, mistakes: scope.mistakes && tape.chance(1, 6) }, 2) : null
  // a step that is plain and always possible keeps the model moving
  const body: Statement[] = tape.chance(1, 3) ? move(scope) : statements(scope, tape.between(1, 4), 2)
  if (next !== undefined && tape.chance(2, 3)) return { when, body: [...body, { k: 'return', label: next }] }
  return { when, body: tape.chance(3, 4) ? [...body, leave(scope)] : body }
}
