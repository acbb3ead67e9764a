/** The stamps that the model's code knows while the reference interpreter runs it. */
import type { Plain } from '../../plain.ts'
import { type KnownStamps, type Minting, tooManyAlive, tooManyMade } from '../../runtime/stamps.ts'
import { spring } from '../../runtime/traps.ts'
import type { Type } from '../types.ts'
import { aliveIn, familiesOf } from './alive.ts'

export class StampsOf implements KnownStamps, Minting {
  readonly #type: Type
  readonly #alive: Map<object, number[]>
  /** How many of each family there were before the step. */
  readonly #before: ReadonlyMap<object, number>

  /** `states`: the states that the code sees, all of this type. */
  constructor(type: Type, states: readonly Plain[]) {
    this.#type = type
    this.#alive = aliveIn(type, states)
    this.#before = new Map([...this.#alive].map(([family, stamps]) => [family, stamps.length]))
  }

  placeOf(family: object, stamp: unknown): number {
    return this.#alive.get(family)?.indexOf(stamp as number) ?? -1
  }

  at(family: object, place: number): number {
    return (this.#alive.get(family) as number[])[place] as number
  }

  mint(family: object): number {
    const type = familiesOf(this.#type).find((one) => one.family === family)
    const stamps = this.#alive.get(family)
    if (type === undefined || stamps === undefined) throw new TypeError(notOfModel)
    if (stamps.length - (this.#before.get(family) as number) >= type.most) throw spring(tooManyMade(type.most))
    const made = (stamps.at(-1) ?? -1) + 1
    stamps.push(made)
    return made
  }
}

export const notOfModel = 'fresh got a stamp that no part of the state has: use the type of the place that it is for'

/** @throws ModelError for a state with more stamps of a family than it may hold */
export function expectFew(type: Type, state: Plain): void {
  const alive = aliveIn(type, [state])
  for (const { family, most } of familiesOf(type)) {
    if ((alive.get(family) as number[]).length > most) throw spring(tooManyAlive(most, placesOf(type, family)))
  }
}

/** The first two places that hold a stamp of a family, as the end of a phrase. */
function placesOf(type: Type, family: object): string {
  const found: string[] = []
  const walk = (of: Type, path: string): void => {
    if (of.kind === 'stamp' && of.family === family) found.push(path)
    else if (of.kind === 'struct') {
      for (const [name, field] of Object.entries(of.fields)) walk(field, path === '' ? name : `${path}.${name}`)
    } else if (of.kind === 'mapOf') {
      walk(of.key, path)
      walk(of.of, path)
    } else if ('of' in of) walk(of.of, path)
  }
  walk(type, '')
  const all = [...new Set(found)]
  return ` in \`${all.slice(0, 2).join('`, `')}\`${all.length > 2 ? ', …' : ''}`
}
