/** The parts of a script that a run may or may not execute: its functions, their pieces of code and their branches. */
import { type Node, parse } from 'acorn'
import { childrenOf } from './scalars.ts'

/** One of the ways that execution may take at a branch. */
export interface Part {
  /** As in `then`, `else` or `case`. */
  readonly what: string
  /** The offset at which the part begins; `undefined` for one that is not written, such as a missing `else`. */
  readonly at: number | undefined
}

export interface BranchPart {
  readonly at: number
  readonly kind: string
  readonly ways: readonly Part[]
}

/** All offsets are offsets in the script. */
export interface FunctionPart {
  readonly at: number
  /** The offsets at which pieces of its own code begin, without those of inner functions. */
  readonly code: readonly number[]
  readonly branches: readonly BranchPart[]
}

type Fields = { readonly [field: string]: unknown }
type Any = Node & Fields

/** All functions of a script; the first is the script itself. `hasOrigin`: whether the author wrote the code there. */
export function partsOf(text: string, hasOrigin: (offset: number) => boolean): FunctionPart[] {
  const found: { at: number; code: number[]; branches: BranchPart[] }[] = []
  const visit = (node: Any, own: (typeof found)[number] | undefined): void => {
    const isFunction = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
    let inner = own
    if (isFunction || own === undefined) {
      inner = { at: node.start, code: [], branches: [] }
      found.push(inner)
    }
    const holder = inner as (typeof found)[number]
    // a block or function is not a piece of code itself: its first piece stands for it, if it has one
    if (!isFunction && !/^(Program|BlockStatement|FunctionDeclaration)$/.test(node.type)) holder.code.push(node.start)
    const branch = branchOf(node, first)
    if (branch !== undefined) holder.branches.push(branch)
    for (const child of childrenOf(node) as Any[]) {
      // this includes parameters, because the function destructures them
      visit(child, inner)
    }
  }
  /** The first offset in a part that the author wrote; the part's start if there is none. */
  const first = (node: Any): number => {
    if (hasOrigin(node.start)) return node.start
    for (const child of childrenOf(node) as Any[]) {
      const at = first(child)
      if (hasOrigin(at)) return at
    }
    return node.start
  }
  visit(
    parse(text, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true }) as unknown as Any,
    undefined,
  )
  return found
}

function branchOf(node: Any, first: (node: Any) => number): BranchPart | undefined {
  // a block begins at its first statement
  const way = (what: string, part: unknown): Part => {
    const { type, body } = part as Any
    const [inside] = type === 'BlockStatement' ? (body as Any[]) : []
    return { what, at: first(inside ?? (part as Any)) }
  }
  const branch = (kind: string, ways: Part[]): BranchPart => ({ at: first(node), kind, ways })
  switch (node.type) {
    case 'IfStatement':
      return branch('if', [
        way('then', node.consequent),
        node.alternate ? way('else', node.alternate) : { what: 'else', at: undefined },
      ])
    case 'ConditionalExpression':
      return branch('? :', [way('?', node.consequent), way(':', node.alternate)])
    case 'LogicalExpression':
      return branch(node.operator as string, [way('left', node.left), way('right', node.right)])
    case 'AssignmentExpression':
      if (!/^(&&|\|\||\?\?)=$/.test(node.operator as string)) return undefined
      return branch(node.operator as string, [way('left', node.left), way('right', node.right)])
    case 'SwitchStatement':
      return branch(
        'switch',
        (node.cases as Any[]).map((one) => ({ what: one.test === null ? 'default' : 'case', at: one.start })),
      )
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
      return branch('loop', [way('body', node.body)])
    case 'TryStatement':
      return node.handler ? branch('try', [way('catch', (node.handler as Any).body)]) : undefined
    default:
      return undefined
  }
}
