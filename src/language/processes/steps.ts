/** The steps of a process: what an author may write, and what the compiler says of a step that does not fit. */
import type { BagView, QueueView } from '../../runtime/collections.ts'
import type { AnyId, Id } from '../by-id.ts'
import type { Fields, ReadonlyView, RefType, StructType, View } from '../types.ts'

/**
 * Picks one of `options`: the search explores the step once for each option. A step may choose several times, and the
 * options may depend on the state. Choosing from no options disables the step. Stories show a choice by its name, as in
 * `(node 2)`, or as `(choice 2)` if it has none.
 */
export interface Choose {
  <T extends Option>(options: Iterable<T>, name?: string): T
  /** Picks a place of a queue, bag or array: an index from 0 on, as in `s.frames.removeAt(choose.index(s.frames))`. */
  index(places: QueueView<unknown> | BagView<unknown> | readonly unknown[], name?: string): number
}

/** Any value. Because it names symbols, the compiler takes the elements of `choose([me.id, s.owner])` for ids. */
// biome-ignore lint/complexity/noBannedTypes: any value but null and undefined, which follow
type Option = symbol | {} | null | undefined

/** The shared state, as a step changes it and as a guard reads it. */
export type Shared<S extends Fields> = [InputName<S>] extends [never]
  ? View<StructType<S>>
  : View<StructType<Omit<S, InputName<S>>>> & ReadonlyView<StructType<Pick<S, InputName<S>>>>
type InputName<S> = { [K in keyof S]: S[K] extends { readonly input: unknown } ? K : never }[keyof S]
/** The shared state, as guards and properties see it. */
export type ReadonlyShared<S extends Fields> = ReadonlyView<StructType<S>>

/** An instance of a process, as its own steps see it: its id, the label it is at, and its local state. */
export type Me<L extends Fields, A extends string, I extends AnyId = number> = {
  readonly id: I
  readonly at: A
} & View<StructType<L>>
/** An instance of a process, as guards and properties see it. */
export type ReadonlyMe<L extends Fields, A extends string, I extends AnyId = number> = {
  readonly id: I
  readonly at: A
} & ReadonlyView<StructType<L>>

/** The type of ids of a process whose `instances` are `N`. A design may have 0 instances where others have ids. */
export type IdOf<N> = [Exclude<N, 0>] extends [never] ? number : IdIn<Exclude<N, 0>>
type IdIn<N> = N extends RefType ? Id : number

/** The body of a step, one atomic transition. It returns the next label, or nothing to stay at its label. */
export type Body<S extends Fields, L extends Fields, A extends string, I extends AnyId = number> = (
  s: Shared<S>,
  me: Me<L, A, I>,
  choose: Choose,
  // biome-ignore lint/suspicious/noConfusingVoidType: a step that returns nothing stays where it is
) => A | undefined | void
/** Whether a step is enabled. It must depend on its arguments only. */
export type Guard<S extends Fields, L extends Fields, A extends string, I extends AnyId = number> = (
  s: ReadonlyShared<S>,
  me: ReadonlyMe<L, A, I>,
) => boolean

/** One atomic step. It is enabled at its label if `when` is true. It returns the next label, or nothing to stay. */
export type StepOf<S extends Fields, L extends Fields, A extends string, I extends AnyId = number> =
  | Body<S, L, A, I>
  | {
      /** The guard: in which states the step can be taken. It only reads. */
      readonly when?: Guard<S, L, A, I> | undefined
      /** The body: it assigns to the state, and may return the next label. */
      readonly do: Body<S, L, A, I>
      /** The promise that the step is not left untaken forever. */
      readonly fair?: Fair | undefined
      /** The bounds of the step in units of time since it became enabled, as in `[2, 4]`. */
      readonly takes?: Takes | undefined
    }

/**
 * The bounds `[least, most]` of a step, in units of time since it became enabled: it is not taken before `least` units,
 * and time does not pass after `most` units until it is taken. `most` may be `Infinity`. A step that is disabled, or
 * taken, begins anew.
 */
export type Takes = readonly [least: number, most: number]

/** One of several steps at the same label. Each is a step of its own, under its own name: stories show that name. */
export interface Alternative<S extends Fields, L extends Fields, A extends string, I extends AnyId = number> {
  /** No label and no other alternative of the process has this name. */
  readonly name: string
  readonly when?: Guard<S, L, A, I> | undefined
  readonly do: Body<S, L, A, I>
  readonly fair?: Fair | undefined
  readonly takes?: Takes | undefined
}

/** The names of the steps at the labels `K`: a label with one step, and the alternatives of the other labels. */
export type StepNames<K extends string, Q> = K extends keyof Q
  ? Q[K] extends readonly (infer E)[]
    ? E extends { readonly name: infer N extends string }
      ? N
      : never
    : K
  : K

/**
 * Fairness: what a run may not do forever. `weak`, or `true`: leave the step untaken although it stays enabled.
 * `strong`: leave it untaken although it is enabled again and again. A step that would change nothing counts neither as
 * enabled nor as taken. A step with `false` may be left untaken, and it is not among the steps that a fair process
 * keeps taking.
 */
export type Fair = boolean | 'weak' | 'strong'

/**
 * The steps of a process, where `K` are the labels with a step and `A` all labels. The compiler infers the types `Q` of the
 * steps, and then `GivenStep` makes of each what the step must be. If the labels are only known as strings, it infers no `Q`.
 */
export type Steps<K extends string, Q, S extends Fields, L extends Fields, A extends string, I extends AnyId> = {
  readonly [P in K]: unknown
} & (string extends K
  ? { readonly [P in K]: StepOf<S, L, A, I> | readonly (Alternative<S, L, A, I> | undefined)[] | undefined }
  : { readonly [P in keyof Q]: GivenStep<Q[P], S, L, A, I> | undefined })
/** The types of the steps until they are inferred. The labels are not known either when the inference begins. */
export type NotInferred<K extends string> = { readonly [P in K]: unknown } & { readonly [label: string]: unknown }

/**
 * The form that a step of type `X` must have. Until `X` is inferred it is `unknown`, and the functions in the step get the types of
 * their arguments from here. If a function that is passed by its name takes other arguments, this is a text. The
 * compiler shows it in one line, where a comparison of the function with a step takes up to eight.
 */
type GivenStep<X, S extends Fields, L extends Fields, A extends string, I extends AnyId> = unknown extends X
  ? X &
      (
        | Body<S, L, A, I>
        | WithGuard<Guard<S, L, A, I>, Body<S, L, A, I>>
        | readonly (NamedWithGuard<Guard<S, L, A, I>, Body<S, L, A, I>> | undefined)[]
      )
  : X extends (...args: never) => unknown
    ? BodyFor<X, S, L, A, I>
    : X extends readonly unknown[]
      ? { readonly [E in keyof X]: GivenAlternative<X[E], S, L, A, I> }
      : X extends { readonly do: unknown }
        ? GuardedStep<X, S, L, A, I>
        : StepOf<S, L, A, I>

type GivenAlternative<X, S extends Fields, L extends Fields, A extends string, I extends AnyId> = X extends undefined
  ? undefined
  : X extends { readonly name: string; readonly do: unknown }
    ? { readonly name: string } & GuardedStep<X, S, L, A, I>
    : Alternative<S, L, A, I>

/**
 * A step or action with a guard, until its type is inferred. Its functions get the types of their arguments from here. A
 * function that is passed by its name is compared later.
 */
export interface WithGuard<W, B> {
  // biome-ignore lint/complexity/noBannedTypes: any function at all
  readonly when?: W | Function | undefined
  // biome-ignore lint/complexity/noBannedTypes: any function at all
  readonly do: B | Function
  readonly fair?: Fair | undefined
  readonly takes?: Takes | undefined
}

/** The same for an alternative, which has a name. The compiler keeps the name as a literal, as the type has one. */
interface NamedWithGuard<W, B> extends WithGuard<W, B> {
  readonly name: '' | (string & {})
}

interface GuardedStep<X, S extends Fields, L extends Fields, A extends string, I extends AnyId> {
  readonly when?: X extends { readonly when: infer W } ? GuardFor<W, S, L, A, I> : Guard<S, L, A, I> | undefined
  readonly do: X extends { readonly do: infer B } ? BodyFor<B, S, L, A, I> : Body<S, L, A, I>
  readonly fair?: Fair | undefined
  readonly takes?: Takes | undefined
}
type BodyFor<X, S extends Fields, L extends Fields, A extends string, I extends AnyId> = Taking<
  X,
  Body<S, L, A, I>,
  Shared<S>,
  Me<L, A, I>,
  's: SharedOf<typeof state>',
  MeInWords<I>
>
type GuardFor<X, S extends Fields, L extends Fields, A extends string, I extends AnyId> = X extends undefined
  ? undefined
  : Taking<X, Guard<S, L, A, I>, ReadonlyShared<S>, ReadonlyMe<L, A, I>, 's: State<typeof state>', MeInWords<I>>
type MeInWords<I> = I extends number ? 'me: MeOf<typeof local>' : 'me: MeOf<typeof local, string, Id>'

/**
 * `F`, if the function `X` takes the arguments `G` and `M`, and else the text that says which one it does not take. If its
 * parameter is a text, which `Seen` has put there, the compiler shows that text already.
 */
export type Taking<X, F, G, M, TypeOfG extends string, TypeOfM extends string> = X extends (
  ...args: infer Args
) => unknown
  ? Args extends readonly [infer s, ...infer More]
    ? [G] extends [s]
      ? More extends readonly [infer me, ...unknown[]]
        ? [M] extends [me]
          ? F
          : `its ${NameOf<TypeOfM>} does not fit${Differing<M, me>}; write ${TypeOfM}`
        : F
      : s extends string
        ? X
        : `its ${NameOf<TypeOfG>} does not fit the state${Differing<G, s>}; write ${TypeOfG}`
    : F
  : F

type NameOf<T> = T extends `${infer Name}: ${string}` ? Name : never

/** Says which name of the parameter `T` the argument `G` does not fit, if it is only one. */
type Differing<G, T> = OnlyOne<{ [K in keyof T]: K extends keyof G ? (G[K] extends T[K] ? never : K) : K }[keyof T]>
type OnlyOne<K> = [K] extends [never] ? '' : [K] extends [AllOf<K> & string] ? `: '${K}' differs` : ''
/** The intersection of the members of a union. */
type AllOf<K> = (K extends unknown ? (one: K) => void : never) extends (all: infer All) => void ? All : never
