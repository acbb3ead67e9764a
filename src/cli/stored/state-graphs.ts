/**
 * The designs that a process has checked, with their state graphs. When a spec changes, only the changes are checked.
 * If the steps and types of a design are exactly the same, its states are the same too. A changed property is then
 * tested on these states. An unchanged one keeps its verdict, which was found and replayed in this process.
 */

import type { Search } from '../../engine/search/search.ts'
import type { Model } from '../../language/model.ts'
import { expectedOf } from '../../language/spec.ts'
import type { PropertyResult, Result } from '../../result.ts'
import { type CheckDesignOptions, checkDesign } from '../../run/check.ts'
import { modelFor, outlineOf } from '../../run/design.ts'
import { stopwatch } from '../../run/limits.ts'
import type { LoadedSpec } from '../project/load.ts'
import { type Digests, digestsOf } from '../project/model-digest.ts'

/** The last complete check of a design. */
interface Known {
  readonly digests: Digests
  readonly result: Result
  /** `undefined` if it was dropped to save memory. */
  exploration: Search | undefined
}

export class StateGraphs {
  readonly #maxBytes: number
  readonly #known = new Map<string, Known>()

  /** `maxBytes`: the maximum for the states of all designs together; the largest graphs are dropped first. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** As `checkDesign`; `result.reused` is set if nothing was explored. @throws SpecError */
  async check(loaded: LoadedSpec, design: string, options: CheckDesignOptions): Promise<Result> {
    const clock = stopwatch()
    const { spec, file } = loaded
    const key = JSON.stringify([file, design])
    const before = this.#known.get(key)
    const model = modelOr(() => modelFor(spec, design, options))
    // whatever else the spec reads may have changed
    const digests = model === undefined || loaded.bundle.reads.length > 0 ? undefined : digestsOf(model)
    if (model === undefined || digests?.model === undefined) return checkDesign(spec, design, options)

    let exploration: Search | undefined
    const explore = (more: CheckDesignOptions) =>
      checkDesign(spec, design, {
        ...{ ...options, ...more, exhaustive: true },
        onExplored: (all) => {
          exploration = all
        },
      })
    const known = before?.digests.model === digests.model ? before : undefined
    const kept = (known?.result.properties ?? []).flatMap((property): PropertyResult[] => {
      const meaning = digests.properties.get(property.name)
      if (meaning === undefined || meaning !== known?.digests.properties.get(property.name)) return []
      const expected = expectedOf(spec, design, property.name)
      const ok = property.verdict === expected
      // an explanation names lines, which may have moved
      if (property.counterexample !== undefined && (!ok || property.counterexample.why !== undefined)) return []
      return [{ ...property, expected, ok }]
    })
    const names = model.properties.map(({ name }) => name)
    const others = names.filter((name) => !kept.some((property) => property.name === name))

    let found: Result
    if (known === undefined) found = await explore({})
    else if (others.length > 0) found = await explore({ properties: others, explored: known.exploration })
    else found = { ...known.result, reused: 'graph' }
    // an error of the model is reported for all properties together
    if (known !== undefined && found.error !== undefined) found = await explore({})
    const all = [...found.properties, ...kept]
    const { note: _, notes: __, ...rest } = found
    const result: Result = {
      ...{ ...rest, ...outlineOf(spec, design, options), seconds: clock.seconds() },
      properties: names.flatMap((name) => all.find((property) => property.name === name) ?? []),
    }
    if (result.complete && result.error === undefined && result.limit === undefined) {
      this.#known.set(key, { digests, result, exploration: exploration ?? known?.exploration })
      this.#makeRoom()
    }
    return result
  }

  #makeRoom(): void {
    const bytesOf = ({ exploration }: Known) => exploration?.bytes ?? 0
    const all = [...this.#known.values()].sort((a, b) => bytesOf(b) - bytesOf(a))
    let sum = all.reduce((bytes, known) => bytes + bytesOf(known), 0)
    for (const known of all) {
      if (sum <= this.#maxBytes) return
      sum -= bytesOf(known)
      known.exploration = undefined
    }
  }
}

/** Returns `undefined` if the model cannot be made; the check of the design reports why. */
function modelOr(make: () => Model): Model | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
