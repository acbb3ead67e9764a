/**
 * Stores a whole value at a place: generated code for each type checks the value and writes its cells, without a copy in
 * between. It takes objects as an author writes them and values that a collection has returned. For any other value it
 * writes nothing, and `toPlain` decides what the value is.
 */
import { isCell, type Type } from '../../language/types.ts'
import { cardinality } from '../../language/values.ts'
import { encodeText } from './codec.ts'
import { type Layout, slotsOf } from './layout.ts'
import { ranksOf } from './ranks.ts'

/** Where the cells of a place lie: word and shift of each, in the order of `slotsOf`. */
export type Cells = Int32Array

/** Writes the value and returns `true`, or writes nothing and returns `false`. */
export type PlainStore = (words: Int32Array, cells: Cells, value: unknown) => boolean

export function cellsOf(layout: Layout): Cells {
  return Int32Array.from(slotsOf(layout).flatMap(({ word, shift }) => [word, shift]))
}

const stores = new WeakMap<Type, PlainStore>()

/** `undefined` if the place contains timers, collections or arrays of cells, which have views of their own to keep. */
export function plainStoreOf(layout: Layout): PlainStore | undefined {
  if (!hasOnlyCells(layout)) return undefined
  const { type } = layout
  const known = stores.get(type) ?? makeStore(type)
  stores.set(type, known)
  return known
}

function hasOnlyCells(layout: Layout): boolean {
  switch (layout.kind) {
    case 'cell':
      return layout.type.kind !== 'timer'
    case 'struct':
      return layout.fields.every(([, field]) => hasOnlyCells(field))
    case 'optional':
      return hasOnlyCells(layout.of)
    case 'array':
      return !layout.cells && layout.elements.every(hasOnlyCells)
    default:
      return false
  }
}

function makeStore(type: Type): PlainStore {
  const text = new StoreText()
  text.check(type, 'v')
  const { raws, constants } = text
  const declared = raws.map((_, i) => `,r${i}=0`).join('')
  const stored = raws.map((bits, i) => {
    const mask = (1 << bits) - 1
    return bits === 0 ? '' : `w=S[${2 * i}];s=S[${2 * i + 1}];W[w]=W[w]&~(${mask}<<s)|r${i}<<s;`
  })
  const body = `let w,s,n,p${declared};${text.lines.join('')}${stored.join('')}return true`
  return new Function('C', `return (W,S,v)=>{${body}}`)(constants)
}

class StoreText {
  /** The bits of each cell; the code holds its raw number in `r0`, `r1` … */
  readonly raws: number[] = []
  readonly constants: unknown[] = []
  readonly lines: string[] = []
  #names = 0

  #constant(value: unknown): string {
    const known = this.constants.indexOf(value)
    return `C[${known >= 0 ? known : this.constants.push(value) - 1}]`
  }
  #raw(values: number): string {
    return `r${this.raws.push(values <= 1 ? 0 : 32 - Math.clz32(values - 1)) - 1}`
  }

  /** Adds code that sets the raw numbers for the value of the expression `v`, or returns `false`. */
  check(type: Type, v: string): void {
    if (isCell(type)) {
      const r = this.#raw(cardinality(type))
      this.lines.push(`${r}=${encodeText(type, v, (value) => this.#constant(value))};if(${r}<0)return false;`)
      return
    }
    const part = (of: Type, value: string) => {
      const name = `v${this.#names++}`
      this.lines.push(`{const ${name}=${value};`)
      this.check(of, name)
      this.lines.push('}')
    }
    if (type.kind === 'optional') {
      this.lines.push(`if(${v}!==null){${this.#raw(2)}=1;`)
      this.check(type.of, v)
      this.lines.push('}')
    } else if (type.kind === 'array') {
      this.lines.push(`if(!${this.#constant(Array.isArray)}(${v})||${v}.length!==${type.length})return false;`)
      for (let i = 0; i < type.length; i++) part(type.of, `${v}[${i}]`)
    } else if (type.kind === 'struct') {
      const names = Object.keys(type.fields)
      const plain = `n=0;for(const name in ${v})n++;if(n!==${names.length})return false;`
      const other = isRanked(type) ? `if(${this.#constant(ranksOf(type))}.rankOf(${v})<0)return false` : 'return false'
      this.lines.push(
        `if(typeof ${v}!=='object'||${v}===null)return false;`,
        `p=${this.#constant(Object.getPrototypeOf)}(${v});if(p===${this.#constant(Object.prototype)}){${plain}}else{${other}}`,
      )
      for (const name of names) part(type.fields[name] as Type, `${v}[${JSON.stringify(name)}]`)
    } else throw new Error(`a ${type.kind} has cells of its own`)
  }
}

/** Whether a collection may hold values of the type. */
function isRanked(type: Type): boolean {
  return cardinality(type) <= 2 ** 31
}
