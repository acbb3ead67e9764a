/**
 * The members of a large set as an array. All views of one set over the same words share it: guards, steps and
 * properties mostly look at the same members. When members change, the values of unchanged masks are copied.
 */
import { type Layout, maskOf, type Slot } from './layout.ts'
import { type Ranks, ranksOf } from './ranks.ts'

type SetLayout = Layout & { kind: 'set' }

/** Comparisons of more masks than this are made in a loop. */
const maxUnrolled = 64

export class SetContent {
  readonly #words: Int32Array
  readonly #chunks: readonly Slot[]
  readonly #masks: Int32Array
  readonly #ranks: Ranks
  /** The masks that were read last, where the values of each begin in `#values`, and those values. */
  readonly #known: Int32Array
  readonly #starts: Int32Array
  #values: readonly unknown[] = []
  readonly #isSame: () => boolean

  constructor(words: Int32Array, { chunks, type }: SetLayout) {
    this.#words = words
    this.#chunks = chunks
    this.#masks = Int32Array.from(chunks, maskOf)
    this.#ranks = ranksOf(type.of)
    this.#known = new Int32Array(chunks.length)
    this.#starts = new Int32Array(chunks.length + 1)
    this.#isSame = comparing(words, this.#known, chunks)
  }

  /** The members in ascending order. Nobody changes the array. */
  read(): readonly unknown[] {
    if (this.#isSame()) return this.#values
    const words = this.#words
    const chunks = this.#chunks
    const known = this.#known
    const starts = this.#starts
    const before = this.#values
    const { kept } = this.#ranks
    const values: unknown[] = []
    let from = 0
    for (let c = 0; c < known.length; c++) {
      const { word, shift } = chunks[c] as Slot
      const all = (words[word] as number) & (this.#masks[c] as number)
      const end = starts[c + 1] as number
      if (all === known[c]) {
        for (; from < end; from++) values.push(before[from])
      } else {
        known[c] = all
        from = end
        const first = c * 32 - shift + 31
        for (let bits = all; bits !== 0; bits &= bits - 1) {
          const r = first - Math.clz32(bits & -bits)
          const value = kept[r]
          values.push(value === undefined ? this.#ranks.valueOf(r) : value)
        }
      }
      starts[c + 1] = values.length
    }
    this.#values = values
    return values
  }
}

/** Returns a test of whether the masks in the words are the known ones. */
function comparing(words: Int32Array, known: Int32Array, chunks: readonly Slot[]): () => boolean {
  const masks = chunks.map(maskOf)
  if (chunks.length > maxUnrolled) {
    return () => {
      for (let c = 0; c < chunks.length; c++) {
        if (((words[(chunks[c] as Slot).word] as number) & (masks[c] as number)) !== known[c]) return false
      }
      return true
    }
  }
  const equal = chunks.map(({ word }, c) => {
    const mask = masks[c] as number
    return `${mask === -1 ? `W[${word}]` : `(W[${word}]&${mask})`}===K[${c}]`
  })
  return new Function('W', 'K', `return ()=>${equal.join('&&')}`)(words, known)
}

const contents = new WeakMap<Int32Array, Map<Layout, SetContent>>()

export function contentOfSet(words: Int32Array, layout: SetLayout): SetContent {
  const here = contents.get(words) ?? new Map<Layout, SetContent>()
  contents.set(words, here)
  const content = here.get(layout) ?? new SetContent(words, layout)
  here.set(layout, content)
  return content
}
