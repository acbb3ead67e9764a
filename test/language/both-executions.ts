/** Runs a model in both executions, and demands that they agree on every state up to a depth, errors included. */

import { expect } from 'vitest'
import { compile } from '../../src/engine/compile/program.ts'
import { ModelError } from '../../src/errors.ts'
import { type Model, model } from '../../src/language/model.ts'
import type { Fields } from '../../src/language/types.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter } from '../../src/reference/interpret.ts'

// biome-ignore lint/suspicious/noExplicitAny: the models of these tests are of every type
type Any = any

/** For each action, the states that it leads to, or the code of its error. */
export type Outcome = { readonly [action: string]: readonly Plain[] | string }

/** The outcomes of every action in the first initial state, which both executions must agree on in `depth` levels. */
export function inBoth(
  state: Fields,
  actions: { readonly [name: string]: (s: Any, choose: Any) => unknown },
  { init, depth = 2 }: { readonly init?: (s: Any, choose: Any) => void; readonly depth?: number } = {},
): Outcome {
  const options = { name: 'both', state, ...(init === undefined ? {} : { init }) }
  const made = model({ ...options, actions } as Any) as Model
  const alone = Object.entries(actions).map(
    ([name, body]) => model({ ...options, actions: { [name]: body } } as Any) as Model,
  )
  const programs = alone.map(compile)
  const references = alone.map(interpreter)
  const starts = interpreter(made).initials()
  let level: Plain[] = starts.map((start) => start.state)
  const outcomes: { [action: string]: readonly Plain[] | string } = {}
  const seen = new Set(level.map((at) => JSON.stringify(at)))
  for (let d = 0; d < depth; d++) {
    const next: Plain[] = []
    for (const from of level) {
      for (const [i, name] of Object.keys(actions).entries()) {
        const slow = attempt(() => references[i]?.successors(from).map(({ state }) => state) as Plain[])
        const fast = attempt(() => {
          const program = programs[i] as ReturnType<typeof compile>
          const found: Plain[] = []
          program.codec.encode(from, program.register)
          program.each(() => found.push(program.codec.decode(program.register) as Plain))
          // what the search asks now and then
          if (program.strayed()) throw new ModelError('value-out-of-range', 'outside of an array')
          return found
        })
        // where the engine fails, the reference interpreter says how
        const expected = typeof fast === 'string' && typeof slow === 'string' ? fast : slow
        expect({ name, from, is: fast }).toEqual({ name, from, is: expected })
        outcomes[name] ??= slow
        if (typeof slow === 'string') continue
        for (const to of slow) {
          if (seen.has(JSON.stringify(to))) continue
          seen.add(JSON.stringify(to))
          next.push(to)
        }
      }
    }
    level = next
  }
  return outcomes
}

function attempt(body: () => Plain[]): Plain[] | string {
  try {
    return body()
  } catch (error) {
    const { cause } = error as Error
    const found = error instanceof ModelError ? error : cause
    if (found instanceof ModelError) return found.code
    // the engine fails somehow; the reference interpreter says how
    return 'step-threw'
  }
}
