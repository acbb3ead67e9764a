/** Permutations of the instances of alike processes, each within its class. */
import type { ElementClass, Elements } from './elements.ts'

/**
 * Permutations of which every other one is a product of these: exchanges that leave the state as it is, then one
 * permutation for each other order of the instances. `isFixed` says whether a permutation leaves the state as it is.
 * The array is used again for the next permutation.
 */
export function* arrangements(elements: Elements, isFixed: (moved: Int32Array) => boolean): Generator<Int32Array> {
  const twin = twinsOf(elements, isFixed)
  const moved = elements.identity()
  const taken = new Uint8Array(elements.count)
  for (const one of elements.classes) {
    for (let i = 0; i < one.size; i++) {
      const before = twin[one.from + i] as number
      if (before >= 0) yield exchange(elements, one, before - one.from, i)
    }
  }
  let isFirst = true
  function* place(c: number, target: number): Generator<Int32Array> {
    const one = elements.classes[c]
    if (one === undefined) {
      if (!isFirst) yield moved
      isFirst = false
      return
    }
    if (target === one.size) {
      yield* place(c + 1, 0)
      return
    }
    const { from, size } = one
    for (let i = 0; i < size; i++) {
      const element = from + i
      if (taken[element] === 1) continue
      // of instances that can be exchanged, the first comes first
      const before = twin[element] as number
      if (before >= 0 && taken[before] === 0) continue
      taken[element] = 1
      moved[element] = target
      yield* place(c, target + 1)
      taken[element] = 0
    }
  }
  yield* place(0, 0)
}

/** For each element, the one before it with which it can be exchanged; −1 if there is none. */
function twinsOf(elements: Elements, isFixed: (moved: Int32Array) => boolean): Int32Array {
  const before = new Int32Array(elements.count).fill(-1)
  for (const one of elements.classes) {
    for (let i = 1; i < one.size; i++) {
      for (let j = i - 1; j >= 0; j--) {
        if (!isFixed(exchange(elements, one, i, j))) continue
        before[one.from + i] = one.from + j
        break
      }
    }
  }
  return before
}

function exchange(elements: Elements, { from }: ElementClass, i: number, j: number): Int32Array {
  const moved = elements.identity()
  moved[from + i] = j
  moved[from + j] = i
  return moved
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
