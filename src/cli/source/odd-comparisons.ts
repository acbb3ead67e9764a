/**
 * Finds comparisons of a label with a text that is not a label, such as `s.phase === 'opne'`. They are false in every
 * state, and a property may hold only because of that. TypeScript reports them if the types of specs are checked. This
 * module finds them in JavaScript too, and without a compiler.
 *
 * It reads the functions of a model in the bundle. From the types of their parameters, it derives the types of the
 * state's fields, of elements of collections, and of arguments of the bundle's functions. An expression that it cannot
 * follow has no type and gives no warning. A comparison that can be true in one of the designs gives none either.
 */
import { didYouMean, show } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { Formula } from '../../language/temporal.ts'
import { oneOf, struct } from '../../language/types.ts'
import { originOf } from '../../language/wrap.ts'
import type { Finding } from '../../result.ts'
import { textOf } from '../../runtime/source-text.ts'
import type { LoadedSpec } from '../project/load.ts'
import { modelToRead } from '../project/uncalled-models.ts'
import { parsed } from './parsed.ts'
import { type Compared, Reader, typesIn, type Value } from './read-types.ts'

/**
 * One warning for each such comparison in the spec's own files that the functions of these designs reach. Returns none
 * if the spec cannot be parsed, or a model cannot be made.
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
    // the syntax is newer than the parser, or a design is wrong; the check reports the latter
    return []
  }
}

/** Returns a function that reads a model's functions, except those that an earlier model had with the same types. */
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
    // V8 locates only functions whose text occurs in several places, because that is slow
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
  const near = didYouMean(text, known)
  const shown = known.length > 12 ? [...known.slice(0, 12), '…'] : known
  return `${show(text)} is not a label of ${show(of)}, so ${how}${near === '' ? '; available:' : `.${near} Available:`} ${shown.join(', ')}`
}

interface Written {
  readonly fn: unknown
  readonly params: readonly Value[]
}

/** The functions that the author wrote, each with the types of its parameters. */
function functionsOf(model: Model): Written[] {
  const anywhere: Value = { types: typesIn(model.system) }
  const found: Written[] = []
  const add = (fn: unknown, ...params: readonly Value[]) => {
    if (typeof fn !== 'function') return
    const own = originOf(fn)
    // a function of a module sees only a part of the state
    found.push(own === fn ? { fn, params } : { fn: own, params: params.map(() => anywhere) })
  }
  const shared: Value = { types: [model.state] }
  const system: Value = { types: [model.system] }
  const meOf = (process: string): Value => {
    const { local = {}, labels = [] } = model.processes[process] ?? {}
    return labels.length === 0 ? undefined : { types: [struct({ at: oneOf(...labels), ...local })] }
  }
  for (const { process, each, when, do: body } of model.actions) {
    const own = each?.ids === undefined ? undefined : { types: [each.ids] }
    const params = process === undefined ? [shared, own] : [shared, meOf(process)]
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
