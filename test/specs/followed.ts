/**
 * Finds a run of a detailed model that a refinement maps to a story of the abstract model: the mapped states are those
 * of the story, in their order, and no others. A breadth-first search on the reference interpreter, so it is shortest.
 */
import type { Model } from 'allways'
import type { Property } from '../../src/language/properties.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter, type Successor } from '../../src/reference/interpret.ts'

/** A step of the run, and the number of the state of the story to which it leads. */
export interface Followed {
  readonly action: number
  readonly choices: readonly Plain[]
  readonly state: Plain
  readonly at: number
}

interface Node {
  readonly state: Plain
  readonly at: number
  readonly step?: Successor
  readonly from?: Node
}

/** Whether two states of the abstract model are equal, whatever the order of their variables. */
const key = (state: Plain) =>
  JSON.stringify(Object.entries(state as object).sort(([one], [other]) => (one < other ? -1 : 1)))

/** The states of a story without those that repeat the one before. */
export function withoutStutter(states: readonly Plain[]): readonly Plain[] {
  return states.filter((state, at) => at === 0 || key(state) !== key(states[at - 1] as Plain))
}

/** `undefined` if no run of the model follows the story. */
export function followed(model: Model, story: readonly Plain[]): readonly Followed[] | undefined {
  const property = model.properties.find(({ kind }) => kind === 'refinement') as Property
  const reference = interpreter(model)
  const wanted = story.map(key)
  const seen = new Set<string>()
  const nodes: Node[] = []
  const add = (node: Node) => {
    const name = `${node.at} ${JSON.stringify(node.state)}`
    if (seen.has(name)) return
    seen.add(name)
    nodes.push(node)
  }
  for (const { state } of reference.initials()) {
    if (key(reference.mapped(property, state)) === wanted[0]) add({ state, at: 0 })
  }
  // `nodes` grows while it is read
  for (const node of nodes) {
    if (node.at === wanted.length - 1) return pathTo(node)
    for (const step of reference.successors(node.state)) {
      // in a composition without feedback, another module's step changes the inputs, and not a step of this one
      if (step.surroundings !== undefined) continue
      const mapped = key(reference.mapped(property, step.state))
      const at = [node.at, node.at + 1].find((one) => wanted[one] === mapped)
      if (at !== undefined) add({ state: step.state, at, step, from: node })
    }
  }
  return undefined
}

function pathTo(last: Node): Followed[] {
  const path: Followed[] = []
  for (let node: Node | undefined = last; node?.step !== undefined; node = node.from) {
    const { action, choices } = node.step
    path.unshift({ action, choices, state: node.state, at: node.at })
  }
  return path
}
