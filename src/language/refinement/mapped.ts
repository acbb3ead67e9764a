/** The types of a state to which a refinement maps. */
import type { AnyId, ReadonlyById } from '../by-id.ts'
import type { Process } from '../processes/process.ts'
import type {
  ArrayByIdType,
  ArrayType,
  BagType,
  Fields,
  MapType,
  OptionalType,
  QueueType,
  ReadonlyView,
  RefType,
  ScalarType,
  SetType,
  StructType,
  Type,
  Value,
} from '../types.ts'

/**
 * A state of a model with the state `S` and the processes `P`: a value for every variable, and for every process a list
 * with the label and the local variables of each instance. Budgets of faults are not part of it.
 */
export type Mapped<S extends Fields, P> = { readonly [K in keyof S]: MappedValue<S[K]> } & {
  readonly [K in keyof P as string extends K ? never : K]: MappedInstances<P[K]>
}
type MappedInstances<P> =
  P extends Process<infer _, infer L, infer A, infer _F, infer _K, infer _I>
    ? ListOf<{ readonly at: A } & { readonly [K in keyof L]: MappedValue<L[K]> }>
    : never
type ListOf<E> = readonly E[] | ReadonlyById<E>

/** The forms that a value of type `T` may have: a plain value, or a place of the state of that type. */
export type MappedValue<T> = Type extends T
  ? unknown
  : T extends RefType
    ? AnyId
    : T extends ScalarType
      ? Value<T>
      : T extends OptionalType<infer U>
        ? MappedValue<U> | null
        : T extends StructType<infer F>
          ? { readonly [K in keyof F]: MappedValue<F[K]> }
          : T extends ArrayByIdType<infer U> | ArrayType<infer U>
            ? ListOf<MappedValue<U>>
            : T extends SetType<infer U> | QueueType<infer U> | BagType<infer U>
              ? readonly MappedValue<U>[] | ReadonlyView<T>
              : T extends MapType<infer K, infer V>
                ? readonly (readonly [MappedValue<K>, MappedValue<V>])[] | ReadonlyView<T>
                : never
