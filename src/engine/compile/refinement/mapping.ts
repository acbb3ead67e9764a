/**
 * Stores the result of a map in the words of the abstract model, by code that is generated for its types. It handles
 * only plain objects with exactly the right fields, and values of the right types. `false` for anything else, which
 * takes the way of `mappedState` and also gets its error there.
 */
import type { Type } from '../../../language/types.ts'
import { toPlain } from '../../../language/values.ts'
import { encodeText, storeText } from '../codec.ts'
import { encode, type Layout } from '../layout.ts'

export type StoreMapped = (value: unknown) => boolean

/** Returns the function that stores a value of this layout in `words`. */
export function mappedStore(root: Layout & { readonly kind: 'struct' }, words: Int32Array): StoreMapped {
  const constants: unknown[] = []
  const constant = (value: unknown) => `C[${constants.push(value) - 1}]`
  let names = 0
  /** A place of the state is no plain object, but may have the value of a struct. */
  const other = (layout: Layout, v: string) => (layout === root ? 'return false;' : `put(${constant(layout)},${v});`)
  /** Statements that store the value of the variable `v`, or return `false`. */
  const text = (layout: Layout, v: string): string => {
    switch (layout.kind) {
      case 'cell': {
        const r = encodeText(layout.type, v, constant)
        return `r=${r};if(r<0)return false;${storeText(layout.slot)}`
      }
      case 'struct': {
        const fields = layout.fields.map(([name, field]) => {
          const own = `v${names++}`
          return `const ${own}=${v}[${JSON.stringify(name)}];${text(field, own)}`
        })
        return `if(!plain(${v},${layout.fields.length}))${other(layout, v)}else{${fields.join('')}}`
      }
      case 'array': {
        const elements = layout.elements.map((element, i) => {
          const own = `v${names++}`
          return `const ${own}=${v}[${i}];${text(element, own)}`
        })
        return `if(!Array.isArray(${v})||${v}.length!==${layout.elements.length})return false;${elements.join('')}`
      }
      default:
        return `put(${constant(layout)},${v});`
    }
  }
  const put = (layout: Exclude<Layout, { readonly kind: 'cell' }>, value: unknown) => {
    encode(words, layout, toPlain(layout.type as Type, value, ''))
  }
  const make = new Function('W', 'C', 'plain', 'put', `return (v)=>{let r=0;${text(root, 'v')}return true}`)
  const store: StoreMapped = make(words, constants, isPlain, put)
  return (value) => {
    try {
      return store(value)
    } catch {
      // `mappedState` fails too, and names the variable
      return false
    }
  }
}

/** Whether a value is an object as a literal makes it, with this number of fields. */
function isPlain(value: unknown, fields: number): boolean {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false
  let count = 0
  for (const _ in value) count++
  return count === fields
}
