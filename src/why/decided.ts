/** Finds the parts of a predicate that make it false, from how it was evaluated. */
import type { Expression, Node } from 'acorn'
import type { Model } from '../language/model.ts'
import type { Asked, Recorder } from '../reference/recorder.ts'
import { actorName } from '../trace/trace.ts'
import type { Observed, Outcome } from './evaluated.ts'
import { type Lambda, lambda, quantified } from './source.ts'

/** The innermost part that decides the predicate, alone or together with the other parts in the same list. */
export interface Decided {
  readonly part: Node
  /** The part's value. */
  readonly value: boolean
  /** The elements for which it was evaluated, outermost first; '' if there are none. */
  readonly of: string
  /** The range of the recorder's reads during its evaluation. */
  readonly from: number
  readonly to: number
  /** Names of the states and elements. */
  readonly places: ReadonlySet<string>
}

/** The state of the narrowing: a part, its value, and the elements for which it was evaluated. */
interface Narrowing extends Omit<Decided, 'of' | 'places'> {
  readonly asked: readonly Asked[]
  readonly of: readonly string[]
  /** The paths of elements by their names. A state has the path '', because it may lie anywhere in a composition. */
  readonly places: ReadonlyMap<string, string>
}

/**
 * `seen` gives the values of operands; without it, only the answers of callbacks are known. `split`: operands that
 * decide together, as both of a false `a || b` do, are returned separately. Otherwise the whole is returned.
 */
export function decidedBy(
  model: Model,
  { params, body, source }: Lambda,
  recorder: Recorder,
  seen?: Observed,
  split = false,
): Decided[] {
  const places = new Map(params.map((param) => [param, '']))
  const whole = { part: body as Node, value: false, from: 0, to: recorder.reads.length, of: [], places }
  return narrowed({ ...whole, asked: recorder.asked })

  function narrowed(found: Narrowing): Decided[] {
    let { part, value } = found
    for (; isNot(part); part = part.argument) value = !value
    const operands = seen === undefined ? [] : deciding(part, value, seen)
    if (operands.length === 1 || (split && operands.length > 1)) {
      return operands.flatMap(({ part, from, to, inside, asked }) =>
        narrowed({ ...found, part, value, from, to, asked: recorder.asked.slice(inside, asked) }),
      )
    }
    const element = elementIn(found, part, value)
    if (element !== undefined) return narrowed(element)
    return [{ ...found, of: found.of.join(', '), places: new Set(found.places.keys()) }]
  }

  /** Finds what decides `every` or `some`: the answer for one element. */
  function elementIn({ asked, of, places }: Narrowing, part: Node, value: boolean): Narrowing | undefined {
    const question = quantified(part)
    const last = asked.at(-1)
    if (question === undefined || last === undefined || last.method !== question.method) return undefined
    // in the opposite case every element is evaluated, and no single one decides
    if (question.method !== (value ? 'some' : 'every') || !last.exact) return undefined
    const at = places.get(question.root)
    if (at === undefined) return undefined
    const place = [at, question.path].filter(Boolean).join('.')
    if (!(at === '' ? isPlace(last.path, place) : last.path === place)) return undefined
    const inner = lambda(question.test, source)
    const own = new Map(places)
    for (const [i, param] of (inner?.params ?? []).entries()) {
      if (i === 0) own.set(param, `${last.path}[${last.element}]`)
      else own.delete(param)
    }
    return {
      ...{ part: inner?.body ?? question.test, value, from: last.from, to: last.to },
      asked: inner === undefined ? [] : recorder.asked.slice(last.inside, recorder.asked.indexOf(last)),
      of: [...of, nameOf(model, last)],
      places: own,
    }
  }
}

function isNot(node: Node): node is Extract<Expression, { type: 'UnaryExpression' }> {
  return node.type === 'UnaryExpression' && (node as Expression & { operator: string }).operator === '!'
}

/**
 * The operand that makes `a && b` false or `a || b` true: the one that was evaluated last. In the opposite case, both
 * operands.
 */
function deciding(node: Node, value: boolean, { outcome }: Observed): (Outcome & { readonly part: Node })[] {
  const { type, operator, left, right } = node as Extract<Expression, { type: 'LogicalExpression' }>
  if (type !== 'LogicalExpression' || (operator !== '||' && operator !== '&&')) return []
  const isOne = operator === (value ? '||' : '&&')
  const parts = isOne ? [outcome(right) === undefined ? left : right] : [left, right]
  const found = parts.flatMap((part) => {
    const own = outcome(part)
    return own?.value === value ? [{ ...own, part }] : []
  })
  return found.length === parts.length ? found : []
}

/** Whether the path names the place, even in a module: there `records` is `dns.records`, `enactor` is `dns enactor`. */
function isPlace(path: string, place: string): boolean {
  return place !== '' && (path === place || path.endsWith(`.${place}`) || path.endsWith(` ${place}`))
}

function nameOf(model: Model, { path, element }: Asked): string {
  return Object.hasOwn(model.processes, path)
    ? actorName(model, { process: path, instance: element })
    : `${path}[${element}]`
}
