/**
 * The steps that matter: those on a path of writes and reads that ends in what the property reads.
 *
 * A step is in the slice if it is the last to write a variable, or a part of one, that the property or a step of the
 * slice reads. Without all other steps, the trace is still a run of the model, and its end is the same for the
 * property. The proof is by induction: each step of the slice finds everything that it reads unchanged. Let `v` be read
 * at some point, and let `w` be the last step before that wrote it. `w` is in the slice and finds its own reads
 * unchanged, so it writes the same as before. Other steps of the slice in between do not write `v`. The wiring of a
 * composition may write it, but it writes the same value. If no step wrote `v`, it has its initial value. So each step
 * of the slice is enabled, has the same choices, and makes the same one; and the property reads the same. A label is a
 * variable like others. So if a step of a process is in the slice, all its earlier steps are, and so is the counter of
 * a fault.
 */
import { isWithin, overlap } from '../reference/recorder.ts'
import type { Flow } from '../result.ts'
import type { Access } from './accesses.ts'

/** The verdict depends on `path` in the state after `at` steps. The property reads it, unless `unread` is set. */
export interface SliceRead {
  readonly path: string
  readonly at: number
  /** The verdict depends on it, but the property does not read it: it disables a step. */
  readonly unread?: true
}

export interface Slice {
  /** Numbers of steps, from 1, ascending. */
  readonly steps: readonly number[]
  /** Every write of a step that another step of the slice reads, or the property (its number: number of steps + 1). */
  readonly flows: readonly Flow[]
}

/** `forced`: steps that are in the slice whatever they write. */
export function sliceOf(steps: readonly Access[], looks: readonly SliceRead[], forced: readonly number[] = []): Slice {
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
  /** Finds the steps that wrote `path` as it is after `at` steps. Adds a flow to the reader `to`, if there is one. */
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

/** The index of the last writer whose step is `at` or earlier; −1 if there is none. */
function lastBefore(found: readonly Writer[], at: number): number {
  let [low, high] = [0, found.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((found[middle] as Writer).step <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** A step that writes a path, a part of it, or something that contains it. */
interface Writer {
  readonly step: number
  readonly written: readonly string[]
  /** Whether the step replaces the whole value. A step that writes a part of a collection has read the rest itself. */
  readonly whole: boolean
}

/** For each path, its writers in order; computed once for each. */
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
