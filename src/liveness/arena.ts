/** The graph that is searched for fair loops. */
import type { Edges } from '../engine/store/edges.ts'

/** The graph that is searched for loops: the state graph, or its product with an automaton. */
export interface Arena {
  readonly rows: Edges
  /** The state of the graph that a node stands for. */
  state(node: number): number
  /** The action that a label stands for. */
  action(label: number): number
  /** Acceptance marks of a node and of a label; a loop must show all of `marks`. */
  nodeMarks(node: number): number
  labelMarks(label: number): number
  readonly marks: number
  /** Whether an edge may lead from a node to itself. */
  readonly hasSelfEdges?: boolean
  /** The edge of the graph for each edge of a node; absent if they are the same. */
  under?(node: number): ArrayLike<number>
}
