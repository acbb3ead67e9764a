/**
 * Finds the part of a predicate that is known before the predicate reads anything but its element. Of the predicate
 * `(m) => m.kind === 'vote' && m.to === me.id`, that is `m.kind === 'vote'`: if it is false of an element, so is the
 * predicate, and the predicate has read nothing else. So a search of a collection may leave out such elements, and
 * elements of the same content need this first test only once.
 */
import type { Node } from 'acorn'

// biome-ignore lint/suspicious/noExplicitAny: the type of a node says what its fields are
type Any = any

const comparing = new Set(['===', '!==', '==', '!=', '<', '>', '<=', '>='])

/**
 * The text of a test over the parameter of an arrow function: it is false only of elements of which the function is
 * certainly not `wanted`. `undefined` if there is no such test. `wanted`: the truth value that ends or enters a search.
 */
export function firstTestOf(arrow: Any, code: string, wanted: boolean): string | undefined {
  const [param] = arrow.params
  if (arrow.params.length !== 1 || param.type !== 'Identifier' || arrow.body.type === 'BlockStatement') return undefined
  return new Reading(param.name, code).may(arrow.body, wanted)
}

class Reading {
  readonly #param: string
  readonly #code: string
  constructor(param: string, code: string) {
    this.#param = param
    this.#code = code
  }

  /** A test of whether a condition may be `wanted`; `undefined` if it always may. */
  may(node: Any, wanted: boolean): string | undefined {
    if (this.#isOwn(node)) return `${wanted ? '' : '!'}(${this.#text(node)})`
    if (node.type === 'UnaryExpression' && node.operator === '!') return this.may(node.argument, !wanted)
    if (node.type !== 'LogicalExpression' || node.operator === '??') return undefined
    const left = this.may(node.left, wanted)
    const right = this.may(node.right, wanted)
    // `a && b` is true if both are, and false if one is; `||` the other way round
    if ((node.operator === '&&') !== wanted) return left && right && `(${left}||${right})`
    // if the left side reads more than the element, the right side says too late that the condition is not wanted
    if (!this.#isOwn(node.left)) return left
    return left && right ? `(${left}&&${right})` : left
  }

  #text({ start, end }: Node): string {
    return this.#code.slice(start, end)
  }

  /** Whether a condition reads only the element, and cannot have an effect. */
  #isOwn(node: Any): boolean {
    switch (node.type) {
      case 'LogicalExpression':
        return node.operator !== '??' && this.#isOwn(node.left) && this.#isOwn(node.right)
      case 'UnaryExpression':
        return node.operator === '!' && this.#isOwn(node.argument)
      case 'BinaryExpression':
        if (!comparing.has(node.operator)) return false
        return (this.#isPart(node.left) && isLiteral(node.right)) || (isLiteral(node.left) && this.#isPart(node.right))
      default:
        return this.#isPart(node)
    }
  }

  /** Whether an expression is the element or one of its fields. */
  #isPart(node: Any): boolean {
    if (node.type === 'MemberExpression') return !node.computed && !node.optional && this.#isElement(node.object)
    return this.#isElement(node)
  }
  #isElement({ type, name }: Any): boolean {
    return type === 'Identifier' && name === this.#param
  }
}

function isLiteral(node: Any): boolean {
  if (node.type === 'UnaryExpression') return node.operator === '-' && isLiteral(node.argument)
  return node.type === 'Literal' && node.regex === undefined
}
