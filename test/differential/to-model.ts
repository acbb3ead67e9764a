/** A description as a real model: its text, loaded as the bundle of a spec is. */
import { compileFunction } from 'node:vm'
import * as api from '../../src/index.ts'
import type { Model } from '../../src/model/model.ts'
import type { Spec } from '../../src/model/spec.ts'
import type { SystemD } from './description.ts'
import { textOf } from './to-text.ts'

export function toModel(d: SystemD): Model {
  return toSpec(textOf(d)).model({})
}

/** The spec that the text of a script exports. */
export function toSpec(text: string): Spec {
  const entry = compileFunction(text, ['exports', 'require'])
  const exports: { default?: Spec } = {}
  entry(exports, () => api)
  if (exports.default === undefined) throw new Error('it exports no spec')
  return exports.default
}
