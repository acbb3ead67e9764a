/** What the functions that an author writes are given: the types of `s` and `me`, in a model and in code that it shares. */
import type { Me, Process, ReadonlyMe, ReadonlyShared, Shared } from './process.ts'
import type { Fields } from './types.ts'

/** What a step sees of the shared state `S` and may change: the type of `s` in code that several steps share. */
export type SharedOf<S extends Fields> = string extends keyof S
  ? 'write SharedOf<typeof state>, of a state whose fields are known'
  : Shared<S>

/**
 * An instance as its own steps see it: the type of `me` in code that several steps share. `P` is a process, or the
 * fields of its `local`, because its steps are written before the process has a type.
 */
export type MeOf<P, A extends string = string> = P extends {
  readonly kind: 'process'
  readonly local: infer L extends Fields
  readonly labels: readonly (infer B extends string)[]
}
  ? Me<L, B>
  : P extends Fields
    ? Me<P, A>
    : never

type Instances<P> = P extends Process<infer _, infer L, infer A> ? readonly ReadonlyMe<L, A>[] : never

/** A design may do without a property: `undefined` is none. */
export type OfState<X> = ((s: X) => boolean) | undefined
export type OfStep<X> = ((before: X, after: X) => boolean) | undefined
/** A predicate by its parts, of which all are to be true: a counterexample says which is not. */
export type Named<P> = { readonly [part: string]: P }

/**
 * What a function is given. A function inside of a conditional spread is looked at before the state is known; this is
 * what is then said of it, and without it the types of all possible states would be unfolded without end. `S` is not
 * known while it may have any keys.
 */
export type Seen<S, X> = string extends keyof S
  ? 'a function in a spread has no types: write name: wanted ? (s) => … : undefined'
  : X
export type SeenByFault<S, X> = string extends keyof S
  ? 'a fault in a spread has no types: write name: { budget: wanted ? 1 : 0, do: (s) => … }'
  : X

/**
 * What a property sees: the shared state, and every process by its name, an instance at each index. Without processes it
 * is what a guard sees of the shared state.
 */
// biome-ignore lint/complexity/noBannedTypes: without processes there are no names to add
export type State<S extends Fields, P = {}> = ReadonlyShared<S> & { readonly [K in keyof P]: Instances<P[K]> }
