/**
 * What stands behind the view of a struct: a field that it has not is a model error, where JavaScript would give
 * `undefined`, and a predicate with a misspelt variable would be true or false of everything.
 */
import { didYouMean, ModelError } from '../errors.ts'

/** The host asks these of any object. */
const asked: readonly string[] = ['toJSON', 'then']

/** What a view is called in messages, and what keeps an error. */
export interface Asked {
  readonly what: string
  fail(error: ModelError): ModelError
}

/**
 * The prototype of views with these fields. Only what a view itself has not is looked for here, so the fields that there
 * are cost what they cost without it. `of` tells about the view that was asked.
 */
export function otherFields(fields: readonly string[], of: (view: unknown) => Asked): object {
  const refuse = (field: string, view: unknown): never => {
    const known = fields.join(', ')
    const { what, fail } = of(view)
    throw fail(
      new ModelError(
        'unknown-field',
        `'${field}' is no field of ${what}: there are ${known}.${didYouMean(field, fields)}`,
      ),
    )
  }
  return new Proxy(Object.create(Object.prototype) as object, {
    get: (target, key, view) =>
      typeof key === 'symbol' || key in target || asked.includes(key)
        ? Reflect.get(target, key, view)
        : refuse(key, view),
    set: (_, key, __, view) => refuse(String(key), view),
  })
}
