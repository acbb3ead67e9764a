/** The values, besides places of the state, that decide a part of a predicate: captured names, sides of comparisons. */

import type { Expression, Node } from 'acorn'
import { isType } from '../language/types.ts'
import type { Plain } from '../plain.ts'
import type { Read } from '../reference/recorder.ts'
import type { KnownValue, SeenValue } from '../result.ts'
import { type Captured, type Observed, type Outcome, sidesIn } from './evaluated.ts'
import type { Quote } from './quote.ts'
import type { Lambda } from './source.ts'
import { chainOf, childrenOf, namesIn } from './syntax.ts'

/** Longer texts say little. */
const mostText = 60
const mostKnown = 8
const mostFields = 16

export interface Knowing {
  readonly part: Node
  readonly whole: Lambda
  readonly captured: Captured
  readonly observed: Observed | undefined
  readonly reads: readonly Read[]
  readonly values: readonly SeenValue[]
  /** Names of the state and of its elements. */
  readonly places: ReadonlySet<string>
  readonly quote: Quote
}

export function knownValues(knowing: Knowing): KnownValue[] {
  const { part, whole, captured, observed, quote } = knowing
  const found = new Map<string, Plain>()
  const say = (node: Node, value: unknown) => {
    const data = dataOf(value)
    const text = data === undefined ? undefined : quote(node, mostText)
    if (data !== undefined && text !== undefined && found.size < mostKnown) found.set(text, data)
    return data !== undefined
  }
  /** For a long value: the fields that were read. */
  const sayFields = (node: Node, value: unknown) => {
    const text = quote(node, mostText)
    for (const read of observed?.outcome(part)?.fields ?? []) {
      const data = read.of === value && isScalar(read.value) ? dataOf(read.value) : undefined
      if (text !== undefined && data !== undefined && found.size < mostKnown) found.set(`${text}.${read.name}`, data)
    }
  }
  for (const side of sidesIn(part)) {
    const outcome = observed?.outcome(side)
    if (outcome === undefined || !isScalar(outcome.value)) continue
    if (isConstant(side)) continue
    // a captured name is said below, but the size of a Map is said here
    const from = capturedBy(side, captured)
    if (from !== undefined && (from.node === side || !isKeyed(from.value))) continue
    if (!isShown(side, outcome, knowing)) say(side, outcome.value)
  }
  /** Whether a value that a Map or Set has returned stands there already. It says more than the whole does. */
  const isSaid = ({ node, value }: { readonly node: Node; readonly value: unknown }) => {
    const text = isKeyed(value) ? quote(node, mostText) : undefined
    return text !== undefined && [...found.keys()].some((other) => other.startsWith(`${text}.`))
  }
  const { declared } = namesIn(whole.node)
  const visit = (node: Node): void => {
    const root = chainOf(node)?.root
    const known = root === undefined || declared.has(root) ? undefined : capturedBy(node, captured)
    const isValue = known !== undefined && !isType(known.value)
    if (isValue && !isSaid(known) && !say(known.node, known.value)) sayFields(known.node, known.value)
    if (root === undefined) childrenOf(node).forEach(visit)
  }
  visit(part)
  return [...found].map(([text, value]) => ({ text, value }))
}

/** The piece of `a.b.c` that is a value, if `a` is captured. Getters are not called. */
function capturedBy(node: Node, captured: Captured): { readonly node: Node; readonly value: unknown } | undefined {
  const chain = chainOf(node)
  if (chain === undefined || !captured.has(chain.root)) return undefined
  // from the name to the whole
  const pieces: Node[] = [node]
  for (let at = node as Expression; at.type === 'MemberExpression'; at = at.object as Expression)
    pieces.unshift(at.object)
  let value = captured.get(chain.root)
  for (const [i, piece] of pieces.entries()) {
    if (i > 0) value = Object.getOwnPropertyDescriptor(value, chain.keys[i - 1] as string)?.value
    if (isScalar(value) || isKeyed(value)) return { node: piece, value }
    if (typeof value !== 'object' || value === null) return undefined
  }
  return { node, value }
}

function isConstant(node: Node): boolean {
  return node.type === 'Literal' || node.type === 'TemplateLiteral' || node.type === 'UnaryExpression'
    ? childrenOf(node).every(isConstant)
    : node.type === 'Identifier' && (node as Extract<Expression, { type: 'Identifier' }>).name === 'undefined'
}

/** Whether the node is a place of the state whose value is shown. */
function isShown(node: Node, { value, from, to }: Outcome, { values, places, reads }: Knowing): boolean {
  if (node.type === 'Identifier') return places.has((node as Extract<Expression, { type: 'Identifier' }>).name)
  const last = to > from ? reads[to - 1]?.path : undefined
  if (node.type !== 'MemberExpression' || last === undefined) return false
  return values.some((one) => one.path === last && (one.value === value || one.before === value))
}

function isScalar(value: unknown): boolean {
  return value === null || ['boolean', 'string'].includes(typeof value) || Number.isFinite(value)
}

/** The value as it can be shown: scalars and short plain data, otherwise `undefined`. */
function dataOf(value: unknown): Plain | undefined {
  if (isScalar(value)) return typeof value === 'string' && value.length > mostText ? undefined : (value as Plain)
  const plain = plainOf(value, 3)
  return plain !== undefined && JSON.stringify(plain).length <= mostText
    ? (JSON.parse(JSON.stringify(plain)) as Plain)
    : undefined
}

/** The value without methods. A Map becomes an object, and a Set becomes an array, as readers see those of a state. */
function plainOf(value: unknown, depth: number): unknown {
  if (!(value instanceof Map || value instanceof Set)) return isPlain(value, depth) ? value : undefined
  // methods of an author's subclass are not called
  const entries: (readonly [unknown, unknown])[] = []
  const add = (one: unknown, key: unknown) => void entries.push([key, one])
  if (value instanceof Map) Map.prototype.forEach.call(value, add)
  else Set.prototype.forEach.call(value, add)
  const isShort = entries.length <= mostFields && entries.every(([, one]) => isPlain(one, depth - 1))
  if (!isShort) return undefined
  if (value instanceof Set) return entries.map(([, one]) => one)
  return entries.every(([key]) => isScalar(key)) ? Object.fromEntries(entries) : undefined
}

/** In a bundled spec, Map and Set are subclasses. */
const isKeyed = (value: unknown) => value instanceof Map || value instanceof Set

function isPlain(value: unknown, depth: number): boolean {
  if (isScalar(value)) return true
  if (typeof value !== 'object' || value === null || depth === 0) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(([, { enumerable }]) => enumerable)
  return fields.length <= mostFields && fields.every(([, field]) => 'value' in field && isPlain(field.value, depth - 1))
}
