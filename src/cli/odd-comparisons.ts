/**
 * Comparisons of a label with a text that is none, such as `s.phase === 'opne'`: they are false of every state, and a
 * property with one may be green for want of it. TypeScript says so where the types of specs are checked; this finds them
 * in JavaScript, and without a compiler.
 *
 * The functions of a model are read in the bundle, from the types of their parameters on: what is a field of the state,
 * an element of a collection, or handed to a function that the bundle holds. What is not followed has no type, and is
 * never complained of; nor is a comparison that can be true in one of the designs.
 */
import { didYouMean, show } from '../errors.ts'
import type { Model } from '../model/model.ts'
import { textOf } from '../model/source-text.ts'
import type { Formula } from '../model/temporal.ts'
import { oneOf, struct } from '../model/types.ts'
import { originOf } from '../model/wrap.ts'
import type { Finding } from '../result.ts'
import type { LoadedSpec } from './load.ts'
import { modelToRead } from './models-to-read.ts'
import { parsed } from './parsed.ts'
import { type Compared, Reader, typesIn, type Value } from './read-types.ts'

/**
 * One warning for each place in the spec's own files that the functions of these designs come to; none where the spec
 * cannot be read or made.
 */
export function oddComparisons(
  { spec, bundle, offsetsOf, place }: LoadedSpec,
  designs: readonly string[] = Object.keys(spec.designs),
): Finding[] {
  const others = Object.keys(spec.designs).filter((design) => !designs.includes(design))
  try {
    const reader = new Reader(parsed(bundle.code), bundle.code)
    const readDesign = reading(reader, bundle.code, offsetsOf)
    for (const design of designs) readDesign(modelToRead(spec, design))
    const found = [...reader.compared.values()].filter((one) => !one.canBeTrue)
    if (found.length > 0) for (const design of others) readDesign(modelToRead(spec, design))
    if (reader.isIncomplete) return []
    return found.flatMap((one) => {
      const at = one.canBeTrue ? undefined : place(one.start)
      if (at === undefined || /(^|\/)node_modules\//.test(at.file)) return []
      return [{ ...at, code: 'unknown-label', level: 'warning' as const, message: messageOf(one) }]
    })
  } catch {
    // newer than the parser, or a design is wrong, which the check says
    return []
  }
}

/** Reads what is written of a model; what was read alike in an earlier one is not read again. */
function reading(reader: Reader, code: string, offsetsOf: LoadedSpec['offsetsOf']): (model: Model) => void {
  const read = new Set<string>()
  const several = new Map<string, boolean>()
  const isInSeveral = (text: string) => {
    const known = several.get(text) ?? code.indexOf(text) !== code.lastIndexOf(text)
    several.set(text, known)
    return known
  }
  const known = new Map<unknown, number | undefined>()
  return (model) => {
    const functions = functionsOf(model).map((one) => ({ ...one, text: textOf(one.fn) }))
    // the host is asked only for those whose text stands in several places: that takes long
    const unknown = functions.filter(({ fn, text }) => isInSeveral(text) && !known.has(fn)).map(({ fn }) => fn)
    for (const [i, offset] of offsetsOf(unknown).entries()) known.set(unknown[i], offset)
    const said = new Map<Value, string>()
    for (const { fn, text, params } of functions) {
      for (const param of params) if (!said.has(param)) said.set(param, JSON.stringify(param) ?? '')
      const near = known.get(fn)
      const key = JSON.stringify([text, near, params.map((param) => said.get(param))])
      if (!read.has(key)) reader.read(text, near, params)
      read.add(key)
    }
  }
}

function messageOf({ text, labels, of, how }: Compared): string {
  const known = [...labels]
  const shown = known.length > 12 ? [...known.slice(0, 12), '…'] : known
  return `${show(text)} is none of the labels of ${show(of)}, so ${how}: there are ${shown.join(', ')}.${didYouMean(text, known)}`
}

interface Written {
  readonly fn: unknown
  readonly params: readonly Value[]
}

/** The functions that an author wrote, each with what its parameters are. */
function functionsOf(model: Model): Written[] {
  const anywhere: Value = { types: typesIn(model.system) }
  const found: Written[] = []
  const add = (fn: unknown, ...params: readonly Value[]) => {
    if (typeof fn !== 'function') return
    const own = originOf(fn)
    // a function of a module sees a part of the state
    found.push(own === fn ? { fn, params } : { fn: own, params: params.map(() => anywhere) })
  }
  const shared: Value = { types: [model.state] }
  const system: Value = { types: [model.system] }
  const meOf = (process: string): Value => {
    const { local = {}, labels = [] } = model.processes[process] ?? {}
    return labels.length === 0 ? undefined : { types: [struct({ at: oneOf(...labels), ...local })] }
  }
  for (const { process, when, do: body } of model.actions) {
    const params = process === undefined ? [shared] : [shared, meOf(process)]
    add(when, ...params)
    add(body, ...params)
  }
  add(model.init, shared)
  for (const [name, { init }] of Object.entries(model.processes)) add(init, meOf(name))
  for (const { test, parts = [], formula, when } of model.properties) {
    for (const one of parts.length > 0 ? parts.map((part) => part.test) : [test]) add(one, system, system)
    for (const one of [formula, when]) if (one !== undefined) for (const fn of testsIn(one)) add(fn, system, system)
  }
  return found
}

/** Every predicate in a formula. */
function testsIn(formula: Formula): unknown[] {
  return Object.values(formula).flatMap((part: unknown) => {
    if (typeof part === 'function') return [part]
    if (Array.isArray(part)) return part.flatMap((one) => (isFormula(one) ? testsIn(one) : []))
    return isFormula(part) ? testsIn(part) : []
  })
}

const isFormula = (value: unknown): value is Formula => typeof value === 'object' && value !== null && 'op' in value
