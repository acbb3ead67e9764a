/** Finds pairs of steps that make a violated property hold if they are one atomic step. Explores each design fully. */
import { compile } from '../../engine/compile/program.ts'
import { Search } from '../../engine/search/search.ts'
import type { PartOptions } from '../../engine/search/worker-part.ts'
import { ModelError, SpecError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import { asksRuns } from '../../language/properties.ts'
import { interpreter } from '../../reference/interpret.ts'
import type { PropertyResult, Saving } from '../../result.ts'
import { crossCheck } from '../../trace/cross-check.ts'
import { atomic } from '../../why/atomic.ts'
import { type Pair, pairsOf } from '../../why/step-pairs.ts'
import { interruption, pauses, type SearchOptions, type Stopwatch } from '../limits.ts'
import { decideRuns } from '../run-properties.ts'
import { search } from '../search-design.ts'

/** Maximum number of states of a design with an atomic pair, or twice the states of the design if that is more. */
const leastStates = 100_000

export interface SavingOptions extends SearchOptions {
  /** Number of states of the design itself. */
  readonly states: number
  readonly maxBytes: number
}

/** For each result with an explained counterexample, the pairs that would save the property. */
export async function savings(
  model: Model,
  results: readonly PropertyResult[],
  clock: Stopwatch,
  options: SavingOptions,
): Promise<Map<string, Saving[]>> {
  const wanted = new Map<
    string,
    { readonly pair: Pair; readonly for: { readonly name: string; readonly pair: Pair }[] }
  >()
  const found = new Map<string, Saving[]>()
  for (const { name, counterexample } of results) {
    if (counterexample?.why === undefined) continue
    found.set(name, [])
    for (const pair of pairsOf(counterexample, counterexample.why.slice)) {
      const key = JSON.stringify([pair.process, pair.first, pair.second])
      const known = wanted.get(key) ?? { pair, for: [] }
      known.for.push({ name, pair })
      wanted.set(key, known)
    }
  }
  for (const { pair, for: asked } of wanted.values()) {
    if (interruption(clock, options) !== undefined) break
    const names = asked.map(({ name }) => name)
    const { holding, states } = await heldBy(model, pair, names, clock, options)
    for (const one of asked) if (holding.includes(one.name)) found.get(one.name)?.push({ ...one.pair, states })
  }
  return found
}

/** The properties that hold if the pair is one step; none if that is not known. */
async function heldBy(
  model: Model,
  { process, first, second }: Pair,
  names: readonly string[],
  clock: Stopwatch,
  options: SavingOptions,
): Promise<{ readonly holding: readonly string[]; readonly states: number }> {
  const nothing = { holding: [], states: 0 }
  const properties = model.properties.filter(({ name }) => names.includes(name))
  const changed: Model = { ...atomic(model, process, first, second), properties }
  const part: PartOptions = {
    kinds: properties.map(({ kind }) => kind),
    actions: changed.actions.length,
    limits: { maxStates: Math.max(leastStates, 2 * options.states), maxBytes: options.maxBytes },
  }
  const keepGraph = properties.some(asksRuns)
  try {
    const exploration = new Search(compile(changed), { ...part, keepGraph, stopWhenDecided: !keepGraph })
    await search(changed, exploration, part, clock, { ...options, whole: true })
    if (!exploration.complete || exploration.failure !== undefined) return nothing
    const reference = interpreter(changed)
    crossCheck(changed, reference, exploration)
    const pause = pauses(clock, options)
    const runs = await decideRuns(changed, reference, exploration, {
      ...{ maxBytes: options.maxBytes, pause, lastPause: pause, told: [] },
      stop: () => interruption(clock, options),
    })
    const holding = properties.flatMap((property, i) => {
      const isOpen = exploration.findings[i] === undefined
      const holds = isOpen && (!asksRuns(property) || runs.verdicts[i]?.verdict === 'holds')
      return holds ? [property.name] : []
    })
    return { holding, states: exploration.store.count }
  } catch (error) {
    // with the pair as one step the model may fail in new ways: nothing is known about that design
    if (error instanceof ModelError || error instanceof SpecError) return nothing
    throw error
  }
}
