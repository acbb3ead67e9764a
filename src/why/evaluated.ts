/**
 * What the parts of a predicate come to when it is evaluated. The author's text is compiled once more, with the names
 * that it captures as parameters and with each part reported as it is evaluated; everything else stays as it is.
 */
import type { Expression, Node } from 'acorn'
import type { AnyFunction } from '../model/process.ts'
import type { Recorder } from '../model/recorder.ts'
import { type Lambda, lambda } from './source.ts'
import { childrenOf, isComparison, isFunction, namesIn } from './syntax.ts'

/** The variables around a function that it names, by name. */
export type Captured = ReadonlyMap<string, unknown>

/** What a part came to when it was evaluated last. */
export interface Outcome {
  readonly value: unknown
  /** What was read meanwhile: a range of the recorder's `reads`. */
  readonly from: number
  readonly to: number
  /** The questions that were decided meanwhile: a range of the recorder's `asked`. */
  readonly inside: number
  readonly asked: number
  /** The fields of captured objects that were read meanwhile. */
  readonly fields: readonly FieldRead[]
}

/** A scalar field of an object that the predicate captures, such as the model's parameters, by whoever read it. */
export interface FieldRead {
  readonly of: object
  readonly name: string
  readonly value: unknown
}

/** The predicate made anew; `undefined` if it cannot be. */
export interface Observed {
  readonly test: AnyFunction
  /** Undefined for what was not evaluated in the last evaluation of the part that holds it. */
  outcome(part: Node): Outcome | undefined
}

/** In a spec no name has this letter (`model/source-text.ts`). */
const probe = 'ǁ'

export function observed({ node, body, source }: Lambda, captured: Captured, recorder: Recorder): Observed | undefined {
  const { free } = namesIn(node)
  if ([...free].some((name) => !captured.has(name) && !(name in globalThis))) return undefined
  // `arguments` and `this` are those of the function around it, and no parameter can be called so
  if (/\b(arguments|this|eval|super|import|await)\b/.test(source)) return undefined

  const parts: Node[] = []
  /** Behind the last of the parts within each. */
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
    // the text is no expression by itself
    return undefined
  }
}

/** The same object, if it is a plain one, but that what is read of it is noted. */
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

/** The parts whose values are of interest, each before those within it. */
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

/** `every` and `some` ask one element after the other, and end with the one that decides. */
function callsOnce(callee: Node): boolean {
  const { type, computed, property } = callee as Extract<Expression, { type: 'MemberExpression' }>
  if (type !== 'MemberExpression' || computed || property.type !== 'Identifier') return false
  return property.name === 'every' || property.name === 'some'
}

/** The sides of its comparisons, those in functions and in other sides left out. */
export function sidesIn(node: Node): Node[] {
  const part = node as Expression
  if (isFunction(part)) return []
  if (part.type === 'BinaryExpression' && isComparison(part.operator)) return [part.left, part.right]
  return childrenOf(part).flatMap(sidesIn)
}

/** The text with each of the parts, parentheses left out, reported as it is evaluated. */
function probed(source: string, parts: readonly Node[]): string {
  const pieces = parts.flatMap(({ start, end }, k) => [
    { at: start, text: `${probe}.end(${k},(${probe}.begin(${k}),`, order: k },
    { at: end, text: '))', order: -k },
  ])
  // where one part ends another never begins without a character between
  pieces.sort((a, b) => a.at - b.at || a.order - b.order)
  let text = ''
  let last = 0
  for (const piece of pieces) {
    text += source.slice(last, piece.at) + piece.text
    last = piece.at
  }
  return text + source.slice(last)
}
