/** Source text that reads and writes one cell: it converts between a JavaScript primitive and its raw number (rank). */
import { show } from '../../errors.ts'
import { isScalar, type Type } from '../../language/types.ts'
import { cardinality } from '../../language/values.ts'
import type { Slot } from './layout.ts'

/** An expression for the value with raw number `raw`; `constant` interns a value to which the text refers. */
export function decodeText(type: Type, raw: string, constant: (value: unknown) => string): string {
  switch (type.kind) {
    case 'bool':
      return `${raw}===1`
    case 'int':
      return type.lo === 0 ? raw : `${raw}+${type.lo}`
    case 'ref':
    case 'stamp':
      return raw
    case 'oneOf':
      return `${constant(type.labels)}[${raw}]`
    case 'optional': {
      const values = scalarValues(type.of)
      if (values !== undefined) return `${constant([null, ...values])}[${raw}]`
      return `${constant((r: number) => (r === 0 ? null : r - 1 + (type.of.kind === 'int' ? type.of.lo : 0)))}(${raw})`
    }
    default:
      throw new Error(`a ${type.kind} is not a cell`)
  }
}

/** An expression for the raw number of `v`, or −1 if `v` is not in the type. */
export function encodeText(type: Type, v: string, constant: (value: unknown) => string): string {
  switch (type.kind) {
    case 'bool':
      return `(${v}===true?1:${v}===false?0:-1)`
    case 'int':
      if (type.stops) {
        return `(typeof ${v}==='number'&&${v}>=${type.lo}&&${v}%1===0?${v}>${type.hi}?${type.hi - type.lo}:${v}-${type.lo}:-1)`
      }
      return `(typeof ${v}==='number'&&${v}>=${type.lo}&&${v}<=${type.hi}&&(${v}|0)===${v}?${v}-${type.lo < 0 ? `(${type.lo})` : type.lo}:-1)`
    case 'ref':
    case 'stamp':
      return `(typeof ${v}==='number'&&${v}>=0&&${v}<${cardinality(type)}&&(${v}|0)===${v}?${v}:-1)`
    case 'oneOf':
      // a chain of comparisons with interned strings beats a hash up to about a dozen labels
      if (type.labels.length <= 12) {
        return `(${type.labels.map((label, i) => `${v}===${JSON.stringify(label)}?${i}:`).join('')}-1)`
      }
      return `(${constant(new Map(type.labels.map((label, i) => [label, i])))}.get(${v})??-1)`
    case 'optional':
      return `(${v}===null?0:1+${encodeText(type.of, v, constant)}||-1)`
    default:
      throw new Error(`a ${type.kind} is not a cell: ${show(type)}`)
  }
}

/** The text of a word of a state: in the register `W`, if nothing else is said. */
type WordText = (word: number) => string

const register: WordText = (word) => `W[${word}]`

/** An expression for the raw number in a slot. */
export function loadText({ word, shift, bits }: Slot, textOf = register): string {
  if (bits === 0) return '0'
  const at = textOf(word)
  if (bits === 32) return at
  const down = shift === 0 ? at : `${at}>>>${shift}`
  // nothing lies above, so nothing is to be cut off
  if (shift + bits === 32) return `(${down})`
  return `(${shift === 0 ? down : `(${down})`}&${(1 << bits) - 1})`
}

/** A statement that writes the raw number in the variable `r`, or in another expression, to a slot. */
export function storeText({ word, shift, bits }: Slot, value = 'r', textOf = register): string {
  if (bits === 0) return ''
  const at = textOf(word)
  if (bits === 32) return `${at}=${value};`
  return `${at}=${at}&${~(((1 << bits) - 1) << shift)}|${value}<<${shift};`
}

function scalarValues(type: Type): unknown[] | undefined {
  if (!isScalar(type)) return undefined
  if (type.kind === 'bool') return [false, true]
  if (type.kind === 'oneOf') return [...type.labels]
  const [lo, n] = [type.kind === 'int' ? type.lo : 0, cardinality(type)]
  return n > 4096 ? undefined : Array.from({ length: n }, (_, i) => lo + i)
}
