import type { Plain } from '../../src/plain.ts'
import type { Interpreter } from '../../src/reference/interpret.ts'

/** The states that the reference interpreter reaches, each once. */
export function reached(reference: Interpreter): readonly Plain[] {
  const states: Plain[] = reference.initials().map(({ state }) => state)
  const seen = new Set(states.map((state) => reference.keyOf(state)))
  for (const state of states) {
    for (const next of reference.successors(state)) {
      const key = reference.keyOf(next.state)
      if (seen.has(key)) continue
      seen.add(key)
      states.push(next.state)
    }
  }
  return states
}
