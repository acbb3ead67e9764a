/**
 * Rewrites the comparisons of a bundle, so that comparing composite values of a state is a model error wherever it
 * happens (`runtime/composite.ts` says why). A comparison changes only if both of its sides may be composite. It then
 * calls a function of its own at the end of the bundle. So V8 collects type feedback for each comparison alone and
 * inlines the call.
 *
 * `s.a===s.b` becomes `ǁ3(s.a,s.b)`, with `function ǁ3(a,b){return typeof a==='object'?ǁe3(a,b):a===b}`. Comments keep
 * the text that was replaced.
 *
 * Line numbers do not change. `runtime/source-text.ts` restores the author's text of any function, and `original`
 * restores the author's columns. One hole: an array method that is called under another name is not rewritten.
 * `Object.is` is itself trapped, so it is noticed under any name (`runtime/composite.ts`).
 */
import type { Node } from 'acorn'
import { SpecError, thrown } from '../../errors.ts'
import { mark } from '../../runtime/source-text.ts'
import {
  countsIn,
  isInChain,
  rewriteChoice,
  rewriteCount,
  rewriteListed,
  rewriteNumbers,
  rewriteSearch,
} from './faster-calls.ts'
import { type LazyChoice, lazyChoicesOf } from './lazy-choices.ts'
import { rewriteLiteral } from './literals.ts'
import { parsed } from './parsed.ts'
import { Pieces } from './pieces.ts'
import { childrenOf, type Fields, isScalarExpression } from './scalars.ts'

export interface Rewritten {
  readonly code: string
  /** Converts an offset in `code` to one in the bundle; `undefined` for the functions added at the end. */
  original(offset: number): number | undefined
}

/** The name by which the code calls `runtime/composite.ts`. The loader must define it. */
export const comparisonsName = mark

/** @throws SpecError if the code cannot be parsed or uses the reserved mark */
export function rewriteComparisons(code: string): Rewritten {
  if (code.includes(mark)) {
    throw new SpecError(
      'reserved-name',
      `the spec or one of its imports contains the character '${mark}', which is reserved; use a different character`,
    )
  }
  let program: Node
  try {
    program = parsed(code)
  } catch (error) {
    throw new SpecError('cannot-load', `cannot parse the spec, or its syntax is too new: ${thrown(error)}`)
  }
  return new Rewriting(code, program).result()
}

// biome-ignore lint/suspicious/noExplicitAny: the type of a node says what its fields are
type Any = any

const operators = new Set(['===', '!==', '==', '!='])
const searches = new Set(['includes', 'indexOf', 'lastIndexOf'])
const keyed = new Set(['Set', 'Map', 'WeakSet', 'WeakMap'])

class Rewriting {
  readonly #code: string
  readonly #pieces: Pieces
  readonly #choices: ReadonlyMap<Node, LazyChoice>
  readonly #counts: ReadonlySet<Node>
  readonly #inner = (node: Node) => this.#visit(node)

  constructor(code: string, program: Node) {
    this.#code = code
    this.#pieces = new Pieces(code, program)
    this.#choices = lazyChoicesOf(program, code)
    this.#counts = countsIn(program)
    this.#visit(program)
  }

  result(): Rewritten {
    return this.#pieces.result(equals)
  }

  #visit(node: Node): undefined {
    const found = node as Any
    switch (found.type) {
      case 'BinaryExpression':
        return operators.has(found.operator) ? this.#comparison(found) : this.#inside(found)
      case 'CallExpression':
        return this.#call(found)
      case 'ArrayExpression':
        return rewriteNumbers(found, this.#pieces, this.#inner) ? undefined : this.#inside(found)
      case 'NewExpression':
        return this.#pieces.isGlobal(found.callee, keyed) ? this.#made(found) : this.#inside(found)
      case 'SwitchStatement':
        return this.#switch(found)
      case 'MemberExpression':
        if (this.#counts.has(node)) return rewriteCount(found, this.#pieces, this.#inner)
        return this.#isObjectIs(found) ? this.#pieces.instead(found, 'return $.is') : this.#inside(found)
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const { superClass } = found
        if (this.#pieces.isGlobal(superClass, keyed)) this.#pieces.instead(superClass, `return $.${superClass.name}`)
        return this.#inside(found)
      }
      case 'VariableDeclarator': {
        const { id, init } = found
        const takes = id.type === 'ObjectPattern' && id.properties.some((property: Any) => property.key?.name === 'is')
        if (!takes || !this.#pieces.isGlobal(init, objects)) return this.#inside(found)
        this.#visit(id)
        return this.#pieces.instead(init, 'return Object.create(Object,{is:{value:$.is}})')
      }
      default:
        this.#inside(found)
    }
  }

  #inside(node: Fields): undefined {
    for (const inner of childrenOf(node)) this.#visit(inner)
  }

  #isScalar(node: Node): boolean {
    return isScalarExpression(node, this.#pieces.names.constants)
  }

  #isObjectIs({ type, object, property, computed }: Any): boolean {
    return type === 'MemberExpression' && !computed && property.name === 'is' && this.#pieces.isGlobal(object, objects)
  }

  /** Wraps an expression in a call of the function `name`. */
  #through(node: Any, name: string): undefined {
    // the value of a sequence is its last expression; without brackets, the others would be arguments
    if (node.type === 'SequenceExpression') {
      for (const inner of node.expressions.slice(0, -1)) this.#visit(inner)
      return this.#through(node.expressions.at(-1), name)
    }
    this.#pieces.open(node.start, name)
    this.#visit(node)
    this.#pieces.close(node.end)
  }

  #comparison(node: Any): undefined {
    const { left, right, operator, start, end } = node
    const at = this.#code.indexOf(operator, left.end)
    if (this.#isScalar(left) || this.#isScalar(right) || at >= right.start) return this.#inside(node)
    // The function is so small that V8 always inlines it: it tests one side, if possible one that is never null.
    const side = likelihood(right) > likelihood(left) ? 'b' : 'a'
    const slow = `$${operator[0] === '!' ? 'n' : 'e'}${operator.length}(a,b)`
    const text = `function @(a,b){return typeof ${side}==='object'?${slow}:a${operator}b}`
    this.#pieces.open(start, this.#pieces.site(text))
    this.#visit(left)
    this.#pieces.comma(at, operator.length)
    this.#visit(right)
    this.#pieces.close(end)
  }

  #call(node: Any): undefined {
    const { callee, start } = node
    const choice = this.#choices.get(node)
    if (choice !== undefined) return rewriteChoice(node, choice, this.#pieces, this.#inner)
    const paren = this.#code.indexOf('(', callee.end)
    const isPlain = !node.optional && this.#code.slice(callee.end, paren).trim() === ''
    if (isPlain && this.#isObjectIs(callee)) {
      this.#pieces.open(start, this.#pieces.site('function @(a,b){return $.is(a,b)}'), paren + 1 - start)
      for (const argument of node.arguments) this.#visit(argument)
      return
    }
    if (callee.type !== 'MemberExpression') return this.#inside(node)
    if (isPlain && rewriteListed(node, this.#pieces, this.#inner)) return
    if (isPlain && rewriteSearch(node, this.#pieces, this.#inner)) return
    if (isPlain && rewriteLiteral(node, this.#pieces, this.#inner)) return
    const method: unknown = callee.computed ? callee.property.value : callee.property.name
    if (isPlain && method === 'groupBy' && this.#pieces.isGlobal(callee.object, keyed)) {
      this.#pieces.open(start, this.#pieces.site('function @(a,f){return $.groupBy(a,f)}'), paren + 1 - start)
      for (const argument of node.arguments) this.#visit(argument)
      return
    }
    const [value] = node.arguments
    if (!searches.has(method as string) || value === undefined || this.#isScalar(value)) return this.#inside(node)
    this.#search(node, method as string, isPlain ? paren : -1)
  }

  #search({ callee, arguments: given, start }: Any, method: string, paren: number): undefined {
    let dot = callee.object.end
    while (/[)\s]/.test(this.#code[dot] as string)) dot++
    const whole =
      paren >= 0 && !isInChain(callee) && callee.object.type !== 'Super' && /[.[]/.test(this.#code[dot] as string)
    if (whole) {
      const isPlain = given.length === 1 && given[0].type !== 'SpreadElement'
      const text = isPlain
        ? `function @(a,v){return typeof v==='object'?$.search(a,'${method}',v,[]):a.${method}(v)}`
        : `function @(a,...r){return $.search(a,'${method}',r[0],r.slice(1))}`
      this.#pieces.open(start, this.#pieces.site(text))
      this.#visit(callee.object)
      this.#pieces.comma(dot, paren + 1 - dot)
      for (const argument of given) this.#visit(argument)
      return
    }
    // an operand that `?.` may skip has to stay in its place
    let all = ''
    if (callee.object.type === 'Super' || isInChain(callee.object)) this.#inside(callee)
    else {
      const name = this.#pieces.site('var @v;function @(a){return @v=a}')
      this.#through(callee.object, name)
      if (callee.computed) this.#visit(callee.property)
      all = `,${name}v`
    }
    const [value, ...rest] = given
    if (value.type === 'SpreadElement') this.#visit(value)
    else this.#through(value, this.#pieces.site(`function @(v){return $.sought(v,'${method}'${all})}`))
    for (const argument of rest) this.#visit(argument)
  }

  #made({ callee, arguments: given, start, end }: Any): undefined {
    const name = this.#pieces.site(`function @(v){return new $.${callee.name}(v)}`)
    const paren = this.#code.indexOf('(', callee.end)
    const hasBrackets = given.length > 0 || (paren >= 0 && paren < end)
    this.#pieces.open(start, name, (hasBrackets ? paren + 1 : end) - start)
    for (const argument of given) this.#visit(argument)
    if (!hasBrackets) this.#pieces.close(end)
  }

  #switch(node: Any): undefined {
    const { discriminant, cases } = node
    const asks = ({ test }: Any) => test !== null && !this.#isScalar(test)
    if (this.#isScalar(discriminant) || !cases.some(asks)) return this.#inside(node)
    const name = this.#pieces.site('var @v;function @(a){return @v=a}')
    this.#through(discriminant, name)
    for (const one of cases) {
      const text = `function @(b){if(typeof b==='object'&&typeof ${name}v==='object')$.equal(${name}v,b,'case');return b}`
      if (asks(one)) this.#through(one.test, this.#pieces.site(text))
      else if (one.test !== null) this.#visit(one.test)
      for (const statement of one.consequent) this.#visit(statement)
    }
  }
}

const objects = new Set(['Object'])
/** The functions that comparisons call if both operands may be objects. */
const equals = [
  `function ${mark}e2(a,b){return ${mark}.equal(a,b,'==')}`,
  `function ${mark}e3(a,b){return ${mark}.equal(a,b,'===')}`,
  `function ${mark}n2(a,b){return !${mark}.equal(a,b,'!=')}`,
  `function ${mark}n3(a,b){return !${mark}.equal(a,b,'!==')}`,
]

/** Rates how likely an operand is a scalar and never null. The more likely operand is tested first. */
function likelihood(node: Any): number {
  const name = node.type === 'MemberExpression' && !node.computed ? node.property.name : undefined
  if (['id', 'at', 'size', 'length'].includes(name)) return 2
  return node.type === 'Identifier' ? 1 : 0
}
