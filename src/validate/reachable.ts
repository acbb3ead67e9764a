/** Every reachable state of a model, for going on after an event that nothing explains. The engine explores them. */

import { compile, type Program } from '../engine/compile/program.ts'
import { Search } from '../engine/search/search.ts'
import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import { now } from '../runtime/traps.ts'

export interface Reachable {
  readonly states: Iterable<Plain>
  /** Bytes that the packed states take. */
  readonly bytes: number
}

/** @returns the limit if the model has too many states to explore, or `failed` if it breaks a rule of its own */
export function* reachable(
  model: Model,
  limits: { readonly maxStates: number; readonly maxBytes: number },
): Generator<void, Reachable | 'states' | 'memory' | 'failed'> {
  const program = compile(model)
  const search = new Search(program, { kinds: [], actions: model.actions.length, limits })
  while (!search.done) {
    search.run(sliceMs, now)
    yield
  }
  if (search.failure !== undefined) return 'failed'
  if (search.limit !== undefined) return search.limit
  return { states: decoded(program, search), bytes: search.bytes }
}

const sliceMs = 100

const decoded = ({ words, codec }: Program, { store, count }: Search): Iterable<Plain> => ({
  *[Symbol.iterator]() {
    const row = new Int32Array(words)
    for (let id = 0; id < count; id++) {
      store.load(id, row)
      yield codec.decode(row) as Plain
    }
  },
})
