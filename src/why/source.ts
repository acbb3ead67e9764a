/** The source of a predicate, as far as its syntax alone tells what it asks. */
import { type Expression, type Node, parseExpressionAt, tokenizer } from 'acorn'
import { asImported } from '../errors.ts'

/** An arrow function whose body is one expression. */
export interface Lambda {
  readonly params: readonly string[]
  readonly body: Expression
  readonly source: string
}

/** `undefined` for any other function, and for text that is no JavaScript. */
export function lambdaOf(text: string): Lambda | undefined {
  try {
    return lambda(parseExpressionAt(`(${text})`, 0, { ecmaVersion: 'latest' }), `(${text})`)
  } catch {
    // a method, or native code
    return undefined
  }
}

export function lambda(node: Node, source: string): Lambda | undefined {
  const arrow = node as Expression
  if (arrow.type !== 'ArrowFunctionExpression' || arrow.body.type === 'BlockStatement') return undefined
  const params = arrow.params.map((param) => (param.type === 'Identifier' ? param.name : ''))
  return { params, body: arrow.body, source }
}

/** `X.every(f)`, or `!X.some(f)`, where `X` is a place below one of the parameters. */
export interface Quantified {
  readonly method: 'every' | 'some'
  readonly param: number
  /** From the parameter on: `records`, or `` for the parameter itself. */
  readonly path: string
  readonly test: Node
}

export function quantified({ params, body }: Lambda): Quantified | undefined {
  const negated = body.type === 'UnaryExpression' && body.operator === '!'
  const call = negated ? body.argument : body
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || call.callee.computed)
    return undefined
  const { property, object } = call.callee
  const method = negated ? 'some' : 'every'
  const [test] = call.arguments
  if (property.type !== 'Identifier' || property.name !== method || test === undefined) return undefined
  const names: string[] = []
  let at: Node = object
  for (; at.type === 'MemberExpression'; ) {
    const { computed, property: key, object: inner } = at as Extract<Expression, { type: 'MemberExpression' }>
    if (computed || key.type !== 'Identifier') return undefined
    names.unshift(key.name)
    at = inner
  }
  const param = at.type === 'Identifier' ? params.indexOf((at as Extract<Expression, { type: 'Identifier' }>).name) : -1
  return param < 0 ? undefined : { method, param, path: names.join('.'), test }
}

/** Operators of two sides, as the tokenizer calls them. */
const between = /^(=>|=|\?|:|\|\||&&|\?\?|[|^&%*/]|\*\*|==\/!=.*|<\/>.*|<<\/>>.*|\+\/-)$/

/** A piece of source on one line, spaced as people write it: a bundle has no white space. */
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
