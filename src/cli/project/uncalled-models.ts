/** Models for readers that call none of their functions. The model of a design is made once, for all its readers. */
import type { Model } from '../../language/model.ts'
import { modelOf, type Spec } from '../../language/spec.ts'

const made = new WeakMap<Spec, Map<string, Model>>()

/** @throws SpecError if the model cannot be made */
export function modelToRead(spec: Spec, design: string, params?: Parameters<typeof modelOf>[2]): Model {
  if (Object.keys(params ?? {}).length > 0) return modelOf(spec, design, params).model
  const models = made.get(spec) ?? new Map<string, Model>()
  made.set(spec, models)
  const model = models.get(design) ?? modelOf(spec, design).model
  models.set(design, model)
  return model
}
