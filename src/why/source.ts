/** Reads the source of a predicate, as far as its syntax alone shows its meaning. */
import {
  type ArrowFunctionExpression,
  type BlockStatement,
  type CallExpression,
  type Expression,
  type Node,
  parseExpressionAt,
  tokenizer,
} from 'acorn'
import { asImported } from '../errors.ts'
import { chainOf } from './syntax.ts'

/** An arrow function that returns one expression. */
export interface Lambda {
  readonly params: readonly string[]
  readonly body: Expression
  readonly node: ArrowFunctionExpression
  readonly source: string
}

/** Returns `undefined` for any other function, and for text that is not JavaScript. */
export function lambdaOf(text: string): Lambda | undefined {
  try {
    return lambda(parseExpressionAt(`(${text})`, 0, { ecmaVersion: 'latest' }), `(${text})`)
  } catch {
    // a method, or native code
    return undefined
  }
}

/** A block that only returns an expression counts as that expression. */
export function lambda(node: Node, source: string): Lambda | undefined {
  const arrow = node as Expression
  if (arrow.type !== 'ArrowFunctionExpression' || arrow.async) return undefined
  const body = arrow.body.type === 'BlockStatement' ? returned(arrow.body) : arrow.body
  if (body === undefined) return undefined
  const params = arrow.params.map((param) => (param.type === 'Identifier' ? param.name : ''))
  return { params, body, node: arrow, source }
}

function returned({ body: [only, ...more] }: BlockStatement): Expression | undefined {
  return only?.type === 'ReturnStatement' && more.length === 0 ? (only.argument ?? undefined) : undefined
}

/** `X.every(f)` or `X.some(f)`; `X` is a name or a place below it. */
export interface Quantified {
  readonly method: 'every' | 'some'
  readonly root: string
  /** The path below the name, such as `records`; `` for the name itself. */
  readonly path: string
  readonly test: Node
}

export function quantified(call: Node): Quantified | undefined {
  const { callee, arguments: [test] = [], optional } = call as CallExpression
  if (call.type !== 'CallExpression' || optional || callee.type !== 'MemberExpression') return undefined
  const { property, object, computed } = callee
  if (computed || callee.optional || property.type !== 'Identifier' || test === undefined) return undefined
  const method = property.name
  const chain = chainOf(object)
  if ((method !== 'every' && method !== 'some') || chain === undefined) return undefined
  return { method, root: chain.root, path: chain.keys.join('.'), test }
}

/** Binary operators, by the tokenizer's labels. */
const between = /^(=>|=|\?|:|\|\||&&|\?\?|[|^&%*/]|\*\*|==\/!=.*|<\/>.*|<<\/>>.*|\+\/-)$/

/** A piece of source on one line with normal spacing: a bundle has no white space. */
export function printed(source: string, { start, end }: Pick<Node, 'start' | 'end'>): string {
  const text = asImported(source.slice(start, end))
  let line = ''
  let last = 0
  for (const { type, start, end } of tokenizer(text, { ecmaVersion: 'latest' })) {
    const isSign = type.label === '+/-' && /(^|[-+*/%=<>&|?:,([{!])\s*$/.test(line)
    const isBetween = between.test(type.label) && !isSign
    const isApart = start > last && /\w$/.test(line) && /\w/.test(text[start] ?? '')
    if (((isBetween && type.label !== ':') || isApart) && !line.endsWith(' ')) line += ' '
    line += text.slice(start, end)
    if (isBetween || type.label === ',') line += ' '
    last = end
  }
  return line.trim()
}
