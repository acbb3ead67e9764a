/** The steps at one label of a process: one, or several with names of their own. */
import { SpecError, show } from '../../errors.ts'
import { checkName } from '../names.ts'
import { labelOf, type NamedStep, namedStep } from './named-step.ts'

/** Whether a design leaves out some of the alternatives at a label. */
export const lacksSome = (given: unknown) => Array.isArray(given) && given.includes(undefined)

/** The steps at a label: one with the label's name, or alternatives with names of their own. */
export function stepsAt(label: string, given: unknown, labels: readonly string[]): NamedStep[] {
  if (!Array.isArray(given)) return [namedStep(label, given)]
  const found = given.flatMap((one: unknown, i) => {
    if (one === undefined) return []
    const { name, ...step } = (one ?? {}) as { readonly name?: unknown }
    if (typeof one !== 'object' || typeof name !== 'string' || name === '') {
      throw new SpecError(
        'bad-step',
        `alternative ${i + 1} of step '${label}' is ${show(one)}: expected a name, as in { name: 'granted', when: (s) => …, do: … }`,
      )
    }
    checkName('steps', name)
    if (labels.includes(name)) {
      throw new SpecError(
        'duplicate-name',
        `an alternative of step '${label}' is called '${name}', which is a label of the process: rename the alternative`,
      )
    }
    return { ...namedStep(name, step), label }
  })
  if (found.length > 0) return found
  throw new SpecError('bad-step', `step '${label}' has no alternatives: expected at least one, or undefined`)
}

/** Each step has its own name: two labels may not have alternatives of the same name. @throws SpecError */
export function checkAlternatives(steps: readonly NamedStep[]): void {
  const seen = new Map<string, NamedStep>()
  for (const step of steps) {
    const other = seen.get(step.name)
    if (other !== undefined) {
      const where = labelOf(other) === labelOf(step) ? 'both' : `one at '${labelOf(other)}' and one`
      throw new SpecError(
        'duplicate-name',
        `two alternatives are called '${step.name}', ${where} at '${labelOf(step)}': rename one of them`,
      )
    }
    seen.set(step.name, step)
  }
}
