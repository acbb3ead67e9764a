/** The labels that the steps of each process lead to, for display. They are read from the explored states. */
import { getSlot, layoutOf } from '../engine/compile/layout.ts'
import { Out } from '../engine/compile/out.ts'
import { StepFailure, trapped } from '../engine/compile/program.ts'
import { cellAt } from '../engine/compile/successors-text.ts'
import type { Search } from '../engine/search/search.ts'
import type { Model } from '../language/model.ts'
import type { Control, ControlGraph, Move } from '../result.ts'

/** Maximum number of states to expand again. A label or step that appears only beyond is missing; `states` shows it. */
const defaultMaxStates = 50_000

export function controlOf(model: Model, { program, store, expanded }: Search, maxStates = defaultMaxStates): Control {
  const { root } = layoutOf(model.system)
  const slots = model.actions.map(({ process, instance }) =>
    process === undefined ? undefined : cellAt(root, process, instance, 'at').slot,
  )
  // for each action, the number of steps by `from * labels + to`
  const seen = model.actions.map(() => new Map<number, number>())
  const count = (action: number, from: Int32Array, to: Int32Array, weight: number) => {
    const slot = slots[action]
    const { process } = model.actions[action] ?? {}
    if (slot === undefined || process === undefined) return
    const labels = model.processes[process]?.labels.length ?? 0
    const key = getSlot(from, slot) * labels + getSlot(to, slot)
    const ofAction = seen[action] as Map<number, number>
    ofAction.set(key, (ofAction.get(key) ?? 0) + weight)
  }
  // a chosen state has another order of instances than the successor for which it stands
  const real = program.symmetry !== undefined
  const out = new Out(program.words, model.actions.length, { loops: true, real })
  let states = 0
  const source = new Int32Array(program.words)
  try {
    trapped(() => {
      for (let id = 0; id < Math.min(expanded, maxStates); id++) {
        store.load(id, program.register)
        source.set(program.register)
        out.count = 0
        program.successors(out)
        const rows = out.real ?? out.rows
        for (let n = 0; n < out.count; n++) {
          const row = rows.subarray(n * program.words, (n + 1) * program.words)
          count(out.actions[n] as number, source, row, out.weight)
        }
        states += out.weight
      }
    })
  } catch (error) {
    // the run itself reports a step that fails or is not a function of the state
    if (!(error instanceof StepFailure)) throw error
  }
  return { processes: graphsOf(model, seen), states }
}

function graphsOf(model: Model, seen: readonly ReadonlyMap<number, number>[]): ControlGraph[] {
  return Object.entries(model.processes).flatMap(([process, { labels, instances }]) => {
    if (instances === 0) return []
    const moves = new Map<string, Move>()
    for (const [action, times] of seen.entries()) {
      const info = model.actions[action]
      if (info?.process !== process) continue
      for (const [key, more] of times) {
        const from = labels[Math.floor(key / labels.length)] as string
        const to = labels[key % labels.length] as string
        const { name: step } = info
        const kind = info.kind === 'fault' ? 'fault' : 'step'
        const name = JSON.stringify([from, step, kind, to])
        moves.set(name, { from, step, kind, to, seen: (moves.get(name)?.seen ?? 0) + more })
      }
    }
    return [{ process, instances, labels, moves: [...moves.values()] }]
  })
}
