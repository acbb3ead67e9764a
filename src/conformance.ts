/** The findings of a conformance run as plain data: everything that a report may show. */
import type { Plain } from './plain.ts'
import type { Blocked, RunError, Trace } from './result.ts'

/** A behaviour of the code, along a path of the model, that the model does not allow. */
export interface Drift {
  /**
   * `differs`: no state of the model agrees with what was seen. `refused`: the code refused a step that the model
   * allows. `taken`: the code took a step that the model disables. `call`: a task waits at another call than the model's
   * label says, has ended, or goes on. `threw`: the handler or a task threw. `late`: a step or task did not come to rest
   * in time. `trouble`: a call after the end, or a rejection that nobody handled.
   */
  readonly kind: 'differs' | 'refused' | 'taken' | 'call' | 'threw' | 'late' | 'trouble'
  /** One sentence: what the code did, and what the model says. */
  readonly message: string
  /** The path of the model up to the drift. The last step is the one at which the code drifts. */
  readonly trace: Trace
  /** For each state that the model allows after the last step: the first variable that differs in the code. */
  readonly expected: readonly Expectation[]
  /** The part of the code's state that was seen after each step; the first entry is the start. */
  readonly seen: readonly Plain[]
  /** Why the model disables the step that the code took. */
  readonly blocked?: Blocked
  /** Whether a run along a shortest path to this step shows the drift. If not, it depends on more than the state. */
  readonly shortest: boolean
}

/** A state that the model allows, and how the code differs. */
export interface Expectation {
  readonly path: string
  readonly model: Plain
  readonly code: Plain
  readonly reason?: string
}

/** A step that nobody drives, and why. */
export interface Undriven {
  readonly name: string
  readonly reason: string
}

/** The runs of the code along one design, and their findings. */
export interface Conformance {
  readonly spec: string
  readonly file: string
  readonly driver: string
  readonly design: string
  readonly params: { readonly [name: string]: unknown }
  readonly digest: string
  /** The states and transitions of the model, as far as they were explored. */
  readonly states: number
  readonly transitions: number
  /** Whether these are all. */
  readonly complete: boolean
  /**
   * The transitions that can be driven, with the choices that the code was seen to make. Code's choices of one step in
   * one state count once.
   */
  readonly drivable: number
  /** How many of them were driven. */
  readonly driven: number
  /** The transitions that no run reached, because the code chose another way each time. */
  readonly missed: number
  /** The transitions that lie behind choices that the code never made. */
  readonly unchosen: number
  readonly runs: number
  readonly steps: number
  /** The fewest steps in which runs can drive all of them; absent if only a part was planned. */
  readonly leastSteps?: number
  /** The steps that the model disables and that were tried, and that the code refused. */
  readonly tried: number
  /** The steps and faults that are not tried where their guards disable them. */
  readonly untried: readonly string[]
  /** The outcomes of code's choices that were seen, and how many the model has at the driven places. */
  readonly choices?: { readonly seen: number; readonly all: number }
  readonly undriven: readonly Undriven[]
  /** Transitions in which an input changes together with a step, which nobody drives. */
  readonly together: number
  readonly seconds: number
  /** The limit that ended the run early. */
  readonly limit?: 'steps' | 'states' | 'seconds' | 'interrupted'
  readonly drift?: Drift
  readonly error?: RunError
}
