/** Arrays of scalars, as the model's code sees them. */
import { marked } from '../model/of-state.ts'
import { ownKeys } from '../model/reflection.ts'
import type { ArrayType, Type } from '../model/types.ts'
import { outOfRange, type Plain } from '../model/values.ts'
import { type Access, type Loaded, type Node, outside } from './access.ts'
import { decodeText, encodeText, loadText, storeText } from './codec.ts'
import { type Layout, maskOf } from './layout.ts'

/**
 * An array of cells is a real array: loaded when the model's code asks for it, written back when the step ends. A
 * step's end puts back what the step assigned, so the next step of the same state finds the array as it should be; in
 * the next state only elements whose bits differ are decoded.
 *
 * It is not sealed, for the optimiser reads and writes sealed arrays by a call. So a step can put there what is no
 * element, such as `s.flags[-1]`. A wrong length is seen when the step ends; for the rest the search asks `strayed` now
 * and then: what was put there stays.
 */
export class CellArray implements Node, Loaded {
  readonly layout: Layout & { kind: 'array' }
  readonly where: string
  /** Another one once the step has replaced the array. */
  values: unknown[]
  /** The epoch in which it was looked at last: `load` it first where that is not the present one. */
  stamp = 0
  readonly load: () => void
  /** Writes back what was assigned. @throws ModelError where an element is not of its type */
  readonly store: () => void
  readonly zero: () => void

  /** Says that no element can be relied on. */
  readonly #spoil: () => void
  readonly #access: Access
  #gone: object | undefined

  constructor(access: Access, layout: Layout & { kind: 'array' }, where: string) {
    this.#access = access
    this.layout = layout
    this.where = where
    this.values = marked(packed(layout.elements.length))
    const bad = (i: number): never => {
      if (i < 0) throw access.fail(outside())
      const { type } = layout.elements[i] as Layout & { kind: 'cell' }
      throw access.fail(outOfRange(type, this.values[i], `${where}[${i}]`))
    }
    const { text, constants } = textOf(layout, access.mutable)
    const made = new Function('W', 'A', 'N', 'C', 'bad', text)(access.words, access, this, constants, bad)
    this.load = made.load
    this.store = made.store
    this.zero = made.zero
    this.#spoil = made.spoil
    access.arrays.push(this)
  }

  get(): unknown[] {
    this.load()
    return this.values
  }
  mend(): boolean {
    const { values } = this
    const { length } = this.layout.elements
    const keys = ownKeys(values)
    // indices come first, then `length`, then other names
    if (keys.length === length + 1 && keys[length] === 'length' && values.length === length) return false
    for (const key of keys) if (key !== 'length') delete values[key as never]
    values.length = 0
    for (let i = 0; i < length; i++) values.push(undefined)
    this.#spoil()
    return true
  }
  /** What was handed out in this step loses its elements, and whatever is asked of it is an error. */
  retire(): void {
    if (this.stamp !== this.#access.epoch) return
    if (this.mend()) throw this.#access.fail(outside())
    const old = this.values
    this.values = marked(packed(old.length))
    this.stamp = 0
    this.#spoil()
    const { length } = old
    old.length = 0
    old.length = length
    this.#gone ??= goneArray(this.#access, this.where)
    Object.setPrototypeOf(old, this.#gone)
  }
  again(): this {
    return this
  }
  put(value: Plain): void {
    const values = this.get()
    for (let i = 0; i < values.length; i++) values[i] = (value as readonly unknown[])[i]
  }
}

/**
 * `b0` … are the elements in the state that was loaded last, `p0` … the words that they stand for. `out`: the array may
 * hold what a step left there that was not put back.
 */
function textOf(layout: Layout & { kind: 'array' }, mutable: boolean) {
  const constants: unknown[] = []
  const constant = (value: unknown) => {
    const known = constants.indexOf(value)
    return `C[${known >= 0 ? known : constants.push(value) - 1}]`
  }
  const masks = new Map<number, number>()
  let values = ''
  let store = ''
  layout.elements.forEach((element, i) => {
    if (element.kind !== 'cell') return
    const { slot, type } = element
    const { word } = slot
    masks.set(word, (masks.get(word) ?? 0) | maskOf(slot))
    const isNew = mutable ? `out||(d${word}&${maskOf(slot)})!==0` : 'true'
    values += `if(${isNew})a[${i}]=b${i}=${decodeText(type, loadText(slot), constant)};`
    const encoded = encodeText(type, 'v', constant)
    store += `if(a[${i}]!==b${i}){const v=a[${i}],r=${encoded};if(r<0)bad(${i});${storeText(slot)}a[${i}]=b${i}}`
    // what is equal may still be -0
    if (hasZero(type)) store += zero(i)
  })
  const words = [...masks.keys()]
  const declared = [
    'out=true',
    'state=0',
    ...words.map((word) => `p${word}=0`),
    ...layout.elements.map((_, i) => `b${i}`),
  ]
  const differences = words.map((word) => `const d${word}=(W[${word}]^p${word})&${masks.get(word)};`).join('')
  const note = words.map((word) => `p${word}=W[${word}];`).join('')
  const load = mutable
    ? `A.loaded[A.loadedCount++]=N;if(out||state!==A.state){state=A.state;${differences}${note}${values}out=true}else out=true`
    : `if(a.length!==${layout.elements.length})a.length=${layout.elements.length};${values}`
  const { of } = layout.type as ArrayType
  const zeroes = hasZero(of) ? 'const a=N.values;for(let i=0;i<a.length;i++)if(a[i]===0)a[i]=0' : ''
  const text = `'use strict';let ${declared.join(',')};
return{load(){if(N.stamp===A.epoch)return;N.stamp=A.epoch;const a=N.values;${load}},store(){const a=N.values;if(a.length!==${layout.elements.length})bad(-1);${store}out=false},zero(){${zeroes}},spoil(){out=true}}`
  return { text, constants }
}

const hasZero = (type: Type) => (type.kind === 'int' && type.lo <= 0 && type.hi >= 0) || type.kind === 'ref'

/** Not by `Object.is`: a spec may have been handed another one. */
const zero = (i: number) => `else if(b${i}===0&&1/a[${i}]<0)a[${i}]=0;`

/** What stands behind an array whose place is gone: whatever is not found in it is asked here. */
function goneArray(access: Access, where: string): object {
  const fail = () => access.stale(where)
  return new Proxy({}, { get: fail, has: fail, set: fail, defineProperty: fail, deleteProperty: fail })
}

/** An array without holes, of the same kind whatever its elements will be. */
function packed(length: number): unknown[] {
  const values: unknown[] = []
  for (let i = 0; i < length; i++) values.push(undefined)
  return values
}
