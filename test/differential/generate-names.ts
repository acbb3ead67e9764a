/** Random names: plain ones, and names that could be mistaken for something else. */
import type { Tape } from './tape.ts'

export interface Names {
  readonly variables: readonly string[]
  readonly locals: readonly string[]
  readonly processes: readonly string[]
  readonly labels: readonly string[]
  readonly end: string
  readonly actions: readonly string[]
  readonly storm: string
  readonly crash: string
  readonly invariants: readonly string[]
  readonly steps: readonly string[]
  readonly reachable: readonly string[]
  readonly ofRuns: readonly string[]
}

export const plainNames: Names = {
  variables: ['a', 'b', 'c', 'd'],
  locals: ['l', 'm'],
  processes: ['p', 'q'],
  labels: ['one', 'two', 'three'],
  end: 'end',
  actions: ['act', 'react'],
  storm: 'storm',
  crash: 'crash',
  invariants: ['safe', 'sound'],
  steps: ['forward', 'steady'],
  reachable: ['there', 'elsewhere'],
  ofRuns: ['soon', 'later', 'in the end'],
}

/** Names of members of every object, names that look like several names, and names that allways itself makes up. */
const odd = [
  ...['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'isPrototypeOf', 'toLocaleString'],
  ...['a', 'a b', 'b', 'a: b', 'p', 'p: crash', 'crash', 'p crash', 'a changes', 'b changes', 'm', 'm a', 'm: safe'],
  ...['length', 'name', 'then', 'toJSON', 'size', 'state', 'faults used', 'ä', 'x\ny', 'undefined', 'null'],
]

/** Names for a model, some of them odd. Variables and processes of a model never share a name. */
export function names(tape: Tape): Names {
  if (!tape.chance(1, 6)) return plainNames
  const some = (plain: readonly string[], taken: readonly string[] = [], not: readonly string[] = []) => {
    const free = odd.filter((name) => !taken.includes(name) && !not.includes(name))
    const found: string[] = []
    for (const name of plain) {
      const options = free.filter((other) => !found.includes(other))
      found.push(tape.chance(1, 2) && options.length > 0 ? tape.pick(options) : name)
    }
    return [...new Set(found)].length === found.length ? found : [...plain]
  }
  const one = (plain: string, taken: readonly string[] = []) => some([plain], taken)[0] as string
  const variables = some(plainNames.variables, ['p', 'q'])
  const processes = some(plainNames.processes, variables, variables)
  const labels = some(plainNames.labels)
  const actions = some(plainNames.actions)
  const invariants = some(plainNames.invariants)
  const steps = some(plainNames.steps, invariants)
  const reachable = some(plainNames.reachable, [...invariants, ...steps])
  return {
    variables,
    processes,
    labels,
    end: one('end', labels),
    locals: some(plainNames.locals, ['id', 'at']),
    actions,
    storm: one('storm', actions),
    crash: one('crash'),
    invariants,
    steps,
    reachable,
    ofRuns: some(plainNames.ofRuns, [...invariants, ...steps, ...reachable]),
  }
}

export const moduleNames = ['m', 'n', 'k']

export function namesOfModules(tape: Tape): readonly string[] {
  if (!tape.chance(1, 6)) return moduleNames
  const found = moduleNames.map((name) => (tape.chance(1, 2) ? tape.pick(odd) : name))
  return new Set(found).size === found.length ? found : moduleNames
}
