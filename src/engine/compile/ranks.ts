/** The conversion between ranks and values, by code that is generated for each type. */

import { isCell, type StructType, type Type } from '../../language/types.ts'
import { cardinality, rank, unrank } from '../../language/values.ts'
import type { RankOfFields } from '../../runtime/collections.ts'
import { marked } from '../../runtime/state-values.ts'
import { otherFieldsOfValue } from '../../runtime/unknown-fields.ts'
import { decodeText, encodeText } from './codec.ts'

/** Converts the values of a type to ranks and back. */
export interface Ranks {
  /** The rank of a value, or −1 if the value is not of the type. */
  rankOf(value: unknown): number
  /** The value with this rank. It is frozen and shared, so that most values are made once. */
  valueOf(r: number): unknown
  /** The values that are kept by their ranks; `undefined` where `valueOf` must be called. */
  readonly kept: readonly unknown[]
  /** For structs. It returns the same function for the same names. */
  readonly ofFields: RankOfFields
}

/** A type with at most this many values has an array of them. Of a larger type, this many values are kept. */
const maxKept = 65_536

const domains = new WeakMap<Type, Ranks>()

export function ranksOf(type: Type): Ranks {
  const known = domains.get(type) ?? makeRanks(type)
  domains.set(type, known)
  return known
}

function makeRanks(type: Type): Ranks {
  const { text, constants } = new RanksText(type)
  const made: { rankOf: Ranks['rankOf']; make: Ranks['valueOf'] } = new Function('C', text)(constants)
  return { rankOf: made.rankOf, ...keeping(cardinality(type), made.make), ofFields: fieldRanks(type) }
}

function fieldRanks(type: Type): RankOfFields {
  const known = new Map<string, (...values: unknown[]) => number>()
  return (names) => {
    const key = names.join()
    const ranking = known.get(key) ?? new RanksText(type).ofFields(names)
    known.set(key, ranking)
    return ranking
  }
}

/** Makes each value when it is asked for the first time, and keeps it. */
function keeping(n: number, make: (r: number) => unknown): Pick<Ranks, 'valueOf' | 'kept'> {
  if (n <= maxKept) {
    const kept: unknown[] = Array.from({ length: n }, () => undefined)
    const once = (r: number) => {
      let value = kept[r]
      if (value === undefined) {
        value = make(r)
        kept[r] = value
      }
      return value
    }
    return { valueOf: once, kept }
  }
  const made = new Map<number, unknown>()
  const lately = (r: number) => {
    let value = made.get(r)
    if (value === undefined) {
      if (made.size === maxKept) made.clear()
      value = make(r)
      made.set(r, value)
    }
    return value
  }
  return { valueOf: lately, kept: [] }
}

let texts = 0

/** The text of two functions: `rankOf`, and `make`, which makes the value with a given rank. */
class RanksText {
  readonly constants: unknown[] = []
  readonly text: string

  readonly #type: Type

  constructor(type: Type) {
    this.#type = type
    const functions = this.#functions(type)
    // the number makes each text unique, so that no two types share what the optimiser learns
    this.text = `'use strict';/*${texts++}*/return{${functions}}`
  }

  /** The function from the values of these fields to the rank of the struct, or −1. */
  ofFields(names: readonly string[]): (...values: unknown[]) => number {
    const type = this.#type
    if (type.kind !== 'struct') return () => -1
    const own = Object.keys(type.fields)
    if (own.length !== names.length || !own.every((name) => names.includes(name))) return () => -1
    const parts = own.map((name) => this.#part(type.fields[name] as Type, `v${names.indexOf(name)}`, 'return -1'))
    const values = names.map((_, i) => `v${i}`)
    const text = `'use strict';/*${texts++}*/return(${values.join()})=>{let t=0,a,r;${parts.join('')}return t}`
    return new Function('C', text)(this.constants)
  }

  #constant(value: unknown): string {
    const known = this.constants.indexOf(value)
    return `C[${known >= 0 ? known : this.constants.push(value) - 1}]`
  }

  #functions(type: Type): string {
    if (isCell(type)) {
      const constant = (value: unknown) => this.#constant(value)
      return `rankOf:v=>${encodeText(type, 'v', constant)},make:r=>${decodeText(type, 'r', constant)}`
    }
    switch (type.kind) {
      case 'optional': {
        const of = this.#constant(ranksOf(type.of))
        return `rankOf:v=>v===null?0:${of}.rankOf(v)+1||-1,make:r=>r===0?null:${of}.valueOf(r-1)`
      }
      case 'array': {
        const all = `for(let i=0;i<${type.length};i++){${this.#part(type.of, 'v[i]', 'return -1')}}`
        const isArray = this.#constant(Array.isArray)
        const rankOf = `v=>{if(!${isArray}(v)||v.length!==${type.length})return -1;let t=0,a,r;${all}return t}`
        const n = cardinality(type.of)
        const value = this.#value(type.of, `t%${n}`)
        const places = `for(let i=${type.length - 1};i>=0;i--){a[i]=${value};t=Math.floor(t/${n})}`
        const make = `t=>{const a=${JSON.stringify(Array(type.length).fill(0))};${places}return ${this.#constant(Object.freeze)}(${this.#constant(marked)}(a))}`
        return `rankOf:${rankOf},make:${make}`
      }
      case 'struct':
        return this.#struct(type)
      default:
        return `rankOf:v=>-1,make:${this.#constant((r: number) => unrank(type, r))}`
    }
  }

  /** A value that a collection has returned holds its rank, which no author's code sees. */
  #struct(type: StructType): string {
    const names = Object.keys(type.fields)
    const [key, prototype, slow] = [
      Symbol('rank'),
      otherFieldsOfValue(names),
      (value: unknown) => rank(type, value),
    ].map((value) => this.#constant(value)) as [string, string, string]
    const plain = this.#constant(Object.prototype)
    const other = `{const k=p===${prototype}?v[${key}]:undefined;return k===undefined?${slow}(v):k}`
    const parts = names.map((name) =>
      this.#part(type.fields[name] as Type, `v[${JSON.stringify(name)}]`, `return ${slow}(v)`),
    )
    // places of the state and other objects may have accessors and inherited fields, so these go the slow way
    const rankOf = `v=>{if(typeof v!=='object'||v===null)return -1;
const p=${this.#constant(Object.getPrototypeOf)}(v);if(p!==${plain})${other}
let n=0;for(const name in v)n++;if(n!==${names.length})return ${slow}(v);
let t=0,a,r;${parts.join('')}return t}`
    const values = names.map((name, i) => {
      const n = cardinality(type.fields[name] as Type)
      return {
        field: `[${JSON.stringify(name)}]:f${i}`,
        line: `const f${i}=${this.#value(type.fields[name] as Type, `t%${n}`)};t=Math.floor(t/${n});`,
      }
    })
    const lines = values.map(({ line }) => line).reverse()
    const fields = values.map(({ field }) => field)
    const make = `r=>{let t=r;${lines.join('')}
return ${this.#constant(Object.freeze)}(${this.#constant(Object.defineProperty)}({__proto__:${prototype},${fields.join()}},${key},{value:r}))}`
    return `rankOf:${rankOf},make:${make}`
  }

  /** Statements that add the rank of a part of the value to `t`. */
  #part(type: Type, value: string, otherwise: string): string {
    const r = isCell(type)
      ? encodeText(type, 'a', (constant) => this.#constant(constant))
      : `${this.#constant(ranksOf(type))}.rankOf(a)`
    return `a=${value};r=${r};if(r<0)${otherwise};t=t*${cardinality(type)}+r;`
  }

  #value(type: Type, raw: string): string {
    if (!isCell(type)) return `${this.#constant(ranksOf(type))}.valueOf(${raw})`
    return decodeText(type, `(${raw})`, (constant) => this.#constant(constant))
  }
}
