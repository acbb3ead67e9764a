/** Random types. Most of them have few values. */
import { type Fields, isCell, type TypeD } from './description.ts'
import type { Tape } from './tape.ts'

const million: TypeD = { kind: 'int', lo: -1_000_000, hi: 1_000_000 }
const endless: TypeD = { kind: 'int', lo: 0, hi: 2 ** 31 - 2 }
const manyLabels: TypeD = { kind: 'oneOf', labels: 'onmlkjihgfedcba'.split('') }

export class Types {
  readonly #tape: Tape
  readonly #processes: readonly { readonly name: string; readonly instances: number }[]
  /** Earlier types, to be used again: an assignment needs two places of the same type. */
  readonly #made: { readonly place: TypeD[]; readonly value: TypeD[] } = { place: [], value: [] }

  constructor(tape: Tape, processes: readonly { readonly name: string; readonly instances: number }[]) {
    this.#tape = tape
    this.#processes = processes
  }

  fields(lo: number, hi: number, names: readonly string[], make: () => TypeD): Fields {
    const count = this.#tape.between(lo, hi)
    return Object.fromEntries(names.slice(0, count).map((name) => [name, make()]))
  }

  scalar(): TypeD {
    const tape = this.#tape
    const kind = tape.weighted([
      [4, 'bool'],
      [5, 'int'],
      [3, 'oneOf'],
      [2, 'ref'],
    ] as const)
    if (kind === 'int') {
      const lo = tape.pick([0, 0, -1, 1, -2])
      return { kind, lo, hi: lo + tape.between(1, 2) }
    }
    if (kind === 'oneOf') return { kind, labels: tape.pick([['z', 'a'], ['b', 'c', 'a'], ['y']]) }
    if (kind === 'ref' && this.#processes.length > 0) {
      const { name, instances } = tape.pick(this.#processes)
      return { kind, process: name, instances }
    }
    return { kind: 'bool' }
  }

  /** A type with unusually many values or labels, which needs more bits or masks. */
  #wide(inCollection: boolean): TypeD {
    const widest = inCollection ? [] : [million, endless]
    return this.#tape.pick<TypeD>([
      ...widest,
      { kind: 'int', lo: 0, hi: 31 },
      { kind: 'int', lo: -3, hi: 36 },
      manyLabels,
    ])
  }

  /** A type of elements of a set, queue or bag, or of keys. */
  value(): TypeD {
    return this.#again('value', () => {
      if (this.#tape.chance(1, 8)) return this.#wide(true)
      const kind = this.#tape.weighted([
        [7, 'scalar'],
        [3, 'struct'],
        [1, 'optional'],
        [1, 'array'],
      ] as const)
      if (kind === 'struct') {
        const field = () => (this.#tape.chance(1, 5) ? this.#optionalScalar() : this.scalar())
        return { kind, fields: this.fields(1, 2, ['x', 'y'], field) }
      }
      if (kind === 'optional') return this.#optionalScalar()
      if (kind === 'array') return { kind, length: 2, of: { kind: 'bool' } }
      return this.scalar()
    })
  }

  /** Any type of a variable. `inside`: it is for an optional or a map, which may not contain arrays of scalars. */
  place(depth: number, inside = false): TypeD {
    if (this.#tape.chance(1, 16)) return this.#wide(false)
    if (depth <= 0) return this.#cell()
    if (inside) return this.#newPlace(depth, true)
    return this.#again('place', () => this.#newPlace(depth, false))
  }

  #again(pool: 'place' | 'value', make: () => TypeD): TypeD {
    const made = this.#made[pool]
    if (made.length > 0 && this.#tape.chance(1, 3)) return this.#tape.pick(made)
    const type = make()
    if (type.kind !== 'bool' && type.kind !== 'int') made.push(type)
    return type
  }

  /** A type of a place: a scalar, or a counter that stops, either of them perhaps optional. */
  #cell(): TypeD {
    const of: TypeD = this.#tape.chance(1, 8)
      ? { kind: 'int', lo: 0, hi: this.#tape.between(1, 3), stops: true }
      : this.scalar()
    return this.#tape.chance(1, 4) ? { kind: 'optional', of } : of
  }

  #optionalScalar(): TypeD {
    return { kind: 'optional', of: this.scalar() }
  }

  #struct(depth: number, inside: boolean): TypeD {
    // a third of the structs have two fields of one type, so that statements can swap them
    if (this.#tape.chance(1, 3)) {
      const of = this.place(depth - 1, inside)
      return { kind: 'struct', fields: { x: of, y: of } }
    }
    return { kind: 'struct', fields: this.fields(1, 2, ['x', 'y'], () => this.place(depth - 1, inside)) }
  }

  #newPlace(depth: number, inside: boolean): TypeD {
    const tape = this.#tape
    const kind = tape.weighted([
      [4, 'scalar'],
      [1, 'optional scalar'],
      [3, 'optional struct'],
      [4, 'struct'],
      [inside ? 0 : 2, 'array of scalars'],
      [3, 'array'],
      [3, 'setOf'],
      [3, 'mapOf'],
      [3, 'queue'],
      [3, 'bag'],
    ] as const)
    switch (kind) {
      case 'optional scalar':
        return this.#optionalScalar()
      case 'optional struct':
        return { kind: 'optional', of: this.#struct(depth, true) }
      case 'struct':
        return this.#struct(depth, inside)
      case 'array of scalars':
        return {
          kind: 'array',
          length: tape.between(1, 3),
          of: this.#cell(),
        }
      case 'array': {
        const of = this.place(depth - 1, inside)
        const length = tape.between(1, 2)
        if (inside && isCell(of)) return { kind, length, of: this.#struct(depth - 1, true) }
        return { kind, length, of }
      }
      case 'setOf':
        return { kind, of: this.value() }
      case 'mapOf':
        return {
          kind,
          key: this.value(),
          of: tape.chance(1, 2) ? this.#struct(depth - 1, true) : this.place(depth - 1, true),
        }
      case 'queue':
      case 'bag':
        return { kind, of: this.value(), capacity: tape.between(1, 2) }
      default:
        return this.scalar()
    }
  }
}
