/**
 * Inputs: variables of a module that its surroundings decide. If the module is checked alone, inputs change freely or a
 * limited number of times. In a composition, wires decide them.
 */

import { SpecError, show } from '../errors.ts'
import type { Plain } from '../plain.ts'
import type { ActionInfo } from './actions.ts'
import { onlyKnown } from './names.ts'
import type { AnyFunction } from './processes/named-step.ts'
import type { Choose } from './processes/steps.ts'
import { hasStamps } from './stamps/alive.ts'
import { type Fields, isCell, isInput, type Type } from './types.ts'
import { cardinality, rank, unrank } from './values.ts'

/** How an input behaves when its module is checked alone. */
export interface Rhythm<V> {
  /** Its value at the start. By default, it starts at any value. */
  readonly starts?: V | undefined
  /** The maximum number of changes, from 0 to 1000. By default, there is no limit. */
  readonly changes?: number | undefined
}

/** A type that is marked as an input of a module. */
export type Input<T extends Type> = T & { readonly input: Rhythm<Plain> }

/**
 * An input of a module, of a scalar or optional type. Steps may read it; only the surroundings change it. If the module
 * is checked alone, the input may change at any moment. In a composition, a wire may set it.
 * @throws SpecError for another type, or for a `rhythm` that the type does not allow
 */
export function input<T extends Type>(of: T, rhythm: Rhythm<Plain> = {}): Input<T> {
  onlyKnown('input', rhythm, ['starts', 'changes'])
  const { starts, changes } = rhythm
  if (isInput(of)) throw new SpecError('bad-type', 'input got an input: expected a type, as in input(bool)')
  if (of === undefined || of === null || typeof of !== 'object' || !('kind' in of) || !isCell(of)) {
    throw new SpecError(
      'bad-type',
      'input got a type that is neither scalar nor optional: expected a type such as bool, as in input(bool)',
    )
  }
  if (hasStamps(of)) {
    throw new SpecError(
      'bad-type',
      'input got a stamp: the surroundings would have to make stamps. Make it in an action of the module, with `fresh`',
    )
  }
  if (starts !== undefined && rank(of, starts) < 0) {
    throw new SpecError(
      'bad-type',
      `input: \`starts\` is ${show(starts)}, which is not a value of the type of the input`,
    )
  }
  if (changes !== undefined && (!Number.isInteger(changes) || changes < 0 || changes > 1000)) {
    throw new SpecError(
      'unbounded-type',
      `input: \`changes\` is ${show(changes)}: expected a whole number from 0 to 1000`,
    )
  }
  return { ...of, input: rhythm }
}

export interface NamedInput {
  readonly name: string
  readonly type: Type
  readonly rhythm: Rhythm<Plain>
}

export function inputsOf(state: Fields): NamedInput[] {
  return Object.entries(state).flatMap(([name, type]) =>
    isInput(type) ? [{ name, type: withoutMark(type), rhythm: (type as Input<Type>).input }] : [],
  )
}

/** The state's types without the input marks. Only the type itself is stored. */
export function unmarked(state: Fields): Fields {
  return Object.fromEntries(Object.entries(state).map(([name, type]) => [name, withoutMark(type)]))
}

function withoutMark(type: Type): Type {
  if (!isInput(type)) return type
  const { input: _, ...of } = type as Input<Type>
  return of as Type
}

/** The action that gives an input another value if its module is alone. `counter`: the key of its budget, if any. */
export function changesOf({ name, type }: NamedInput, counter: string | undefined): ActionInfo {
  const values = everyValue(type)
  const body = (s: { [name: string]: Plain }, choose: Choose) => {
    s[name] = choose(values.filter((value) => value !== s[name]))
  }
  return {
    name: `${name} changes`,
    kind: 'action',
    when: undefined,
    do: body as AnyFunction,
    fair: undefined,
    process: undefined,
    instance: 0,
    at: undefined,
    counter,
    input: name,
  }
}

/** A model's `init`, which first gives the inputs their first values. */
export function startingWith(inputs: readonly NamedInput[], init: AnyFunction | undefined): AnyFunction | undefined {
  if (inputs.length === 0) return init
  const start = firstValues(inputs)
  const first = (s: { [name: string]: Plain }, choose: Choose) => {
    start(s, choose)
    return (init as ((s: object, choose: Choose) => unknown) | undefined)?.(s, choose)
  }
  return first as AnyFunction
}

/** Gives inputs their first values. */
export function firstValues(inputs: readonly NamedInput[]): (s: { [name: string]: Plain }, choose: Choose) => void {
  const starts = inputs.map(({ name, type, rhythm: { starts } }) => ({
    name,
    values: starts === undefined ? everyValue(type) : [starts],
  }))
  return (s, choose) => {
    for (const { name, values } of starts) s[name] = values.length === 1 ? (values[0] as Plain) : choose(values)
  }
}

export function everyValue(type: Type): Plain[] {
  return Array.from({ length: cardinality(type) }, (_, r) => unrank(type, r))
}
