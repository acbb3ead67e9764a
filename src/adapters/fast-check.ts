/**
 * `allways/fast-check`: properties of fast-check over runs of a model, and over schedules of ports.
 *
 * ```ts
 * import { underTest } from 'allways/fast-check'
 * import fc from 'fast-check'
 *
 * const lock = await underTest('lock.driver.ts', { design: 'fencing token' })
 * await fc.assert(fc.asyncProperty(lock.runs({ maxSteps: 30 }), (run) => lock.follow(run)))
 * ```
 */
export { SpecError, UsageError } from '../errors.ts'
export type { Code, Position } from './fast-check/commands.ts'
export type { Run, RunStep } from './fast-check/runs.ts'
export { type Schedule, type ScheduleRunOptions, type SchedulesOptions, schedules } from './fast-check/schedules.ts'
export { type RunsOptions, type UnderTest, type UnderTestOptions, underTest } from './fast-check/under-test.ts'
