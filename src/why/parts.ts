/**
 * Which part of a predicate decides it, and on which values. Whatever is said to be true or false was evaluated in that
 * state and for that element: parts that the author named, answers of the callbacks of `every` and `some` on arrays of
 * the state, and operands of `&&` and `||`. Of what cannot be established nothing is said.
 */
import type { Expression, Node } from 'acorn'
import { ModelError } from '../errors.ts'
import type { Interpreter } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { AnyFunction } from '../model/process.ts'
import type { Property } from '../model/properties.ts'
import { type Asked, Recorder } from '../model/recorder.ts'
import { textOf } from '../model/source-text.ts'
import type { Plain } from '../model/values.ts'
import { originOf, remade } from '../model/wrap.ts'
import type { Data, DecidingPart, SeenValue, Trace } from '../result.ts'
import { actorName } from '../trace/trace.ts'
import { valueAt } from './at-path.ts'
import { type Captured, type Observed, type Outcome, observed } from './evaluated.ts'
import { knownValues } from './known.ts'
import { quoting } from './quote.ts'
import { statesOf } from './replay.ts'
import { type Lambda, lambda, lambdaOf, quantified } from './source.ts'
import { isFunction } from './syntax.ts'

/** Where a function of the model is written, and what else the host can tell of it. */
export interface Located {
  (found: unknown): { readonly file: string; readonly line: number } | undefined
  /** The variables around the function that it names. */
  readonly captured?: (fn: object) => Captured
  /** The author's file from the line on in which the function begins. */
  readonly written?: (fn: object) => string | undefined
}

export type Locate = Located | undefined

/** More values than these say nothing to anybody. */
const mostValues = 8
/** Longer source is not quoted. */
const mostText = 100

/** None for deadlocks and for properties of runs, which have no predicate that is false at the end. */
export function decidingParts(
  model: Model,
  reference: Interpreter,
  property: Property,
  trace: Trace,
  locate?: Locate,
): DecidingPart[] {
  const { name, kind, test, parts = [] } = property
  if (test === undefined || (kind !== 'invariant' && kind !== 'step')) return []
  const states = statesOf(trace)
  const [before, last] = [kind === 'step' ? states.at(-2) : undefined, states.at(-1) as Plain]
  const isFalse = (asked: AnyFunction, recorder: Recorder): boolean => {
    try {
      return !reference.holds({ ...property, test: asked }, last, before, recorder)
    } catch (error) {
      // a part may count on those before it
      if (error instanceof ModelError) return false
      throw error
    }
  }
  const told = (asked: AnyFunction, text: string | undefined): DecidingPart[] => {
    let recorder = new Recorder()
    if (!isFalse(asked, recorder)) return []
    const origin = originOf(asked) as AnyFunction
    const found = lambdaOf(textOf(origin))
    const captured = locate?.captured?.(origin) ?? new Map()
    const again = new Recorder()
    const seen = found && observed(found, captured, again)
    const whole = seen && remade(asked, seen.test)
    const isSeen = whole !== undefined && isFalse(whole, again)
    if (isSeen) recorder = again
    const decided = found && decidedBy(model, found, recorder, isSeen ? seen : undefined)

    const reads = recorder.reads.slice(decided?.from, decided?.to)
    const paths = [...new Set(reads.map(({ path }) => path))].slice(0, mostValues)
    const values = paths.flatMap((path): SeenValue[] => {
      const value = valueAt(last, path)
      if (value === undefined) return []
      const earlier = before !== undefined && reads.some((read) => read.path === path && read.earlier)
      return [{ path, value: value as Data, ...(earlier ? { before: valueAt(before, path) as Data } : {}) }]
    })
    const quote = found && decided && quoting(found.source, locate?.written?.(origin), decided.part)
    const isQuoted = text === undefined && decided !== undefined && !isFunction(decided.part)
    const source = isQuoted ? quote?.(decided.part, mostText) : undefined
    const said = source === undefined ? { text: text ?? name, named: true as const } : { text: source }
    const known =
      found === undefined || decided === undefined || quote === undefined
        ? []
        : knownValues({
            ...{ part: decided.part, whole: found, captured, values, places: decided.places, quote },
            reads: recorder.reads,
            observed: isSeen ? seen : undefined,
          })
    return [
      {
        ...said,
        ...(source !== undefined && decided?.value ? { holds: true as const } : {}),
        values,
        ...(known.length === 0 ? {} : { known }),
        ...(decided === undefined || decided.of === '' ? {} : { of: decided.of }),
        ...locate?.(origin),
      },
    ]
  }
  return parts.length === 0 ? told(test, undefined) : parts.flatMap((part) => told(part.test, part.name))
}

/** The innermost part that decides the predicate by itself. */
interface Decided {
  readonly part: Node
  /** What it came to. */
  readonly value: boolean
  /** The elements that it was asked of, outermost first; '' if there are none. */
  readonly of: string
  /** What was read while it was evaluated. */
  readonly from: number
  readonly to: number
  /** Names of the states and elements. */
  readonly places: ReadonlySet<string>
}

/** `seen` tells what operands came to; without it only answers of callbacks are known. */
function decidedBy(model: Model, { params, body, source }: Lambda, recorder: Recorder, seen?: Observed): Decided {
  const names: string[] = []
  /** The paths of elements by their names, and '' for the states, which lie somewhere in a composition. */
  const places = new Map(params.map((param) => [param, '']))
  let decided = { part: body as Node, value: false, from: 0, to: recorder.reads.length }
  let asked: readonly Asked[] = recorder.asked
  for (;;) {
    let { part, value } = decided
    for (; isNot(part); part = part.argument) value = !value
    const operand = seen && deciding(part, value, seen)
    if (operand !== undefined) {
      decided = { part: operand.part, value, from: operand.from, to: operand.to }
      asked = recorder.asked.slice(operand.inside, operand.asked)
      continue
    }
    const question = quantified(part)
    const last = asked.at(-1)
    if (question === undefined || last === undefined || last.method !== question.method) break
    // the other way round every element is asked, and none decides
    if (question.method !== (value ? 'some' : 'every') || !last.exact) break
    const at = places.get(question.root)
    if (at === undefined) break
    const place = [at, question.path].filter(Boolean).join('.')
    if (!(at === '' ? isPlace(last.path, place) : last.path === place)) break
    const inner = lambda(question.test, source)
    names.push(nameOf(model, last))
    asked = recorder.asked.slice(last.inside, recorder.asked.indexOf(last))
    decided = { part: inner?.body ?? question.test, value, from: last.from, to: last.to }
    if (inner === undefined) break
    for (const [i, param] of inner.params.entries()) {
      if (i === 0) places.set(param, `${last.path}[${last.element}]`)
      else places.delete(param)
    }
  }
  return { ...decided, of: names.join(', '), places: new Set(places.keys()) }
}

function isNot(node: Node): node is Extract<Expression, { type: 'UnaryExpression' }> {
  return node.type === 'UnaryExpression' && (node as Expression & { operator: string }).operator === '!'
}

/** The operand that makes `a && b` false, or `a || b` true: the one that was evaluated last. */
function deciding(node: Node, value: boolean, { outcome }: Observed): (Outcome & { readonly part: Node }) | undefined {
  const { type, operator, left, right } = node as Extract<Expression, { type: 'LogicalExpression' }>
  if (type !== 'LogicalExpression' || operator !== (value ? '||' : '&&')) return undefined
  const part = outcome(right) === undefined ? left : right
  const found = outcome(part)
  return found?.value === value ? { ...found, part } : undefined
}

/** Whether that is the place, be it in a module: `records` is `dns.records` there, and `enactor` is `dns enactor`. */
function isPlace(path: string, place: string): boolean {
  return place !== '' && (path === place || path.endsWith(`.${place}`) || path.endsWith(` ${place}`))
}

function nameOf(model: Model, { path, element }: Asked): string {
  return Object.hasOwn(model.processes, path)
    ? actorName(model, { process: path, instance: element })
    : `${path}[${element}]`
}
