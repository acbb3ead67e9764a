/** The public surface of allways, listed by hand. */
export type { Location } from './check/failures.ts'
export { type CheckOptions, checkDesign, type Progress } from './check.ts'
export { type Config, defineConfig } from './config.ts'
export { InternalError, ModelError, SpecError, UsageError } from './errors.ts'
export type { BagView, MapView, QueueView, SetView } from './model/collections.ts'
export { type CompositionOptions, compose, type Parts, type Whole } from './model/compose.ts'
export { type Input, input, type Rhythm } from './model/input.ts'
export { type Action, type Fault, type Model, model } from './model/model.ts'
export {
  type Choose,
  type Fair,
  type Process,
  type ProcessFault,
  process,
  type Step,
} from './model/process.ts'
export { same } from './model/same.ts'
export type { MeOf, SharedOf, State } from './model/seen.ts'
export { type Design, type Spec, spec } from './model/spec.ts'
export type { Temporal, Temporals } from './model/temporal.ts'
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
} from './model/types.ts'
export type {
  Change,
  Data,
  DecidingPart,
  FairNote,
  Flow,
  NoReturn,
  PropertyResult,
  Result,
  Round,
  RunError,
  Saving,
  StaleRead,
  Trace,
  TraceStep,
  Verdict,
  Why,
} from './result.ts'
