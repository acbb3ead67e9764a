/** The digest of everything in a model but its properties. Models with equal digests have the same state graph. */
import type { Model } from '../../language/model.ts'
import { wholeDigestOf } from './digest.ts'

/** The digests of a model. They are valid in this process only. */
export interface Digests {
  /** The digest of everything but its properties; `undefined` if it cannot be determined. */
  readonly model: string | undefined
  /** The digest of what each property says, by the property's name. */
  readonly properties: ReadonlyMap<string, string | undefined>
}

export function digestsOf({ properties, seen: _, ...rest }: Model): Digests {
  return {
    model: wholeDigestOf(rest),
    properties: new Map(properties.map((property) => [property.name, wholeDigestOf(property)])),
  }
}
