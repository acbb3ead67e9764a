/** Decides from the description whether a model must or may be refused because two things have the same name. */
import type { SystemD } from './description.ts'
import { isComposition } from './description.ts'
import { allMoves, type Move } from './naive-moves.ts'
import { type Plant, plantOf } from './naive-plant.ts'
import { displayed, processOf } from './naive-trace.ts'
import { formulasOf, withParts } from './temporal.ts'

export type Refusal = 'must' | 'may' | 'must not'

export function refusalOf(d: SystemD): Refusal {
  const plant = plantOf(d)
  if (twice(['no deadlock', ...plant.tests.map(({ name }) => name), ...plant.temporal.map(({ name }) => name)])) {
    return 'must'
  }
  return plant.leaves.some(hasTwoAlike) ? 'must' : looksTwice(plant) ? 'may' : 'must not'
}

/** Whether a property uses a name that means two things in its module: processes, steps, actions or modules. */
export function isAmbiguous(d: SystemD): boolean {
  const plant = plantOf(d)
  const moves = allMoves(plant).filter(({ fault }) => !fault)
  return plant.temporal.some(({ d, path }) => {
    const named = formulasOf(d)
      .flatMap(withParts)
      .flatMap((part) => (part.f === 'taken' ? [part.step] : []))
    const used = d.t === 'canAlwaysReach' ? (d.using ?? []) : []
    const things = [...moves.flatMap((move) => thingsOf(move, path)), ...changesBeforeWired(plant, path)]
    return [...named, ...used].some((name) => {
      const meant = things.filter((thing) => thing.name === name)
      return new Set(meant.map(({ kind, parts }) => JSON.stringify([kind, kind === 'action' ? [] : parts]))).size > 1
    })
  })
}

/**
 * A property of a module may name changes of the module's own inputs, because it is made before anything is wired. If
 * an input may never change, its change is still declared, also for the compositions around the module.
 */
function changesBeforeWired({ leaves }: Plant, within: readonly string[]) {
  return leaves
    .filter(({ path }) => within.every((module, i) => path[i] === module))
    .flatMap(({ d, path }) => {
      const below = path.slice(within.length)
      return Object.keys(d.inputs)
        .filter((name) => below.length === 0 || d.inputs[name]?.changes === 0)
        .map((name) => [...below, `${name} changes`])
    })
    .map((parts) => ({ kind: 'action', parts, name: parts.join(' ') }))
}

/** The things of a move that the module at `within` can name: the first module below, a process and step, an action. */
function thingsOf({ path, process, name }: Move, within: readonly string[]) {
  if (!within.every((module, i) => path[i] === module)) return []
  const below = path.slice(within.length)
  const [first] = below
  const whole = process === null ? [...below, name] : [...below, process, name]
  return [
    ...(first === undefined ? [] : [{ kind: 'module', parts: [first], name: first }]),
    ...(process === null
      ? [{ kind: 'action', parts: whole, name: whole.join(' ') }]
      : [
          { kind: 'process', parts: [...below, process], name: [...below, process].join(' ') },
          { kind: 'step', parts: whole, name: whole.join(' ') },
        ]),
  ]
}

/** Whether an action has the same name as a fault of its model, or as a change of an input. */
function hasTwoAlike({ d }: Plant['leaves'][number]): boolean {
  const actions = Object.keys(d.actions)
  const faults = Object.keys(d.faults).filter((name) => d.faults[name]?.budget !== 0)
  // all inputs count, because names are checked before anything is wired
  const changes = Object.keys(d.inputs).filter((name) => d.inputs[name]?.changes !== 0)
  return twice([...actions, ...faults]) || twice([...actions, ...changes.map((name) => `${name} changes`)])
}

/** Whether two different things of the model would have the same name in a report. */
function looksTwice(plant: Plant): boolean {
  const moves = allMoves(plant)
  const environment = moves.filter(({ process }) => process === null).map(displayed)
  const ofLeaves = plant.leaves.flatMap((leaf) =>
    Object.entries(leaf.d.processes).map(([process, p]) => {
      const called = processOf({ ...leaf, process, instance: 0, name: '', fault: false, fair: null }) as string
      return {
        called,
        steps: [
          ...Object.entries(p.steps).flatMap(([name, { named, others = [] }]) => [
            name,
            named ?? name,
            ...others.map((one) => one.named),
          ]),
          ...Object.keys(p.faults),
        ].map((step) => `${called} ${step}`),
      }
    }),
  )
  const processes = ofLeaves.map(({ called }) => called)
  const changes = plant.leaves.flatMap(({ path, free }) =>
    free.filter(({ changes }) => changes !== 0).map(({ name }) => [...path, `${name} changes`].join(' ')),
  )
  const modules = plant.leaves.flatMap(({ path }) => path.map((_, i) => path.slice(0, i + 1).join(' ')))
  return (
    twice(environment) ||
    twice([...processes, ...new Set(modules)]) ||
    twice([...new Set(environment), ...processes, ...ofLeaves.flatMap(({ steps }) => [...new Set(steps)])]) ||
    twice([
      ...changes,
      ...plant.leaves.flatMap(({ path, d }) => Object.keys(d.faults).map((name) => [...path, name].join(' '))),
    ])
  )
}

function twice(names: readonly string[]): boolean {
  return new Set(names).size < names.length
}

export function isNested(d: SystemD): boolean {
  return isComposition(d) && Object.values(d.modules).some(isComposition)
}
