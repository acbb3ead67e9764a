/** The outcome of a model, in a form that a test can name: it is loaded as the bundle of a spec is, and checked. */

import { SpecError } from '../../src/errors.ts'
import type { Result } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { toSpec } from '../differential/to-model.ts'

export interface Outcome {
  /** Of an error of the model or of the spec. */
  readonly error?: string
  /** Its message. */
  readonly message?: string
  readonly states?: number
  /** By property: `holds`, or `violated in 2`; of what is to be reachable `holds in 2`, or `violated`. */
  readonly verdicts: { readonly [property: string]: string }
  readonly result?: Result
}

const names =
  'array, bag, bool, compose, input, int, mapOf, model, oneOf, optional, process, queue, ref, same, setOf, spec, struct'

/** The outcome of the model that `body` returns; `outside` stands before it, as at the head of a file. */
export async function outcome(body: string, outside = ''): Promise<Outcome> {
  const text = `"use strict"
const { ${names} } = require("allways")
${outside}
const build = () => {
${body}
}
exports.default = spec({ name: "attack", model: build, designs: { only: {} } })`
  try {
    const result = await checkDesign(toSpec(text), 'only', { exhaustive: true })
    if (result.error !== undefined) {
      return { error: result.error.code, message: result.error.message, verdicts: {}, result }
    }
    const verdicts = result.properties.map(({ name, verdict, counterexample, witness }) => {
      const length = (counterexample ?? witness)?.steps.length
      return [name, length === undefined ? verdict : `${verdict} in ${length}`]
    })
    return { states: result.states, verdicts: Object.fromEntries(verdicts), result }
  } catch (error) {
    if (error instanceof SpecError) return { error: error.code, message: error.message, verdicts: {} }
    throw error
  }
}

/** The verdict of one property, or the code of the error. */
export async function verdict(property: string, body: string, outside = ''): Promise<string | undefined> {
  const found = await outcome(body, outside)
  return found.error ?? found.verdicts[property]
}
