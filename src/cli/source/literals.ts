/**
 * Rewrites `s.q.push({ kind: 'vote', term, from: me.id })` to `ǁ3(s.q,'vote',term,me.id)`. A queue, bag or set of the
 * engine then gets the fields without an object around them. For anything else, the object is made.
 */
import type { Node } from 'acorn'
import { isInChain } from './faster-calls.ts'
import type { Pieces } from './pieces.ts'

// biome-ignore lint/suspicious/noExplicitAny: the type of a node says what its fields are
type Any = any

/** The methods that take a value, and what they return for a collection `a`. */
const results: { readonly [method: string]: string } = { add: 'a', push: 'void 0' }

const maxFields = 12

/** Returns `false` if the call has another form. */
export function rewriteLiteral(
  { callee, arguments: given, start, end }: Any,
  pieces: Pieces,
  visit: (node: Node) => void,
): boolean {
  const { code } = pieces
  const method: string = callee.property.name
  const result = results[method]
  if (result === undefined || callee.computed || callee.object.type === 'Super' || isInChain(callee)) return false
  const [object] = given
  if (given.length !== 1 || object.type !== 'ObjectExpression') return false
  const fields: readonly Any[] = object.properties
  if (fields.length === 0 || fields.length > maxFields || !fields.every((field) => isPlain(field, code))) return false
  const names = fields.map(({ key }) => key.name)
  if (new Set(names).size < names.length) return false
  let dot = callee.object.end
  while (/[)\s]/.test(code[dot] as string)) dot++
  const [first, last] = [fields[0], fields.at(-1)]
  const between = fields.slice(1).map((field, i) => code.slice(fields[i].end, field.start))
  if (!/^\.\s*\w+\s*\([\s(]*\{\s*$/.test(code.slice(dot, first.start))) return false
  if (!between.every((text) => /^\s*,\s*$/.test(text)) || !/^\s*,?\s*\}[\s)]*$/.test(code.slice(last.end, end)))
    return false

  const values = names.map((_, i) => `v${i}`)
  const made = `a.${method}({${names.map((name, i) => `${name}:v${i}`).join()}})`
  const enter = `const r=(t===@t?@r:@n(t))(${values.join()});if(r>=0&&a[$.enter](r))return ${result}`
  const typed = `const t=typeof a==='object'&&a!==null?a[$.entering]:void 0;if(t!==void 0){${enter}}return ${made}`
  const rank = `function @n(t){@t=t;return @r=t(${JSON.stringify(names)})}`
  pieces.open(start, pieces.site(`var @t,@r;${rank}function @(a,${values.join()}){${typed}}`))
  visit(callee.object)
  pieces.comma(dot, first.start - dot)
  for (const field of fields) {
    // brackets around a value stay
    const [colon = ''] = /^\s*:\s*/.exec(code.slice(field.key.end)) ?? []
    if (!field.shorthand) pieces.insert(field.start, '', field.key.end + colon.length - field.start)
    visit(field.value)
  }
  pieces.close(last.end, end - last.end)
  return true
}

function isPlain({ type, kind, method, computed, key, value, shorthand }: Any, code: string): boolean {
  if (type !== 'Property' || kind !== 'init' || method || computed || key.type !== 'Identifier') return false
  if (key.name === '__proto__' || !/^[\w$]+$/.test(key.name)) return false
  return shorthand || /^\s*:[\s(]*$/.test(code.slice(key.end, value.start))
}
