/** Traces in ITF: finds the model of a trace, and whether the model explains the trace. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { SpecError, show, UsageError } from '../../errors.ts'
import type { Model } from '../../language/model.ts'
import type { Property } from '../../language/properties.ts'
import { modelOf, type Params } from '../../language/spec.ts'
import type { Replay } from '../../trace/counterexample.ts'
import { type Itf, type ItfTrace, observationsOf } from '../../trace/itf.ts'
import { stepsThroughStates } from '../../trace/steps-through-states.ts'
import type { ArgsOf } from '../options/commands.ts'
import { unknownName } from '../output/unknown-name.ts'
import { filesOf, shown } from '../project/paths.ts'
import { readJson } from './json-file.ts'
import { also, data, fitting, list, maybe, object, record, type Shape, text, whole } from './shape.ts'
import type { Stories } from './stories.ts'

export const isItf = (path: string) => path.endsWith('.itf.json')

export interface Explained {
  readonly name: string
  readonly replay: Replay
  readonly model: Model
  /** The property that the trace should violate or reach. */
  readonly property: Property | undefined
}

/** @throws UsageError, SpecError if the trace or its spec cannot be read, or a named design or property is unknown */
export async function explainItf(
  path: string,
  args: Omit<ArgsOf<'replay'>, 'paths'>,
  stories: Stories,
  cwd: string,
): Promise<Explained> {
  const name = shown(path, cwd)
  const itf = readItf(path, name)
  const own = itf['#meta']?.allways ?? {}
  const { file, design, property } = {
    file: args.spec ?? own.file,
    design: args.design ?? own.design,
    // the trace need not violate its own property in another spec or design
    property: args.property ?? (args.spec === undefined && args.design === undefined ? own.property : undefined),
  }
  if (typeof file !== 'string' || typeof design !== 'string') {
    throw new UsageError(`${name}: this trace names no spec and design; add \`--spec FILE.model.ts --design NAME\``)
  }
  if (args.spec === undefined && !existsSync(resolve(cwd, file))) {
    throw new UsageError(
      `${name}: #meta.allways.file is ${show(file)}, which does not exist; add \`--spec FILE.model.ts\``,
    )
  }
  const [spec] = filesOf([file], '.model.ts', cwd)
  const loaded = await stories.load(resolve(cwd, spec ?? file))
  const { model } =
    args.design === undefined
      ? placedIn(name, () => modelOf(loaded.spec, design, own.params))
      : modelOf(loaded.spec, design)
  const known = model.properties.find((other) => other.name === property)
  if (property !== undefined && known === undefined) {
    const place = args.property === undefined ? `${name}: #meta.allways.property: ` : ''
    const names = model.properties.map((other) => other.name)
    throw new UsageError(`${place}${unknownName('property', property, names, `of '${model.name}'`)}`)
  }
  const replay = stepsThroughStates(model, observationsOf(model, itf as ItfTrace, name), itf.loop, known)
  return { name, replay, model, property: known }
}

/** Adds the name of the trace to an error of `body`, because the trace may name a wrong design or parameter. */
function placedIn<T>(name: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    throw new SpecError(error.code, `${name}: #meta.allways: ${error.message}`, { cause: error })
  }
}

interface Meta {
  readonly allways?: {
    readonly file?: string
    readonly design?: string
    readonly params?: Params
    readonly property?: string
  }
}

interface ReadItf extends Omit<ItfTrace, '#meta'> {
  readonly '#meta'?: Meta
}

const shape = also(
  object<ReadItf>({
    '#meta': maybe(
      object<Meta>({
        allways: maybe(
          object<NonNullable<Meta['allways']>>({
            ...{ file: maybe(text), design: maybe(text), params: maybe(record(data)), property: maybe(text) },
          }),
        ),
      }),
    ),
    vars: list(text),
    states: list(record(data as Shape<Itf>), { least: 1, of: 'state' }),
    loop: maybe(whole()),
  }),
  ({ states: { length }, loop }) =>
    loop === undefined || loop < length
      ? undefined
      : { path: ['loop'], found: loop, expected: `the index of a state, at most ${length - 1}` },
)

/** @throws UsageError that names the first field that does not fit the format */
function readItf(path: string, name: string): ReadItf {
  const remedy = 'write the file again'
  return fitting(shape, readJson(path, name, remedy), name, remedy, 'an ITF trace, which is an object')
}
