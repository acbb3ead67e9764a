/** The answers of the parts of a model, by either execution, as text that can be compared. */

import { compile, type Program, trapped } from '../../engine/compile/program.ts'
import type { Model } from '../../language/model.ts'
import type { AnyFunction } from '../../language/processes/named-step.ts'
import { questions } from '../../language/properties.ts'
import type { Plain } from '../../plain.ts'
import { isOfSteps } from '../../plain.ts'
import { interpreter } from '../../reference/interpret.ts'
import { holds } from '../../trace/lasso.ts'

/** A part of a model that can be asked: an action, a property or a predicate of runs, by its number, or `init`. */
export type Key = `action ${number}` | `property ${number}` | `atom ${number}` | 'init'
/** The answers of the parts of a model for a state, as text that is the same in both executions. */
export type Answers = Map<Key, string>

/** One execution of one copy of a model. */
export interface Execution {
  ask(state: Plain): Answers
  starts(): string
}

/** Maximum number of transitions of a state after which step properties are asked. */
const mostPerState = 400

/** The answer for every failure, because the two executions describe failures differently. */
const fails = 'fails'

/** `reversed`: asks the properties of states first, then the actions from the last to the first. */
export function byReference(model: Model, reversed = false): Execution {
  const reference = interpreter(model)
  const { atoms } = questions(model)
  const text = (state: Plain) => JSON.stringify(state)
  const ofStates = (answers: Answers, state: Plain) => {
    for (const [i, property] of model.properties.entries()) {
      if (property.test === undefined || isOfSteps(property.kind)) continue
      answers.set(
        `property ${i}`,
        said(() => String(reference.holds(property, state))),
      )
    }
    for (const [i, atom] of atoms.entries())
      answers.set(
        `atom ${i}`,
        said(() => String(holds(reference, atom, state))),
      )
  }
  const ofSteps = (answers: Answers, state: Plain, nexts: readonly Plain[]) => {
    for (const [i, property] of model.properties.entries()) {
      if (!isOfSteps(property.kind)) continue
      const asked = nexts.slice(0, mostPerState)
      answers.set(
        `property ${i}`,
        asked.map((next) => said(() => String(reference.holds(property, next, state)))).join(),
      )
    }
  }
  return {
    starts: () =>
      said(() =>
        reference
          .initials()
          .map(({ state }) => text(state))
          .join(),
      ),
    ask(state) {
      const answers: Answers = new Map()
      const nexts: Plain[][] = []
      if (reversed) ofStates(answers, state)
      for (let k = 0; k < model.actions.length; k++) {
        const action = reversed ? model.actions.length - 1 - k : k
        const found = said(() => {
          const outcomes = reference.outcomes(state, action)
          nexts[action] = outcomes.map((outcome) => outcome.state)
          return outcomes.map((outcome) => text(outcome.state)).join()
        })
        answers.set(`action ${action}`, found)
        // the engine stops here too
        if (found === fails) return answers
      }
      if (!reversed) ofStates(answers, state)
      ofSteps(answers, state, nexts.flat())
      return answers
    },
  }
}

export const byEngine = (model: Model) => byProgram(model, compile(model))

export function byProgram(model: Model, program: Program): Execution {
  const { register, source, codec } = program
  // a program over orbits starts at chosen states only
  const { initial } = program.symmetry?.real ?? program
  const text = () => JSON.stringify(codec.decode(register))
  return {
    starts: () =>
      said(() => {
        const found: string[] = []
        initial(() => found.push(text()))
        return found.join()
      }),
    ask(state) {
      const answers: Answers = new Map()
      const nexts: Int32Array[] = []
      const found: string[][] = model.actions.map(() => [])
      codec.exactly(state, source)
      register.set(source)
      const isWhole = said(() => {
        program.each((action) => {
          nexts.push(register.slice())
          found[action]?.push(text())
        })
        return ''
      })
      if (isWhole === fails) return answers
      for (const [action, states] of found.entries()) answers.set(`action ${action}`, states.join())
      for (const [i, property] of model.properties.entries()) {
        if (property.test === undefined) continue
        const rows = isOfSteps(property.kind) ? nexts.slice(0, mostPerState) : [source]
        const ask = (row: Int32Array) => {
          register.set(row)
          return said(() => String((program.tests[i] as () => boolean)()))
        }
        answers.set(`property ${i}`, rows.map(ask).join())
      }
      for (const [i, atom] of program.atoms.entries()) {
        register.set(source)
        answers.set(
          `atom ${i}`,
          said(() => String(atom())),
        )
      }
      return answers
    },
  }
}

export function said(body: () => string): string {
  try {
    return trapped(body)
  } catch {
    return fails
  }
}

export function firstDifference(some: Answers, others: Answers): Key | undefined {
  for (const [key, answer] of some) {
    const other = others.get(key)
    if (other !== undefined && other !== answer) return key
  }
  return undefined
}

/** @throws ModelError if the part fails in the reference interpreter */
export function askAlone(model: Model, key: Key, state: Plain): void {
  const reference = interpreter(model)
  const [what, number] = key.split(' ')
  const at = Number(number)
  const property = model.properties[at]
  if (what === 'init') reference.initials()
  else if (what === 'action') reference.outcomes(state, at)
  else if (what === 'atom') holds(reference, questions(model).atoms[at] as AnyFunction, state)
  else if (property !== undefined && !isOfSteps(property.kind)) reference.holds(property, state)
  else if (property !== undefined) {
    for (const { state: next } of reference.successors(state)) reference.holds(property, next, state)
  }
}

/** The model with this part only. */
export function alone(model: Model, key: Key): Model {
  const [what, number] = key.split(' ')
  const at = Number(number)
  return {
    ...model,
    fairness: [],
    actions: what === 'action' ? model.actions.slice(at, at + 1) : what === 'property' ? model.actions : [],
    properties: what === 'property' ? model.properties.slice(at, at + 1) : what === 'atom' ? model.properties : [],
  }
}

export function orNothing<T>(body: () => T): T | undefined {
  try {
    return body()
  } catch {
    return undefined
  }
}
