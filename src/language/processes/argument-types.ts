/**
 * The types of the arguments `s` and `me` that an author's functions receive, in a model and in shared code, and of the
 * actions that receive them.
 */
import type { AnyId, Id, ReadonlyById } from '../by-id.ts'
import type { Elements, Fields } from '../types.ts'
import type { Process } from './process.ts'
import type { Choose, Fair, Me, ReadonlyMe, ReadonlyShared, Shared, Takes, Taking, WithGuard } from './steps.ts'

/** The shared state `S` as a step sees and changes it: the type of `s` in code that several steps share. */
export type SharedOf<S extends Fields> = string extends keyof S
  ? 'write SharedOf<typeof state>, of a state whose fields are known'
  : Shared<S>

/**
 * An instance as its own steps see it: the type of `me` in code that several steps share. `P` is a process or the
 * fields of its `local`, because its steps are written before the process has a type. `A` are its labels. `I` is `Id` if
 * its `instances` are ids.
 */
export type MeOf<P, A extends string = string, I extends AnyId = number> = P extends {
  readonly kind: 'process'
  readonly local: infer L extends Fields
  readonly labels: readonly (infer B extends string)[]
  readonly types?: { readonly id: infer J extends AnyId }
}
  ? Me<L, B, J>
  : P extends Fields
    ? Me<P, A, I>
    : never

/** The instances of a process, as properties see them. If the process has ids, these are the indexes. */
type Instances<P> =
  P extends Process<infer _, infer L, infer A, infer _F, infer _K, infer I>
    ? [I] extends [Id]
      ? ReadonlyById<ReadonlyMe<L, A, I>>
      : Elements<ReadonlyMe<L, A, I>>
    : never

/** A design may leave a property out by `undefined`. */
export type OfState<X> = ((s: X) => boolean) | undefined
/** The same for a property of steps. */
export type OfStep<X> = ((before: X, after: X) => boolean) | undefined
/** A predicate in named parts, all of which must be true. A counterexample says which part is false. */
export type Named<P> = { readonly [part: string]: P }

/**
 * The properties of states, named `N`, as `Actions` are the actions of a model. `Q` are their types. A function that is
 * passed by its name and takes another state gets a text as its type, so the compiler says in one line what is wrong.
 * `T` is the type that the text recommends.
 */
export type Invariants<N extends string, Q, X, T extends string = OfModel> = { readonly [K in N]?: unknown } & {
  readonly [K in keyof Q]: InParts<Q[K], OfState<X>, X, never, `s: ${T}`, never> | undefined
}
/** The same for properties of steps. */
export type StepProperties<N extends string, Q, X, T extends string = OfModel> = { readonly [K in N]?: unknown } & {
  readonly [K in keyof Q]: InParts<Q[K], OfStep<X>, X, X, `before: ${T}`, `after: ${T}`> | undefined
}
/** The same for states to reach. */
export type Reachables<N extends string, Q, X, T extends string = OfModel> = { readonly [K in N]?: unknown } & {
  readonly [K in keyof Q]:
    | (unknown extends Q[K] ? Q[K] & OfState<X> : Taking<Q[K], OfState<X>, X, never, `s: ${T}`, never>)
    | undefined
}
/** The type that an author writes for the state that a property sees. */
type OfModel = 'State<typeof state>'

/** The form that a property of type `P` must have: a function, or named parts. */
type InParts<P, F, G, M, TypeOfG extends string, TypeOfM extends string> = unknown extends P
  ? P & (F | Named<F>)
  : P extends (...args: never) => unknown
    ? Taking<P, F, G, M, TypeOfG, TypeOfM>
    : P extends object
      ? { readonly [part in keyof P]: Taking<P[part], F, G, M, TypeOfG, TypeOfM> | undefined }
      : F | Named<F>

/**
 * The argument of an author's function. The compiler checks a function inside a conditional spread before it knows the
 * state `S`. The argument then has the text below as its type, so the compile error shows it. Without this case, the
 * compiler would expand the types of all possible states without end. `S` is unknown as long as it may have any keys.
 */
export type Seen<S, X> = string extends keyof S
  ? 'a function in a spread has no types: write name: wanted ? (s) => … : undefined'
  : X
/** The same for the functions of a fault. */
export type SeenByFault<S, X> = string extends keyof S
  ? 'a fault in a spread has no types: write name: { budget: wanted ? 1 : 0, do: (s) => … }'
  : X

/**
 * The state as a property sees it: the shared state, and every process by its name, as an array of instances. Without
 * processes, it is the shared state as a guard sees it.
 */
// biome-ignore lint/complexity/noBannedTypes: without processes there are no names to add
export type State<S extends Fields, P = {}> = ReadonlyShared<S> & { readonly [K in keyof P]: Instances<P[K]> }

/** An atomic step of the environment: a function, or an object with a guard `when` and fairness. */
export type Action<S extends Fields> =
  | ((s: Seen<S, Shared<S>>, choose: Choose) => void)
  | {
      readonly when?: ((s: Seen<S, ReadonlyShared<S>>) => boolean) | undefined
      readonly do: (s: Seen<S, Shared<S>>, choose: Choose) => void
      readonly fair?: Fair | undefined
      readonly takes?: Takes | undefined
    }

/** An action for each instance, as `action` returns it. */
export interface ActionOfEach<S extends Fields> {
  readonly kind: 'action of each'
  /** The shared state that it sees. */
  readonly state: S
}

type ActionGuard<S extends Fields> = (s: Seen<S, ReadonlyShared<S>>) => boolean
type ActionBody<S extends Fields> = (s: Seen<S, Shared<S>>, choose: Choose) => void

/** The actions of a model, named `A`, as `Steps` are those of a process. */
export type Actions<A extends string, Q, S extends Fields> = { readonly [N in A]?: unknown } & {
  readonly [N in keyof Q]: GivenAction<Q[N], S> | undefined
}

/** The form that an action of type `X` must have. */
type GivenAction<X, S extends Fields> = unknown extends X
  ? X & (ActionBody<S> | WithGuard<ActionGuard<S>, ActionBody<S>>)
  : X extends (...args: never) => unknown
    ? ActionBodyFor<X, S>
    : X extends { readonly kind: 'action of each' }
      ? ActionOfEach<S>
      : X extends { readonly do: unknown }
        ? GuardedAction<X, S>
        : Action<S>
interface GuardedAction<X, S extends Fields> {
  readonly when?: X extends { readonly when: infer W } ? ActionGuardFor<W, S> : ActionGuard<S> | undefined
  readonly do: X extends { readonly do: infer B } ? ActionBodyFor<B, S> : ActionBody<S>
  readonly fair?: Fair | undefined
  readonly takes?: Takes | undefined
}
type ActionBodyFor<X, S extends Fields> = Taking<
  X,
  ActionBody<S>,
  Seen<S, Shared<S>>,
  Choose,
  's: SharedOf<typeof state>',
  'choose: Choose'
>
type ActionGuardFor<X, S extends Fields> = X extends undefined
  ? undefined
  : Taking<X, ActionGuard<S>, Seen<S, ReadonlyShared<S>>, unknown, 's: State<typeof state>', never>
