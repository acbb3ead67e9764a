/**
 * Scans packed states for what may never occur. The loop over them is generated for what has not been seen yet, and
 * again after something was seen. So after a few thousand states it looks for little, and it ends when nothing is left.
 */
import type { Type } from '../../language/types.ts'
import type { Layout, Slot } from './layout.ts'
import { maskOf } from './layout.ts'
import { type Members, type Watch, watchesOf } from './watches.ts'

/** Rows that hold the words `from` … `from` + `words` − 1 of states. */
export interface Range {
  readonly from: number
  readonly words: number
}

/** The place of a variable, or of a part of one, that may have the same value in all states. */
interface Steady {
  readonly slots: readonly Slot[]
}

export class Scan {
  readonly watches: readonly Watch[]
  readonly members: readonly Members[]
  readonly #words: number
  readonly #steady: readonly Steady[]
  /** For each word, the bits that were set in some state, and the bits that were set in every state. */
  readonly #ever: Int32Array
  readonly #always: Int32Array
  /** For each watch, where its bits begin in `#seen`. If it is ranged, the least and the greatest raw value follow. */
  readonly #starts: readonly number[]
  readonly #seen: Int32Array

  /**
   * `isLeftOut`: whether the scan leaves out a variable of the root. `isNaming`: whether values of a type name instances of
   * which only one order was explored; the scan leaves out these values.
   */
  constructor(
    root: Layout & { kind: 'struct' },
    words: number,
    isLeftOut: (field: string) => boolean,
    isNaming: (type: Type) => boolean = () => false,
  ) {
    const { watches, members } = watchesOf(root, isLeftOut, isNaming)
    this.watches = watches
    this.members = members
    this.#words = words
    this.#steady = root.fields.flatMap(([name, field]) => (isLeftOut(name) ? [] : steadyIn(field)))
    this.#ever = new Int32Array(words)
    this.#always = new Int32Array(words).fill(-1)
    let length = 0
    this.#starts = watches.map(({ classes, ranged }) => {
      const start = length
      length += masksOf(classes) + (ranged ? 2 : 0)
      return start
    })
    this.#seen = new Int32Array(length)
    watches.forEach(({ classes, ranged }, i) => {
      if (ranged) this.#seen[(this.#starts[i] as number) + masksOf(classes)] = 0x7fffffff
      if (ranged) this.#seen[(this.#starts[i] as number) + masksOf(classes) + 1] = -1
    })
  }

  /** Whether every state so far had the same bits in this slot. */
  isSteady(slot: Slot): boolean {
    const { word } = slot
    return ((this.#ever[word] as number) & ~(this.#always[word] as number) & maskOf(slot)) === 0
  }

  /** Whether a bit in `mask` was set in some state. */
  wasSet(word: number, mask: number): boolean {
    return ((this.#ever[word] as number) & mask) !== 0
  }

  /** For steady slots, the bits that all states had. */
  get words(): Int32Array {
    return this.#ever
  }

  /** Whether a class of a watch occurred. */
  hasSeen(watch: number, kind: number): boolean {
    return (((this.#seen[(this.#starts[watch] as number) + (kind >>> 5)] as number) >>> (kind & 31)) & 1) === 1
  }

  /** The least and the greatest raw value of a ranged watch. If it has seen no value, the least is the greater one. */
  range(watch: number): readonly [number, number] {
    const at = (this.#starts[watch] as number) + masksOf((this.watches[watch] as Watch).classes)
    return [this.#seen[at] as number, this.#seen[at + 1] as number]
  }

  /** The watches that have something left to see. */
  #open(): number[] {
    return this.watches.flatMap(({ wanted, ranged }, i) => {
      const [low, high] = ranged ? this.range(i) : [0, 1]
      const isDone = low < high && [...wanted.keys()].every((kind) => this.hasSeen(i, kind))
      return isDone ? [] : [i]
    })
  }

  /** The words that have bits left to see. */
  #openWords(): Set<number> {
    const open = new Set<number>()
    for (const { slots } of this.#steady) {
      if (slots.every((slot) => this.isSteady(slot))) for (const { word } of slots) open.add(word)
    }
    for (const { bits } of this.members) {
      for (const places of bits) {
        if (places.some(({ slot, mask }) => this.wasSet(slot.word, mask))) continue
        for (const { slot } of places) open.add(slot.word)
      }
    }
    return open
  }

  /** A loop over rows of a range, for what is left to see and lies in this range alone; `undefined` if nothing does. */
  rowsOf({ from, words }: Range): Look | undefined {
    const isInside = (word: number) => word >= from && word < from + words
    const open = [...this.#openWords()].filter(isInside)
    return this.#loop(from, words, open, (words) => words.every(isInside))
  }

  /** A loop over whole states, for what spans several ranges; `undefined` if nothing is left. */
  statesOf(ranges: readonly Range[]): Look | undefined {
    const isIn = (word: number, { from, words }: Range) => word >= from && word < from + words
    const isAcross = (words: readonly number[]) => !ranges.some((range) => words.every((word) => isIn(word, range)))
    return this.#loop(0, this.#words, [], isAcross)
  }

  #loop(
    from: number,
    words: number,
    openWords: readonly number[],
    isWanted: (words: readonly number[]) => boolean,
  ): Look | undefined {
    const read = new Set(openWords)
    const before: string[] = []
    const body: string[] = []
    const after: string[] = []
    for (const word of openWords) {
      before.push(`let e${word}=E[${word}],a${word}=A[${word}];`)
      body.push(`e${word}|=w${word};a${word}&=w${word};`)
      after.push(`E[${word}]=e${word};A[${word}]=a${word};`)
    }
    const open = this.#open()
    for (const i of open) {
      const { spots, classes, classOf, ranged } = this.watches[i] as Watch
      const start = this.#starts[i] as number
      const wanted = spots.filter(({ words }) => isWanted(words))
      if (wanted.length === 0) continue
      const masks = masksOf(classes)
      if (masks === 1) {
        before.push(`let m${i}=S[${start}];`)
        after.push(`S[${start}]=m${i};`)
      }
      if (ranged) {
        before.push(`let l${i}=S[${start + masks}],h${i}=S[${start + masks + 1}];`)
        after.push(`S[${start + masks}]=l${i};S[${start + masks + 1}]=h${i};`)
      }
      for (const { when, raw, words } of wanted) {
        for (const word of words) read.add(word)
        const mark =
          masks === 0 ? '' : masks === 1 ? `m${i}|=1<<${classOf};` : `S[${start}+(${classOf}>>>5)]|=1<<(${classOf}&31);`
        const range = ranged ? `if(x<l${i})l${i}=x;if(x>h${i})h${i}=x;` : ''
        body.push(`${when === '' ? '' : `if(${when})`}{const x=${raw};${mark}${range}}`)
      }
    }
    if (body.length === 0) return undefined
    const load = [...read].map((word) => `const w${word}=R[p+${word - from}];`)
    const text = `'use strict';return (R,at,count)=>{${before.join('')}
for(let p=at,end=at+count*${words};p<end;p+=${words}){${load.join('')}
${body.join('\n')}}
${after.join('')}}`
    const look = new Function('E', 'A', 'S', text)(this.#ever, this.#always, this.#seen) as Look['look']
    return { look, left: open.length + this.#openWords().size }
  }

  /** How much is left to see. When it has become less, a new loop is worth generating. */
  get left(): number {
    return this.#open().length + this.#openWords().size
  }
}

export interface Look {
  /** Looks at `count` rows, the first from `at` on. */
  look(rows: Int32Array, at: number, count: number): void
  /** How much was left to see when the loop was made. */
  readonly left: number
}

const masksOf = (classes: number) => Math.ceil(classes / 32)

/** All that may have a single value: a struct or an array is split into its parts, anything else is one piece. */
function steadyIn(layout: Layout): Steady[] {
  switch (layout.kind) {
    case 'struct':
      return layout.fields.flatMap(([, field]) => steadyIn(field))
    case 'array':
      return layout.elements.flatMap(steadyIn)
    default:
      return [{ slots: slotsOf(layout).filter(({ bits }) => bits > 0) }].filter(({ slots }) => slots.length > 0)
  }
}

export function slotsOf(layout: Layout): Slot[] {
  switch (layout.kind) {
    case 'cell':
      return [layout.slot]
    case 'struct':
      return layout.fields.flatMap(([, field]) => slotsOf(field))
    case 'optional':
      return [layout.present, ...slotsOf(layout.of)]
    case 'array':
      return layout.elements.flatMap(slotsOf)
    case 'set':
      return [...layout.chunks]
    case 'map':
      return layout.entries.flatMap(({ present, of }) => [present, ...slotsOf(of)])
    case 'sequence':
      return [layout.count, ...layout.cells]
  }
}
