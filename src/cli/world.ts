/**
 * What a spec can read beyond its own text: the clock, the environment, files, the version of Node. While it can, its
 * digest does not say all that its verdicts depend on. It is told from the names in the bundle alone, so code that is
 * never run counts too. Not seen is what is reached without a name, such as the global object through the constructor
 * of a function, or the text of an error's stack.
 */
import type { Node } from 'acorn'
import { parsed } from './parsed.ts'

/** Globals of the language that are the same everywhere. Everything else that is global here reads the world. */
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

/** Members that read the locale, or are random, whatever they are members of. */
const impure = new Set(['random', 'localeCompare', 'toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase'])

/** The names in a bundle by which it can read the world, each once; none where its text says everything. */
export function worldOf(code: string): string[] {
  const found = new Set<string>()
  try {
    visit(parsed(code), found)
  } catch {
    // newer than the parser: nothing is known of it
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
    // the name of a member is no name of a variable
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
