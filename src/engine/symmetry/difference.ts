/** Finds where a state and a permutation of it are told apart: by a step, a property or a predicate. */
import { ModelError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { Plain } from '../../plain.ts'
import type { Out } from '../compile/out.ts'
import { type Program, StepFailure } from '../compile/program.ts'
import type { Canonical } from './canonical.ts'
import type { Elements } from './elements.ts'
import { inverse } from './permutations.ts'
import type { Move } from './permute.ts'

/** A state and what the program does in it. */
export interface Expanded {
  readonly state: Int32Array
  /** All successors, those that change nothing included. */
  readonly out: Out
  enabled: number
  failed: StepFailure | undefined
}

export interface Telling {
  readonly model: Model
  readonly program: Program
  readonly elements: Elements
  readonly canonical: Canonical
  readonly permute: Move
  readonly movedAction: (action: number, moved: Int32Array) => number
  /** Room for one state. */
  readonly row: Int32Array
}

/**
 * `image` is `base` under the permutation `moved`. The failure names what tells two instances apart. `not equivariant`:
 * nothing does, but the steps lead to other states of the same orbits.
 */
export function difference(
  telling: Telling,
  base: Expanded,
  image: Expanded,
  moved: Int32Array,
): StepFailure | 'not equivariant' | undefined {
  const { model } = telling
  if (image.failed !== undefined || base.failed !== undefined) {
    const { action } = (image.failed ?? base.failed) as StepFailure
    return notAlike(telling, moved, action, `${nameOf(model, action)} fails for one and not for the other`)
  }
  const matched = matching(telling, base, image, moved)
  const state = ofStates(telling, base, image, moved)
  if (state !== undefined) return state
  if (matched !== undefined) return ofSteps(telling, base, image, moved, matched)
  const action = ofOrbits(telling, base, image, moved)
  return action === undefined
    ? 'not equivariant'
    : notAlike(telling, moved, action, where(telling, base, image, moved, action))
}

/** For each successor of the base, the successor of the image that is its image; `undefined` if some has none. */
function matching({ program, permute, movedAction, row }: Telling, base: Expanded, image: Expanded, moved: Int32Array) {
  const { words } = program
  const { out } = base
  if (out.count !== image.out.count || base.enabled !== image.enabled) return undefined
  const first = new Map<number, number>()
  for (let n = image.out.count - 1; n >= 0; n--) first.set(image.out.actions[n] as number, n)
  const used = new Uint8Array(out.count)
  const matched = new Int32Array(out.count)
  for (let n = 0; n < out.count; n++) {
    const action = movedAction(out.actions[n] as number, moved)
    permute(out.rows.subarray(n * words, (n + 1) * words), row, moved)
    let m = first.get(action) ?? out.count
    while (m < out.count && image.out.actions[m] === action && (used[m] === 1 || !isRow(image.out, m, row))) m++
    if (m === out.count || image.out.actions[m] !== action) return undefined
    used[m] = 1
    matched[n] = m
  }
  return matched
}

function isRow({ rows, words }: Out, n: number, row: Int32Array): boolean {
  for (let k = 0, at = n * words; k < words; k++, at++) if (rows[at] !== row[k]) return false
  return true
}

/** Compares the answers of properties and predicates of states. */
function ofStates(telling: Telling, base: Expanded, image: Expanded, moved: Int32Array): StepFailure | undefined {
  const { model, program } = telling
  const { register, tests, atoms } = program
  const answers = (of: Expanded, test: () => boolean) => {
    register.set(of.state)
    return answer(test)
  }
  for (const [i, property] of model.properties.entries()) {
    if (property.test === undefined || property.kind === 'step') continue
    const test = tests[i] as () => boolean
    const [here, there] = [answers(base, test), answers(image, test)]
    if (here !== there)
      return notAlike(telling, moved, -1, `property '${property.name}' ${here} for one, and ${there} for the other`)
  }
  for (const atom of atoms) {
    const [here, there] = [answers(base, atom), answers(image, atom)]
    if (here !== there)
      return notAlike(
        telling,
        moved,
        -1,
        `a predicate of a property of runs ${here} for one, and ${there} for the other`,
      )
  }
  if (answers(base, program.mayRest) === answers(image, program.mayRest)) return undefined
  return notAlike(telling, moved, -1, 'one may rest, and the other may not')
}

function answer(test: () => boolean): 'is true' | 'is false' | 'fails' {
  try {
    return test() ? 'is true' : 'is false'
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    return 'fails'
  }
}

/** Compares the answers of step properties on the steps to the successors that match. */
function ofSteps(
  telling: Telling,
  base: Expanded,
  image: Expanded,
  moved: Int32Array,
  matched: Int32Array,
): StepFailure | undefined {
  const { model, program } = telling
  for (const [i, { kind, name }] of model.properties.entries()) {
    if (kind !== 'step') continue
    for (let n = 0; n < matched.length; n++) {
      const here = onStep(program, i, base, n)
      const there = onStep(program, i, image, matched[n] as number)
      if (here !== there) {
        return notAlike(
          telling,
          moved,
          base.out.actions[n] as number,
          `property '${name}' ${here} of the step of one, and ${there} of that of the other`,
        )
      }
    }
  }
  return undefined
}

function onStep({ words, register, source, tests }: Program, property: number, { state, out }: Expanded, n: number) {
  source.set(state)
  register.set(out.rows.subarray(n * words, (n + 1) * words))
  return answer(tests[property] as () => boolean)
}

/** The action by which one state leads to an orbit to which the other does not; `undefined` if there is none. */
function ofOrbits(telling: Telling, base: Expanded, image: Expanded, moved: Int32Array): number | undefined {
  if ((base.enabled === 0) !== (image.enabled === 0)) return (base.out.actions[0] ?? image.out.actions[0]) as number
  const [some, others] = [orbitsOf(telling, base), orbitsOf(telling, image)]
  for (const [key, action] of some) if (!others.has(key)) return action
  const back = inverse(telling.elements, moved)
  for (const [key, action] of others) if (!some.has(key)) return telling.movedAction(action, back)
  return undefined
}

/** The orbits to which a state leads: each with the kind of action and the answers of step properties. */
function orbitsOf({ model, program, canonical }: Telling, expanded: Expanded): Map<string, number> {
  const { words } = program
  const { out, state } = expanded
  const found = new Map<string, number>()
  const ofSteps = model.properties.flatMap(({ kind }, i) => (kind === 'step' ? [i] : []))
  for (let n = 0; n < out.count; n++) {
    const action = out.actions[n] as number
    const { process, kind, name } = model.actions[action] as Model['actions'][number]
    const answers = ofSteps.map((i) => onStep(program, i, expanded, n))
    if (isRow(out, n, state)) continue
    const row = out.rows.slice(n * words, (n + 1) * words)
    canonical.settle(row, 0)
    found.set(JSON.stringify([process, kind, name, answers, row.join()]), action)
  }
  return found
}

/** Says at which variable a step of the image departs from the image of the step. */
function where(telling: Telling, base: Expanded, image: Expanded, moved: Int32Array, action: number): string {
  const { model, program, permute, movedAction, row } = telling
  const { words, codec } = program
  const other = movedAction(action, moved)
  const name = nameOf(model, action)
  const found: Plain[] = []
  for (let n = 0; n < image.out.count; n++) {
    if (image.out.actions[n] === other) {
      found.push(codec.decode(image.out.rows.slice(n * words, (n + 1) * words)) as Plain)
    }
  }
  const expected: Plain[] = []
  for (let n = 0; n < base.out.count; n++) {
    if (base.out.actions[n] !== action) continue
    permute(base.out.rows.subarray(n * words, (n + 1) * words), row, moved)
    expected.push(codec.decode(row.slice()) as Plain)
  }
  const text = (states: readonly Plain[]) => new Set(states.map((state) => JSON.stringify(state)))
  const [all, wanted] = [text(found), text(expected)]
  const missing = expected.find((state) => !all.has(JSON.stringify(state)))
  const extra = found.find((state) => !wanted.has(JSON.stringify(state)))
  if (missing === undefined || extra === undefined) return `${name} has other choices for one than for the other`
  const at = firstDifference(missing, extra, '')
  return `${name} ends with ${at.path} = ${at.found} where ${at.expected} was expected`
}

function firstDifference(
  expected: Plain,
  found: Plain,
  path: string,
): { path: string; expected: string; found: string } {
  if (typeof expected === 'object' && typeof found === 'object' && expected !== null && found !== null) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])]
    for (const name of names) {
      const [a, b] = [(expected as Record<string, Plain>)[name], (found as Record<string, Plain>)[name]]
      if (JSON.stringify(a) === JSON.stringify(b)) continue
      const inner = Array.isArray(expected) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
      if (a === undefined || b === undefined) break
      return firstDifference(a, b, inner)
    }
  }
  return { path, expected: JSON.stringify(expected), found: JSON.stringify(found) }
}

function nameOf({ actions }: Model, action: number): string {
  const found = actions[action]
  if (found === undefined) return 'a step'
  return found.process === undefined ? `'${found.name}'` : `'${found.process} ${found.name}'`
}

/** The failure to report. It names the two instances that `moved` exchanges, or the class whose order it changes. */
function notAlike({ elements, model }: Telling, moved: Int32Array, action: number, what: string): StepFailure {
  const changed = elements.classes.flatMap(({ name, from, size, processes }) => {
    const some = Array.from({ length: size }, (_, i) => i).filter((i) => moved[from + i] !== i)
    return some.length === 0 ? [] : [{ name: processes[0] ?? name, some }]
  })
  const [one] = changed
  const pair = changed.length === 1 && one?.some.length === 2
  const who = pair
    ? `${one?.name} ${one?.some[0]} and ${one?.some[1]}`
    : `the instances of ${changed.map(({ name }) => name).join(' and ')}`
  const text = `${who} are not alike: if the two are exchanged, ${what}`
  const advice =
    'Compare the ids of alike processes only for equality, use them only as an index, and give each variable that holds one the type of the id; or remove `alike: true`'
  const kind = model.actions[action] === undefined ? -1 : action
  return new StepFailure(kind, [], new ModelError('not-alike', `${text}. ${advice}`))
}
