/** Random types of states with ids of alike instances, and random states of them. A tape of bytes decides everything. */
import { array, bag, bool, int, mapOf, oneOf, optional, queue, ref, setOf, struct } from 'allways'
import * as fc from 'fast-check'
import type { Fields, Type } from '../../../src/language/types.ts'
import { cardinality, rank } from '../../../src/language/values.ts'
import type { Plain } from '../../../src/plain.ts'
import { Tape } from '../../differential/tape.ts'
import type { Alike } from './plain-permutation.ts'

export interface Shape {
  readonly fields: Fields
  readonly classes: readonly Alike[]
}

const bytes = (maxLength: number) => fc.array(fc.nat(255), { maxLength, size: 'max' })

/** `simple`: no part of a state depends on two ids. */
export const random = (simple: boolean, sizes: readonly number[] = [2, 3, 4]) =>
  fc.tuple(bytes(60), bytes(120)).map(([ofTypes, ofState]) => {
    const shape = shapeOf(new Tape(ofTypes), simple, sizes)
    const tape = new Tape(ofState)
    return { shape, state: randomValue(tape, struct(shape.fields)), other: randomValue(tape, struct(shape.fields)) }
  })

function shapeOf(tape: Tape, simple: boolean, sizes: readonly number[]): Shape {
  const count = tape.weighted([
    [2, 1],
    [1, 2],
  ] as const)
  const classes = ['node', 'host'].slice(0, count).map((name, k): Alike => {
    const instances = tape.pick(k === 0 ? sizes : [2, 3])
    return { name, instances, processes: k === 0 && tape.chance(1, 3) ? [name, `${name}Helper`] : [`${name}Process`] }
  })
  const ids = classes.map(({ name, instances }) => ref(name, instances))
  const types = new Types(tape, ids, simple)
  const variables = Object.fromEntries(tape.list(1, 4, (k) => [`v${k}`, types.place(2, false)]))
  const processes = classes.flatMap(({ instances, processes }) =>
    processes.map((name) => {
      const local = tape.list(0, 2, (k) => [`l${k}`, simple ? types.without(2, false) : types.place(2, false)] as const)
      const own = struct({ at: oneOf('a', 'b', 'c'), ...Object.fromEntries(local) })
      return [name, array(instances, own)] as const
    }),
  )
  const all = [...Object.entries(variables), ...processes]
  const fields = tape.chance(1, 2) ? all : all.reverse()
  return { fields: Object.fromEntries(fields), classes }
}

type Ids = ReturnType<typeof ref>

class Types {
  readonly tape: Tape
  readonly ids: readonly Ids[]
  readonly simple: boolean
  constructor(tape: Tape, ids: readonly Ids[], simple: boolean) {
    this.tape = tape
    this.ids = ids
    this.simple = simple
  }

  id(): Ids {
    return this.tape.pick(this.ids)
  }

  plain(): Type {
    return this.tape.pick<Type>([bool, int(-1, 2), oneOf('x', 'y', 'z'), struct({}), optional(bool), int(0, 40)])
  }

  /** A type of values that name at most one id if the shape is simple. */
  value(depth: number): Type {
    const { tape } = this
    const kind = tape.below(depth > 0 ? 6 : 2)
    if (kind === 0) return this.id()
    if (kind === 1) return this.plain()
    if (kind === 2) return optional(this.id())
    const second = this.simple ? this.plain() : this.value(depth - 1)
    if (kind === 3) return struct({ what: second, to: this.value(depth - 1) })
    if (kind === 4) return struct({ to: optional(this.id()), what: this.plain(), more: second })
    return this.simple ? struct({ x: this.id(), y: bool }) : array(tape.chance(1, 2) ? 2 : this.id(), this.value(0))
  }

  bounded(depth: number, most: number): Type {
    const type = this.value(depth)
    return cardinality(type) <= most ? type : this.id()
  }

  without(depth: number, conditional: boolean): Type {
    const { tape } = this
    const kind = tape.below(depth > 0 ? 6 : 1)
    if (kind <= 1) return this.plain()
    if (kind === 2) return setOf(int(0, 33))
    if (kind === 3) return mapOf(bool, this.without(0, true))
    if (kind === 4) return conditional ? queue(bool, 2) : array(2, this.without(depth - 1, false))
    return optional(struct({ a: this.without(depth - 1, true), b: bag(int(0, 2), 2) }))
  }

  /** A type of a place. `conditional`: inside an optional or a map, where no array of scalars may be. */
  place(depth: number, conditional: boolean): Type {
    const { tape, simple } = this
    if (depth === 0) return this.value(0)
    const value = this.value(1)
    switch (tape.below(10)) {
      case 0:
        return value.kind === 'array' && conditional ? this.id() : value
      case 1:
        return setOf(this.bounded(2, 200))
      case 2:
        return mapOf(this.bounded(1, 24), simple ? this.without(depth - 1, true) : this.place(depth - 1, true))
      case 3:
        return mapOf(tape.pick([bool, int(0, 2)]), this.place(depth - 1, true))
      case 4:
        return queue(this.bounded(2, 2 ** 20), tape.between(1, 4))
      case 5:
        return bag(this.bounded(2, 2 ** 20), tape.between(1, 4))
      case 6:
        return struct({ a: this.place(depth - 1, conditional), b: this.place(0, conditional) })
      case 7: {
        const of = simple ? this.without(depth - 1, conditional) : this.place(depth - 1, conditional)
        return array(this.id(), conditional ? struct({ of }) : of)
      }
      case 8: {
        const of = this.place(depth - 1, conditional)
        return array(2, conditional ? struct({ of }) : of)
      }
      default:
        return optional(struct({ x: this.place(depth - 1, true), y: bool }))
    }
  }
}

/** A random value, as the engine decodes it: bags, sets and maps are in ascending order. */
export function randomValue(tape: Tape, type: Type): Plain {
  const list = (most: number, of: Type) => tape.list(0, most, () => randomValue(tape, of))
  switch (type.kind) {
    case 'bool':
      return tape.chance(1, 2)
    case 'int':
      return type.lo + tape.below(type.hi - type.lo + 1)
    case 'oneOf':
      return tape.pick(type.labels)
    case 'ref':
      return tape.below(type.instances)
    case 'stamp':
      return tape.below(type.most)
    case 'optional':
      return tape.chance(1, 2) ? randomValue(tape, type.of) : null
    case 'timer':
      return tape.chance(1, 2) ? tape.below(type.max + 1) : null
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([name, of]) => [name, randomValue(tape, of)]))
    case 'array':
      return Array.from({ length: type.length }, () => randomValue(tape, type.of))
    case 'setOf':
      return inOrder(type, list(4, type.of))
    case 'queue':
    case 'bag':
      return inOrder(type, list(type.capacity, type.of))
    case 'mapOf': {
      const keys = inOrder(setOf(type.key), list(3, type.key)) as Plain[]
      return keys.map((key) => [key, randomValue(tape, type.of)])
    }
  }
}

/** Brings the values of sets, bags and maps into ascending order, and removes those that a set has twice. */
export function inOrder(type: Type, value: Plain): Plain {
  // biome-ignore lint/suspicious/noExplicitAny: the type says what the value is
  const plain = value as any
  const sorted = (all: readonly Plain[], of: Type) => [...all].sort((a, b) => rank(of, a) - rank(of, b))
  switch (type.kind) {
    case 'optional':
      return plain === null ? null : inOrder(type.of, plain)
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([name, of]) => [name, inOrder(of, plain[name])]))
    case 'array':
      return plain.map((one: Plain) => inOrder(type.of, one))
    case 'setOf':
      return sorted(plain, type.of).filter(
        (one, k, all) => k === 0 || rank(type.of, one) !== rank(type.of, all[k - 1] as Plain),
      )
    case 'bag':
      return sorted(plain, type.of)
    case 'mapOf':
      return [...plain]
        .sort(([a]: [Plain], [b]: [Plain]) => rank(type.key, a) - rank(type.key, b))
        .map(([key, one]: [Plain, Plain]) => [key, inOrder(type.of, one)])
    default:
      return plain
  }
}
