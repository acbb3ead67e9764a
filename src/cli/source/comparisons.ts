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
import { type Edit, edited } from './edits.ts'
import { type LazyChoice, lazyChoicesOf } from './lazy-choices.ts'
import { parsed } from './parsed.ts'
import { childrenOf, type Fields, isScalarExpression, type Names, namesOf } from './scalars.ts'

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
  readonly #names: Names
  readonly #edits: Edit[] = []
  readonly #sites: string[] = []
  readonly #choices: ReadonlyMap<Node, LazyChoice>

  constructor(code: string, program: Node) {
    this.#code = code
    this.#choices = lazyChoicesOf(program, code)
    this.#names = namesOf(program)
    this.#visit(program)
  }

  result(): Rewritten {
    if (this.#edits.length === 0) return { code: this.#code, original: (offset) => offset }
    const { code, original } = edited(this.#code, this.#edits)
    return {
      code: `${code}\n${[...equals, ...this.#sites].join('\n')}`,
      original: (offset) => (offset < code.length ? original(offset) : undefined),
    }
  }

  #visit(node: Node): undefined {
    const found = node as Any
    switch (found.type) {
      case 'BinaryExpression':
        return operators.has(found.operator) ? this.#comparison(found) : this.#inside(found)
      case 'CallExpression':
        return this.#call(found)
      case 'NewExpression':
        return this.#isGlobal(found.callee, keyed) ? this.#made(found) : this.#inside(found)
      case 'SwitchStatement':
        return this.#switch(found)
      case 'MemberExpression':
        return this.#isObjectIs(found) ? this.#instead(found, 'return $.is') : this.#inside(found)
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const { superClass } = found
        if (this.#isGlobal(superClass, keyed)) this.#instead(superClass, `return $.${superClass.name}`)
        return this.#inside(found)
      }
      case 'VariableDeclarator': {
        const { id, init } = found
        const takes = id.type === 'ObjectPattern' && id.properties.some((property: Any) => property.key?.name === 'is')
        if (!takes || !this.#isGlobal(init, objects)) return this.#inside(found)
        this.#visit(id)
        return this.#instead(init, 'return Object.create(Object,{is:{value:$.is}})')
      }
      default:
        this.#inside(found)
    }
  }

  #inside(node: Fields): undefined {
    for (const inner of childrenOf(node)) this.#visit(inner)
  }

  #isScalar(node: Node): boolean {
    return isScalarExpression(node, this.#names.constants)
  }

  /** Whether a node is a global variable with one of these names. */
  #isGlobal(node: Any, names: ReadonlySet<string>): boolean {
    return node?.type === 'Identifier' && names.has(node.name) && !this.#names.declared.has(node.name)
  }

  #isObjectIs({ type, object, property, computed }: Any): boolean {
    return type === 'MemberExpression' && !computed && property.name === 'is' && this.#isGlobal(object, objects)
  }

  /** Declares the function for one place in the code. In `text`, `@` is its name and `$` is `runtime/composite.ts`. */
  #site(text: string): string {
    const name = `${mark}${this.#sites.length}`
    this.#sites.push(text.replaceAll('@', name).replaceAll('$', mark))
    return name
  }

  #put(at: number, length: number, text: string): undefined {
    this.#edits.push({ at, length, text })
  }
  /** Replaces `length` characters of the code by the beginning of a call of `name`. */
  #open(at: number, name: string, length = 0): undefined {
    this.#put(at, length, `/*${mark}${this.#code.slice(at, at + length)}*/${name}(`)
  }
  #comma(at: number, length: number): undefined {
    this.#put(at, length, `/*${mark}${this.#code.slice(at, at + length)}*/,`)
  }
  #close(at: number): undefined {
    this.#put(at, 0, `/*${mark}*/)`)
  }
  /** Replaces a whole expression by a call without arguments. */
  #instead({ start, end }: Node, body: string): undefined {
    this.#open(start, this.#site(`function @(){${body}}`), end - start)
    this.#close(end)
  }
  /** Wraps an expression in a call of the function `name`. */
  #through(node: Any, name: string): undefined {
    // the value of a sequence is its last expression; without brackets, the others would be arguments
    if (node.type === 'SequenceExpression') {
      for (const inner of node.expressions.slice(0, -1)) this.#visit(inner)
      return this.#through(node.expressions.at(-1), name)
    }
    this.#open(node.start, name)
    this.#visit(node)
    this.#close(node.end)
  }

  #comparison(node: Any): undefined {
    const { left, right, operator, start, end } = node
    const at = this.#code.indexOf(operator, left.end)
    if (this.#isScalar(left) || this.#isScalar(right) || at >= right.start) return this.#inside(node)
    // The function is so small that V8 always inlines it: it tests one side, if possible one that is never null.
    const side = likelihood(right) > likelihood(left) ? 'b' : 'a'
    const slow = `$${operator[0] === '!' ? 'n' : 'e'}${operator.length}(a,b)`
    const text = `function @(a,b){return typeof ${side}==='object'?${slow}:a${operator}b}`
    this.#open(start, this.#site(text))
    this.#visit(left)
    this.#comma(at, operator.length)
    this.#visit(right)
    this.#close(end)
  }

  #call(node: Any): undefined {
    const { callee, start } = node
    const choice = this.#choices.get(node)
    if (choice !== undefined) return this.#choice(node, choice)
    const paren = this.#code.indexOf('(', callee.end)
    const isPlain = !node.optional && this.#code.slice(callee.end, paren).trim() === ''
    if (isPlain && this.#isObjectIs(callee)) {
      this.#open(start, this.#site('function @(a,b){return $.is(a,b)}'), paren + 1 - start)
      for (const argument of node.arguments) this.#visit(argument)
      return
    }
    if (callee.type !== 'MemberExpression') return this.#inside(node)
    const method: unknown = callee.computed ? callee.property.value : callee.property.name
    if (isPlain && method === 'groupBy' && this.#isGlobal(callee.object, keyed)) {
      this.#open(start, this.#site('function @(a,f){return $.groupBy(a,f)}'), paren + 1 - start)
      for (const argument of node.arguments) this.#visit(argument)
      return
    }
    const [value] = node.arguments
    if (!searches.has(method as string) || value === undefined || this.#isScalar(value)) return this.#inside(node)
    this.#search(node, method as string, isPlain ? paren : -1)
  }

  /** `const m=choose(all)` becomes `const ǁ2v3=ǁ3(choose,()=>(all));if(ǁ2v3===ǁ.none)return;const m=ǁ2v3`. */
  #choice({ callee, arguments: given, start, end }: Any, { isFresh, isPure, early }: LazyChoice): undefined {
    const [options] = given
    const { statement, declares = true, owner = 0 } = early ?? {}
    const name = this.#site(`function @(f,e){return $.lazily(f,e,${isFresh},${isPure},${owner})}`)
    const from = statement?.start ?? start
    const beyond = this.#code.indexOf('(', callee.end) + 1
    const call = `${name}(${callee.name},()=>(`
    const taken = this.#code.slice(from, beyond)
    const variable = `${mark}${owner}v${name.slice(1)}`
    if (statement === undefined) this.#put(from, beyond - from, `/*${mark}${taken}*/${call}`)
    else this.#insert(from, `${declares ? '' : '{'}const ${variable}=${call}`, taken)
    this.#visit(options)
    this.#close(options.end)
    if (statement === undefined) return
    const before = this.#code.slice(from, start).replace(/\s+/g, ' ')
    this.#insert(end, `;if(${variable}===${mark}.none)return;${before}${variable}`)
    if (!declares) this.#insert(statement.end, '}')
  }
  #insert(at: number, text: string, instead = ''): undefined {
    this.#put(at, instead.length, `/*${mark}${mark}${instead}*/${text}/*${mark}.*/`)
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
      this.#open(start, this.#site(text))
      this.#visit(callee.object)
      this.#comma(dot, paren + 1 - dot)
      for (const argument of given) this.#visit(argument)
      return
    }
    // an operand that `?.` may skip has to stay in its place
    let all = ''
    if (callee.object.type === 'Super' || isInChain(callee.object)) this.#inside(callee)
    else {
      const name = this.#site('var @v;function @(a){return @v=a}')
      this.#through(callee.object, name)
      if (callee.computed) this.#visit(callee.property)
      all = `,${name}v`
    }
    const [value, ...rest] = given
    if (value.type === 'SpreadElement') this.#visit(value)
    else this.#through(value, this.#site(`function @(v){return $.sought(v,'${method}'${all})}`))
    for (const argument of rest) this.#visit(argument)
  }

  #made({ callee, arguments: given, start, end }: Any): undefined {
    const name = this.#site(`function @(v){return new $.${callee.name}(v)}`)
    const paren = this.#code.indexOf('(', callee.end)
    const hasBrackets = given.length > 0 || (paren >= 0 && paren < end)
    this.#open(start, name, (hasBrackets ? paren + 1 : end) - start)
    for (const argument of given) this.#visit(argument)
    if (!hasBrackets) this.#close(end)
  }

  #switch(node: Any): undefined {
    const { discriminant, cases } = node
    const asks = ({ test }: Any) => test !== null && !this.#isScalar(test)
    if (this.#isScalar(discriminant) || !cases.some(asks)) return this.#inside(node)
    const name = this.#site('var @v;function @(a){return @v=a}')
    this.#through(discriminant, name)
    for (const one of cases) {
      const text = `function @(b){if(typeof b==='object'&&typeof ${name}v==='object')$.equal(${name}v,b,'case');return b}`
      if (asks(one)) this.#through(one.test, this.#site(text))
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

/** Whether the expression uses `?.` in its chain of members and calls. */
function isInChain(expression: Any): boolean {
  for (
    let at = expression;
    at.type === 'MemberExpression' || at.type === 'CallExpression';
    at = at.object ?? at.callee
  ) {
    if (at.optional) return true
  }
  return false
}
