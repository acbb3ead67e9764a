/** Rewrites calls that mean the same in another form, in which the engine or V8 runs them faster. */
import type { Node } from 'acorn'
import { mark } from '../../runtime/source-text.ts'
import type { LazyChoice } from './lazy-choices.ts'
import type { Pieces } from './pieces.ts'
import { childrenOf } from './scalars.ts'

// biome-ignore lint/suspicious/noExplicitAny: the type of a node says what its fields are
type Any = any

/** Rewrites what is inside a node. */
type Visit = (node: Node) => void

const arrays = new Set(['Array'])

/** Whether `n` is no small number of elements. */
const notACount = '!(n>=0&&n<=65536&&(n|0)===n)'

/** `const m=choose(all)` becomes `const ǁ2v3=ǁ3(choose,()=>(all));if(ǁ2v3===ǁ.none)return;const m=ǁ2v3`. */
export function rewriteChoice(
  node: Any,
  { isFresh, isPure, early }: LazyChoice,
  pieces: Pieces,
  visit: Visit,
): undefined {
  const { callee, arguments: given, start, end } = node
  const { statement, declares = true, owner = 0 } = early ?? {}
  const name = pieces.site(`function @(f,e,n){return $.lazily(f,e,${isFresh},${isPure},${owner},n)}`)
  const variable = `${mark}${owner}v${name.slice(1)}`
  const from = statement?.start ?? start
  const length = pieces.code.indexOf('(', callee.end) + 1 - from
  const first = `${callee.name},()=>(`
  if (statement === undefined) pieces.open(from, name, length, first)
  else pieces.insert(from, `${declares ? '' : '{'}const ${variable}=${name}(${first}`, length)
  visit(given[0])
  pieces.close(given[0].end)
  if (statement === undefined) return
  const before = pieces.code.slice(from, start).replace(/\s+/g, ' ')
  pieces.insert(end, `;if(${variable}===${mark}.none)return;${before}${variable}`)
  if (!declares) pieces.insert(statement.end, '}')
}

/** Makes the array of `Array.from({ length: n }, (_, i) => …)` in a loop. The built-in function is 20 times slower. */
export function rewriteListed(node: Any, pieces: Pieces, visit: Visit): boolean {
  const { callee, arguments: given, start } = node
  const [object, make] = given
  const [length] = object?.type === 'ObjectExpression' ? object.properties : []
  if (!pieces.isGlobal(callee.object, arrays) || callee.computed || callee.property.name !== 'from') return false
  if (given.length !== 2 || make.type !== 'ArrowFunctionExpression' || make.async) return false
  if (length?.type !== 'Property' || length.kind !== 'init' || length.computed || length.method) return false
  if (length.key.name !== 'length' || object.properties.length > 1) return false
  const loop = 'const a=[];for(let i=0;i<n;i++)a.push(f(void 0,i));return a'
  const name = pieces.site(`function @(n,f){if(${notACount})return Array.from({length:n},f);${loop}}`)
  const { value } = length
  pieces.open(start, name, value.start - start)
  visit(value)
  pieces.comma(value.end, make.start - value.end)
  visit(make)
  return true
}

/** The same for `[...Array(n).keys()]`. */
export function rewriteNumbers({ elements, start, end }: Any, pieces: Pieces, visit: Visit): boolean {
  const keys = elements.length === 1 && elements[0]?.type === 'SpreadElement' ? elements[0].argument : undefined
  const { callee } = keys ?? {}
  if (keys?.type !== 'CallExpression' || keys.optional || keys.arguments.length > 0) return false
  if (callee.type !== 'MemberExpression' || callee.computed || callee.optional) return false
  const { object, property } = callee
  if (property.name !== 'keys' || !/^(Call|New)Expression$/.test(object.type) || object.optional) return false
  const [n] = object.arguments
  if (!pieces.isGlobal(object.callee, arrays) || object.arguments.length !== 1 || n.type === 'SpreadElement')
    return false
  const loop = 'const a=[];for(let i=0;i<n;i++)a.push(i);return a'
  const name = pieces.site(`function @(n){if(${notACount})return[...Array(n).keys()];${loop}}`)
  pieces.open(start, name, n.start - start)
  visit(n)
  pieces.close(n.end, end - n.end)
  return true
}

/** The places where the length of a filtered collection is read, as in `s.q.filter((m) => m.to === 1).length`. */
export function countsIn(program: Node): ReadonlySet<Node> {
  const found = new Set<Node>()
  const reads = new Set(['BinaryExpression', 'LogicalExpression', 'ConditionalExpression', 'ReturnStatement'])
  for (const type of ['ArrowFunctionExpression', 'CallExpression', 'VariableDeclarator', 'IfStatement']) reads.add(type)
  const visit = (node: Any): void => {
    for (const inner of childrenOf(node)) {
      if (reads.has(node.type) && isCount(inner)) found.add(inner)
      visit(inner)
    }
  }
  visit(program)
  return found
}

function isCount(node: Any): boolean {
  if (node.type !== 'MemberExpression' || node.computed || node.optional || node.property.name !== 'length')
    return false
  const { callee, arguments: given, optional, type } = node.object
  if (type !== 'CallExpression' || optional || callee.type !== 'MemberExpression' || callee.computed) return false
  if (callee.optional || callee.property.name !== 'filter' || callee.object.type === 'Super') return false
  return (
    given.length === 1 && given[0].type === 'ArrowFunctionExpression' && !given[0].async && !isInChain(callee.object)
  )
}

/** Counts without making an array, if the object is a collection. */
export function rewriteCount({ object, start, end }: Any, pieces: Pieces, visit: Visit): undefined {
  const { callee, arguments: given } = object
  const all = callee.object
  let dot = all.end
  while (/[)\s]/.test(pieces.code[dot] as string)) dot++
  const loop = 'let n=0;for(let i=0;i<c.length;i++)if(f(c[i]))n++;return n'
  const name = pieces.site(`function @(a,f){const c=$.contentOf(a);if(c===void 0)return a.filter(f).length;${loop}}`)
  pieces.open(start, name)
  visit(all)
  pieces.comma(dot, given[0].start - dot)
  visit(given[0])
  pieces.close(given[0].end, end - given[0].end)
}

/** Whether the expression uses `?.` in its chain of members and calls. */
export function isInChain(expression: Any): boolean {
  for (
    let at = expression;
    at.type === 'MemberExpression' || at.type === 'CallExpression';
    at = at.object ?? at.callee
  ) {
    if (at.optional) return true
  }
  return false
}
