/**
 * The types of a model's state. All types are bounded. A place starts at the lowest value of its type (`false`, `lo`,
 * the first label, `null`, empty). A type is plain data: both executions read it. The file is over 300 lines because every
 * type that an author can name has its comment here.
 */
import { SpecError, show } from '../errors.ts'
import type { BagView, MapView, QueueView, SetView } from '../runtime/collections.ts'
import type { Timer, UnitTimer } from '../runtime/timer-view.ts'
import type { ById, Id, ReadonlyById } from './by-id.ts'
import { checkName, checkNames, onlyKnown } from './names.ts'
import type { Stamp, StampType } from './stamps/stamp.ts'

/** The type of `bool`. */
export interface BoolType {
  readonly kind: 'bool'
}
/** The type of `int(lo, hi)`: whole numbers, both bounds included. */
export interface IntType {
  readonly kind: 'int'
  readonly lo: number
  readonly hi: number
  /** Of `upTo(n)`: a place that is given more keeps `hi`. */
  readonly stops?: true
}
/** The type of `oneOf(...labels)`. */
export interface OneOfType<L extends string = string> {
  readonly kind: 'oneOf'
  readonly labels: readonly L[]
}
/** The type of `ref(name, instances)`. `process` is the name of a process, or of ids that several processes have. */
export interface RefType {
  readonly kind: 'ref'
  readonly process: string
  readonly instances: number
}
/** The type of `optional(of)`. */
export interface OptionalType<T extends Type = Type> {
  readonly kind: 'optional'
  readonly of: T
}
/** The type of `struct(fields)`. */
export interface StructType<F extends Fields = Fields> {
  readonly kind: 'struct'
  readonly fields: F
}
/** The type of `array(length, of)` and `array(ids, of)`. */
export interface ArrayType<T extends Type = Type> {
  readonly kind: 'array'
  readonly length: number
  readonly of: T
  /** The ids of which each has one element. */
  readonly index?: RefType
}
/** The type of `array(ids, of)`. */
export interface ArrayByIdType<T extends Type = Type> extends ArrayType<T> {
  readonly index: RefType
}
/** The type of `setOf(of)`. */
export interface SetType<T extends Type = Type> {
  readonly kind: 'setOf'
  readonly of: T
}
/** The type of `mapOf(key, of)`. */
export interface MapType<K extends Type = Type, V extends Type = Type> {
  readonly kind: 'mapOf'
  readonly key: K
  readonly of: V
}
/** The type of `queue(of, capacity)`. */
export interface QueueType<T extends Type = Type> {
  readonly kind: 'queue'
  readonly of: T
  readonly capacity: number
}
/** The type of `bag(of, capacity)`. */
export interface BagType<T extends Type = Type> {
  readonly kind: 'bag'
  readonly of: T
  readonly capacity: number
}
/** The slowest and the fastest rate of a clock: the units that it counts in one unit of time, as in `[0.9, 1.1]`. */
export type Rates = readonly [slowest: number, fastest: number]

/** The type of `timer(max)`. `Units`: whether time goes by units while the timer runs, so that `left` can be read. */
export interface TimerType<Units extends boolean = boolean> {
  readonly kind: 'timer'
  /** The most units that can be left. */
  readonly max: number
  /** Whether time cannot pass while the timer is due. */
  readonly urgent: boolean
  readonly units: Units
  /** The rates of its clock, and the most units that a step may start it with. @internal */
  readonly drift?: { readonly rates: Rates; readonly most: number }
  /** For the clock of a step with bounds: the step can be taken if no more than this is left. @internal */
  readonly opens?: number
}
/** A type with one number, label or truth value at each place. */
export type ScalarType = BoolType | IntType | OneOfType | RefType | StampType
/** The type of a variable, as `int`, `struct` and the other functions return it. Every type is bounded. */
export type Type =
  | ScalarType
  | OptionalType
  | StructType
  | ArrayType
  | SetType
  | MapType
  | QueueType
  | BagType
  | TimerType
/** Named types: the variables of a state, or the fields of a struct. */
export interface Fields {
  readonly [name: string]: Type
}

/** An array of fixed length, as guards and properties see it. */
export interface Elements<E> extends ReadonlyArray<E> {
  /** The element at `index`. An index outside the array is a model error, a negative one, too. */
  at(index: number): E
}

/** An array of fixed length. A step assigns elements of scalar or optional type; others change through their fields. */
export interface Cells<E> extends Elements<E> {
  [index: number]: E
  /** Assigns `value` to every element. */
  fill(value: E): unknown
}

/** The result of `Value` and `View` for the fields of a whole state, which are not a type. */
type NoType<T> = T extends Fields ? 'this is of one type: write SharedOf<typeof state> for a whole state' : never

/**
 * A value in a set, a map's key, a queue or a bag: plain, and never changed in place. If `T` may be any type at all,
 * the result is `unknown`, here and in views. Otherwise the compiler would expand it without end.
 */
export type Value<T> = Type extends T
  ? unknown
  : T extends BoolType
    ? boolean
    : T extends IntType
      ? number
      : T extends RefType
        ? Id
        : T extends StampType
          ? Stamp
          : T extends OneOfType<infer L>
            ? L
            : T extends OptionalType<infer U>
              ? Value<U> | null
              : T extends StructType<infer F>
                ? { readonly [K in keyof F]: Value<F[K]> }
                : T extends ArrayByIdType<infer U>
                  ? ReadonlyById<Value<U>>
                  : T extends ArrayType<infer U>
                    ? readonly Value<U>[]
                    : NoType<T>

/** A place of type `T` as a step sees it and may change it. */
export type View<T> = Type extends T
  ? unknown
  : T extends ScalarType
    ? Value<T>
    : T extends OptionalType<infer U>
      ? View<U> | null
      : T extends StructType<infer F>
        ? { -readonly [K in keyof F]: View<F[K]> }
        : T extends ArrayByIdType<infer U>
          ? U extends ScalarType | OptionalType
            ? ById<View<U>>
            : ReadonlyById<View<U>>
          : T extends ArrayType<infer U>
            ? U extends ScalarType | OptionalType
              ? Cells<View<U>>
              : Elements<View<U>>
            : T extends SetType<infer U>
              ? SetView<Value<U>>
              : T extends MapType<infer K, infer V>
                ? MapView<Value<K>, View<V>>
                : T extends QueueType<infer U>
                  ? QueueView<Value<U>>
                  : T extends BagType<infer U>
                    ? BagView<Value<U>>
                    : T extends TimerType<infer U>
                      ? TimerOf<U>
                      : NoType<T>

type TimerOf<Units extends boolean> = Units extends true ? UnitTimer : Timer
type ReadonlyTimer<Units extends boolean> = Omit<TimerOf<Units>, 'start' | 'stop'>
type ReadonlySetView<T> = Omit<SetView<T>, 'add' | 'delete' | 'clear' | 'assign'>
type ReadonlyMapView<K, V> = Omit<MapView<K, V>, 'set' | 'delete' | 'clear'>
type ReadonlyQueueView<T> = Omit<QueueView<T>, 'push' | 'shift' | 'clear' | 'assign' | 'removeAt'>
type ReadonlyBagView<T> = Omit<BagView<T>, 'add' | 'delete' | 'clear' | 'assign'>

/** A place of type `T` as a guard or a property sees it. */
export type ReadonlyView<T> = Type extends T
  ? unknown
  : T extends ScalarType
    ? Value<T>
    : T extends OptionalType<infer U>
      ? ReadonlyView<U> | null
      : T extends StructType<infer F>
        ? { readonly [K in keyof F]: ReadonlyView<F[K]> }
        : T extends ArrayByIdType<infer U>
          ? ReadonlyById<ReadonlyView<U>>
          : T extends ArrayType<infer U>
            ? Elements<ReadonlyView<U>>
            : T extends SetType<infer U>
              ? ReadonlySetView<Value<U>>
              : T extends MapType<infer K, infer V>
                ? ReadonlyMapView<Value<K>, ReadonlyView<V>>
                : T extends QueueType<infer U>
                  ? ReadonlyQueueView<Value<U>>
                  : T extends BagType<infer U>
                    ? ReadonlyBagView<Value<U>>
                    : T extends TimerType<infer U>
                      ? ReadonlyTimer<U>
                      : never

/** `true` or `false`; starts at `false`. */
export const bool: BoolType = { kind: 'bool' }

/** The whole numbers `lo` to `hi`, both included; starts at `lo`. @throws SpecError if a bound is missing or wrong */
export function int(lo: number, hi: number): IntType {
  if (!Number.isInteger(lo) || !Number.isInteger(hi)) {
    throw new SpecError(
      'unbounded-type',
      `int(${show(lo)}, ${show(hi)}) is not bounded: both bounds must be whole numbers, as in int(0, 3)`,
    )
  }
  if (lo > hi) throw new SpecError('empty-type', `int(${lo}, ${hi}) has no value: the lower bound comes first`)
  const most = 2 ** 31
  if (hi - lo >= most) {
    throw new SpecError(
      'unbounded-type',
      `int(${lo}, ${hi}) is too wide: it has ${hi - lo + 1} values, and the limit is ${most}`,
    )
  }
  if (Math.abs(lo) >= most || Math.abs(hi) >= most) {
    throw new SpecError(
      'unbounded-type',
      `int(${lo}, ${hi}) is out of range: the bounds must lie between ${1 - most} and ${most - 1}`,
    )
  }
  return { kind: 'int', lo: lo + 0, hi: hi + 0 }
}

/**
 * A counter from 0 to `most` that stops at `most`: if a step assigns more to its place, the place keeps `most`. It starts
 * at 0. An element of an array stops when the step ends. Less than 0 is a model error, as for `int`.
 * @throws SpecError if the bound is missing or wrong, and inside of a set, a key, a queue or a bag
 */
export function upTo(most: number): IntType {
  if (Number.isInteger(most) && most >= 1 && most < 2 ** 31) return { kind: 'int', lo: 0, hi: most + 0, stops: true }
  throw new SpecError(
    'unbounded-type',
    `upTo(${show(most)}): expected the greatest value of the counter, a whole number from 1 on, as in upTo(3)`,
  )
}

/** A type of values in a collection, which never change in place. */
function inside<T extends Type>(of: T, where: string): T {
  if (!mayStop(known(of, where))) return of
  throw new SpecError(
    'bad-type',
    `${where} got a counter that stops: a value in it is never counted up; use int(0, n), and count with Math.min(n, …)`,
  )
}

function mayStop(type: Type): boolean {
  if (type.kind === 'int') return type.stops === true
  if (type.kind === 'struct') return Object.values(type.fields).some(mayStop)
  return (type.kind === 'optional' || type.kind === 'array') && mayStop(type.of)
}

/** One of the given labels; starts at the first. @throws SpecError if a label is given twice, or none is given */
export function oneOf<const L extends string>(...labels: readonly L[]): OneOfType<L> {
  if (labels.length === 0) throw new SpecError('empty-type', 'oneOf() has no value: name at least one label')
  for (const label of labels) {
    if (typeof label !== 'string') {
      const remedy = Array.isArray(label) ? 'write them one by one, without a list' : 'write it as a string'
      throw new SpecError('bad-type', `oneOf got ${show(label)}: expected labels, as in oneOf('up', 'down'); ${remedy}`)
    }
  }
  for (const label of labels) checkName('oneOf', label)
  const seen = new Set<string>()
  const twice = labels.find((label) => seen.size === seen.add(label).size)
  if (twice !== undefined) throw new SpecError('duplicate-name', `oneOf names '${twice}' twice: name it once`)
  return { kind: 'oneOf', labels }
}

/**
 * The id of an instance (0 to `instances` − 1); starts at 0. `name` is the name of a process, or of ids that several
 * processes have: each of those says `instances: ref(name, instances)`. Stories show an id by this name.
 * @throws SpecError if a size is wrong; `model` throws it if no process has these ids
 */
export function ref(name: string, instances: number): RefType {
  return { kind: 'ref', process: name, instances: size(instances, `ref('${name}', …)`, `ref('${name}', 2)`) }
}

/** A `T` or `null`; starts at `null`. @throws SpecError for a value that is not a type */
export function optional<T extends Type>(of: T): OptionalType<T> {
  if (of?.kind === 'optional') {
    throw new SpecError('bad-type', 'optional(optional(…)) has two ways to be null: write optional once')
  }
  return { kind: 'optional', of: known(of, 'optional') }
}

/** Named fields, each at the lowest value of its type. Assigning a struct copies it. @throws SpecError */
export function struct<F extends Fields>(fields: F): StructType<F> {
  checkFields(fields, 'struct')
  return { kind: 'struct', fields }
}

/**
 * `length` places of type `T`, from 1 to 4096; the length never changes. `array(ref('node', 3), T)` has a place for each
 * id, and ids are its indexes.
 * @throws SpecError for another length
 */
export function array<T extends Type, N extends number | RefType>(
  length: N,
  of: T,
): N extends RefType ? ArrayByIdType<T> : ArrayType<T>
export function array<T extends Type>(length: number | RefType, of: T): ArrayType<T> {
  const index = idsIn(length, 'array')
  if (index !== undefined) return { kind: 'array', length: index.instances, of: known(of, 'array'), index }
  return { kind: 'array', length: size(length as number, 'array', 'array(3, bool)'), of: known(of, 'array') }
}

/** The ids that a number of instances or elements may be, without the mark of an input. @throws SpecError for others */
export function idsIn(given: unknown, where: string): RefType | undefined {
  return isType(given) && (given as Type).kind === 'ref' ? known(given as RefType, where) : undefined
}

/** A set of values of `T`; starts empty, and iterates in ascending order of `T`. @throws SpecError */
export function setOf<T extends Type>(of: T): SetType<T> {
  return { kind: 'setOf', of: inside(of, 'setOf') }
}

/** A map from some values of `K` to places of type `V`; starts empty, iterates in order of `K`. @throws SpecError */
export function mapOf<K extends Type, V extends Type>(key: K, of: V): MapType<K, V> {
  return { kind: 'mapOf', key: inside(key, 'mapOf'), of: known(of, 'mapOf') }
}

/**
 * A queue of at most `capacity` values, first in, first out; starts empty. Pushing onto a full queue is a model error.
 * @throws SpecError for a capacity that is not a whole number from 1 to 4096
 */
export function queue<T extends Type>(of: T, capacity: number): QueueType<T> {
  return { kind: 'queue', of: inside(of, 'queue'), capacity: size(capacity, 'queue', 'queue(bool, 3)') }
}

/**
 * A multiset of at most `capacity` values, as of messages in flight; starts empty, and iterates in ascending order of
 * `T`. Adding to a full bag is a model error.
 * @throws SpecError for a capacity that is not a whole number from 1 to 4096
 */
export function bag<T extends Type>(of: T, capacity: number): BagType<T> {
  return { kind: 'bag', of: inside(of, 'bag'), capacity: size(capacity, 'bag', 'bag(bool, 3)') }
}

const scalars: ReadonlySet<string> = new Set(['bool', 'int', 'oneOf', 'ref', 'stamp'])

export function isScalar(type: Type): type is ScalarType {
  return scalars.has(type.kind)
}

/** Whether a place of this type holds one JavaScript primitive: the type is a scalar or an optional scalar. */
export function isCell(type: Type): boolean {
  return isScalar(type) || (type.kind === 'optional' && isScalar(type.of))
}

/** Whether a value of the type contains a timer. */
export function holdsTimer(type: Type): boolean {
  if (type.kind === 'struct') return Object.values(type.fields).some(holdsTimer)
  return type.kind === 'timer' || ('of' in type && holdsTimer(type.of))
}

const kinds = new Set([...scalars, 'optional', 'struct', 'array', 'setOf', 'mapOf', 'queue', 'bag', 'timer'])

/** Returns the type itself. Rejects a value that is not a type, with the place where it was found. */
export function known<T extends Type>(type: T, where: string): T {
  if (isType(type)) {
    if (!isInput(type)) return type
    throw new SpecError(
      'bad-type',
      `${where}: found an input, expected a plain type: declare the input in the model's state, as in state: { power: input(bool) }`,
    )
  }
  const inner: unknown[] = typeof type === 'object' && type !== null ? Object.values(type) : []
  const remedy =
    inner.length > 0 && inner.every(isType)
      ? `write struct({ ${Object.keys(type).join(', ')} })`
      : 'use bool, int(lo, hi), oneOf(...), optional, struct, array, setOf, mapOf, queue, bag, stamp(n), timer or ref'
  throw new SpecError('unbounded-type', `${where}: ${show(type)} is not a type: ${remedy}`)
}

/** Whether a type is marked as an input of a module. */
export function isInput(type: unknown): boolean {
  return typeof type === 'object' && type !== null && Object.hasOwn(type, 'input')
}

/** Whether a value is a type of the language, and so no value of a model. */
export function isType(found: unknown): boolean {
  return typeof found === 'object' && found !== null && kinds.has((found as Type).kind)
}

/** `mayHold`: whether inputs are allowed among the fields. */
export function checkFields(fields: Fields, where: string, mayHold: 'inputs' | 'types' = 'types'): void {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new SpecError('bad-type', `${where} is ${show(fields)}: expected an object of named types`)
  }
  checkNames(where, fields)
  for (const [name, type] of Object.entries(fields)) {
    if (mayHold === 'types' || !isInput(type)) known(type, `${where} field '${name}'`)
    if (/^\d+$/.test(name)) {
      throw new SpecError('bad-name', `${where}: '${name}' cannot name a field: start it with a letter`)
    }
  }
}

function size(n: number, where: string, example: string): number {
  if (Number.isInteger(n) && n >= 1 && n <= 4096) return n
  throw new SpecError(
    'unbounded-type',
    `${where}: ${isType(n) ? 'a type' : show(n)} is not a size: expected a whole number from 1 to 4096, as in ${example}`,
  )
}

/** The options of `timer`. */
export interface TimerOptions<Units extends boolean = boolean> {
  /** Time cannot pass while the timer is due: something must stop it or start it again first. Defaults to `false`. */
  readonly urgent?: boolean | undefined
  /**
   * Steps, guards and properties may read `left`. Time then goes by single units while the timer runs, so each number of
   * units costs states. Defaults to `false`: time goes straight to the next moment at which anything can change.
   */
  readonly units?: Units | undefined
  /**
   * The rates of its clock. A timer started with d units is then due after any whole number of units from ⌊d / fastest⌋ to
   * ⌈d / slowest⌉, which the search chooses at the start. Rounding only adds behaviour, so `holds` is sound.
   */
  readonly drift?: Rates | undefined
}

/**
 * A timer: off, or running with 0 to `max` units of time left; starts off. A step starts it by `start(units)` and stops
 * it by `stop()`. The action `time passes` takes the same time from all running timers. A timer with 0 units left is
 * *due*, and stays due until a step stops it or starts it again.
 * @throws SpecError for a `max` that is not a whole number from 0 to 1,000,000
 */
export function timer<const Units extends boolean = false>(
  max: number,
  options: TimerOptions<Units> = {},
): TimerType<Units> {
  onlyKnown('timer', options, ['urgent', 'units', 'drift'])
  if (!Number.isInteger(max) || max < 0 || max > 1_000_000) {
    throw new SpecError(
      'unbounded-type',
      `timer(${show(max)}) is not bounded: expected a whole number of units from 0 to 1000000, as in timer(30)`,
    )
  }
  const { urgent = false, units = false } = options
  for (const [name, given] of Object.entries({ urgent, units })) {
    if (typeof given === 'boolean') continue
    throw new SpecError('bad-type', `timer: \`${name}\` is ${show(given)}: expected true or false`)
  }
  return drifting({ kind: 'timer', max, urgent, units: units as Units }, options.drift)
}

/** The timer with a clock of these rates. @throws SpecError for rates that are not two positive numbers in order */
export function drifting<U extends boolean>(type: TimerType<U>, rates: Rates | undefined): TimerType<U> {
  if (rates === undefined) return type
  const [slowest, fastest] = ratesOf(rates)
  return {
    ...type,
    max: Math.ceil(type.max / slowest - roundingError),
    drift: { rates: [slowest, fastest], most: type.max },
  }
}

/** @throws SpecError */
export function ratesOf(rates: unknown): Rates {
  const [slowest, fastest] = Array.isArray(rates) && rates.length === 2 ? (rates as unknown[]) : []
  const isRate = (rate: unknown): rate is number => typeof rate === 'number' && rate >= 0.01 && rate <= 100
  if (isRate(slowest) && isRate(fastest) && slowest <= fastest) return [slowest, fastest]
  throw new SpecError(
    'bad-type',
    `\`drift\` is ${show(rates)}: expected the slowest and the fastest rate, from 0.01 to 100, as in [0.9, 1.1]`,
  )
}

/** The quotients of whole numbers and rates are exact up to this error. */
const roundingError = 1e-9

/** Whether an exact clock with these rates cannot take `left` units for a time of `units`. */
export function isRounded({ drift }: TimerType, units: number, left: number): boolean {
  if (drift === undefined) return false
  const [slowest, fastest] = drift.rates
  return left < units / fastest - roundingError || left > units / slowest + roundingError
}

/** The least and the most units of time until a timer is due that a step starts with `units`. */
export function spanOf({ drift }: TimerType, units: number): readonly [number, number] {
  if (drift === undefined) return [units, units]
  const [slowest, fastest] = drift.rates
  return [Math.floor(units / fastest + roundingError), Math.ceil(units / slowest - roundingError)]
}
