/** A step as both executions read it: its functions, its name, and what is promised of it. */
import { SpecError, show } from '../../errors.ts'
import { onlyKnown } from '../names.ts'

/** A function of a model, as the executions call it. The compiler has checked its type where the author wrote it. */
export type AnyFunction = (...args: never[]) => unknown

/** `undefined`: no promise. `none`: no promise even if the step's process is fair. */
export type Strength = 'weak' | 'strong' | 'none' | undefined

export interface NamedStep {
  readonly name: string
  /** The label at which it is, if it is one of several steps there. */
  readonly label?: string
  readonly fair: Strength
  readonly when: AnyFunction | undefined
  readonly do: AnyFunction
  /** The least and the most units of time between its being enabled and its being taken. */
  readonly takes?: readonly [number, number]
  /** Whether it ends a pause: then it may be taken at any label, and counts in no promise but its own. */
  readonly isResume?: true
}

export const labelOf = ({ name, label = name }: Pick<NamedStep, 'name' | 'label'>) => label

export function namedStep(name: string, step: unknown): NamedStep {
  if (typeof step === 'function') return { name, when: undefined, do: step as AnyFunction, fair: undefined }
  const said = (step ?? {}) as { when?: unknown; do?: unknown; fair?: unknown; takes?: unknown }
  const { when, do: body, fair, takes } = said
  if (typeof body !== 'function') {
    throw new SpecError('bad-step', `step '${name}' is ${show(step)}: expected a function, or { when?, do, fair? }`)
  }
  onlyKnown(`step '${name}'`, said, ['when', 'do', 'fair', 'takes'])
  if (when !== undefined && typeof when !== 'function') {
    throw new SpecError('bad-step', `step '${name}': \`when\` is ${show(when)}: expected a function (s, me) => boolean`)
  }
  return {
    name,
    when: when as AnyFunction | undefined,
    do: body as AnyFunction,
    fair: strengthOf(fair, `step '${name}'`),
    ...(takes === undefined ? {} : { takes: boundsOf(takes, `step '${name}'`) }),
  }
}

function boundsOf(takes: unknown, where: string): readonly [number, number] {
  const [least, most] = Array.isArray(takes) && takes.length === 2 ? (takes as [unknown, unknown]) : []
  const isTime = (units: unknown) => Number.isInteger(units) && (units as number) >= 0 && (units as number) <= 1_000_000
  if (isTime(least) && (isTime(most) || most === Infinity) && (least as number) <= (most as number)) {
    return [least as number, most as number]
  }
  throw new SpecError(
    'bad-step',
    `${where}: \`takes\` is ${show(takes)}: expected the least and the most units of time, as in [2, 4] or [2, Infinity]`,
  )
}

export function strengthOf(fair: unknown, where: string): Strength {
  if (fair === undefined) return undefined
  if (fair === false) return 'none'
  if (fair === true || fair === 'weak') return 'weak'
  if (fair === 'strong') return 'strong'
  throw new SpecError('bad-fairness', `${where}: \`fair\` is ${show(fair)}: expected true, 'weak', 'strong' or false`)
}
