/**
 * One run of the code: a fresh system, driven step by step, and the states of the model that it may be in. Over 300
 * lines, because every way in which a run can end is here.
 */

import type { Drift, Expectation } from '../conformance.ts'
import { ModelError, show, UsageError } from '../errors.ts'
import type { ActionInfo } from '../language/actions.ts'
import type { Plain } from '../plain.ts'
import { type Ports, Unsettled } from '../ports/ports.ts'
import { type Owner, runIn, textOf, watchFailures } from '../ports/scope.ts'
import { isThenable, within } from '../ports/time-limit.ts'
import type { Successor } from '../reference/interpret.ts'
import type { Blocked, Trace } from '../result.ts'
import { placesOf } from '../trace/maps.ts'
import { startOf, stepOf } from '../trace/trace.ts'
import { blockedBy } from '../why/blocked.ts'
import { type Answer, isCallStep, type Moment } from './driver.ts'
import { isByItself, nameOfAction, nameOfTask, type Plan } from './plan.ts'
import { differenceOf, plainOf } from './seen.ts'
import { callsOf, expectKnownCalls, expectPorts, type Mismatch, mismatchOf, passFree, takeCalls } from './tasks.ts'

/** A state of the model that the code may be in, and how the model came there. */
export interface Possible {
  readonly state: Plain
  readonly from: Possible | undefined
  readonly by: Successor | undefined
}

/** The end of a run. It carries the drift. */
export class Drifted extends Error {
  readonly drift: Omit<Drift, 'shortest'>
  /** The action that drifted; `undefined` for the start. */
  readonly action: number | undefined
  /** Whether the model disables the action in the state in which it was tried. */
  isDisabled = false
  constructor(drift: Omit<Drift, 'shortest'>, action: number | undefined) {
    super(drift.message)
    this.drift = drift
    this.action = action
  }
}

/** At most this many states by steps that the code takes by itself. */
const mostByItself = 10_000

export class LiveRun {
  readonly #plan: Plan
  readonly #start: Omit<Successor, 'action'>
  readonly #seen: Plain[] = []
  #system: unknown
  #gates: Ports | undefined
  /** Failures outside of the steps, and the ports of the system. */
  readonly #owner: Required<Owner> = { troubles: [], opened: new Set() }
  readonly #unwatch: () => void
  #hasEnded = false
  /** The states of the model that agree with all that was seen. */
  possible: readonly Possible[] = []
  /** The steps that were driven. */
  steps = 0

  private constructor(plan: Plan, start: Omit<Successor, 'action'>) {
    this.#plan = plan
    this.#start = start
    this.#unwatch = watchFailures(this.#owner)
  }

  /** Starts a system in an initial state. @throws Drifted if the system does not begin as the model does */
  static async begin(plan: Plan, start: Omit<Successor, 'action'>): Promise<LiveRun> {
    const run = new LiveRun(plan, start)
    const { driver, design, params } = plan
    const first: Possible = { state: start.state, from: undefined, by: undefined }
    try {
      await run.#attempt([first], undefined, async () => {
        run.#system = await driver.start({ design, params, state: start.state as never })
        if (run.#hasEnded) return run.#dispose()
        if (driver.ports === undefined) return
        run.#gates = expectPorts(driver.ports(run.#system as never))
        expectKnownCalls(plan, run.#gates)
      })
      run.possible = await run.#settle([first], undefined, 'the start')
      run.#expectNoTrouble([first], undefined)
    } catch (error) {
      try {
        run.#expectPromises(error)
      } finally {
        await run.end()
      }
      throw error
    }
    return run
  }

  /** The system that the driver's `start` returned. */
  get system(): unknown {
    return this.#system
  }

  /** Ends the run, and disposes of the system. Returns what went wrong after its last step. */
  async end(): Promise<readonly string[]> {
    this.#hasEnded = true
    this.#gates?.close()
    for (const gates of this.#owner.opened) gates.close()
    try {
      await this.#dispose()
    } catch (error) {
      const what = error instanceof Late ? error.message : `the disposal of the system throws: ${textOf(error)}`
      this.#owner.troubles.push(what)
    }
    // a rejection is known to be unhandled only after the microtasks
    await new Promise((resume) => setImmediate(resume))
    this.#unwatch()
    return this.troubles
  }

  /** Failures outside of the steps. Some come after the end of the run. */
  get troubles(): readonly string[] {
    const gates = this.#gates === undefined ? [] : [this.#gates]
    return [...this.#owner.troubles, ...[...new Set([...gates, ...this.#owner.opened])].flatMap((one) => one.troubles)]
  }

  async #dispose(): Promise<void> {
    const system = this.#system as { [Symbol.asyncDispose]?(): unknown; [Symbol.dispose]?(): unknown } | undefined
    this.#system = undefined
    const end = Object(system)[Symbol.asyncDispose] ?? Object(system)[Symbol.dispose]
    if (typeof end !== 'function') return
    await this.#inTime(() => Reflect.apply(end, system, []), 'the disposal of the system')
  }

  /**
   * Drives one action. Returns false if the model does not allow it in the states that are possible, because the code
   * has chosen another way. @throws Drifted
   */
  async drive(action: number, choices: readonly Plain[] | undefined): Promise<boolean> {
    const { reference } = this.#plan
    const wanted = choices === undefined ? undefined : JSON.stringify(choices)
    const next = this.possible.flatMap((from) =>
      reference
        .outcomes(from.state, action)
        .filter((one) => one.surroundings === undefined || this.#plan.model.actions[action]?.input !== undefined)
        .filter((one) => wanted === undefined || JSON.stringify(one.choices) === wanted)
        .map((by): Possible => ({ state: by.state, from, by })),
    )
    if (next.length === 0) return false
    this.steps++
    const name = nameOfAction(this.#plan, action)
    const [first] = next as [Possible]
    const moment = this.#moment(
      action,
      choices,
      first.from?.state as Plain,
      next.length === 1 ? first.state : undefined,
    )
    try {
      const answer = await this.#attempt(next, action, () => this.#take(action, moment, next))
      if (answer === false || answer === 'refused') {
        throw this.#drifted('refused', `the code refuses '${name}', which the model allows here`, next, action)
      }
      this.possible = await this.#settle(next, action, `'${name}'`)
    } catch (error) {
      this.#expectPromises(error)
      throw error
    }
    this.#expectNoTrouble(next, action)
    return true
  }

  /** A call that returns no promise is a mistake in the driver, and not a drift. @throws UsageError */
  #expectPromises(error: unknown): void {
    if (error instanceof Drifted && error.drift.kind === 'call') this.#gates?.expectPromises()
  }

  /**
   * Tries a step that the model disables in the only state that is possible. Returns whether it could be tried: the
   * code then refused it. `mayChoose`: whether the step makes choices. @throws Drifted if the code took it
   */
  async tryDisabled(action: number, mayChoose: boolean): Promise<number> {
    const { model, unguarded, entries, reference } = this.#plan
    const [only] = this.possible as [Possible]
    let outcomes: Pick<Successor, 'choices' | 'picks' | 'state' | 'surroundings'>[]
    try {
      outcomes = unguarded.outcomes(only.state, action)
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      // without its guard, the step fails in the model, so its choices are known only if it has none
      if (mayChoose) return 0
      outcomes = [{ choices: [], picks: [], state: only.state }]
    }
    // the code needs no choice of the driver, so it can be asked although the model has none to offer
    const byCode = this.#plan.drives[action] === 'code'
    if (outcomes.length === 0 && byCode) outcomes = [{ choices: [], picks: [], state: only.state }]
    let tried = 0
    const known = new Set<string>()
    for (const outcome of outcomes) {
      const text = JSON.stringify(outcome.choices)
      if (known.has(text) || outcome.surroundings !== undefined) continue
      known.add(text)
      const moment = this.#moment(action, byCode ? undefined : outcome.choices, only.state, undefined)
      const name = nameOfAction(this.#plan, action)
      const blocked = blockedBy(model, reference, action, only.state)
      const taken = (more: string) =>
        this.#drifted('taken', `the code takes '${name}', which the model disables here${more}`, [only], action, {
          by: { action, ...outcome },
          ...(blocked === undefined ? {} : { blocked }),
        })
      const entry = entries[action]
      const tries: readonly [Possible] = [{ state: outcome.state, from: only, by: { action, ...outcome } }]
      const what = `'${name}' (disabled in the model)`
      let answer: Answer
      if (isCallStep(entry)) {
        const gates = this.#gates as Ports
        const { process = '', instance } = model.actions[action] as ActionInfo
        const attempt = async () => {
          const { free } = this.#plan.driver
          if (await takeCalls(gates, process, instance, callsOf(entry, moment), free, () => undefined)) {
            await gates.rest()
          }
          await passFree(gates, free)
        }
        await this.#attempt(tries, action, attempt, what)
      } else answer = await this.#attempt(tries, action, () => this.#call(action, moment), what)
      tried++
      if (answer === true || answer === 'taken') throw taken('')
      this.#expectNoFailure(tries, action, what)
      const { difference, mismatch } = await this.#compare(only, tries, what)
      if (difference !== undefined) throw taken(`: ${difference.path} is ${show(difference.code)} after it`)
      if (mismatch !== undefined) throw taken(`: ${mismatch.message}`)
      if (byCode) break
    }
    return tried
  }

  /** A drift that was found after the last step. */
  trouble(message: string): Drift {
    return { ...this.#drifted('trouble', message, this.possible, undefined).drift, shortest: false }
  }

  #moment(action: number, choices: readonly Plain[] | undefined, state: Plain, next: Plain | undefined): Moment {
    const { instance } = this.#plan.model.actions[action] as ActionInfo
    return { instance, choices: choices ?? [], state: state as never, next: next as never }
  }

  async #take(action: number, moment: Moment, next: readonly Possible[]): Promise<Answer> {
    const entry = this.#plan.entries[action]
    if (!isCallStep(entry)) return this.#call(action, moment)
    const { process = '', instance } = this.#plan.model.actions[action] as ActionInfo
    const gates = this.#gates as Ports
    const name = nameOfAction(this.#plan, action)
    const { free } = this.#plan.driver
    await takeCalls(gates, process, instance, callsOf(entry, moment), free, (wanted, stands) => {
      const who = nameOfTask(this.#plan, process, instance)
      const message = `${who} ${stands}; in the model, '${name}' calls \`${wanted}\``
      return this.#drifted('call', message, next, action)
    })
    return 'taken'
  }

  async #call(action: number, moment: Moment): Promise<Answer> {
    const entry = this.#plan.entries[action] as unknown
    const handler = typeof entry === 'function' ? entry : (entry as { readonly do: unknown }).do
    const answer = await (handler as (system: unknown, moment: Moment) => Answer)(this.#system, moment)
    if ([undefined, true, false, 'taken', 'refused'].includes(answer as Answer & undefined)) return answer
    throw new UsageError(`the handler returned ${show(answer)}; expected 'taken', 'refused', true, false, or nothing`)
  }

  /** Waits for the tasks, looks at the code, and keeps the states that agree. @throws Drifted if none does */
  async #settle(next: readonly Possible[], action: number | undefined, after: string): Promise<readonly Possible[]> {
    const gates = this.#gates
    if (gates !== undefined) {
      await this.#attempt(next, action, async () => {
        await gates.rest()
        await passFree(gates, this.#plan.driver.free)
      })
      this.#expectNoFailure(next, action, after)
    }
    const seen = await this.#look(next, action, after)
    this.#seen.push(plainOf(seen))
    const kept: Possible[] = []
    const expected: Expectation[] = []
    const mismatches: Mismatch[] = []
    for (const one of this.#onward(next)) {
      const difference = differenceOf(this.#plan.model.system, one.state, seen)
      const mismatch = difference === undefined ? this.#mismatch(one) : undefined
      if (difference !== undefined) {
        const { path, model, code, reason } = difference
        expected.push({ path, model, code: plainOf(code), ...(reason === undefined ? {} : { reason }) })
      } else if (mismatch !== undefined) mismatches.push(mismatch)
      else kept.push(one)
    }
    if (kept.length > 0) return kept
    const [mismatch] = mismatches
    if (mismatch !== undefined) {
      throw this.#drifted('call', `${mismatch.who} ${mismatch.stands} after ${after}; ${mismatch.model}`, next, action)
    }
    const [first] = expected as [Expectation]
    const message = `after ${after}, ${first.path} is ${show(first.code)} in the code, and ${show(first.model)} in the model`
    throw this.#drifted(
      'differs',
      expected.length === 1 ? message : `after ${after}, no state of the model agrees with the code`,
      next,
      action,
      { expected },
    )
  }

  /** The states, and those that steps lead to which the code takes by itself. */
  #onward(next: readonly Possible[]): readonly Possible[] {
    const { model, entries, reference } = this.#plan
    const own = model.actions.flatMap((_, i) => (isByItself(entries[i]) ? [i] : []))
    if (own.length === 0) return distinct(next)
    const all = [...distinct(next)]
    const known = new Set(all.map(({ state }) => JSON.stringify(state)))
    for (let at = 0; at < all.length && all.length < mostByItself; at++) {
      const from = all[at] as Possible
      for (const action of own) {
        for (const by of reference.outcomes(from.state, action)) {
          const text = JSON.stringify(by.state)
          if (known.has(text)) continue
          known.add(text)
          all.push({ state: by.state, from, by })
        }
      }
    }
    return all
  }

  #mismatch({ state }: Possible): Mismatch | undefined {
    return this.#gates === undefined ? undefined : mismatchOf(this.#plan, this.#gates, state)
  }

  async #compare(only: Possible, tries: readonly Possible[], after: string) {
    const seen = await this.#look(tries, tries[0]?.by?.action, after)
    return {
      difference: differenceOf(this.#plan.model.system, only.state, seen),
      mismatch: this.#mismatch(only),
    }
  }

  async #look(next: readonly Possible[], action: number | undefined, after: string): Promise<unknown> {
    const what = `observe after ${after}`
    const seen = await this.#attempt(next, action, () => this.#plan.driver.observe(this.#system as never), what)
    if (typeof seen === 'object' && seen !== null) return seen
    throw new UsageError(`observe returned ${show(seen)}; expected a part of the state, as in { latest: 1 }`)
  }

  #expectNoFailure(next: readonly Possible[], action: number | undefined, after: string): void {
    for (const { failure, dropped, process, instance } of this.#gates?.tasks ?? []) {
      if (failure === undefined || dropped) continue
      const who = nameOfTask(this.#plan, process, instance)
      throw this.#drifted('threw', `${who} throws after ${after}: ${textOf(failure.error)}`, next, action)
    }
  }

  #expectNoTrouble(next: readonly Possible[], action: number | undefined): void {
    const [trouble] = this.troubles
    if (trouble !== undefined) throw this.#drifted('trouble', trouble, next, action)
  }

  /** Runs a part of the driver. It is a drift if it throws or takes too long. */
  async #attempt<T>(
    next: readonly Possible[],
    action: number | undefined,
    body: () => T | Promise<T>,
    what = action === undefined ? 'the start' : `'${nameOfAction(this.#plan, action)}'`,
  ): Promise<T> {
    try {
      return await this.#inTime(body, what)
    } catch (error) {
      if (error instanceof Drifted) throw error
      if (error instanceof UsageError) {
        const step = next[0]?.from === undefined ? '' : `in step ${this.steps}, ${what}: `
        throw error.message.startsWith('in step ') ? error : new UsageError(`${step}${error.message}`, { cause: error })
      }
      if (error instanceof Late) throw this.#drifted('late', error.message, next, action)
      if (error instanceof Unsettled) throw this.#drifted('late', `after ${what}, ${error.message}`, next, action)
      throw this.#drifted('threw', `${what} throws in the code: ${textOf(error)}`, next, action)
    }
  }

  async #inTime<T>(body: () => T | Promise<T>, what: string): Promise<T> {
    const { limitMs } = this.#plan.driver
    const work = runIn({ owner: this.#owner, task: undefined }, body)
    if (!isThenable(work)) return work
    return within(work, limitMs, () => new Late(`${what} did not settle within ${limitMs} ms in the code`))
  }

  #drifted(
    kind: Drift['kind'],
    message: string,
    next: readonly Possible[],
    action: number | undefined,
    more: { expected?: readonly Expectation[]; by?: Successor; blocked?: Blocked } = {},
  ): Drifted {
    const [first] = next as [Possible]
    const { by, expected = [], blocked } = more
    const trace = this.#trace(by === undefined ? first : { state: by.state, from: first, by })
    const found = { kind, message, trace, expected, seen: [...this.#seen] }
    return new Drifted(blocked === undefined ? found : { ...found, blocked }, action)
  }

  #trace(last: Possible): Trace {
    const { model } = this.#plan
    const steps: Trace['steps'][number][] = []
    for (let at = last; at.from !== undefined; at = at.from)
      steps.push(stepOf(model, at.from.state, at.by as Successor))
    return { initial: startOf(this.#start), steps: steps.reverse(), ...placesOf(model) }
  }
}

class Late extends Error {}

function distinct(all: readonly Possible[]): readonly Possible[] {
  if (all.length < 2) return all
  const known = new Set<string>()
  return all.filter(({ state }) => known.size < known.add(JSON.stringify(state)).size)
}
