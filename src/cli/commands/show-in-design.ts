/** `allways show --design`: takes the steps of a stored story in another design of its spec. */

import { ModelError } from '../../errors.ts'
import { defined } from '../../plain.ts'
import { interpreter } from '../../reference/interpret.ts'
import type { Retold } from '../../report/terminal/story-in-design.ts'
import { pathOf, stepThrough } from '../../run/step-through.ts'
import type { CounterexampleFile } from '../../trace/counterexample.ts'
import { decides } from '../../trace/what-traces-show.ts'
import type { LoadedSpec } from '../project/load.ts'
import { designIn, expectFunctions, type OneDesign } from '../project/one-design.ts'

/** @throws UsageError, SpecError if there is no such design, or its model cannot be made */
export function retold(loaded: LoadedSpec, stored: CounterexampleFile, design: string): Retold {
  const param = design === stored.design ? stored.params : {}
  const one = designIn(loaded, { design, param })
  expectFunctions(one)
  const { model, params } = one
  const { spec, file, locate } = loaded
  const path = pathOf(model, stored)
  const walked = stepThrough(model, interpreter(model), path, path.length, locate)
  const breaks = breaksRun(one, stored, walked)
  return {
    walk: { spec: spec.name, file, design, designs: Object.keys(spec.designs), params, ...walked },
    ...{ of: stored.design, property: stored.property, length: stored.steps.length },
    ...defined({ breaks }),
  }
}

/** Whether the run violates or shows the property. Known only if it has a loop and this design takes all its steps. */
function breaksRun(
  { model }: OneDesign,
  { property: name, loopAt }: CounterexampleFile,
  { trace, refused }: ReturnType<typeof stepThrough>,
): boolean | undefined {
  const property = model.properties.find((one) => one.name === name)
  if (property?.formula === undefined || property.kind === 'canAlwaysReach') return undefined
  if (loopAt === undefined || trace === undefined || refused !== undefined) return undefined
  try {
    return decides(interpreter(model), model, property, { ...trace, loopAt })
  } catch (error) {
    if (error instanceof ModelError) return undefined
    throw error
  }
}
