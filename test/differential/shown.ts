/** The text of a naive state in a trace of the checker. Only this module knows the form of states in traces. */
import type { Plain } from '../../src/plain.ts'
import { isComposition, type SystemD } from './description.ts'
import { look } from './naive-trace.ts'

type Tree = { readonly [name: string]: Plain }

/** The text of a naive state, without the counts of faults and changes. */
export function shownNaively(d: SystemD, state: string): string {
  const { tree } = JSON.parse(state) as { tree: Tree }
  return look(isComposition(d) ? { ...shared(d, tree), ...Object.fromEntries(processes(d, tree, [])) } : tree)
}

/** The same for a state of a trace. */
export function shownInTrace(state: Plain): string {
  return look(withoutCounts(state))
}

export function withoutCounts(state: Plain): Plain {
  const { faults: _, ...rest } = state as Tree
  return rest
}

function shared(d: SystemD, tree: Tree): Tree {
  const of = isComposition(d)
    ? Object.entries(d.modules).map(([name, module]) => [name, shared(module, tree[name] as Tree)])
    : Object.keys(d.state).map((name) => [name, tree[name]])
  return Object.fromEntries(of)
}

function processes(d: SystemD, tree: Tree, path: readonly string[]): (readonly [string, Plain])[] {
  if (!isComposition(d)) {
    return Object.keys(d.processes).map((name) => [[...path, name].join(' '), tree[name] as Plain] as const)
  }
  return Object.entries(d.modules).flatMap(([name, module]) => processes(module, tree[name] as Tree, [...path, name]))
}
