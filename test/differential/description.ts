/**
 * A model as plain data, so that fast-check can shrink and print it. Two back ends give it a meaning, and share nothing
 * else: `to-model.ts` makes it a real model, and `naive.ts` executes it on values of its own.
 */

import type { FairD, TemporalD } from './temporal.ts'

export type Json = boolean | number | string | null | readonly Json[] | { readonly [name: string]: Json }

export type Fields = { readonly [name: string]: TypeD }
export type TypeD =
  | { readonly kind: 'bool' }
  | { readonly kind: 'int'; readonly lo: number; readonly hi: number; readonly stops?: true }
  | { readonly kind: 'oneOf'; readonly labels: readonly string[] }
  | { readonly kind: 'ref'; readonly process: string; readonly instances: number }
  | { readonly kind: 'optional'; readonly of: TypeD }
  | { readonly kind: 'struct'; readonly fields: Fields }
  | { readonly kind: 'array'; readonly length: number; readonly of: TypeD }
  | { readonly kind: 'setOf'; readonly of: TypeD }
  | { readonly kind: 'mapOf'; readonly key: TypeD; readonly of: TypeD }
  | { readonly kind: 'queue'; readonly of: TypeD; readonly capacity: number }
  | { readonly kind: 'bag'; readonly of: TypeD; readonly capacity: number }

/** An access path as a step has it: `s.a`, `me.b[1]`, `h.x`, `s.m.get(0).y`. */
export type Place =
  | { readonly p: 's' | 'me' | 'before' }
  | { readonly p: 'var'; readonly name: string }
  | { readonly p: 'field'; readonly of: Place; readonly field: string }
  | { readonly p: 'index'; readonly of: Place; readonly index: Expr }
  | { readonly p: 'key'; readonly of: Place; readonly key: Expr }

export type Expr =
  | { readonly e: 'const'; readonly value: Json }
  /** The value of the place in JavaScript: a primitive or a handle. With `safe`, each `.` is a `?.`. */
  | { readonly e: 'read'; readonly place: Place; readonly safe: boolean }
  | { readonly e: 'id' }
  | { readonly e: 'here' }
  | { readonly e: 'add'; readonly a: Expr; readonly by: number }
  /** `a + by`, wrapped into `lo` to `hi`. */
  | { readonly e: 'wrap'; readonly a: Expr; readonly by: number; readonly lo: number; readonly hi: number }
  | { readonly e: 'eq' | 'lt' | 'and' | 'or'; readonly a: Expr; readonly b: Expr }
  | { readonly e: 'not'; readonly a: Expr }
  | { readonly e: 'if'; readonly test: Expr; readonly a: Expr; readonly b: Expr }
  /** `place != null`, read safely. */
  | { readonly e: 'present'; readonly place: Place }
  /** A getter or method without arguments of a collection or array; `first` is `[...place][0]`. */
  | { readonly e: 'ask'; readonly place: Place; readonly what: Question }
  | { readonly e: 'has' | 'count' | 'get' | 'nth'; readonly place: Place; readonly of: Expr }
  | {
      readonly e: 'some' | 'every' | 'find' | 'filter'
      readonly place: Place
      readonly name: string
      readonly test: Expr
    }
  | { readonly e: 'struct'; readonly spread: Place | null; readonly fields: readonly (readonly [string, Expr])[] }
  | { readonly e: 'list'; readonly items: readonly Expr[] }
  /** Two composite values, compared by identity in one of JavaScript's ways. */
  | { readonly e: 'alike'; readonly how: Likeness; readonly a: Expr; readonly b: Expr }
  /** `same(a, b)`: by value. */
  | { readonly e: 'same'; readonly a: Expr; readonly b: Expr }
  | { readonly e: 'negated'; readonly a: Expr }
  /** `a % by`, which keeps the sign of `a`. */
  | { readonly e: 'remainder'; readonly a: Expr; readonly by: number }
  /** Whether `a` is -0, tested in one of the ways that can distinguish it from 0. */
  | { readonly e: 'isMinusZero'; readonly how: 'is' | 'division'; readonly a: Expr }
  /** `a`, or `b` if JavaScript throws. An error of the model is not caught. */
  | { readonly e: 'try'; readonly a: Expr; readonly b: Expr }
  /** A field that does not exist. */
  | { readonly e: 'unknown'; readonly place: Place; readonly field: string }

export type Likeness = (typeof likenesses)[number]
export const likenesses = [
  ...(['===', '!==', '==', '!=', 'Object.is', 'includes', 'indexOf', 'lastIndexOf'] as const),
  ...(['switch', 'Set.has', 'Set.size', 'Map.get'] as const),
] as const

export type Question = 'size' | 'length' | 'isFull' | 'first' | 'values' | 'keys'
export type Method = 'add' | 'delete' | 'clear' | 'assign' | 'set' | 'push' | 'shift' | 'removeAt' | 'fill'

export type Statement =
  /** `place` ends in a field or an index. */
  | { readonly k: 'assign'; readonly place: Place; readonly value: Expr }
  | { readonly k: 'let'; readonly name: string; readonly value: Expr }
  | { readonly k: 'choose'; readonly name: string; readonly from: Expr }
  | { readonly k: 'merge'; readonly place: Place; readonly fields: readonly (readonly [string, Expr])[] }
  | {
      readonly k: 'call'
      readonly place: Place
      readonly method: Method
      readonly args: readonly Expr[]
      readonly into: string | null
    }
  | { readonly k: 'if'; readonly test: Expr; readonly yes: readonly Statement[]; readonly no: readonly Statement[] }
  /** `for (const name of place)`; over a map `for (const [key, name] of place)`. */
  | {
      readonly k: 'each'
      readonly name: string
      readonly key: string | null
      readonly place: Place
      readonly body: readonly Statement[]
    }
  | { readonly k: 'throw' }
  /** `assume(test)`. */
  | { readonly k: 'assume'; readonly test: Expr }
  /** `[a, b] = [b, a]`. */
  | { readonly k: 'swap'; readonly a: Place; readonly b: Place }
  | { readonly k: 'try'; readonly body: readonly Statement[]; readonly otherwise: readonly Statement[] }
  /** Returns what no step may return. */
  | { readonly k: 'odd'; readonly what: Odd }
  /** Runs the body if a variable outside of the model allows it. */
  | { readonly k: 'hidden'; readonly how: Hidden; readonly body: readonly Statement[] }
  | { readonly k: 'return'; readonly label: string | null }

export type Odd = (typeof odds)[number]
export const odds = ['function', 'generator', 'iterator', 'promise', 'thenable', 'async'] as const
export type Hidden = (typeof hiddens)[number]
/** Kinds of hidden state. The last two never let the body run, so they do not matter. */
export const hiddens = ['flag', 'counter', 'maximum', 'memory', 'unread', 'unread memory'] as const

export interface BodyD {
  readonly when: Expr | null
  readonly body: readonly Statement[]
  /** Whether the function is a `function*` or `async`. Such a function returns before it has done its work. */
  readonly form?: 'generator' | 'async' | undefined
}

export interface StepD extends BodyD {
  readonly fair: FairD
  /** If the label has several steps: the name of this one, and the others. */
  readonly named?: string | undefined
  readonly others?: readonly (StepD & { readonly named: string })[] | undefined
  /** The number of instances of which each has this action; the expression `id` stands for the instance. */
  readonly each?: number | undefined
}

export interface FaultD extends BodyD {
  readonly budget: number
  readonly at: readonly string[] | null
  /** For a crash: the label at which the instance goes on; `null` for the first one. */
  readonly crash?: { readonly restartsAt: string | null } | undefined
}

export interface ProcessD {
  readonly instances: number
  readonly local: Fields
  /** How many of the last local variables a crash sets back. */
  readonly volatile?: number | undefined
  readonly steps: { readonly [label: string]: StepD }
  readonly terminal: readonly string[]
  readonly resting: readonly string[]
  readonly faults: { readonly [name: string]: FaultD }
  readonly init: readonly Statement[] | null
  readonly fair: FairD
}

/** How an input begins and changes. An input is a variable that the surroundings decide. */
export interface InputD {
  /** The initial value; `undefined` for any value. */
  readonly starts: Json | undefined
  /** The number of changes; `null` for no bound. */
  readonly changes: number | null
}

export interface Properties {
  readonly invariants: { readonly [name: string]: Expr }
  readonly stepProperties: { readonly [name: string]: Expr }
  readonly reachable: { readonly [name: string]: Expr }
  readonly temporal: { readonly [name: string]: TemporalD<Expr> }
}

/** A model, or a composition of several. */
export type SystemD = Description | CompositionD

export interface CompositionD extends Properties {
  readonly modules: { readonly [name: string]: SystemD }
  readonly wires: readonly WireD[]
}

export interface WireD {
  readonly module: string
  readonly input: string
  /** An expression over the states of all modules, as their steps see them. */
  readonly value: Expr
}

export function isComposition(d: SystemD): d is CompositionD {
  return 'modules' in d
}

export interface Description extends Properties {
  readonly state: Fields
  /** Which variables of the state are inputs. */
  readonly inputs: { readonly [name: string]: InputD }
  readonly processes: { readonly [name: string]: ProcessD }
  readonly actions: { readonly [name: string]: StepD }
  readonly faults: { readonly [name: string]: FaultD }
  readonly init: readonly Statement[] | null
  readonly fair: FairD
  /** For a model without processes: the states in which it may stay forever. */
  readonly resting: Expr | null
}

export function isScalar(type: TypeD): boolean {
  return type.kind === 'bool' || type.kind === 'int' || type.kind === 'oneOf' || type.kind === 'ref'
}

/** Whether a place of this type is one JavaScript primitive. */
export function isCell(type: TypeD): boolean {
  return isScalar(type) || (type.kind === 'optional' && isScalar(type.of))
}
