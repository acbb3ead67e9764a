/**
 * Finds the values of a predicate's parts during its evaluation. It compiles the author's text once more, with the
 * captured names as parameters. Each part reports when it is evaluated; everything else is unchanged.
 */
import type { Expression, Node } from 'acorn'
import type { AnyFunction } from '../language/processes/named-step.ts'
import type { Recorder } from '../reference/recorder.ts'
import { type Lambda, lambda } from './source.ts'
import { childrenOf, isComparison, isFunction, namesIn } from './syntax.ts'

/** The captured variables of a function, by name. */
export type Captured = ReadonlyMap<string, unknown>

/** The value of a part in its last evaluation. */
export interface Outcome {
  readonly value: unknown
  /** The reads during the evaluation: a range of the recorder's `reads`. */
  readonly from: number
  readonly to: number
  /** The calls of `every` and `some` decided during the evaluation: a range of the recorder's `asked`. */
  readonly inside: number
  readonly asked: number
  /** The fields of captured objects that were read during the evaluation. */
  readonly fields: readonly FieldRead[]
}

/** A read field of an object that the predicate captures, such as the model's parameters. */
export interface FieldRead {
  readonly of: object
  readonly name: string
  readonly value: unknown
}

/** The recompiled predicate; `undefined` if this is impossible. */
export interface Observed {
  readonly test: AnyFunction
  /** `undefined` for a part that was not evaluated in the last evaluation of the part around it. */
  outcome(part: Node): Outcome | undefined
}

/** No name in a spec has this letter (`runtime/source-text.ts`). */
const probe = 'ǁ'

export function observed({ node, body, source }: Lambda, captured: Captured, recorder: Recorder): Observed | undefined {
  const { free } = namesIn(node)
  if ([...free].some((name) => !captured.has(name) && !(name in globalThis))) return undefined
  // these depend on the function around the predicate, and no parameter can have such a name
  if (/\b(arguments|this|eval|super|import|await)\b/.test(source)) return undefined

  const parts: Node[] = []
  /** For each part, the index after the last part within it. */
  const ends: number[] = []
  collect(body, source, (part, inside) => {
    const number = parts.push(part) - 1
    inside()
    ends[number] = parts.length
  })

  const outcomes: (Outcome | undefined)[] = []
  const begun: { readonly from: number; readonly inside: number; readonly read: number }[] = []
  const fields: FieldRead[] = []
  const probes = {
    begin(part: number): void {
      for (let k = part; k < (ends[part] as number); k++) outcomes[k] = undefined
      begun[part] = { from: recorder.reads.length, inside: recorder.asked.length, read: fields.length }
    },
    end(part: number, value: unknown): unknown {
      const { from, inside, read } = begun[part] as (typeof begun)[number]
      const { reads, asked } = recorder
      outcomes[part] = { value, from, to: reads.length, inside, asked: asked.length, fields: fields.slice(read) }
      return value
    },
  }
  const names = [...free].filter((name) => captured.has(name))
  try {
    const make = new Function(probe, ...names, `"use strict";return ${probed(source, parts)}`)
    const test = make(probes, ...names.map((name) => watched(captured.get(name), fields))) as AnyFunction
    return { test, outcome: (part) => outcomes[parts.indexOf(part)] }
  } catch {
    // the text alone is not an expression
    return undefined
  }
}

/** Returns a plain object in a proxy that records its reads, and any other value unchanged. */
function watched(value: unknown, fields: FieldRead[]): unknown {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return new Proxy(value, {
    get(of, name, view) {
      const found: unknown = Reflect.get(of, name, view)
      if (typeof name === 'string' && Object.hasOwn(of, name)) fields.push({ of, name, value: found })
      return found
    },
  })
}

/** The parts whose values are of interest, each before the parts within it. */
function collect(node: Node, source: string, found: (part: Node, inside: () => void) => void): void {
  const deeper = (inner: Node) => collect(inner, source, found)
  const part = node as Expression
  found(part, () => {
    if (part.type === 'UnaryExpression' && part.operator === '!') return deeper(part.argument)
    if (part.type === 'LogicalExpression') return [part.left, part.right].forEach(deeper)
    if (part.type === 'CallExpression') {
      const body = part.arguments[0] && lambda(part.arguments[0], source)?.body
      if (body !== undefined && callsOnce(part.callee)) return deeper(body)
    }
    for (const side of sidesIn(part)) found(side, () => {})
  })
}

/** `every` and `some` call back for one element after the other, and stop at the one that decides. */
function callsOnce(callee: Node): boolean {
  const { type, computed, property } = callee as Extract<Expression, { type: 'MemberExpression' }>
  if (type !== 'MemberExpression' || computed || property.type !== 'Identifier') return false
  return property.name === 'every' || property.name === 'some'
}

/** The sides of its comparisons, without those in functions or in other sides. */
export function sidesIn(node: Node): Node[] {
  const part = node as Expression
  if (isFunction(part)) return []
  if (part.type === 'BinaryExpression' && isComparison(part.operator)) return [part.left, part.right]
  return childrenOf(part).flatMap(sidesIn)
}

/** The text in which each part, without parentheses, reports its evaluation. */
function probed(source: string, parts: readonly Node[]): string {
  const pieces = parts.flatMap(({ start, end }, k) => [
    { at: start, text: `${probe}.end(${k},(${probe}.begin(${k}),`, order: k },
    { at: end, text: '))', order: -k },
  ])
  // at least one character separates the end of a part from the beginning of another
  pieces.sort((a, b) => a.at - b.at || a.order - b.order)
  let text = ''
  let last = 0
  for (const piece of pieces) {
    text += source.slice(last, piece.at) + piece.text
    last = piece.at
  }
  return text + source.slice(last)
}
