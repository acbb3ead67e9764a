/** Makes a real model from a description: it loads the description's text in the same way as the bundle of a spec. */
import { compileFunction } from 'node:vm'
import { rewriteComparisons } from '../../src/cli/comparisons.ts'
import * as api from '../../src/index.ts'
import { comparisons } from '../../src/model/composite.ts'
import type { Model } from '../../src/model/model.ts'
import { mark } from '../../src/model/source-text.ts'
import type { Spec } from '../../src/model/spec.ts'
import type { SystemD } from './description.ts'
import { textOf } from './to-text.ts'

export function toModel(d: SystemD): Model {
  return toSpec(textOf(d)).model({})
}

/** The spec that the text of a script exports. */
export function toSpec(text: string): Spec {
  const entry = compileFunction(rewriteComparisons(text).code, ['exports', 'require', mark])
  const exports: { default?: Spec } = {}
  entry(exports, () => api, comparisons)
  if (exports.default === undefined) throw new Error('it exports no spec')
  return exports.default
}
