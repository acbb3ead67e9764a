/**
 * The instances of all alike processes as one list of elements: those of the first class first. A permutation is an
 * `Int32Array` with an entry for each element: the new number of the instance within its class.
 */
import type { IdClass } from '../../language/ids.ts'
import type { Type } from '../../language/types.ts'
import { cardinality } from '../../language/values.ts'

export interface ElementClass {
  readonly name: string
  readonly size: number
  /** The number of its first element. */
  readonly from: number
  /** The fields of the whole state that hold its processes. */
  readonly processes: readonly string[]
}

/** Maps a value, given by its rank, to the value that names the permuted instances. */
export type MapRank = (rank: number, moved: Int32Array) => number

export class Elements {
  readonly classes: readonly ElementClass[]
  readonly count: number
  readonly #byName: ReadonlyMap<string, number>

  constructor(classes: readonly IdClass[]) {
    let from = 0
    this.classes = classes.map(({ name, instances, processes }) => {
      const made = { name, size: instances, from, processes }
      from += instances
      return made
    })
    this.count = from
    this.#byName = new Map(classes.map(({ name }, c) => [name, c]))
  }

  /** The permutation that leaves every instance where it is. */
  identity(): Int32Array {
    const moved = new Int32Array(this.count)
    for (const { from, size } of this.classes) for (let i = 0; i < size; i++) moved[from + i] = i
    return moved
  }

  /** The class whose ids a type holds or an array has as its index; −1 if there is none. */
  classOf(id: { readonly process: string } | undefined): number {
    return id === undefined ? -1 : (this.#byName.get(id.process) ?? -1)
  }

  /** The class of the instances in a field of the whole state; −1 if the field holds no alike process. */
  classOfField(name: string): number {
    return this.classes.findIndex(({ processes }) => processes.includes(name))
  }

  /** The class with ids of this name; −1 if there is none. */
  classOfIds(name: string): number {
    return this.#byName.get(name) ?? -1
  }

  /** How many ids of alike processes a value of a scalar, optional, struct or array type names at most. */
  idsIn(type: Type): number {
    switch (type.kind) {
      case 'ref':
        return this.classOf(type) < 0 ? 0 : 1
      case 'optional':
        return this.idsIn(type.of)
      case 'struct':
        return Object.values(type.fields).reduce((sum, field) => sum + this.idsIn(field), 0)
      case 'array':
        // an array with such an index names each instance by its place
        return this.classOf(type.index) < 0 ? type.length * this.idsIn(type.of) : type.length
      default:
        return 0
    }
  }

  /** Whether a place of this type depends on ids of alike processes. */
  isTouched(type: Type): boolean {
    switch (type.kind) {
      case 'ref':
        return this.classOf(type) >= 0
      case 'struct':
        return Object.values(type.fields).some((field) => this.isTouched(field))
      case 'array':
        return this.classOf(type.index) >= 0 || this.isTouched(type.of)
      case 'mapOf':
        return this.isTouched(type.key) || this.isTouched(type.of)
      case 'optional':
      case 'setOf':
      case 'queue':
      case 'bag':
        return this.isTouched(type.of)
      default:
        return false
    }
  }

  /** `undefined` if no permutation changes a value of the type. */
  mapOf(type: Type): MapRank | undefined {
    if (this.idsIn(type) === 0) return undefined
    switch (type.kind) {
      case 'ref': {
        const { from } = this.classes[this.classOf(type)] as ElementClass
        return (rank, moved) => moved[from + rank] as number
      }
      case 'optional': {
        const of = this.mapOf(type.of) as MapRank
        return (rank, moved) => (rank === 0 ? 0 : 1 + of(rank - 1, moved))
      }
      case 'struct': {
        const parts = Object.values(type.fields).map((field) => ({ n: cardinality(field), map: this.mapOf(field) }))
        parts.reverse()
        return (rank, moved) => {
          let left = rank
          let place = 1
          let mapped = 0
          for (const { n, map } of parts) {
            const digit = left % n
            left = (left - digit) / n
            mapped += (map === undefined ? digit : map(digit, moved)) * place
            place *= n
          }
          return mapped
        }
      }
      case 'array': {
        const n = cardinality(type.of)
        const { length } = type
        const map = this.mapOf(type.of)
        const index = this.classOf(type.index)
        const from = index < 0 ? -1 : (this.classes[index] as ElementClass).from
        const places = Array.from({ length }, (_, i) => n ** (length - 1 - i))
        return (rank, moved) => {
          let left = rank
          let mapped = 0
          for (let i = length - 1; i >= 0; i--) {
            const digit = left % n
            left = (left - digit) / n
            const to = from < 0 ? i : (moved[from + i] as number)
            mapped += (map === undefined ? digit : map(digit, moved)) * (places[to] as number)
          }
          return mapped
        }
      }
      default:
        return undefined
    }
  }

  /** Visits the elements that a value names, in the order of its parts, by its rank. */
  visitorOf(type: Type): ((rank: number, visit: (element: number) => void) => void) | undefined {
    if (this.idsIn(type) === 0) return undefined
    switch (type.kind) {
      case 'ref': {
        const { from } = this.classes[this.classOf(type)] as ElementClass
        return (rank, visit) => visit(from + rank)
      }
      case 'optional': {
        const of = this.visitorOf(type.of)
        return (rank, visit) => {
          if (rank > 0) of?.(rank - 1, visit)
        }
      }
      case 'struct': {
        const parts = Object.values(type.fields).map((field) => ({ n: cardinality(field), of: this.visitorOf(field) }))
        parts.reverse()
        return (rank, visit) => {
          let left = rank
          for (const { n, of } of parts) {
            const digit = left % n
            left = (left - digit) / n
            of?.(digit, visit)
          }
        }
      }
      case 'array': {
        const n = cardinality(type.of)
        const of = this.visitorOf(type.of)
        return (rank, visit) => {
          let left = rank
          for (let i = type.length - 1; i >= 0; i--) {
            const digit = left % n
            left = (left - digit) / n
            of?.(digit, visit)
          }
        }
      }
      default:
        return undefined
    }
  }
}

/** `n` over the sizes of the groups: the number of orders of `n` things of which those of a group are equal. */
export function orders(groups: readonly number[]): number {
  let all = 1
  let n = 0
  for (const group of groups) {
    // each partial product is a binomial coefficient, so it stays whole
    for (let k = 1; k <= group; k++) {
      n++
      all = Math.round((all * n) / k)
    }
  }
  return all
}
