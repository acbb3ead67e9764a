/** A row of the table of options, and what is made from it: types of values, defaults and flags. */
import type { Form } from './option-values.ts'

export interface Row {
  readonly form: Form<unknown>
  /** Begins with a verb in the imperative, or names the value. */
  readonly help: string
  /** The opposite, for a form with two flags: what the one with `no-` does. */
  readonly no?: string
  readonly default?: unknown
  /** The default in words. It stands for a value that depends on more than the option. */
  readonly otherwise?: string
  /** A second flag, of one letter. */
  readonly short?: string
  /** The key for this value in `allways.config.ts`. */
  readonly config?: string
  /** The help for that key, if it differs. */
  readonly setting?: string
  /** The heading in the help. */
  readonly group?: string
  /** The part of the documents that says more. */
  readonly see?: string
}

export interface Rows {
  readonly [name: string]: Row
}

type ValueOf<R> = R extends { readonly form: Form<infer Value> } ? Value : never
/** The names of the values that are always there: those of a row or form with a default. */
type Always<R> = {
  [K in keyof R]: R[K] extends { readonly default: unknown } | { readonly form: { readonly initial: unknown } }
    ? K
    : never
}[keyof R]

/** The values of options or operands, by the names of their rows. */
export type ValuesOf<R> = { readonly [K in Always<R>]: ValueOf<R[K]> } & {
  readonly [K in Exclude<keyof R, Always<R>>]?: ValueOf<R[K]>
}

/** The rows under a heading. */
export function under<R extends Rows>(group: string, rows: R): R {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, { ...row, group }])) as R
}

/** The values of a command line that gives none of these. */
export function defaultsOf<R extends Rows>(rows: R): Pick<ValuesOf<R>, Always<R>> {
  const defaults = Object.entries(rows).map(([name, { form, default: value = form.initial }]) => [name, value])
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined))
}

/** A flag of a command, as users write it. An option may have two flags. */
export interface Flag {
  /** The name of the value. */
  readonly name: string
  readonly row: Row
  readonly flag: string
  readonly help: string
}

export function flagsOf(rows: Rows): Flag[] {
  return Object.entries(rows).flatMap(([name, row]) => {
    const { form, help, no } = row
    const word = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const flag = form.initial === true ? `--no-${word}` : `--${word}`
    return [
      { name, row, flag, help: `${help}${remarkOf(row)}` },
      ...(no === undefined ? [] : [{ name, row, flag: `--no-${word}`, help: no }]),
    ]
  })
}

/** The choices and the default, in brackets. */
export function remarkOf({ form: { choices }, default: value, otherwise }: Row): string {
  const shown = otherwise ?? value
  const parts = [
    ...(choices === undefined ? [] : [choices.join(', ')]),
    ...(shown === undefined ? [] : [`default: ${shown}`]),
  ]
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}
