/**
 * The language of models: the public surface of allways, listed by hand. A spec file exports a model with its designs,
 * and the verdicts that each design expects.
 *
 * ```ts
 * // specs/door.model.ts
 * import { bool, int, model, spec } from 'allways'
 *
 * const door = ({ checked = true }) =>
 *   model({
 *     name: 'door',
 *     state: { locked: bool, inside: int(0, 2) },
 *     actions: {
 *       lock: (s) => { s.locked = true },
 *       unlock: (s) => { s.locked = false },
 *       enter: { when: (s) => s.inside < 2 && !(checked && s.locked), do: (s) => { s.inside++ } },
 *       leave: { when: (s) => s.inside > 0, do: (s) => { s.inside-- } },
 *     },
 *     steps: { 'a lock keeps people out': (before, after) => !before.locked || after.inside <= before.inside },
 *   })
 *
 * export default spec({
 *   name: 'door', model: door,
 *   designs: {
 *     'as built': {},
 *     unchecked: { params: { checked: false }, expect: { 'a lock keeps people out': 'violated' } },
 *   },
 * })
 * ```
 *
 * `npx allways check` checks every spec of a project. `allways/check` checks one from code:
 *
 * ```js
 * import { assertHolds, check } from 'allways/check'
 *
 * const results = await check('specs/door.model.ts')
 * assertHolds(results) // throws the story of every verdict that its design does not expect
 * console.log(results[0].states) // 6
 * console.log(results[1].properties[0].counterexample.steps.length) // 2
 * ```
 */

export { type Config, defineConfig } from './config.ts'
export { SpecError } from './errors.ts'
export type { ById, Id, ReadonlyById } from './language/by-id.ts'
export { type CompositionOptions, compose, type Parts, type Whole } from './language/compose.ts'
export { idsOf } from './language/ids.ts'
export { type Input, input, type Rhythm } from './language/input.ts'
export { type LinkOptions, type LinkType, type LinkUse, link } from './language/links/link.ts'
export { type PartitionOptions, type PartitionType, partition } from './language/links/partition.ts'
export { type Fault, type Model, model } from './language/model.ts'
export { type ActionOptions, action } from './language/processes/action-of-each.ts'
export type { Action, ActionOfEach, MeOf, SharedOf, State } from './language/processes/argument-types.ts'
export {
  type Budget,
  type CrashOptions,
  crash,
  type PauseOptions,
  type ProcessFault,
  pause,
} from './language/processes/faults.ts'
export { type Process, process } from './language/processes/process.ts'
export type { Choose, Fair, StepOf } from './language/processes/steps.ts'
export { type Design, type Spec, spec } from './language/spec.ts'
export { fresh, newer, newest, older, type Stamp, type StampType, stamp } from './language/stamps/stamp.ts'
export type { Temporal, Temporals } from './language/temporal.ts'
export {
  array,
  bag,
  bool,
  type Cells,
  type Elements,
  type Fields,
  int,
  mapOf,
  oneOf,
  optional,
  queue,
  ref,
  setOf,
  struct,
  type TimerOptions,
  type Type,
  timer,
  upTo,
  type Value,
  type View,
} from './language/types.ts'
export { assume } from './runtime/assume.ts'
export type { BagView, MapView, QueueView, SetView } from './runtime/collections.ts'
export { same } from './runtime/same.ts'
export { stopped, type Timer, type UnitTimer } from './runtime/timer-view.ts'
