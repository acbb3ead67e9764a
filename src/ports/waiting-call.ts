/** A call that waits at its port, and what becomes of it when it is let through. */
import { answerOf, type Ending, type Settled, type Task, type WaitingCall } from './task.ts'

export interface Waiting {
  readonly name: string
  readonly args: readonly unknown[]
  readonly task: Task
  /** Makes the call. */
  made(): unknown
  /** The call is let through and not made. */
  unmade(): void
  underWay(isSo: boolean): void
  /** Keeps what came of the call. */
  keep(outcome: Settled): void
  /** Gives an answer to the task. */
  hear(outcome: Settled): void
}

export function waitingCall({ name, args, task, made, unmade, underWay, keep, hear }: Waiting): WaitingCall {
  const settled = (outcome: Settled, { answer, ...instead }: Ending) => {
    keep(outcome)
    const heard: Settled =
      'error' in instead ? { error: instead.error } : 'value' in instead ? { value: instead.value } : outcome
    if (answer === undefined) hear(heard)
    else if (answer === 'lost') task.isUnanswered = true
    else if (!task.dropped) task.waiting.push({ name: answerOf(name), args, proceed: async () => hear(heard) })
  }
  return {
    name,
    args,
    async proceed(ending = {}) {
      if (ending.made === false) {
        unmade()
        settled({ value: undefined }, ending)
        return
      }
      underWay(true)
      try {
        settled({ value: await made() }, ending)
      } catch (error) {
        settled({ error }, ending)
      } finally {
        underWay(false)
      }
    },
  }
}
