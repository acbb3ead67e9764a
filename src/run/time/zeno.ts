/**
 * Says of a run that it does infinitely much in no time, or ends where time is stopped: no real system does so. Such a run
 * is a counterexample like others, because only the author knows which step must happen before time goes on.
 */
import type { Model } from '../../language/model.ts'
import type { Plain } from '../../plain.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import { blockers } from '../../reference/timers.ts'
import type { Trace } from '../../result.ts'

/** None for a run in which time can go on, and for a trace without a loop. */
export function zenoTold(model: Model, reference: Interpreter, { initial, steps, loopAt }: Trace): string[] {
  if (loopAt === undefined || model.actions.at(-1)?.isTime !== true) return []
  const states = [initial.state, ...steps.map(({ state }) => state)].slice(loopAt) as Plain[]
  const isAtEnd = loopAt === steps.length
  const passes = steps.slice(loopAt).some(({ time }) => time !== timeAt(steps, loopAt))
  if (passes || states.some((state) => reference.isTimeFree(state))) return []
  const [first] = states.flatMap((state) => blockers(model.system, state))
  if (first === undefined) return []
  const what = isAtEnd ? 'Time is stopped at the end of this run' : 'No time passes in this loop'
  return [
    `${what}: \`${first}\` is due, and time waits until a step stops or starts it. If such a step always happens, declare it as fair.`,
  ]
}

const timeAt = (steps: Trace['steps'], at: number) => (at === 0 ? 0 : steps[at - 1]?.time)
