/** Traces in ITF: which model they are of, and whether it explains them. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { show, UsageError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import type { Property } from '../model/properties.ts'
import { modelOf, type Params } from '../model/spec.ts'
import type { Replay } from '../trace/counterexample.ts'
import { explain } from '../trace/explain.ts'
import { type ItfTrace, observationsOf } from '../trace/itf.ts'
import { unknownName } from './names.ts'
import { filesOf, shown } from './paths.ts'
import type { ReplayArgs } from './replay-args.ts'
import type { Stories } from './stories.ts'

export const isItf = (path: string) => path.endsWith('.itf.json')

export interface Explained {
  readonly name: string
  readonly replay: Replay
  readonly model: Model
  /** What the trace was asked to break, or reach. */
  readonly property: Property | undefined
}

/** @throws UsageError, SpecError where the trace or its spec cannot be read, or a name is not one of the model's */
export async function explainItf(
  path: string,
  args: Omit<ReplayArgs, 'paths'>,
  stories: Stories,
  cwd: string,
): Promise<Explained> {
  const name = shown(path, cwd)
  const itf = readItf(path, name)
  const own = (itf['#meta']?.allways ?? {}) as { file?: string; design?: string; params?: Params; property?: string }
  const { file, design, property } = {
    file: args.spec ?? own.file,
    design: args.design ?? own.design,
    // what it broke where it was found, it need not break in another design
    property: args.property ?? (args.spec === undefined && args.design === undefined ? own.property : undefined),
  }
  if (typeof file !== 'string' || typeof design !== 'string') {
    throw new UsageError(`${name}: does not say what it is a trace of: give --spec FILE.model.ts and --design NAME`)
  }
  const [spec] = filesOf([file], '.model.ts', cwd)
  const loaded = await stories.load(resolve(cwd, spec ?? file))
  const { model } = modelOf(loaded.spec, design, args.design === undefined ? own.params : undefined)
  const known = model.properties.find((other) => other.name === property)
  if (property !== undefined && known === undefined) {
    throw new UsageError(
      unknownName(
        `property of '${model.name}'`,
        property,
        model.properties.map((other) => other.name),
      ),
    )
  }
  const replay = explain(model, observationsOf(model, itf, name), itf.loop, known)
  return { name, replay, model, property: known }
}

/** @throws UsageError naming what is not as the format has it */
function readItf(path: string, name: string): ItfTrace {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${name}: cannot be read as JSON: ${(error as Error).message}`)
  }
  const wrong = (field: string, found: unknown, expected: string) =>
    new UsageError(`${name}: ${field} is ${found === undefined ? 'missing' : show(found)}: expected ${expected}`)
  const isObject = (found: unknown): found is object =>
    typeof found === 'object' && found !== null && !Array.isArray(found)
  if (!isObject(value)) throw new UsageError(`${name}: is ${show(value)}: expected a trace in ITF, an object`)
  const { vars, states, loop, '#meta': meta } = value as { readonly [field: string]: unknown }
  if (!Array.isArray(vars) || !vars.every((variable) => typeof variable === 'string')) {
    throw wrong('vars', vars, 'a list of names')
  }
  if (!Array.isArray(states) || states.length === 0) throw wrong('states', states, 'a list of one state or more')
  const odd = states.findIndex((state) => !isObject(state))
  if (odd >= 0) throw wrong(`states[${odd}]`, states[odd], 'an object')
  if (loop !== undefined && !(Number.isInteger(loop) && (loop as number) >= 0 && (loop as number) < states.length)) {
    throw wrong('loop', loop, `the index of a state, ${states.length - 1} at most`)
  }
  if (meta !== undefined && !isObject(meta)) throw wrong('#meta', meta, 'an object')
  const own = (meta as { readonly allways?: unknown } | undefined)?.allways
  if (own !== undefined && !isObject(own)) throw wrong('#meta.allways', own, 'an object')
  return value as ItfTrace
}
