/** The values, besides places of the state, that decide a part of a predicate: captured names, sides of comparisons. */
import type { Expression, Node } from 'acorn'
import type { Read } from '../reference/recorder.ts'
import type { Data, KnownValue, SeenValue } from '../result.ts'
import { type Captured, type Observed, type Outcome, sidesIn } from './evaluated.ts'
import type { Quote } from './quote.ts'
import type { Lambda } from './source.ts'
import { chainOf, childrenOf, namesIn } from './syntax.ts'

/** Longer texts say little. */
const mostText = 60
const mostKnown = 8

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
  const found = new Map<string, Data>()
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
    if (isConstant(side) || capturedBy(side, captured) !== undefined) continue
    if (!isShown(side, outcome, knowing)) say(side, outcome.value)
  }
  const { declared } = namesIn(whole.node)
  const visit = (node: Node): void => {
    const root = chainOf(node)?.root
    const known = root === undefined || declared.has(root) ? undefined : capturedBy(node, captured)
    if (known !== undefined && !say(known.node, known.value)) sayFields(known.node, known.value)
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
    if (isScalar(value)) return { node: piece, value }
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
function dataOf(value: unknown): Data | undefined {
  if (isScalar(value)) return typeof value === 'string' && value.length > mostText ? undefined : (value as Data)
  return isPlain(value, 3) && JSON.stringify(value).length <= mostText
    ? (JSON.parse(JSON.stringify(value)) as Data)
    : undefined
}

function isPlain(value: unknown, depth: number): boolean {
  if (isScalar(value)) return true
  if (typeof value !== 'object' || value === null || depth === 0) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(([, { enumerable }]) => enumerable)
  return fields.length <= 16 && fields.every(([, field]) => 'value' in field && isPlain(field.value, depth - 1))
}
