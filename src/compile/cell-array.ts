/** Arrays of scalars, as the model's code sees them. */
import { outOfRange, type Plain } from '../model/values.ts'
import type { Access, Node } from './access.ts'
import { decodeText, encodeText, loadText, storeText } from './codec.ts'
import { type Layout, maskOf } from './layout.ts'

/**
 * An array of cells is a real, sealed array: loaded when the model's code asks for it, written back when the step ends.
 * A step that may write finds it loaded where the words are those of the last look, and only elements that were
 * assigned are encoded.
 */
export class CellArray implements Node {
  readonly layout: Layout & { kind: 'array' }
  readonly where: string
  readonly #access: Access
  readonly #values: unknown[]
  readonly #load: (values: unknown[], anew: boolean) => void
  readonly #store: (values: unknown[]) => number
  #stamp = 0
  /** The array may hold what a step left there that was not written back. */
  #out = true

  constructor(access: Access, layout: Layout & { kind: 'array' }, where: string) {
    this.#access = access
    this.layout = layout
    this.where = where
    this.#values = Object.seal(Array.from({ length: layout.elements.length }, () => undefined))
    const { load, store } = textOf(layout)
    const make = new Function('W', 'C', `${load.before}return{load(a,anew){${load.text}},store(a){${store}return -1}}`)
    const made = make(access.words, load.constants)
    this.#load = made.load
    this.#store = made.store
  }

  get(): unknown[] {
    const access = this.#access
    if (this.#stamp !== access.epoch) {
      this.#stamp = access.epoch
      this.#load(this.#values, this.#out || !access.mutable)
      if (access.mutable) {
        this.#out = true
        access.loaded[access.loadedCount++] = this
      }
    }
    return this.#values
  }
  put(value: Plain): void {
    const values = this.get()
    for (let i = 0; i < values.length; i++) values[i] = (value as readonly unknown[])[i]
  }
  /** @throws ModelError where an element is not of its type */
  store(): void {
    const at = this.#store(this.#values)
    if (at < 0) {
      this.#out = false
      return
    }
    const type = (this.layout.elements[at] as Layout & { kind: 'cell' }).type
    throw this.#access.fail(outOfRange(type, this.#values[at], `${this.where}[${at}]`))
  }
}

/**
 * `b` holds what was loaded or written back last, `p0` … the words that it stands for: only elements whose bits have
 * changed since are decoded.
 */
function textOf(layout: Layout & { kind: 'array' }) {
  const constants: unknown[] = []
  const constant = (value: unknown) => {
    const known = constants.indexOf(value)
    return `C[${known >= 0 ? known : constants.push(value) - 1}]`
  }
  const masks = new Map<number, number>()
  let values = ''
  let store = 'let r;'
  layout.elements.forEach((element, i) => {
    if (element.kind !== 'cell') return
    const { slot, type } = element
    const { word } = slot
    masks.set(word, (masks.get(word) ?? 0) | maskOf(slot))
    values += `if(anew||(d${word}&${maskOf(slot)})!==0)a[${i}]=b[${i}]=${decodeText(type, loadText(slot), constant)};`
    store += `r=a[${i}];if(r!==b[${i}]){r=${encodeText(type, 'r', constant)};if(r<0)return ${i};${storeText(slot)}b[${i}]=a[${i}]}`
  })
  const words = [...masks.keys()]
  const before = `const b=[];let ${['_', ...words.map((word) => `p${word}=0`)].join(',')};`
  const differences = words.map((word) => `const d${word}=(W[${word}]^p${word})&${masks.get(word)};`).join('')
  const same = words.map((word) => `d${word}===0`).join('&&') || 'true'
  const note = words.map((word) => `p${word}=W[${word}];`).join('')
  return {
    load: { before, text: `${differences}if(!anew&&${same})return;${note}${values}`, constants },
    store: `${store}${note}`,
  }
}
