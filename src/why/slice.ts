/**
 * The steps that matter: those on a path of writes and reads that ends in what the property looks at.
 *
 * A step is in the slice if it is the last to write something that a step of the slice, or the property, reads; or the
 * last to write a part of it. To leave all other steps out is a run of the model that ends in the same for the
 * property: by induction, each step of the slice finds everything that it reads as it was. Let `v` be read at some
 * point, and `w` the last step before that wrote it. `w` is in the slice, does what it did, for it finds what it reads,
 * and so writes what it wrote. Whatever else of the slice comes between does not write `v`, or is the wiring of a
 * composition, which then gives it the value it has. Where no step wrote it, it is as in the initial state. So each
 * step of the slice is enabled, has the same choices, and makes the same one; and the property reads what it read. A
 * label is a variable like others, so all earlier steps of a process are in the slice with one of its steps; and so is
 * the counter of a fault.
 */
import { isWithin, overlap } from '../model/recorder.ts'
import type { Flow } from '../result.ts'
import type { Access } from './replay.ts'

/** The verdict depends on `path` in the state after `at` steps, and the property reads it unless `unread`. */
export interface Look {
  readonly path: string
  readonly at: number
  /** The verdict depends on it, but the property does not read it: it keeps a step from being taken. */
  readonly unread?: true
}

export interface Slice {
  /** Numbers of steps, from 1, ascending. */
  readonly steps: readonly number[]
  /** Every write of a step that a step of the slice read, or the property: number of steps + 1. */
  readonly flows: readonly Flow[]
}

/** `forced`: steps that are in it whatever they write. */
export function sliceOf(steps: readonly Access[], looks: readonly Look[], forced: readonly number[] = []): Slice {
  const end = steps.length + 1
  const writers = writersOf(steps)
  const flows = new Map<string, Flow>()
  const slice = new Set<number>()
  const todo: number[] = []
  const add = (step: number) => {
    if (slice.has(step)) return
    slice.add(step)
    todo.push(step)
  }
  /** Finds who wrote `path`, as it stands after `at` steps, for the reader `to`, if there is one. */
  const trace = (path: string, at: number, to: number | undefined) => {
    const found = writers(path)
    for (let i = lastBefore(found, at); i >= 0; i--) {
      const { step, written, whole } = found[i] as Writer
      if (to !== undefined) for (const path of written) flows.set(`${to} ${step} ${path}`, { path, from: step, to })
      add(step)
      if (whole) return
    }
  }
  for (const step of forced) add(step)
  for (const { path, at, unread } of looks) trace(path, at, unread ? undefined : end)
  for (let step = todo.pop(); step !== undefined; step = todo.pop()) {
    for (const path of (steps[step - 1] as Access).reads) trace(path, step - 1, step)
  }
  return {
    steps: [...slice].sort((a, b) => a - b),
    flows: [...flows.values()].sort((a, b) => a.to - b.to || a.from - b.from || (a.path < b.path ? -1 : 1)),
  }
}

/** The place of the last of them that wrote at `at` or before; −1 where there is none. */
function lastBefore(found: readonly Writer[], at: number): number {
  let [low, high] = [0, found.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((found[middle] as Writer).step <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** A step that writes a path, or a part of it, or what it is a part of. */
interface Writer {
  readonly step: number
  readonly written: readonly string[]
  /** Nothing of what was there before is left, or the step has read it itself: who wrote a part of a collection has. */
  readonly whole: boolean
}

/** For each path, who writes it, in order; looked up once for each. */
function writersOf(steps: readonly Access[]): (path: string) => readonly Writer[] {
  const known = new Map<string, Writer[]>()
  return (path) => {
    const found =
      known.get(path) ??
      steps.flatMap(({ writes }, i): Writer[] => {
        const written = writes.filter((own) => overlap(own, path))
        if (written.length === 0) return []
        return [{ step: i + 1, written, whole: written.some((own) => isWithin(path, own)) }]
      })
    known.set(path, found)
    return found
  }
}
