/** What a model does, as a digest: everything of it but its properties. Two models of one digest have one state graph. */
import type { Model } from '../model/model.ts'
import { wholeDigestOf } from './digest.ts'

/** What is known of a model. It is of use in this process alone. */
export interface Digests {
  /** Of everything but its properties; `undefined` where it cannot be known. */
  readonly model: string | undefined
  /** Of what each property says, by name. */
  readonly properties: ReadonlyMap<string, string | undefined>
}

export function digestsOf({ properties, seen: _, ...rest }: Model): Digests {
  return {
    model: wholeDigestOf(rest),
    properties: new Map(properties.map((property) => [property.name, wholeDigestOf(property)])),
  }
}
