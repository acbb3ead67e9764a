/** Rewrites calls that mean the same in another form, in which the engine or V8 runs them faster. */
import type { Node } from 'acorn'
import { mark } from '../../runtime/source-text.ts'
import { firstTestOf } from './first-tests.ts'
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

/**
 * `const m=choose(all)` becomes `const ǁ2v3=ǁ3(choose,ǁ3k(choose)||(()=>(all)));if(ǁ2v3===ǁ.none)return;const m=ǁ2v3`.
 */
export function rewriteChoice(
  node: Any,
  { isFresh, isPure, early }: LazyChoice,
  pieces: Pieces,
  visit: Visit,
): undefined {
  const { callee, arguments: given, start, end } = node
  const { statement, declares = true, owner = 0 } = early ?? {}
  const first = `e===true?c.again():c.first(e,${isFresh},${isPure},${owner})`
  const choose = `function @(f,e,n){const c=$.choicesOf(f);return c===void 0?$.eagerly(f,e,n):${first}}`
  const name = pieces.site(`${choose}function @k(f){const c=$.choicesOf(f);return c!==void 0&&c.isReady()}`)
  const variable = `${mark}${owner}v${name.slice(1)}`
  const from = statement?.start ?? start
  const length = pieces.code.indexOf('(', callee.end) + 1 - from
  const { name: by } = callee
  const before = statement === undefined ? '' : `${declares ? '' : '{'}const ${variable}=`
  pieces.insert(from, `${before}${name}(${by},${name}k(${by})||(()=>(`, length)
  visit(given[0])
  pieces.insert(given[0].end, '))')
  if (statement === undefined) return
  const left = pieces.code.slice(from, start).replace(/\s+/g, ' ')
  pieces.insert(end, `;if(${variable}===${mark}.none)return;${left}${variable}`)
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
  const loop = 'let n=0;for(let i=0;i<c.length;i++)if(f(c[i]))n++;return n'
  const name = searchSite(given[0], true, 'a.filter(f).length', loop, pieces)
  openSearch(callee.object, given[0], start, name, pieces, visit)
  pieces.close(given[0].end, end - given[0].end)
}

const searches: { readonly [method: string]: string } = {
  filter: 'const r=[];for(let i=0;i<c.length;i++)if(f(c[i]))r.push(c[i]);return r',
  some: 'for(let i=0;i<c.length;i++)if(f(c[i]))return true;return false',
  every: 'for(let i=0;i<c.length;i++)if(!f(c[i]))return false;return true',
  find: 'for(let i=0;i<c.length;i++)if(f(c[i]))return c[i];return void 0',
}

/** Searches a collection without a call of a shared method, if elements can be left out by a first test. */
export function rewriteSearch({ callee, arguments: given, start }: Any, pieces: Pieces, visit: Visit): boolean {
  const method: string = callee.property.name
  const loop = searches[method]
  if (loop === undefined || callee.computed || callee.object.type === 'Super' || isInChain(callee)) return false
  if (given.length !== 1 || given[0].type !== 'ArrowFunctionExpression' || given[0].async) return false
  const name = searchSite(given[0], method !== 'every', `a.${method}(f)`, loop, pieces)
  openSearch(callee.object, given[0], start, name, pieces, visit)
  return true
}

/**
 * Declares a search of a collection. `loop` searches the elements `c`; `otherwise` searches anything but a collection.
 * When the search meets a content again, it keeps the elements that pass the first test.
 */
function searchSite(arrow: Any, wanted: boolean, otherwise: string, loop: string, pieces: Pieces): string {
  const test = firstTestOf(arrow, pieces.code, wanted)
  const isOther = "$.isArray(a)||typeof a!=='object'||a===null||a[$.content]===void 0"
  const all = `if(${isOther})return ${otherwise};`
  if (test === undefined) return pieces.site(`function @(a,f){${all}const c=a[$.content]();${loop}}`)
  const known = 'if(c!==@c){@c=c;@p=void 0}else c=@p===void 0?@n(c):@p;'
  const keep = `function @n(c){let p=[];try{for(let i=0;i<c.length;i++)if(@t(c[i]))p.push(c[i])}catch{p=c}return @p=p}`
  const first = `function @t(${arrow.params[0].name}){return ${test}}`
  return pieces.site(`var @c,@p;${first}${keep}function @(a,f){${all}let c=a[$.content]();${known}${loop}}`)
}

function openSearch(all: Any, arrow: Any, start: number, name: string, pieces: Pieces, visit: Visit): void {
  let dot = all.end
  while (/[)\s]/.test(pieces.code[dot] as string)) dot++
  pieces.open(start, name)
  visit(all)
  pieces.comma(dot, arrow.start - dot)
  visit(arrow)
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
