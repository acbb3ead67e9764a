/** Arrays of scalars, as the model's code sees them. */
import { outOfRange, type Plain } from '../model/values.ts'
import type { Access, Node } from './access.ts'
import { decodeText, encodeText, loadText, storeText } from './codec.ts'
import type { Layout } from './layout.ts'

/** An array of cells is a real, sealed array: loaded when the model's code asks for it, written back when the step ends. */
export class CellArray implements Node {
  readonly layout: Layout & { kind: 'array' }
  readonly where: string
  readonly #access: Access
  readonly #values: unknown[]
  readonly #load: (values: unknown[]) => void
  readonly #store: (values: unknown[]) => number
  #stamp = 0

  constructor(access: Access, layout: Layout & { kind: 'array' }, where: string) {
    this.#access = access
    this.layout = layout
    this.where = where
    this.#values = Object.seal(Array.from({ length: layout.elements.length }, () => undefined))
    const constants: unknown[] = []
    const constant = (value: unknown) => {
      const known = constants.indexOf(value)
      return `C[${known >= 0 ? known : constants.push(value) - 1}]`
    }
    let load = ''
    let store = 'let r;'
    layout.elements.forEach((element, i) => {
      if (element.kind !== 'cell') return
      load += `a[${i}]=${decodeText(element.type, loadText(element.slot), constant)};`
      store += `r=a[${i}];r=${encodeText(element.type, 'r', constant)};if(r<0)return ${i};${storeText(element.slot)}`
    })
    this.#load = new Function('W', 'C', `return a=>{${load}}`)(access.words, constants)
    this.#store = new Function('W', 'C', `return a=>{${store}return -1}`)(access.words, constants)
  }

  get(): unknown[] {
    const access = this.#access
    if (this.#stamp !== access.epoch) {
      this.#stamp = access.epoch
      this.#load(this.#values)
      if (access.mutable) access.loaded[access.loadedCount++] = this
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
    if (at < 0) return
    const type = (this.layout.elements[at] as Layout & { kind: 'cell' }).type
    throw this.#access.fail(outOfRange(type, this.#values[at], `${this.where}[${at}]`))
  }
}
