/** A spec: a model with named designs, and the expected verdict of each property in each design. */
import { didYouMean, SpecError, show } from '../errors.ts'
import { strictly } from '../runtime/traps.ts'
import type { Model } from './model.ts'
import { checkNames, onlyKnown } from './names.ts'
import type { Fields } from './types.ts'

/** The verdict that a design expects of a property. */
export type Expected = 'holds' | 'violated'

/** Counts of a design, as its result has them. */
interface Counts {
  /** The number of distinct reachable states. */
  readonly states?: number | undefined
  /** The number of generated successors: with duplicates and self-loops, without initial states. */
  readonly transitions?: number | undefined
  /** The greatest distance of a state from an initial state, in steps. */
  readonly depth?: number | undefined
}

/** One design: a model with these parameters, and what is expected of it. All parts are optional. */
export interface Design<Params, N extends string> {
  /** Values for the model's parameters. A parameter that is not named keeps the model's default. */
  readonly params?: Params | undefined
  /** The expected verdicts that differ from `holds`, by property. */
  readonly expect?: { readonly [P in N]?: Expected } | undefined
  /** Published or known counts. Other counts are unexpected, once all states are explored. */
  readonly counts?: Counts | undefined
  /** One sentence about what the verdicts teach. The report shows it below the table. */
  readonly note?: string | undefined
  /** By property: what its verdict teaches. The report shows it above the property's story. */
  readonly notes?: { readonly [P in N]?: string | undefined } | undefined
}

/** Parameters of a model function, by name. */
export type Params = { readonly [name: string]: unknown }

/**
 * A spec, as `spec` returns it: the default export of a spec file. `S`, `P`, `A` and `F` are the state, processes,
 * actions and faults of its model.
 */
export interface Spec<S extends Fields = Fields, P = unknown, A extends string = string, F extends string = string> {
  readonly kind: 'spec'
  /** In kebab-case, as in `lease-lock`. */
  readonly name: string
  /** Makes the model of a design from the parameters of the design. */
  readonly model: (params: Params) => Model
  /** The designs by name. */
  readonly designs: { readonly [name: string]: Design<Params, string> }
  /**
   * Errors that are known before a design is built, by design. A design with such an error cannot be built.
   * @internal
   */
  readonly refused?: { readonly [design: string]: SpecError }
  /** Carries the types, for drivers. */
  readonly types?: { readonly state: S; readonly processes: P; readonly actions: A; readonly faults: F }
}

/**
 * The options from which the compiler infers parameters and properties. They have a type of their own, because the
 * compiler infers nothing from an object that lacks something required. Otherwise, if `designs` were missing, the error
 * would be about the model.
 */
interface Modelled<P, N extends string, S extends Fields, R, A extends string, F extends string> {
  readonly model: (params: P) => Model<N, S, R, A, F>
}

/** The other options of `spec`. `name` is in kebab-case. */
interface Designed<Params, N extends string> {
  readonly name: string
  readonly designs: { readonly [name: string]: Design<NoInfer<Params>, NoInfer<N>> }
}

/** The parameters that a design may give to a model function that takes `P`: none if `P` has no names. */
type Given<P> = [keyof NonNullable<P>] extends [never]
  ? { readonly [name: string]: 'the model takes no parameters' }
  : Partial<NonNullable<P>>

/**
 * Combines a model and its designs. The compiler checks the names of parameters and properties against the model.
 * `model` is a function from parameters to a model; each design calls it with its own parameters.
 * @throws SpecError if an option is missing, unknown or of the wrong type
 */
export function spec<
  P extends object | undefined,
  N extends string,
  S extends Fields = Fields,
  R = unknown,
  A extends string = string,
  F extends string = string,
>(options: Modelled<P, N, S, R, A, F> & Designed<Given<P>, N>): Spec<S, R, A, F> {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('bad-spec', `spec got ${show(options)}: expected spec({ name, model, designs: { … } })`)
  }
  const { name, model, designs } = options
  if (typeof name !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new SpecError('bad-name', `spec: \`name\` is ${show(name)}: expected words in kebab-case, as in 'lease-lock'`)
  }
  onlyKnown(`spec '${name}'`, options, ['name', 'model', 'designs'])
  if (typeof model !== 'function') {
    const isMade = (model as { readonly kind?: unknown } | undefined)?.kind === 'model'
    const found = isMade
      ? 'is a finished model: pass the function that builds the model'
      : `is ${show(model)}: expected a function from parameters to a model`
    throw new SpecError('bad-spec', `spec '${name}': \`model\` ${found}, as in model: leaseLock`)
  }
  checkNames(`spec '${name}': designs`, designs)
  if (typeof designs !== 'object' || designs === null || Array.isArray(designs) || Object.keys(designs).length === 0) {
    throw new SpecError(
      'bad-spec',
      `spec '${name}': \`designs\` is ${show(designs)}: expected at least one named design, as in { 'as deployed': {} }`,
    )
  }
  const files = new Map<string, string>()
  for (const [design, said] of Object.entries(designs)) {
    onlyKnown(`design '${design}'`, said, ['params', 'expect', 'counts', 'note', 'notes'])
    checkNames(`design '${design}': params`, said?.params)
    checkNames(`design '${design}': expect`, said?.expect)
    checkNames(`design '${design}': notes`, said?.notes)
    const file = plainFileName(design)
    if (file === undefined) continue
    const other = files.get(file)
    if (other !== undefined) {
      throw new SpecError(
        'duplicate-name',
        `designs '${other}' and '${design}' would share the file name '${file}': rename one`,
      )
    }
    files.set(file, design)
  }
  return {
    kind: 'spec',
    name,
    model: model as unknown as Spec['model'],
    designs: designs as unknown as Spec['designs'],
  }
}

/** The verdict that a design expects of a property. */
export function expectedOf({ designs }: Spec, design: string, property: string): Expected {
  const expect = Object.hasOwn(designs, design) ? designs[design]?.expect : undefined
  return (expect !== undefined && Object.hasOwn(expect, property) ? expect[property] : undefined) ?? 'holds'
}

/** On Windows, folders and files cannot have these names. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/

/**
 * The file name for a name of plain words, which have spaces, hyphens, commas or colons between them. `undefined` for
 * any other name, because a file name made only of its letters might equal that of another name.
 */
export function plainFileName(name: string): string | undefined {
  const isPlain = name.length <= 80 && /^[a-z0-9]+((?: |-|, |: )[a-z0-9]+)*$/i.test(name)
  return isPlain && !reserved.test(kebab(name)) ? kebab(name) : undefined
}

/** The words of a name in lowercase, with hyphens between them. Accents and other scripts are lost. */
export function kebab(name: string): string {
  return (
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'unnamed'
  )
}

/** The model of one design; `overrides` replace parameters. @throws SpecError if it names an unknown property */
export function modelOf(spec: Spec, design: string, overrides: Params = {}): { model: Model; params: Params } {
  const found = Object.hasOwn(spec.designs, design) ? spec.designs[design] : undefined
  if (found === undefined) {
    throw new SpecError(
      'unknown-design',
      `spec '${spec.name}' has no design '${design}'; available: ${Object.keys(spec.designs).join(', ')}`,
    )
  }
  const refused = spec.refused
  if (refused !== undefined && Object.hasOwn(refused, design)) throw refused[design]
  checkDesign(design, found)
  const params = { ...found.params, ...overrides }
  const model = strictly('build', () => spec.model(params))
  if (model?.kind !== 'model') {
    throw new SpecError(
      'bad-spec',
      `spec '${spec.name}': its model function returned ${show(model)}: expected model({ … })`,
    )
  }
  const names = model.properties.map((property) => property.name)
  const mustBeProperty = (property: string, said: string) => {
    if (names.includes(property)) return
    throw new SpecError(
      'unknown-property',
      `design '${design}' ${said} '${property}', which is not a property; available: ${names.join(', ')}.${didYouMean(property, names)}`,
    )
  }
  for (const property of Object.keys(found.notes ?? {})) mustBeProperty(property, 'has a note on')
  for (const [property, verdict] of Object.entries(found.expect ?? {})) {
    mustBeProperty(property, 'expects a verdict of')
    if (verdict !== 'holds' && verdict !== 'violated') {
      throw new SpecError(
        'bad-spec',
        `design '${design}': \`expect\` of '${property}' is ${show(verdict)}: expected 'holds' or 'violated'`,
      )
    }
  }
  return { model, params }
}

/** @throws SpecError for a part of a design that has the wrong type */
function checkDesign(name: string, { params, expect, counts, note, notes }: Design<unknown, string>): void {
  const wrong = (what: string, found: unknown, expected: string) =>
    new SpecError('bad-spec', `design '${name}': ${what} is ${show(found)}: expected ${expected}`)
  for (const [what, found, example] of [
    ['params', params, '{ clients: 3 }'],
    ['expect', expect, "{ 'no deadlock': 'violated' }"],
    ['counts', counts, '{ states: 302 }'],
    ['notes', notes, "{ 'no deadlock': 'nobody waits forever' }"],
  ] as const) {
    const isObject = typeof found === 'object' && found !== null && !Array.isArray(found)
    if (found !== undefined && !isObject) throw wrong(`\`${what}\``, found, `an object, as in ${what}: ${example}`)
  }
  if (note !== undefined && typeof note !== 'string') throw wrong('`note`', note, 'a text')
  for (const [property, text] of Object.entries(notes ?? {})) {
    if (text !== undefined && typeof text !== 'string') throw wrong(`the note on '${property}'`, text, 'a text')
  }
  if (counts === undefined) return
  onlyKnown(`counts of design '${name}'`, counts, ['states', 'transitions', 'depth'])
  for (const [what, count] of Object.entries(counts)) {
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0)) {
      throw wrong(`\`counts.${what}\``, count, 'a whole number of 0 or more')
    }
  }
}
