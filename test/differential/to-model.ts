/** Makes a real model from a description: it loads the description's text in the same way as the bundle of a spec. */
import { compileFunction } from 'node:vm'
import { rewriteComparisons } from '../../src/cli/source/comparisons.ts'
import * as api from '../../src/index.ts'
import type { Model } from '../../src/language/model.ts'
import type { Spec } from '../../src/language/spec.ts'
import { comparisons } from '../../src/runtime/composite.ts'
import { mark } from '../../src/runtime/source-text.ts'
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
