/** Reads a stored counterexample; errors name the path in the file. The same table is counterexample.schema.json. */
import { isWanted, propertyKinds } from '../../result.ts'
import type { CounterexampleFile } from '../../trace/counterexample.ts'
import { readJson } from './json-file.ts'
import { initialShape, noReturnShape, outside, storedStepShape, whyShape } from './result-shape.ts'
import { also, anyText, data, fitting, list, matching, maybe, object, oneOf, record, text, whole } from './shape.ts'

interface WithSchema extends CounterexampleFile {
  /** For editors. */
  readonly $schema?: string
}

const only = { only: true }

const fields = object<WithSchema>(
  {
    $schema: maybe(anyText),
    version: oneOf(1),
    tool: object<CounterexampleFile['tool']>({ name: text, version: text }, only),
    spec: text,
    file: matching(/^[^/\\][^\\]*$/, 'a path relative to the project folder, with forward slashes'),
    design: text,
    params: record(data),
    property: text,
    kind: oneOf(...propertyKinds),
    verdict: oneOf('violated', 'holds'),
    digest: matching(/^([0-9a-f]{64})?$/, 'a SHA-256 digest of 64 hex digits, or an empty text'),
    length: whole(),
    loopAt: maybe(whole()),
    found: maybe(oneOf('simulation')),
    initial: initialShape,
    steps: list(storedStepShape),
    noReturn: maybe(noReturnShape),
    notes: maybe(list(anyText)),
    why: maybe(whyShape),
  },
  only,
)

const shape = also(fields, (file) => {
  const { kind, verdict, length, steps } = file
  const wanted = isWanted(kind) ? 'holds' : 'violated'
  if (verdict !== wanted)
    return { path: ['verdict'], found: verdict, expected: `'${wanted}', because its kind is ${kind}` }
  if (length !== steps.length) {
    return { path: ['length'], found: length, expected: `${steps.length}, the number of steps` }
  }
  return outside(file)
})

const remedy = 'restore the file, or delete it and run the check again'

/** @param name the file, as messages call it @throws UsageError that names the first wrong field */
export function readCounterexample(path: string, name: string): CounterexampleFile {
  const value = readJson(path, name, remedy)
  const { version } = (value ?? {}) as { readonly version?: unknown }
  const newer = typeof version === 'number' && version > 1 ? 'a newer allways may have written this file' : remedy
  return fitting(shape, value, name, newer, 'an object, as `allways check` writes it')
}
