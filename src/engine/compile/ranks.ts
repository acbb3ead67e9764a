/** The conversion between ranks and values, by code that is generated for each type. */

import { isCell, type StructType, type Type } from '../../language/types.ts'
import { cardinality, handedOut, rank } from '../../language/values.ts'
import { encodeText } from './codec.ts'

/** Converts the values of a type to ranks and back. */
export interface Ranks {
  /** The rank of a value, or −1 if the value is not of the type. */
  rankOf(value: unknown): number
  /** The value with this rank. It is frozen and shared, so that most values are made once. */
  valueOf(r: number): unknown
}

/** A type with at most this many values has an array of them. */
const maxListed = 65_536
/** Of a larger type, this many values are kept. */
const maxKept = 65_536

const domains = new WeakMap<Type, Ranks>()

export function ranksOf(type: Type): Ranks {
  const known = domains.get(type) ?? makeRanks(type)
  domains.set(type, known)
  return known
}

function makeRanks(type: Type): Ranks {
  const valueFor = keeping(type)
  const constants: unknown[] = []
  const constant = (value: unknown) => `C[${constants.push(value) - 1}]`
  const rankOf = new Function('C', `return ${rankText(type, valueFor, constant)}`)(constants)
  return { rankOf, valueOf: valueFor }
}

/** Makes each value when it is asked for the first time, and keeps it. */
function keeping(type: Type): (r: number) => unknown {
  const n = cardinality(type)
  if (n <= maxListed) {
    const made: unknown[] = Array.from({ length: n }, () => undefined)
    return (r) => {
      let value = made[r]
      if (value === undefined) {
        value = handedOut(type, r)
        made[r] = value
      }
      return value
    }
  }
  const made = new Map<number, unknown>()
  return (r) => {
    let value = made.get(r)
    if (value === undefined) {
      if (made.size === maxKept) made.clear()
      value = handedOut(type, r)
      made.set(r, value)
    }
    return value
  }
}

/** The text of a function that returns the rank of its argument. */
function rankText(type: Type, made: (r: number) => unknown, constant: (value: unknown) => string): string {
  if (isCell(type)) return `v=>${encodeText(type, 'v', constant)}`
  if (type.kind === 'optional') return `v=>v===null?0:${constant(ranksOf(type.of))}.rankOf(v)+1||-1`
  const slow = `${constant((value: unknown) => rank(type, value))}(v)`
  const part = (of: Type, value: string) => {
    const r = isCell(of) ? encodeText(of, 'a', constant) : `${constant(ranksOf(of))}.rankOf(a)`
    return `a=${value};r=${r};if(r<0)return ${slow};t=t*${cardinality(of)}+r;`
  }
  if (type.kind === 'array') {
    const all = `for(let i=0;i<${type.length};i++){${part(type.of, 'v[i]')}}`
    return `v=>{if(!${constant(Array.isArray)}(v)||v.length!==${type.length})return -1;let t=0,a,r;${all}return t}`
  }
  if (type.kind !== 'struct') return `v=>${slow}`
  const names = Object.keys(type.fields)
  const own = constant(prototypeOf(type, made))
  // Objects with other prototypes, such as places of the state, may have accessors and inherited fields. A value that a
  // collection has returned has its own prototype, on which a loop over names would be slow: it is found by its rank.
  const isPlain = `let n=0;for(const name in v)n++;if(n!==${names.length})return ${slow}`
  const test = `const p=${constant(Object.getPrototypeOf)}(v);if(p===${constant(Object.prototype)}){${isPlain}}else if(p!==${own})return ${slow};`
  const parts = names.map((name) => part(type.fields[name] as Type, `v[${JSON.stringify(name)}]`)).join('')
  const end = `return p!==${own}||${constant(made)}(t)===v?t:${slow}`
  return `v=>{if(typeof v!=='object'||v===null)return -1;${test}let t=0,a,r;${parts}${end}}`
}

/** The prototype of the structs that collections return. */
function prototypeOf(type: StructType, made: (r: number) => unknown): object {
  return cardinality(type) === 0 ? Object.prototype : Object.getPrototypeOf(made(0))
}
