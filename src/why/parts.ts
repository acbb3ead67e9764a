/**
 * Which part of a predicate decides it, and on which values. Parts that the author named are each asked by themselves.
 * Of the rest only that is told which follows from what was recorded and from the syntax: for which element an
 * `X.every(f)` or `!X.some(f)` is decided, where `X` is an array of the state.
 */
import { ModelError } from '../errors.ts'
import type { Interpreter } from '../model/interpret.ts'
import type { Model } from '../model/model.ts'
import type { AnyFunction } from '../model/process.ts'
import type { Property } from '../model/properties.ts'
import { type Asked, Recorder } from '../model/recorder.ts'
import { textOf } from '../model/source-text.ts'
import type { Plain } from '../model/values.ts'
import { originOf } from '../model/wrap.ts'
import type { Data, DecidingPart, SeenValue, Trace } from '../result.ts'
import { actorName } from '../trace/trace.ts'
import { valueAt } from './at-path.ts'
import { statesOf } from './replay.ts'
import { type Lambda, lambda, lambdaOf, printed, quantified } from './source.ts'

/** Where a function of the model is written. */
export type Locate = ((found: unknown) => { readonly file: string; readonly line: number } | undefined) | undefined

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
  const told = (asked: AnyFunction, text: string | undefined): DecidingPart[] => {
    const recorder = new Recorder()
    try {
      if (reference.holds({ ...property, test: asked }, last, before, recorder)) return []
    } catch (error) {
      // a part may count on those before it
      if (error instanceof ModelError) return []
      throw error
    }
    const { quoted, of, from, to } = elementOf(model, asked, recorder)
    const reads = recorder.reads.slice(from, to)
    const paths = [...new Set(reads.map(({ path }) => path))].slice(0, mostValues)
    const values = paths.flatMap((path): SeenValue[] => {
      const value = valueAt(last, path)
      if (value === undefined) return []
      const earlier = before !== undefined && reads.some((read) => read.path === path && read.earlier)
      return [{ path, value: value as Data, ...(earlier ? { before: valueAt(before, path) as Data } : {}) }]
    })
    const shown = quoted !== undefined && quoted.length <= mostText ? quoted : undefined
    const source = text === undefined ? shown : undefined
    const said = source === undefined ? { text: text ?? name, named: true as const } : { text: source }
    return [{ ...said, values, ...(of === '' ? {} : { of }), ...locate?.(originOf(asked)) }]
  }
  return parts.length === 0 ? told(test, undefined) : parts.flatMap((part) => told(part.test, part.name))
}

interface Element {
  /** The source of what is asked of the element; `undefined` where it has no simple one. */
  readonly quoted: string | undefined
  /** The elements, outermost first; '' where the whole was asked. */
  readonly of: string
  /** What was read while it was asked. */
  readonly from: number
  readonly to: number
}

function elementOf(model: Model, test: AnyFunction, { reads, asked }: Recorder): Element {
  const names: string[] = []
  let found = lambdaOf(textOf(originOf(test)))
  let quoted = found && printed(found.source, found.body)
  let [from, to] = [0, reads.length]
  let rest: readonly Asked[] = asked
  // where a parameter is: the states that the predicate is given, then elements; they lie somewhere in a composition
  let at: string | undefined
  while (found !== undefined) {
    const question = quantified(found)
    const last = rest.at(-1)
    if (question === undefined || last === undefined || last.method !== question.method) break
    if (at !== undefined && question.param !== 0) break
    const place = [at, question.path].filter(Boolean).join('.')
    if (!(at === undefined ? isPlace(last.path, place) : last.path === place)) break
    names.push(nameOf(model, last))
    at = `${last.path}[${last.element}]`
    rest = rest.filter((other) => other !== last && other.from >= last.from && other.to <= last.to)
    ;[from, to] = [last.from, last.to]
    const { source }: Lambda = found
    found = lambda(question.test, source)
    quoted = found === undefined ? printed(source, question.test) : printed(source, found.body)
  }
  return { quoted, of: names.join(', '), from, to }
}

/** Whether that is the place, be it in a module: `records` is `dns.records` there, and `enactor` is `dns enactor`. */
function isPlace(path: string, place: string): boolean {
  return place !== '' && (path === place || path.endsWith(`.${place}`) || path.endsWith(` ${place}`))
}

function nameOf(model: Model, { path, element }: Asked): string {
  return path in model.processes ? actorName(model, { process: path, instance: element }) : `${path}[${element}]`
}
