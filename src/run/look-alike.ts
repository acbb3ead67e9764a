/**
 * Finds processes that look alike and do not say so. In a sample of states, exchanging two instances makes no difference
 * to steps and properties. This is a hint, and changes no verdict.
 */
import { Out } from '../engine/compile/out.ts'
import { compile, StepFailure } from '../engine/compile/program.ts'
import type { Search } from '../engine/search/search.ts'
import { quotient } from '../engine/symmetry/quotient.ts'
import type { IdClass } from '../language/ids.ts'
import type { Model } from '../language/model.ts'
import type { LookAlike } from '../result.ts'
import { purely } from '../runtime/traps.ts'
import { planOf } from './reduction.ts'

/** For a model with fewer states the hint is not worth its time, which is a few milliseconds. */
const fewStates = 50_000
/** Number of states in the sample. */
const sampleSize = 64

/** The processes that look alike, each with the share of the states that would be left. */
export function lookAlike(model: Model, { store, program }: Search): LookAlike[] {
  if (program.symmetry !== undefined || store.count < fewStates) return []
  const undeclared = Object.entries(model.processes).filter(([name, { instances }]) => {
    return instances > 1 && !model.classes.some(({ processes }) => processes.includes(name))
  })
  const classes = new Map<string, IdClass>()
  for (const [name, { instances, ids }] of undeclared) {
    const key = ids?.process ?? name
    const processes = [...(classes.get(key)?.processes ?? []), name]
    classes.set(key, { name: key, instances, processes })
  }
  return [...classes.values()].flatMap((one) => {
    const declared = { ...model, classes: [one] }
    const share = planOf(declared).reduction && shareOf(declared, store)
    return share === undefined ? [] : [{ processes: one.processes, instances: one.instances, share }]
  })
}

/** The share of the states that would be left; `undefined` if the instances of the class are not alike. */
function shareOf(model: Model, store: Search['store']): number | undefined {
  const program = quotient(compile(model), model, 'each')
  const { symmetry, register } = program
  if (symmetry === undefined) return undefined
  const out = new Out(program.words, model.actions.length)
  const stride = Math.floor(store.count / sampleSize)
  let sum = 0
  try {
    for (let k = 0; k < sampleSize; k++) {
      // not the first states: they are few, and the most symmetric
      store.load(k * stride + (stride >>> 1), register)
      symmetry.settle(register, 0)
      sum += 1 / symmetry.orbit(register, 0)
      out.count = 0
      purely(() => {
        program.successors(out)
        symmetry.expectAlike()
      })
    }
  } catch (error) {
    if (error instanceof StepFailure) return undefined
    throw error
  }
  return sum / sampleSize
}
