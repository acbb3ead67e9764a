/** Arrays of scalars, as the model's code sees them. */

import type { ArrayType, Type } from '../../language/types.ts'
import { outOfRange } from '../../language/values.ts'
import type { Plain } from '../../plain.ts'
import { shown, showView } from '../../runtime/inspected.ts'
import { ownKeys } from '../../runtime/reflection.ts'
import { marked } from '../../runtime/state-values.ts'
import { isWithin, noElement } from '../../runtime/unknown-fields.ts'
import { type Access, type Loaded, type Node, outside } from './access.ts'
import { decodeText, encodeText, loadText, storeText } from './codec.ts'
import { type Layout, maskOf, type Slot } from './layout.ts'

/**
 * An array of cells is a real array. It is loaded when the model's code asks for it, and written back when the step
 * ends. The end of a step restores what the step assigned, so the next step of the same state finds the array as it
 * should be. In the next state, only elements whose bits differ are decoded.
 *
 * The array is not sealed, because the optimiser reads and writes sealed arrays by a call. So a step can add an entry
 * that is not an element, such as `s.flags[-1]`. The end of the step detects a wrong length. For other entries, the
 * search calls `strayed` from time to time; they stay in the array until then.
 */
export class CellArray implements Node, Loaded {
  readonly layout: Layout & { kind: 'array' }
  readonly where: string
  /** A new array takes its place when the step replaces the array. */
  values: unknown[]
  /** The epoch of the last `load`. If it is not the present epoch, call `load` before reading `values`. */
  stamp = 0
  readonly load: () => void
  /** Writes back what was assigned. @throws ModelError if an element is not of its type */
  readonly store: () => void
  readonly isTouched: () => boolean
  readonly zero: () => void

  /** Marks all elements as unreliable, so that the next `load` decodes each of them. */
  readonly #spoil: () => void
  readonly #access: Access
  readonly #at: (this: readonly unknown[], index: number) => unknown
  #gone: object | undefined

  constructor(access: Access, layout: Layout & { kind: 'array' }, where: string) {
    this.#access = access
    this.layout = layout
    this.where = where
    // a method of an object, because such a function has no prototype
    this.#at = {
      at(this: readonly unknown[], index: number): unknown {
        const { length } = layout.elements
        if (isWithin(index, length)) return this[index]
        throw access.fail(noElement(where, index, length))
      },
    }.at
    this.values = this.#made()
    const bad = (i: number): never => {
      if (i < 0) throw access.fail(outside())
      const { type } = layout.elements[i] as Layout & { kind: 'cell' }
      throw access.fail(outOfRange(type, this.values[i], `${where}[${i}]`))
    }
    const { text, constants } = (layout.elements.length > maxUnrolled ? loopsOf : textOf)(layout, access.mutable)
    const made = new Function('W', 'A', 'N', 'C', 'bad', text)(access.words, access, this, constants, bad)
    this.load = made.load
    this.store = made.store
    this.isTouched = made.isTouched
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
    // `ownKeys` lists the indices first, then names, then symbols
    const isWhole = keys.length === length + members.length && members.every((key, k) => keys[length + k] === key)
    if (isWhole && values.at === this.#at && values.length === length) return false
    for (const key of keys) if (!members.includes(key)) delete values[key as never]
    this.#giveMembers(values)
    values.length = 0
    for (let i = 0; i < length; i++) values.push(undefined)
    this.#spoil()
    return true
  }
  /** The array handed out in this step loses its elements; from then on every access to it is an error. */
  retire(): void {
    if (this.stamp !== this.#access.epoch) return
    if (this.mend()) throw this.#access.fail(outside())
    const old = this.values
    this.values = this.#made()
    this.stamp = 0
    this.#spoil()
    const { length } = old
    for (const key of members) if (key !== 'length') delete old[key as never]
    old.length = 0
    old.length = length
    this.#gone ??= goneArray(this.#access, this.where)
    Object.setPrototypeOf(old, this.#gone)
  }
  again(): this {
    return this
  }
  #made(): unknown[] {
    return this.#giveMembers(marked(packed(this.layout.elements.length)))
  }
  /** Members of its own, because the optimiser knows only arrays with the ordinary prototype. `shown` hides them. */
  #giveMembers(values: unknown[]): unknown[] {
    Object.defineProperty(values, 'at', { value: this.#at, writable: true, configurable: true })
    return Object.defineProperty(values, shown, { value: showView, configurable: true })
  }
  put(value: Plain): void {
    const values = this.get()
    for (let i = 0; i < values.length; i++) values[i] = (value as readonly unknown[])[i]
  }
}

/** The members of an array that are not elements, in the order in which `ownKeys` lists them. */
const members: readonly (string | symbol)[] = ['length', 'at', shown]

/** A longer array is read and written in loops: the optimiser leaves functions as long as its unrolled text alone. */
const maxUnrolled = 64

/**
 * `b0` … are the elements in the state that was loaded last; `p0` … are the words from which they were decoded. `out`:
 * the array may hold values that a step wrote and that were not restored.
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
    // an equal value may still be -0
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
  const { length } = layout.elements
  const touched = [`a.length!==${length}`, ...layout.elements.map((_, i) => `a[${i}]!==b${i}`)].join('||')
  const { of } = layout.type as ArrayType
  const zeroes = hasZero(of) ? 'const a=N.values;for(let i=0;i<a.length;i++)if(a[i]===0)a[i]=0' : ''
  const text = `'use strict';let ${declared.join(',')};
return{load(){if(N.stamp===A.epoch)return;N.stamp=A.epoch;const a=N.values;${load}},store(){const a=N.values;if(a.length!==${layout.elements.length})bad(-1);${store}out=false},zero(){${zeroes}},isTouched(){const a=N.values;return ${touched}},spoil(){out=true}}`
  return { text, constants }
}

/**
 * The same in loops. `B` are the elements in the state that was loaded last, and `P` the words from which they were
 * decoded. The elements of word `Y[k]` are `O[F[k]]` … `O[F[k + 1] - 1]`.
 */
function loopsOf(layout: Layout & { kind: 'array' }, mutable: boolean) {
  const constants: unknown[] = []
  const constant = (value: unknown) => {
    const known = constants.indexOf(value)
    return `C[${known >= 0 ? known : constants.push(value) - 1}]`
  }
  const slots = layout.elements.map((element) => (element as Layout & { kind: 'cell' }).slot)
  const words = [...new Set(slots.map(({ word }) => word))]
  const byWord = words.map((word) => slots.flatMap((slot, i) => (slot.word === word ? [i] : [])))
  const masks = byWord.map((all) => all.reduce((mask, i) => mask | maskOf(slots[i] as Slot), 0))
  const firsts = byWord.map((_, k) => byWord.slice(0, k).reduce((n, { length }) => n + length, 0))
  const tables = {
    Y: words,
    M: masks,
    F: [...firsts, slots.length],
    O: byWord.flat(),
    X: slots.map(({ word }) => word),
    S: slots.map(({ shift }) => shift),
  }
  const declared = Object.entries(tables).map(([name, values]) => `${name}=${constant(Int32Array.from(values))}`)
  const { length } = slots
  const { of } = layout.type as ArrayType
  const mask = maskOf({ ...(slots[0] as Slot), shift: 0 })
  const value = decodeText(of, `(W[Y[k]]>>>S[i]&${mask})`, constant)
  const isNew = mutable ? 'out||((W[Y[k]]^P[k])&M[k])!==0' : 'true'
  const values = `for(let k=0;k<${words.length};k++)if(${isNew}){P[k]=W[Y[k]];for(let j=F[k];j<F[k+1];j++){const i=O[j];a[i]=B[i]=${value}}}`
  const load = mutable
    ? `A.loaded[A.loadedCount++]=N;if(out||state!==A.state){state=A.state;${values}}out=true`
    : `if(a.length!==${length})a.length=${length};${values}`
  const kept = hasZero(of) ? 'else if(B[i]===0&&1/a[i]<0)a[i]=0' : ''
  const store = `for(let i=0;i<${length};i++){if(a[i]!==B[i]){const v=a[i],r=${encodeText(of, 'v', constant)};if(r<0)bad(i);W[X[i]]=W[X[i]]&~(${mask}<<S[i])|r<<S[i];a[i]=B[i]}${kept}}`
  const zeroes = hasZero(of) ? 'const a=N.values;for(let i=0;i<a.length;i++)if(a[i]===0)a[i]=0' : ''
  const touched = `if(a.length!==${length})return true;for(let i=0;i<${length};i++)if(a[i]!==B[i])return true;return false`
  const text = `'use strict';const ${declared.join(',')},B=[],P=new Int32Array(${words.length});for(let i=0;i<${length};i++)B.push(void 0);let out=true,state=0;
return{load(){if(N.stamp===A.epoch)return;N.stamp=A.epoch;const a=N.values;${load}},store(){const a=N.values;if(a.length!==${length})bad(-1);${store}out=false},zero(){${zeroes}},isTouched(){const a=N.values;${touched}},spoil(){out=true}}`
  return { text, constants }
}

const hasZero = (type: Type) =>
  (type.kind === 'int' && type.lo <= 0 && type.hi >= 0) || type.kind === 'ref' || type.kind === 'stamp'

/** Does not use `Object.is`, because that function is replaced for specs. */
const zero = (i: number) => `else if(b${i}===0&&1/a[${i}]<0)a[${i}]=0;`

/** The prototype of an array whose place is gone: it gets every access to a name that the array lacks. */
function goneArray(access: Access, where: string): object {
  const fail = () => access.stale(where)
  return new Proxy({}, { get: fail, has: fail, set: fail, defineProperty: fail, deleteProperty: fail })
}

/** An array without holes. The optimiser sees the same kind of array, whatever its elements will be. */
function packed(length: number): unknown[] {
  const values: unknown[] = []
  for (let i = 0; i < length; i++) values.push(undefined)
  return values
}
