/** Which parameters a spec's model takes, as far as its text says so. */
import { type ObjectPattern, type Pattern, parseExpressionAt } from 'acorn'
import { SpecError, show, UsageError } from '../errors.ts'
import { textOf } from '../model/source-text.ts'
import type { Params, Spec } from '../model/spec.ts'
import { unknownName } from './names.ts'
import { Range } from './option-values.ts'

/**
 * @throws UsageError for a key that no design of `spec` sets and that the model does not take apart, and for a value of
 * another type than the designs and the model's text give to it. Where the text does not say which keys the model takes
 * (it passes its argument on, or takes a rest), any key passes.
 */
export function checkParams(spec: Spec, params: Params): void {
  const taken = destructured(textOf(spec.model))
  const set = Object.values(spec.designs).map((design) => design.params ?? {})
  for (const [key, value] of Object.entries(params)) {
    if (taken !== undefined) {
      const known = new Set([...taken.keys(), ...set.flatMap(Object.keys)])
      if (!known.has(key)) throw new UsageError(unknownName(`parameter of '${spec.name}'`, key, known))
    }
    const others = [taken?.get(key), ...set.map((design) => (design as Params)[key])].filter((one) => one !== undefined)
    const types = others.map((one) => typeof one)
    const given = value instanceof Range ? value.from : value
    if (types.length === 0 || types.includes('object') || types.includes(typeof given)) continue
    const text = value instanceof Range ? `${value.from}..${value.to}` : typeof value === 'string' ? value : show(value)
    throw new UsageError(
      `--param ${key}=${text}: '${key}' of '${spec.name}' takes ${words[types[0] ?? ''] ?? `a ${types[0]}`}, as in --param ${key}=${asWritten(others[0])}`,
    )
  }
}

const words: { readonly [type: string]: string } = { boolean: 'true or false', string: 'a text' }

/** What looks like another value to the command line is quoted for it and for the shell. */
const asWritten = (value: unknown) =>
  typeof value === 'string' && /^[a-z][\w-]*$/i.test(value) && !/^(true|false|null)$/.test(value)
    ? value
    : typeof value === 'string'
      ? `'${JSON.stringify(value)}'`
      : String(value)

/** @throws SpecError for a parameter that a design sets and the model does not take, as far as its text says so */
export function checkDesignParams(spec: Spec, { file, line }: { readonly file: string; readonly line?: number }): void {
  const taken = destructured(textOf(spec.model))
  if (taken === undefined) return
  for (const [design, { params }] of Object.entries(spec.designs)) {
    for (const key of Object.keys(params ?? {})) {
      if (taken.has(key)) continue
      const what = `design '${design}': ${unknownName(`parameter of '${spec.name}'`, key, taken.keys())}`
      throw new SpecError('unknown-parameter', `${file}${line === undefined ? '' : `:${line}`}: ${what}`)
    }
  }
}

/**
 * The keys of a function's destructured first parameter, with the defaults that are written as a number, a text, `true`
 * or `false`; `undefined` where its text does not settle the keys.
 */
export function destructured(text: string): Map<string, unknown> | undefined {
  const pattern = firstParameter(text)
  if (pattern === undefined) return undefined
  const found = new Map<string, unknown>()
  for (const property of pattern.properties) {
    if (property.type === 'RestElement' || property.computed) return undefined
    const { key, value } = property
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined
    if (name === undefined) return undefined
    const given = value.type === 'AssignmentPattern' ? value.right : undefined
    const plain = given?.type === 'Literal' && ['boolean', 'number', 'string'].includes(typeof given.value)
    found.set(name, plain ? given.value : undefined)
  }
  return found
}

function firstParameter(text: string): ObjectPattern | undefined {
  // a method is written without `function`
  for (const source of [`(${text})`, `(function ${text})`]) {
    try {
      const made = parseExpressionAt(source, 0, { ecmaVersion: 'latest' })
      if (made.type !== 'ArrowFunctionExpression' && made.type !== 'FunctionExpression') return undefined
      const [first] = made.params as readonly Pattern[]
      const pattern = first?.type === 'AssignmentPattern' ? first.left : first
      return pattern?.type === 'ObjectPattern' ? pattern : undefined
    } catch {}
  }
  return undefined
}
