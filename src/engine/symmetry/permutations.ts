/** Permutations of the instances of alike processes, each within its class. */
import type { ElementClass, Elements } from './elements.ts'

/** Visits permutations of which every other one is a product; made once for many states. */
export class Arrangements {
  readonly #elements: Elements
  readonly #identity: Int32Array
  readonly #moved: Int32Array
  /** For each element, the one before it with which it can be exchanged; −1 if there is none. */
  readonly #twin: Int32Array
  readonly #taken: Uint8Array
  #visit: (moved: Int32Array) => void = () => undefined
  #isFirst = true

  constructor(elements: Elements) {
    this.#elements = elements
    this.#identity = elements.identity()
    this.#moved = elements.identity()
    this.#twin = new Int32Array(elements.count)
    this.#taken = new Uint8Array(elements.count)
  }

  /**
   * Visits exchanges that leave the state as it is, then one permutation for each other order of the instances.
   * `isFixed` says whether a permutation leaves the state as it is. `visit` must not keep the array.
   */
  visit(isFixed: (moved: Int32Array) => boolean, visit: (moved: Int32Array) => void): void {
    const twin = this.#twin.fill(-1)
    const moved = this.#moved
    moved.set(this.#identity)
    for (const { from, size } of this.#elements.classes) {
      for (let i = 1; i < size; i++) {
        for (let j = i - 1; j >= 0 && (twin[from + i] as number) < 0; j--) {
          moved[from + i] = j
          moved[from + j] = i
          if (isFixed(moved)) {
            twin[from + i] = from + j
            visit(moved)
          }
          moved[from + i] = i
          moved[from + j] = j
        }
      }
    }
    this.#visit = visit
    this.#isFirst = true
    this.#taken.fill(0)
    this.#place(0, 0)
  }

  /** Gives the number `target` of class `c` to each instance in turn, then goes on with the next number. */
  #place(c: number, target: number): void {
    const one = this.#elements.classes[c]
    if (one === undefined) {
      // the first order is that of the state itself
      if (!this.#isFirst) this.#visit(this.#moved)
      this.#isFirst = false
      return
    }
    const { from, size } = one
    if (target === size) {
      this.#place(c + 1, 0)
      return
    }
    for (let i = 0; i < size; i++) {
      const element = from + i
      if (this.#taken[element] === 1) continue
      // of instances that can be exchanged, the first comes first
      const before = this.#twin[element] as number
      if (before >= 0 && this.#taken[before] === 0) continue
      this.#taken[element] = 1
      this.#moved[element] = target
      this.#place(c, target + 1)
      this.#taken[element] = 0
    }
  }
}

function exchange(elements: Elements, { from }: ElementClass, i: number, j: number): Int32Array {
  const moved = elements.identity()
  moved[from + i] = j
  moved[from + j] = i
  return moved
}

/** The exchanges of neighbours. Every permutation is a product of these. */
export function neighbours(elements: Elements): Int32Array[] {
  return elements.classes.flatMap((one) => {
    return Array.from({ length: one.size - 1 }, (_, i) => exchange(elements, one, i, i + 1))
  })
}

/** All exchanges of two instances; or those whose product, the first one first, is the permutation `of`. */
export function* transpositionsOf(elements: Elements, of?: Int32Array): Generator<Int32Array> {
  for (const one of elements.classes) {
    if (of === undefined) {
      for (let i = 0; i < one.size; i++) for (let j = i + 1; j < one.size; j++) yield exchange(elements, one, i, j)
      continue
    }
    // `at[i]`: where the exchanges so far have moved instance `i`
    const at = Array.from({ length: one.size }, (_, i) => i)
    for (let i = 0; i < one.size; i++) {
      const to = of[one.from + i] as number
      const now = at[i] as number
      if (now === to) continue
      yield exchange(elements, one, now, to)
      for (let k = 0; k < one.size; k++) {
        if (at[k] === to) at[k] = now
        else if (at[k] === now) at[k] = to
      }
    }
  }
}

/** A permutation that depends on `seed` only, and moves something. */
export function shuffled(elements: Elements, seed: number): Int32Array {
  const moved = elements.identity()
  let state = seed | 1
  const next = (n: number) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % n
  }
  for (const { from, size } of elements.classes) {
    for (let i = size - 1; i > 0; i--) {
      const j = next(i + 1)
      const kept = moved[from + i] as number
      moved[from + i] = moved[from + j] as number
      moved[from + j] = kept
    }
  }
  if (!moved.every((to, element) => to === elements.identity()[element])) return moved
  const one = elements.classes[next(elements.classes.length)] as ElementClass
  return exchange(elements, one, 0, 1 + next(one.size - 1))
}

export function inverse({ classes, count }: Elements, moved: Int32Array): Int32Array {
  const back = new Int32Array(count)
  for (const { from, size } of classes) for (let i = 0; i < size; i++) back[from + (moved[from + i] as number)] = i
  return back
}

/** The permutation that does what `first` does, then what `second` does. */
export function composed({ classes, count }: Elements, first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(count)
  for (const { from, size } of classes) {
    for (let i = 0; i < size; i++) both[from + i] = second[from + (first[from + i] as number)] as number
  }
  return both
}
