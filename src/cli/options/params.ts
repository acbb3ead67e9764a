/** Checks parameters against those that a spec's model takes, as far as the model's text shows them. */
import { type ObjectPattern, type Pattern, parseExpressionAt } from 'acorn'
import { didYouMean, SpecError, show, UsageError } from '../../errors.ts'
import type { Params, Spec } from '../../language/spec.ts'
import { textOf } from '../../runtime/source-text.ts'
import { unknownName } from '../output/unknown-name.ts'
import { Sweep } from './option-values.ts'

/**
 * If the model's text does not show its keys (it passes its argument on, or takes a rest), any key passes.
 * @throws UsageError for a key that no design of `spec` sets and the model does not destructure, and for a value whose
 * type differs from the types in the designs and in the model's text
 */
export function checkParams(spec: Spec, params: Params): void {
  const taken = destructured(textOf(spec.model))
  const set = Object.values(spec.designs).map((design) => design.params ?? {})
  for (const [key, value] of Object.entries(params)) {
    if (taken !== undefined) {
      const known = new Set([...taken.keys(), ...set.flatMap(Object.keys)])
      if (!known.has(key)) throw new UsageError(unknownName('parameter', key, known, `of '${spec.name}'`))
    }
    const others = [taken?.get(key), ...set.map((design) => (design as Params)[key])].filter((one) => one !== undefined)
    const types = others.map((one) => typeof one)
    const given = value instanceof Sweep ? value.values : [value]
    if (types.length === 0 || types.includes('object') || given.every((one) => types.includes(typeof one))) continue
    const text = value instanceof Sweep ? value.text : typeof value === 'string' ? value : show(value)
    throw new UsageError(
      `--param ${key}=${text}: '${key}' of '${spec.name}' takes ${words[types[0] ?? ''] ?? `a ${types[0]}`}, as in \`--param ${key}=${asWritten(others[0])}\``,
    )
  }
}

/**
 * One warning for each text that neither a design of `spec` nor the model's default gives to its parameter, because it
 * may be misspelt. If no text of a parameter is known, any text passes.
 */
export function oddTexts(spec: Spec, params: Params): string[] {
  const taken = destructured(textOf(spec.model))
  const set = Object.values(spec.designs).map((design) => design.params ?? {})
  return Object.entries(params).flatMap(([key, value]) => {
    const others = [taken?.get(key), ...set.map((design) => (design as Params)[key])]
    const known = [...new Set(others.filter((one) => typeof one === 'string'))]
    const given = (value instanceof Sweep ? value.values : [value]).filter((one) => typeof one === 'string')
    const odd = known.length === 0 ? [] : given.filter((one) => !known.includes(one))
    return odd.map((one) => {
      const near = didYouMean(one, known)
      const texts = known.map((text) => `'${text}'`).join(', ')
      return `--param ${key}: no design of '${spec.name}' uses '${one}' for '${key}'${near === '' ? '; available:' : `.${near} Available:`} ${texts}`
    })
  })
}

/** Whether these parameters leave the design unchanged, as far as the model's text shows its defaults. */
export function isOwnSize(spec: Spec, design: string, params: Params): boolean {
  const own: Params = spec.designs[design]?.params ?? {}
  const taken = destructured(textOf(spec.model))
  return Object.entries(params).every(([key, value]) => {
    const usual = Object.hasOwn(own, key) && own[key] !== undefined ? own[key] : taken?.get(key)
    return usual !== undefined && JSON.stringify(usual) === JSON.stringify(value)
  })
}

const words: { readonly [type: string]: string } = { boolean: 'true or false', string: 'a text' }

/** Quotes a text, for the option and for the shell, if the command line would read it as another value. */
const asWritten = (value: unknown) =>
  typeof value === 'string' && /^[a-z][\w-]*$/i.test(value) && !/^(true|false|null)$/.test(value)
    ? value
    : typeof value === 'string'
      ? `'${JSON.stringify(value)}'`
      : String(value)

/**
 * The error for the first wrong parameter of each design: the model does not take it, or its type differs from that of
 * its default, as far as the model's text shows that. A default of `false` allows any type, because it means "none".
 */
export function wrongParams(
  spec: Spec,
  { file, line }: { readonly file: string; readonly line?: number },
): { readonly [design: string]: SpecError } {
  const taken = destructured(textOf(spec.model))
  if (taken === undefined) return {}
  const place = `${file}${line === undefined ? '' : `:${line}`}`
  const found: [string, SpecError][] = []
  for (const [design, said] of Object.entries(spec.designs)) {
    const params = said?.params
    if (typeof params !== 'object' || params === null || Array.isArray(params)) continue
    for (const [key, value] of Object.entries(params)) {
      const what = wrongParam(spec.name, taken, key, value)
      if (what === undefined) continue
      const code = taken.has(key) ? 'bad-parameter' : 'unknown-parameter'
      found.push([design, new SpecError(code, `${place}: design '${design}': ${what}`)])
      break
    }
  }
  return Object.fromEntries(found)
}

function wrongParam(
  spec: string,
  taken: ReadonlyMap<string, unknown>,
  key: string,
  value: unknown,
): string | undefined {
  if (!taken.has(key)) return unknownName('parameter', key, taken.keys(), `of '${spec}'`)
  const usual = taken.get(key)
  if (usual === undefined || usual === false || value === undefined) return undefined
  if (typeof value === typeof usual && !Number.isNaN(value)) return undefined
  const type = typeof usual === 'number' ? 'a number' : (words[typeof usual] ?? `a ${typeof usual}`)
  return `parameter '${key}' is ${show(value)}; expected ${type}, like its default ${show(usual)}`
}

/**
 * The keys of a function's destructured first parameter, with those defaults that are written as a number, a text,
 * `true` or `false`. Returns `undefined` if the text does not determine the keys.
 */
export function destructured(text: string): ReadonlyMap<string, unknown> | undefined {
  if (last?.text !== text) last = { text, keys: keysIn(text) }
  return last.keys
}

/** The last text and its parameters: the same model's text is read for each of its designs. */
let last: { readonly text: string; readonly keys: ReadonlyMap<string, unknown> | undefined } | undefined

function keysIn(text: string): ReadonlyMap<string, unknown> | undefined {
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
  // the text of a method lacks the word `function`
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
