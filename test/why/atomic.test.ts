/** A pair of steps made one, against what it is to be: the second step taken from where the first led. */

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ModelError } from '../../src/errors.ts'
import type { Model } from '../../src/language/model.ts'
import type { Plain } from '../../src/plain.ts'
import { type Interpreter, interpreter } from '../../src/reference/interpret.ts'
import { atomic } from '../../src/why/atomic.ts'
import { descriptions } from '../differential/generate.ts'
import { toModel } from '../differential/to-model.ts'

it('a pair of steps made one does what the two do', () => {
  let pairs = 0
  fc.assert(
    fc.property(descriptions, fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }), (description, dice) => {
      const model = toModel(description)
      const reference = interpreter(model)
      try {
        for (const state of walk(reference, model, dice)) pairs += compare(model, reference, state)
      } catch (error) {
        if (!(error instanceof ModelError)) throw error
      }
    }),
    { numRuns: 400, seed: 20251021, endOnFailure: true },
  )
  expect(pairs).toBeGreaterThan(200)
})

function walk(reference: Interpreter, model: Model, dice: readonly number[]): Plain[] {
  const [start] = reference.initials()
  if (start === undefined) return []
  const states = [start.state]
  for (const die of model.actions.length === 0 ? [] : dice) {
    const action = die % model.actions.length
    const [next] = reference.outcomes(states.at(-1) as Plain, action)
    if (next !== undefined) states.push(next.state)
  }
  return states
}

/** How many outcomes of first steps were followed by a second. */
function compare(model: Model, reference: Interpreter, state: Plain): number {
  let followed = 0
  model.actions.forEach(({ kind, process, instance, name }, i) => {
    if (kind !== 'step' || process === undefined) return
    for (const [j, second] of model.actions.entries()) {
      const isOwn = second.kind === 'step' && second.process === process && second.instance === instance
      if (!isOwn || second.name === name) continue
      const expected = reference.outcomes(state, i).flatMap((first) => {
        const label = (first.state as { [key: string]: { at: string }[] })[process]?.[instance]?.at
        if (second.at?.[0] !== label || !isEnabled(model, first.state, j)) return [first.state]
        followed++
        return reference.outcomes(first.state, j).map((then) => then.state)
      })
      const made = interpreter(atomic(model, process, name, second.name))
      const found = made.outcomes(state, i).map((outcome) => outcome.state)
      expect(found).toEqual(expected)
    }
  })
  return followed
}

/** Whether the guard is true, whatever the body then chooses from. */
function isEnabled(model: Model, state: Plain, action: number): boolean {
  const info = model.actions[action]
  if (info?.when === undefined) return true
  const always = { ...model, actions: [{ ...info, do: () => undefined }] as never }
  return interpreter(always).outcomes(state, 0).length > 0
}
