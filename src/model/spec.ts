/** A spec: a model with named designs, and the verdict expected of each property in each. */
import { didYouMean, SpecError, show } from '../errors.ts'
import type { Model } from './model.ts'
import { onlyKnown } from './options.ts'

export type Expected = 'holds' | 'violated'

export interface Design<Params, N extends string> {
  /** Values for the model's parameters; what is not named keeps the model's default. */
  readonly params?: Params
  /** The verdicts that are not `holds`. */
  readonly expect?: { readonly [P in N]?: Expected }
  /** Published or known counts, for the tests. */
  readonly counts?: { readonly states?: number; readonly transitions?: number; readonly depth?: number }
  /** What the verdicts teach, in a sentence. */
  readonly note?: string
}

export type Params = { readonly [name: string]: unknown }

export interface Spec {
  readonly kind: 'spec'
  readonly name: string
  readonly model: (params: Params) => Model
  readonly designs: { readonly [name: string]: Design<Params, string> }
}

/** Puts a model and its designs together; parameter and property names are checked against the model. */
export function spec<P extends object | undefined, N extends string>(options: {
  readonly name: string
  readonly model: (params: P) => Model<N>
  readonly designs: { readonly [name: string]: Design<NoInfer<Partial<NonNullable<P>>>, NoInfer<N>> }
}): Spec {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('bad-spec', `spec got ${show(options)}: expected spec({ name, model, designs: { … } })`)
  }
  const { name, model, designs } = options
  if (typeof name !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new SpecError('bad-name', `spec: name is ${show(name)}: expected words in kebab-case, as in 'lease-lock'`)
  }
  onlyKnown(`spec '${name}'`, options, ['name', 'model', 'designs'])
  if (typeof model !== 'function') {
    const isMade = (model as { readonly kind?: unknown } | undefined)?.kind === 'model'
    throw new SpecError(
      'bad-spec',
      `spec '${name}': model is ${isMade ? 'one that is made already' : show(model)}: expected a function from parameters to a model, as in model: leaseLock`,
    )
  }
  if (typeof designs !== 'object' || designs === null || Array.isArray(designs) || Object.keys(designs).length === 0) {
    throw new SpecError(
      'bad-spec',
      `spec '${name}': designs is ${show(designs)}: name at least one, as in { 'as deployed': {} }`,
    )
  }
  const files = new Map<string, string>()
  for (const [design, said] of Object.entries(designs)) {
    onlyKnown(`design '${design}'`, said, ['params', 'expect', 'counts', 'note'])
    const other = files.get(kebab(design))
    if (other !== undefined) {
      throw new SpecError(
        'duplicate-name',
        `designs '${other}' and '${design}' would share the file name '${kebab(design)}': rename one`,
      )
    }
    files.set(kebab(design), design)
  }
  return {
    kind: 'spec',
    name,
    model: model as unknown as Spec['model'],
    designs: designs as unknown as Spec['designs'],
  }
}

/** A name as a file is called after it. */
export function kebab(name: string): string {
  return (
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'unnamed'
  )
}

/** The model of one design, with `overrides` laid over its parameters. @throws SpecError for what is expected of no property */
export function modelOf(spec: Spec, design: string, overrides: Params = {}): { model: Model; params: Params } {
  const found = spec.designs[design]
  if (found === undefined) {
    throw new SpecError(
      'unknown-design',
      `spec '${spec.name}' has no design '${design}': there are ${Object.keys(spec.designs).join(', ')}`,
    )
  }
  const params = { ...found.params, ...overrides }
  const model = spec.model(params)
  if (model?.kind !== 'model') {
    throw new SpecError(
      'bad-spec',
      `spec '${spec.name}': its model function returned ${show(model)}: expected model({ … })`,
    )
  }
  const names = model.properties.map((property) => property.name)
  for (const [property, verdict] of Object.entries(found.expect ?? {})) {
    if (!names.includes(property)) {
      throw new SpecError(
        'unknown-property',
        `design '${design}' expects something of '${property}', which is no property: there are ${names.join(', ')}.${didYouMean(property, names)}`,
      )
    }
    if (verdict !== 'holds' && verdict !== 'violated') {
      throw new SpecError(
        'bad-spec',
        `design '${design}' expects ${show(verdict)} of '${property}': expected 'holds' or 'violated'`,
      )
    }
  }
  return { model, params }
}
