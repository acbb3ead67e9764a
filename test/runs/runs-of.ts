/** The result of a check of one small model, and the results of its properties. */
import { type Model, spec } from 'allways'
import type { PropertyResult, Result } from '../../src/result.ts'
import { type CheckDesignOptions, checkDesign } from '../../src/run/check.ts'

export async function check(make: () => Model, options?: CheckDesignOptions): Promise<Result> {
  return checkDesign(spec({ name: 'test', model: make, designs: { only: {} } }), 'only', options)
}

/** The results by name, of a model without errors. */
export async function results(
  make: () => Model,
  options?: CheckDesignOptions,
): Promise<{ readonly [name: string]: PropertyResult }> {
  const { error, properties } = await check(make, options)
  if (error !== undefined) throw new Error(`${error.code}: ${error.message}`)
  return Object.fromEntries(properties.map((property) => [property.name, property]))
}

/** The verdicts by name; `no deadlock` is left out. */
export async function verdicts(make: () => Model, options?: CheckDesignOptions): Promise<{ [name: string]: string }> {
  const found = Object.values(await results(make, options)).filter(({ kind }) => kind !== 'deadlock')
  return Object.fromEntries(found.map(({ name, verdict }) => [name, verdict]))
}

/** The steps of a counterexample, by the names of what was done. */
export const story = ({ counterexample }: PropertyResult): string[] | undefined =>
  counterexample?.steps.map(({ actor, name }) => (actor === 'environment' ? name : `${actor} ${name}`))
