/**
 * The part of the state that a driver shows, as types. The compiler forgets to look for unknown names in what a function
 * returns, so `Verdict` looks for them. It says what is wrong in words, which are shorter than two types.
 */
import type { Process } from '../language/processes/process.ts'
import type {
  ArrayType,
  BagType,
  BoolType,
  Fields,
  IntType,
  MapType,
  OneOfType,
  OptionalType,
  QueueType,
  RefType,
  SetType,
  StructType,
  Type,
} from '../language/types.ts'

/** A part of a value, as the code shows it. Parts that are left out are not compared. */
export type Observed<T> = Type extends T
  ? unknown
  : T extends BoolType
    ? boolean
    : T extends IntType | RefType
      ? number
      : T extends OneOfType<infer L>
        ? L
        : T extends OptionalType<infer U>
          ? Observed<U> | null
          : T extends StructType<infer F>
            ? { readonly [K in keyof F]?: Observed<F[K]> | undefined }
            : T extends ArrayType<infer U>
              ? readonly (Observed<U> | undefined)[]
              : T extends SetType<infer U> | QueueType<infer U> | BagType<infer U>
                ? Several<Whole<U>>
                : T extends MapType<infer K, infer V>
                  ? Several<readonly [Whole<K>, Whole<V>]>
                  : never

/** A set, queue or bag: as a list, or as anything that can be iterated. */
type Several<T> = readonly T[] | Iterable<T>

/** A whole value, as the code shows it. */
type Whole<T> =
  T extends StructType<infer F>
    ? { readonly [K in keyof F]: Whole<F[K]> }
    : T extends ArrayType<infer U>
      ? readonly Whole<U>[]
      : T extends OptionalType<infer U>
        ? Whole<U> | null
        : Observed<T>

/** The part of the state that the code shows: shared variables, and processes as lists of their instances. */
export type Observation<S extends Fields = Fields, P = unknown> = string extends keyof S
  ? { readonly [name: string]: unknown }
  : { readonly [K in keyof S]?: Observed<S[K]> | undefined } & {
      readonly [K in keyof P]?: readonly (Instance<NonNullable<P[K]>> | undefined)[] | undefined
    }
type Instance<P> =
  P extends Process<infer _, infer L, infer A>
    ? { readonly at?: A | undefined } & { readonly [K in keyof L]?: Observed<L[K]> | undefined }
    : never

/** Requires nothing if an observation `R` is right. Otherwise it requires a sentence that says what is wrong. */
export type Verdict<R, O> = [Wrong<R, O, ''>] extends [never] ? unknown : { readonly observe: Wrong<R, O, ''> }

/** A sentence for each part of `R` that does not fit `O`. */
type Wrong<R, O, At extends string> = 0 extends 1 & R
  ? never // any value is right
  : R extends object
    ? WrongWhole<R, O, At, WrongPart<R, O, At>>
    : R extends O
      ? never
      : WrongValue<R, O, At>

/** If its parts are right, the value as a whole may still be wrong. */
type WrongWhole<R, O, At extends string, Parts> = [Parts] extends [never]
  ? R extends O
    ? never
    : WrongValue<R, O, At>
  : Parts

type WrongPart<R, O, At extends string> = R extends readonly unknown[]
  ? WrongElement<R, Extract<O, readonly unknown[]>, At>
  : R extends Iterable<infer E>
    ? Wrong<E, ElementOf<O>, `${At}[]`>
    : WrongField<R, Exclude<Extract<O, object>, Iterable<unknown>>, At>

type WrongElement<R extends readonly unknown[], O extends readonly unknown[], At extends string> = [O] extends [never]
  ? never
  : number extends O['length'] | R['length']
    ? Wrong<R[number], O[number], `${At}[]`>
    : { [K in keyof R]: K extends keyof O ? Wrong<R[K], O[K], `${At}[]`> : never }[number]

type WrongField<R, O, At extends string> = [O] extends [never]
  ? never
  : string extends keyof O
    ? never // the compiler does not know the names of a composition
    :
        | {
            [K in keyof R & string]: K extends keyof O
              ? Wrong<R[K], O[K], PathOf<At, K>>
              : R[K] extends Method | undefined
                ? never // methods of an instance are not seen
                : `observe shows '${PathOf<At, K>}', which the model does not have`
          }[keyof R & string]
        | {
            [K in keyof O & string]: K extends keyof R
              ? never
              : undefined extends O[K]
                ? never
                : `observe shows '${At}' without '${K}'`
          }[keyof O & string]

type WrongValue<R, O, At extends string> = R extends string
  ? string extends R
    ? `observe shows '${At}' as a text; expected ${ExpectedPart<O>}`
    : `observe shows '${At}' as '${R}'; expected ${ExpectedPart<O>}`
  : `observe shows '${At}' as ${InWords<R>}; expected ${ExpectedPart<O>}`

type Method = (...args: never) => unknown
type PathOf<At extends string, K extends string> = At extends '' ? K : `${At}.${K}`
type ElementOf<O> = O extends Iterable<infer E> ? E : never
type ExpectedPart<O> = [NonNullable<O>] extends [string] ? 'one of its labels' : InWords<NonNullable<O>>
type InWords<T> = T extends number
  ? 'a number'
  : T extends boolean
    ? 'true or false'
    : T extends null
      ? 'null'
      : T extends undefined
        ? 'undefined'
        : T extends readonly unknown[]
          ? 'a list'
          : T extends Iterable<unknown>
            ? 'a set or a map'
            : 'an object'
