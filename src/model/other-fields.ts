/**
 * What stands behind the view of a struct: a field that it has not is a model error, where JavaScript would give
 * `undefined`, and a predicate with a misspelt variable would be true or false of everything.
 */
import { didYouMean, ModelError } from '../errors.ts'

/** The host asks these of any object. */
const asked: readonly string[] = ['toJSON', 'then']

/**
 * The prototype of a view with these fields. Only what the view itself has not is looked for here, so the fields that
 * there are cost what they cost without it. `what` names the view in messages, `fail` keeps the error.
 */
export function otherFields(what: string, fields: readonly string[], fail: (error: ModelError) => ModelError): object {
  const refuse = (field: string): never => {
    const known = fields.join(', ')
    throw fail(
      new ModelError(
        'unknown-field',
        `'${field}' is no field of ${what}: there are ${known}.${didYouMean(field, fields)}`,
      ),
    )
  }
  return new Proxy(Object.create(Object.prototype) as object, {
    get: (target, key, view) =>
      typeof key === 'symbol' || key in target || asked.includes(key) ? Reflect.get(target, key, view) : refuse(key),
    set: (_, key) => refuse(String(key)),
  })
}
