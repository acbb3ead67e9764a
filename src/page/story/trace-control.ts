/** The control states that a trace alone shows, for results without those of the whole model. */
import { own, type Plain } from '../../plain.ts'
import type { Control, ControlGraph, Move, Trace } from '../../result.ts'
import { moveOf, stateAt } from './steps.ts'

/** The label of each instance of a process. */
export function labelsAt(state: Plain, process: string): string[] {
  const instances = own((state as { readonly [name: string]: Plain } | null) ?? {}, process)
  if (!Array.isArray(instances)) return []
  return instances.map((one) => String((one as { readonly at?: Plain } | null)?.at))
}

export function controlOfTrace(trace: Trace): Control {
  const { steps, initial } = trace
  const names = [...new Set(steps.flatMap(({ process }) => (process === undefined ? [] : [process])))]
  const processes = names.map((process): ControlGraph => {
    const moves = new Map<string, Move>()
    for (const [i, step] of steps.entries()) {
      if (step.process !== process || step.kind === 'action') continue
      const from = labelsAt(stateAt(trace, i), process)[step.instance ?? 0] as string
      const move = { from, step: step.name, kind: step.kind, to: moveOf(step) ?? from }
      const name = JSON.stringify(move)
      moves.set(name, { ...move, seen: (moves.get(name)?.seen ?? 0) + 1 })
    }
    const all = [...moves.values()]
    const labels = [...new Set([...labelsAt(initial.state, process), ...all.flatMap(({ from, to }) => [from, to])])]
    return { process, instances: labelsAt(initial.state, process).length, labels, moves: all }
  })
  return { processes: processes.filter(({ instances }) => instances > 0), states: 0 }
}
