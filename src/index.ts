/** The public surface of allways, listed by hand. */

export { type Config, defineConfig } from './config.ts'
export { SpecError } from './errors.ts'
export type { MeOf, SharedOf, State } from './language/argument-types.ts'
export { type CompositionOptions, compose, type Parts, type Whole } from './language/compose.ts'
export { type Input, input, type Rhythm } from './language/input.ts'
export { type Action, type Fault, type Model, model } from './language/model.ts'
export {
  type Choose,
  type Fair,
  type Process,
  type ProcessFault,
  process,
  type Step,
} from './language/process.ts'
export { type Design, type Spec, spec } from './language/spec.ts'
export type { Temporal, Temporals } from './language/temporal.ts'
export {
  array,
  bag,
  bool,
  type Cells,
  type Fields,
  int,
  mapOf,
  oneOf,
  optional,
  queue,
  ref,
  setOf,
  struct,
  type Type,
  type Value,
  type View,
} from './language/types.ts'
export type { BagView, MapView, QueueView, SetView } from './runtime/collections.ts'
export { same } from './runtime/same.ts'
