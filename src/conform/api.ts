/** The names that a driver file imports from `allways/conform`. */
export type { Call, Ending, Interfaces, PortsOptions, Task, WaitingCall } from '../ports/ports.ts'
export { Ports, ports, Unsettled } from '../ports/ports.ts'
export type {
  Answer,
  Beginning,
  CallStep,
  Calls,
  DoStep,
  Driver,
  DriverOptions,
  Entry,
  Handler,
  Moment,
  NotDriven,
  PlainState,
  Release,
} from './driver.ts'
export { byItself, driver, notDriven } from './driver.ts'
export type { Observation, Observed } from './observation.ts'
