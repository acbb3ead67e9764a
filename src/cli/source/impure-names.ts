/**
 * Finds what a spec can read beyond its own text: the clock, the environment, files, the version of Node. The verdicts
 * of such a spec depend on more than its digest covers. This module looks only at the names in the bundle, so code that
 * never runs counts too. It misses what a spec reaches without a name, such as the global object through the
 * constructor of a function, or the text of an error's stack.
 */
import type { Node } from 'acorn'
import { parsed } from './parsed.ts'

/** Globals of the language that are the same everywhere. Every other global counts as reading the world. */
const pure = new Set(
  (
    'Object Array Number Boolean String Symbol BigInt Math JSON Map Set WeakMap WeakSet RegExp Reflect Proxy ' +
    'Promise Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ' +
    'Infinity NaN undefined parseFloat parseInt isFinite isNaN ' +
    'decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape structuredClone ' +
    'ArrayBuffer DataView Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array ' +
    'Float64Array Uint8ClampedArray BigUint64Array BigInt64Array Iterator'
  ).split(' '),
)

/** Members that read the locale or are random, on any object. */
const impure = new Set(['random', 'localeCompare', 'toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase'])

/** The names by which a bundle can read the world, each once; none if its verdicts depend only on its text. */
export function impureNamesOf(code: string): string[] {
  const found = new Set<string>()
  try {
    visit(parsed(code), found)
  } catch {
    // the syntax is newer than the parser, so nothing is known about the bundle
    return ['syntax']
  }
  return [...found]
}

type Fields = { readonly [field: string]: unknown }

function visit(node: Node, found: Set<string>): void {
  const { type, ...fields } = node as unknown as Fields & { readonly type: string }
  if (type === 'CallExpression' && isRequireOfAllways(fields)) return
  if (type === 'Identifier') {
    const name = fields.name as string
    if (name === 'require' || (name in globalThis && !pure.has(name))) found.add(name)
    return
  }
  if (type === 'ImportExpression' || type === 'MetaProperty') found.add('import')
  for (const [field, value] of Object.entries(fields)) {
    // the name of a member is not the name of a variable
    if ((field === 'property' || field === 'key') && fields.computed === false) {
      const { name } = value as { readonly name?: string }
      if (name !== undefined && impure.has(name)) found.add(name)
      if (fields.shorthand !== true) continue
    }
    for (const below of Array.isArray(value) ? value : [value]) if (isNode(below)) visit(below, found)
  }
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null | undefined)?.type === 'string'

function isRequireOfAllways({ callee, arguments: given }: Fields): boolean {
  const [first] = given as readonly { readonly value?: unknown }[]
  return (callee as { readonly name?: unknown }).name === 'require' && first?.value === 'allways'
}
