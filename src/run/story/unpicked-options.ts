/** Options of a choice that the loop of a run never picks, although it could each time. */

import { show } from '../../errors.ts'
import type { ActionInfo } from '../../language/actions.ts'
import type { Model } from '../../language/model.ts'
import type { Plain } from '../../plain.ts'
import type { Interpreter } from '../../reference/interpret.ts'
import type { Trace } from '../../result.ts'
import { actionName, indexOf } from '../../trace/trace.ts'

/** Maximum number of sentences. */
const most = 2

/** A sentence for each action of the loop that leaves out the same option each time it is taken. */
export function unpicked(
  model: Model,
  reference: Interpreter,
  { initial, steps, loopAt = steps.length }: Trace,
): string[] {
  const taken = new Map<number, Picked[]>()
  steps.forEach((step, i) => {
    if (i < loopAt || step.choices.length === 0) return
    const index = indexOf(model, step)
    const before = (steps[i - 1] ?? initial).state as Plain
    // only the first choice is compared, because later choices depend on it
    const offered = reference.outcomes(before, index).map(({ choices }) => JSON.stringify(choices[0]))
    const one = { name: step.named?.[0] ?? '', picked: JSON.stringify(step.choices[0]), offered: new Set(offered) }
    taken.set(index, [...(taken.get(index) ?? []), one])
  })
  return [...taken]
    .flatMap(([index, all]) => {
      const [first] = all as [Picked, ...Picked[]]
      const left = [...first.offered].filter((option) =>
        all.every(({ picked, offered }) => offered.has(option) && picked !== option),
      )
      if (left.length === 0) return []
      const name = first.name === '' ? '' : ` as ${first.name}`
      const action = actionName(model, model.actions[index] as ActionInfo)
      const options = left.map((option) => show(JSON.parse(option) as Plain)).join(' or ')
      return [
        `In the loop, '${action}' never chooses ${options}${name}, although it could each time. Fairness does not apply to choices.`,
      ]
    })
    .slice(0, most)
}

interface Picked {
  readonly name: string
  /** As JSON text, like `offered`. */
  readonly picked: string
  readonly offered: ReadonlySet<string>
}
