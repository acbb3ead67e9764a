/** The variables of a model that a log never shows. */

import type { Model } from '../language/model.ts'
import type { Type } from '../language/types.ts'
import type { SeenPart } from './partial-state.ts'

export class Unstated {
  /** For each variable: its places that no event has shown, as in `lease.by`. The elements of an array are one place. */
  readonly #left = new Map<string, Set<string>>()
  readonly #seen = new Set<string>()

  constructor({ system, processes }: Model) {
    for (const [name, type] of Object.entries(system.fields)) {
      // the budgets of faults belong to the model alone
      if (name === 'faults') continue
      const places = placesIn(type, name)
      if (!Object.hasOwn(processes, name)) this.#left.set(name, new Set(places))
      // a step says at which label its process is
      else for (const place of places) if (place !== `${name}.at`) this.#left.set(place, new Set([place]))
    }
  }

  see(parts: readonly SeenPart[]): void {
    for (const { keys } of parts) {
      const path = keys.filter((key) => typeof key === 'string').join('.')
      if (this.#seen.size === this.#seen.add(path).size) continue
      for (const [name, left] of this.#left) {
        for (const place of left) if (isIn(place, path)) left.delete(place)
        if (left.size === 0) this.#left.delete(name)
      }
    }
  }

  /** The names of the variables; only the places that are left if some of the variable was shown. */
  get names(): readonly string[] {
    const isUnseen = (name: string) => ![...this.#seen].some((path) => isIn(path, name))
    return [...this.#left].flatMap(([name, left]) => (isUnseen(name) ? [name] : [...left]))
  }
}

const isIn = (place: string, path: string) => place === path || place.startsWith(`${path}.`)

function placesIn(type: Type, path: string): string[] {
  if (type.kind === 'array' || type.kind === 'optional') return placesIn(type.of, path)
  if (type.kind !== 'struct') return [path]
  return Object.entries(type.fields).flatMap(([name, field]) => placesIn(field, `${path}.${name}`))
}
