/** Code under test by properties of fast-check: runs of its model drive it. */
import { AssertionError } from 'node:assert'
import { type Arbitrary, type AsyncCommand, asyncModelRun } from 'fast-check'
import { expectKnown } from '../../cli/commands/conform.ts'
import { unknownName } from '../../cli/output/unknown-name.ts'
import type { Driver } from '../../conform/driver.ts'
import { Drifted, LiveRun } from '../../conform/live-run.ts'
import { tryDisabled } from '../../conform/moves.ts'
import { type Plan, planOf } from '../../conform/plan.ts'
import type { Drift } from '../../conformance.ts'
import { show, UsageError } from '../../errors.ts'
import { modelOf } from '../../language/spec.ts'
import { renderDrift } from '../../report/terminal/conformance.ts'
import { loadDriverOf } from '../driver-file.ts'
import { checkOptions } from '../options.ts'
import { Code, commandsOf, Position } from './commands.ts'
import { Run, Runs } from './runs.ts'

/** The options of `underTest`. */
export interface UnderTestOptions {
  /** The design that the code is held to. It may be left out if the driver has one design. */
  readonly design?: string | undefined
  /** Parameters of the model, by name. They override those of the design. */
  readonly params?: { readonly [name: string]: unknown } | undefined
  /** The folder where relative paths begin. Defaults to the working directory. */
  readonly cwd?: string | undefined
}

/** The options of `runs`. */
export interface RunsOptions {
  /** The maximum number of steps of a run. Defaults to 30. */
  readonly maxSteps?: number | undefined
}

/**
 * Prepares the code of a driver for properties of fast-check.
 * @param driver the path of a driver file, relative to `options.cwd`, a `file:` URL, or a driver
 * @throws SpecError if the driver does not fit its spec; UsageError for a design or option that does not exist
 */
export async function underTest(
  driver: string | URL | Pick<Driver, 'kind' | 'designs'>,
  options: UnderTestOptions = {},
): Promise<UnderTest> {
  checkOptions('underTest', options, ['design', 'params', 'cwd'])
  const { cwd, params } = options
  const isMade = (driver as Partial<Driver> | undefined)?.kind === 'driver'
  const one = isMade ? (driver as Driver) : (await loadDriverOf('underTest', driver, cwd)).driver
  const known = one.designs
  const { design = known.length === 1 ? known[0] : undefined } = options
  if (design === undefined) {
    throw new UsageError(`underTest: the driver has several designs; name one, as in { design: '${known[0]}' }`)
  }
  if (!known.includes(design)) throw new UsageError(`underTest: ${unknownName('design', design, known)}`)
  expectKnown({ driver: one })
  const { model, params: all } = modelOf(one.spec, design, params)
  return new UnderTest(planOf(one, design, model, all))
}

/** The code of a driver, and a design of its model. */
export class UnderTest {
  readonly #plan: Plan

  /** @internal */
  constructor(plan: Plan) {
    this.#plan = plan
  }

  /** The name of the design. */
  get design(): string {
    return this.#plan.design
  }

  /**
   * Runs of the model: steps that the model allows one after the other, from an initial state. A failing run shrinks to
   * a shortest one. If the code drifts at a state of the model, no shorter run shows a drift, unless the model has more
   * than 20,000 states.
   */
  runs(options: RunsOptions = {}): Arbitrary<Run> {
    checkOptions('runs', options, ['maxSteps'])
    const { maxSteps = 30 } = options
    if (!Number.isSafeInteger(maxSteps) || maxSteps < 1) {
      throw new UsageError(`runs: maxSteps is ${show(maxSteps)}; expected a whole number, 1 or more`)
    }
    return new Runs(this.#plan, maxSteps)
  }

  /**
   * Starts a fresh system and drives it along a run. After each step, compares it with the model, and tries the steps
   * that the model disables. Skips steps that are not possible because the code chose another way. Ends with the
   * disposal of the system.
   * @throws AssertionError whose message tells what differs, with the steps that lead there
   */
  async follow(run: Run): Promise<void> {
    if (!(run instanceof Run) || run.plan !== this.#plan) {
      throw new UsageError('follow: expected a run of the same system, as its runs() gives it')
    }
    await this.#whole(run.start, async (live) => {
      for (const { action, choices } of run.moves) {
        if (await live.drive(action, choices)) await tryDisabled(this.#plan, live)
      }
    })
  }

  /**
   * The steps of the model as commands for `fc.commands`. `check` asks the model whether the step is enabled. `run`
   * makes the code take it, and compares, as `follow` does. Run them with `modelRun`, or with `fc.asyncModelRun` and `setup`.
   */
  commands(): Arbitrary<AsyncCommand<Position, Code>>[] {
    return commandsOf(this.#plan)
  }

  /** Starts a system for `fc.asyncModelRun`. Call `end` of what it returns as `real` after the run. */
  readonly setup = async (): Promise<{ model: Position; real: Code }> => {
    const [start] = this.#plan.reference.initials()
    try {
      const live = await LiveRun.begin(this.#plan, start as never)
      const real = new Code(live, this.#plan, (drift) => storyOf(this.#plan, drift))
      return { model: new Position(live), real }
    } catch (error) {
      throw error instanceof Drifted ? storyOf(this.#plan, error.drift) : error
    }
  }

  /**
   * Runs commands on a fresh system, and disposes of it.
   * @throws AssertionError whose message tells what differs, with the steps that lead there
   */
  async modelRun(commands: Iterable<AsyncCommand<Position, Code>>): Promise<void> {
    const { model, real } = await this.setup()
    let isOver = false
    try {
      await asyncModelRun(() => ({ model, real }), commands)
      isOver = true
    } finally {
      // an error of the end must not replace one of the run
      if (isOver) await real.end()
      else await real.end().catch(() => undefined)
    }
  }

  async #whole(start: Run['start'], body: (live: LiveRun) => Promise<void>): Promise<void> {
    let live: LiveRun | undefined
    let drift: Omit<Drift, 'shortest'> | undefined
    let troubles: readonly string[] = []
    try {
      live = await LiveRun.begin(this.#plan, start)
      await tryDisabled(this.#plan, live)
      await body(live)
    } catch (error) {
      if (!(error instanceof Drifted)) throw error
      drift = error.drift
    } finally {
      troubles = (await live?.end()) ?? []
    }
    const [trouble] = troubles
    if (trouble !== undefined) drift ??= live?.trouble(trouble)
    if (drift !== undefined) throw storyOf(this.#plan, drift)
  }
}

function storyOf({ model, design, driver }: Plan, drift: Omit<Drift, 'shortest'>): AssertionError {
  const heading = `the code drifts from ${driver.spec.name ?? model.name}, ${design}`
  // fast-check looks for a shorter run
  const message = `${heading}\n${renderDrift({ ...drift, shortest: true }, { width: 100, color: false })}`
  return new AssertionError({ message, stackStartFn: UnderTest })
}
