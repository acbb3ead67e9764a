/**
 * The runs of one design: along a tour, then to whatever a code's choice has kept from being driven. Over 300 lines,
 * because planning, driving and telling a drift at its shortest share what the runs have seen.
 */
import type { Conformance, Drift } from '../conformance.ts'
import type { Model } from '../language/model.ts'
import type { Plain } from '../plain.ts'
import { watchFailures } from '../ports/scope.ts'
import type { DrivenGraph, Edge } from './graph.ts'
import { limitOf, type TouringOptions } from './limits.ts'
import { Drifted, LiveRun } from './live-run.ts'
import { disabledAt } from './moves.ts'
import { Outcomes } from './outcomes.ts'
import { entryName, type Plan } from './plan.ts'
import { boundedTour, tourOf, type Walk, type Way, waysFromStarts } from './tour.ts'

/** Rounds for transitions that a code's choice has kept from being driven. */
const mostRounds = 5

const somethingOutlives =
  'Earlier runs began as the model does, so something outlives a run: a variable of a module, a file or a connection'

/** The runs of one design. */
export class Touring {
  readonly outcomes: Outcomes
  runs = 0
  steps = 0
  tried = 0
  leastSteps: number | undefined
  /** Transitions that no run has reached, because the code has chosen another way each time. */
  missed = 0
  drift: Drift | undefined
  limit: Conformance['limit']
  readonly #plan: Plan
  readonly #graph: DrivenGraph
  readonly #options: TouringOptions
  readonly #started: number
  readonly #numbers: ReadonlyMap<string, number>
  /** The actions that make choices in some state. */
  readonly #choosing: ReadonlySet<number>
  /** The states whose disabled steps have been tried. */
  readonly #triedAt = new Set<number>()
  /** The initial states in which a run has begun. */
  readonly #begun = new Set<number>()
  /** The runs that have ended. Their code may still do something. */
  readonly #ended: LiveRun[] = []
  #hasFailed = false

  constructor(plan: Plan, graph: DrivenGraph, options: TouringOptions, started: number) {
    this.#plan = plan
    this.#graph = graph
    this.outcomes = new Outcomes(graph)
    this.#options = options
    this.#started = started
    this.#choosing = new Set(graph.edges.flatMap(({ action, choices }) => (choices?.length === 0 ? [] : [action])))
    this.#numbers = new Map(graph.states.map((state, i) => [JSON.stringify(state), i]))
  }

  /** Drives every transition, or as many as the limits allow. Stops at the first drift. */
  async all(): Promise<void> {
    // a failure may come between two runs
    const unwatch = watchFailures({ troubles: [] })
    try {
      await this.#all()
    } finally {
      unwatch()
    }
  }

  async #all(): Promise<void> {
    const { maxSteps = Number.POSITIVE_INFINITY } = this.#options
    const graph = this.#graph
    const whole = graph.edges.length <= mostPlanned ? tourOf(graph) : undefined
    this.leastSteps = whole?.leastSteps
    const first =
      whole !== undefined && whole.leastSteps <= maxSteps
        ? whole.walks
        : boundedTour(graph, new Set(graph.edges.keys()), maxSteps)
    await this.#drive(first)
    for (let round = 1; round < mostRounds && this.#goesOn(); round++) {
      const left = new Set(this.outcomes.drivable())
      for (const edge of this.outcomes.driven) left.delete(edge)
      if (left.size === 0) break
      const before = this.outcomes.driven.size
      await this.#drive(boundedTour(graph, left, maxSteps - this.steps, this.outcomes.expected))
      if (this.outcomes.driven.size === before) break
    }
    // walks need not begin in each initial state
    const starts = [...graph.starts.entries()].filter(([, { state }]) => !this.#begun.has(state))
    const others = new Map(starts.map(([start, { state }]) => [state, { start, edges: [] }]))
    if (this.drift === undefined && this.limit !== 'interrupted') await this.#drive([...others.values()], true)
    await this.#expectNoTrouble()
    if (this.limit === undefined && this.drift === undefined) this.#judgeRest(maxSteps)
  }

  /** Tells the transitions for which steps are lacking from those that the code has chosen not to come to. */
  #judgeRest(maxSteps: number): void {
    const ways = waysFromStarts(this.#graph, this.outcomes.expected)
    for (const edge of this.outcomes.drivable()) {
      if (this.outcomes.driven.has(edge)) continue
      const way = ways((this.#graph.edges[edge] as Edge).from)
      if (way !== undefined && this.steps + way.edges.length + 1 > maxSteps) this.limit = 'steps'
      else this.missed++
    }
  }

  /** Looks whether a run that has ended did something later. */
  async #expectNoTrouble(): Promise<void> {
    await new Promise((resume) => setImmediate(resume))
    for (const run of this.#ended) {
      const [trouble] = run.troubles
      if (trouble !== undefined) this.drift ??= run.trouble(trouble)
    }
  }

  #goesOn(): boolean {
    const { maxSteps } = this.#options
    if (this.drift !== undefined || this.#hasFailed) return false
    const limit = limitOf(this.#options, this.#started)
    if (limit !== undefined) this.limit = limit
    else if (
      maxSteps !== undefined &&
      this.steps >= maxSteps &&
      this.outcomes.driven.size < this.outcomes.drivable().size
    ) {
      this.limit ??= 'steps'
    }
    return this.limit === undefined
  }

  /** `isShort`: the walks have no steps, so the limit on steps does not end them. */
  async #drive(walks: readonly Walk[], isShort = false): Promise<void> {
    const queue = [...walks]
    const goesOn = () => this.#goesOn() || (isShort && this.limit === 'steps' && this.drift === undefined)
    const one = async () => {
      try {
        for (let walk = queue.shift(); walk !== undefined && goesOn(); walk = queue.shift()) {
          const found = await this.#walk(walk, true, false, goesOn)
          // of several drifts at the same time, the first one is shown
          if (found !== undefined && !this.#hasFailed) {
            this.#hasFailed = true
            this.drift = 'drifted' in found ? await this.#atItsShortest(found) : found
          }
        }
      } catch (error) {
        this.#hasFailed = true
        throw error
      }
    }
    const all = Array.from({ length: Math.min(this.#plan.driver.parallel, queue.length) }, one)
    // no run may be left behind
    await Promise.allSettled(all)
    await Promise.all(all)
  }

  /**
   * Runs a fresh system along a walk. Returns the drift, and the state of the model before it; or a failure outside of
   * the steps. `again`: the run looks for a drift that is known, so it does not count. `goesOn`: whether it may take a
   * further step.
   */
  async #walk(
    walk: Walk,
    triesDisabled: boolean,
    again: boolean,
    goesOn: () => boolean,
  ): Promise<Found | Drift | undefined> {
    if (!again) this.runs++
    const { starts, edges } = this.#graph
    const { state, start } = starts[walk.start] as DrivenGraph['starts'][number]
    let run: LiveRun | undefined
    let at: number | undefined
    let found: Found | undefined
    try {
      this.#begun.add(state)
      run = await LiveRun.begin(this.#plan, start)
      at = this.#stateOf(run)
      if (triesDisabled) await this.#tryDisabled(run, at)
      for (const number of walk.edges) {
        if (!goesOn()) break
        const edge = edges[number] as Edge
        // the code has chosen another way: the rest of the walk does not begin here
        if (at !== edge.from) break
        if (!(await run.drive(edge.action, edge.choices))) break
        at = this.#stateOf(run)
        if (!again) {
          this.outcomes.driven.add(number)
          this.steps++
        }
        if (edge.choices === undefined && at !== undefined) this.outcomes.see(number, at)
        if (triesDisabled) await this.#tryDisabled(run, at)
        if (this.steps % 50 === 0) this.#report()
      }
    } catch (error) {
      if (!(error instanceof Drifted)) throw error
      found = { drifted: error, at }
    } finally {
      await run?.end()
    }
    if (run === undefined || found !== undefined) return found
    this.#ended.push(run)
    if (this.#ended.length > mostEnded) this.#ended.shift()
    const [trouble] = run.troubles
    return trouble === undefined ? undefined : run.trouble(trouble)
  }

  #report(): void {
    this.#options.onProgress?.({
      steps: this.steps,
      driven: this.outcomes.driven.size,
      drivable: this.#graph.edges.length,
    })
  }

  /** The number of the state that the code is in; `undefined` if several are possible. */
  #stateOf({ possible }: LiveRun): number | undefined {
    const [only, ...more] = possible
    return only === undefined || more.length > 0 ? undefined : this.#numbers.get(JSON.stringify(only.state))
  }

  /** Tries the steps that the model disables in a state, when a run first comes there. */
  async #tryDisabled(run: LiveRun, at: number | undefined): Promise<void> {
    if (at === undefined || this.#triedAt.has(at)) return
    this.#triedAt.add(at)
    for (const action of this.#disabledAt(at)) {
      try {
        this.tried += await run.tryDisabled(action, this.#choosing.has(action))
      } catch (error) {
        if (error instanceof Drifted) error.isDisabled = true
        throw error
      }
    }
  }

  /**
   * Runs along a shortest path to the same step, and tells what drifts there. Then it tries the same step in nearer
   * states, first where no run has tried it.
   */
  async #atItsShortest({ drifted, at }: Found): Promise<Drift> {
    const original = { ...drifted.drift, shortest: false }
    if (at === undefined) {
      const isStart = original.trace.steps.length === 0
      // the first system began as the model does, and this one does not
      const outlives = isStart && this.steps > 0 ? `. ${somethingOutlives}` : ''
      return { ...original, message: `${original.message}${outlives}`, shortest: isStart }
    }
    const { trace } = original
    const isTaken = drifted.isDisabled
    const wanted = JSON.stringify(trace.steps.at(-1)?.choices ?? [])
    const { edges, out } = this.#graph
    const same = isTaken
      ? [undefined]
      : (out[at] ?? []).filter((i) => {
          const { action, choices } = edges[i] as Edge
          return action === drifted.action && (choices === undefined || JSON.stringify(choices) === wanted)
        })
    const ways = waysFromStarts(this.#graph, this.outcomes.expected)
    const length = (state: number) => (ways(state)?.edges.length ?? Number.POSITIVE_INFINITY) + 1
    let best: Drift = { ...original, shortest: same.length === 0 && length(at) >= trace.steps.length }
    for (const edge of same) best = (await this.#along(ways(at), edge)) ?? best
    if (drifted.action === undefined) return best
    const called = this.#nameOf(drifted.action)
    const others = isTaken
      ? [...this.#graph.states.keys()].map((from) => ({ from, edge: undefined, again: this.#triedAt.has(from) }))
      : edges.flatMap(({ from, action }, edge) =>
          this.#nameOf(action) === called ? [{ from, edge, again: this.outcomes.driven.has(edge) }] : [],
        )
    const nearer = others
      .map((one) => ({ ...one, steps: length(one.from) }))
      .filter(({ steps }) => steps < best.trace.steps.length)
      .sort((a, b) => Number(a.again) - Number(b.again) || a.steps - b.steps)
    let runs = 0
    for (const { from, edge, steps } of nearer) {
      if (runs >= mostNearer) break
      if (steps >= best.trace.steps.length) continue
      if (isTaken && !this.#disabledAt(from).some((one) => this.#nameOf(one) === called)) continue
      runs++
      best = (await this.#along(ways(from), edge)) ?? best
    }
    return best
  }

  /** Runs along a way to a state and one edge more, or tries the disabled steps of the state. */
  async #along(way: Way | undefined, edge: number | undefined): Promise<Drift | undefined> {
    if (way === undefined) return undefined
    const start = this.#graph.starts.findIndex(({ state }) => state === way.from)
    const walk = { start, edges: edge === undefined ? way.edges : [...way.edges, edge] }
    if (edge === undefined) this.#triedAt.delete(way.to)
    const goesOn = () => limitOf(this.#options, this.#started) === undefined
    const again = await this.#walk(walk, edge === undefined, true, goesOn)
    return again !== undefined && 'drifted' in again ? { ...again.drifted.drift, shortest: true } : undefined
  }

  #disabledAt(state: number): readonly number[] {
    return disabledAt(this.#plan, this.#graph.states[state] as Plain)
  }

  #nameOf(action: number): string {
    return entryName(this.#plan.model.actions[action] as Model['actions'][number])
  }
}

/** At most this many runs that have ended are looked at again. */
const mostEnded = 200

/** At most this many runs look for the same drift in a nearer state. */
const mostNearer = 500

/** More transitions are driven by a plan that is not the shortest. */
const mostPlanned = 100_000

interface Found {
  readonly drifted: Drifted
  readonly at: number | undefined
}
