/** The document that `--json` prints. Other programs rely on it, so its set of keys is fixed. */

import { defined } from '../../plain.ts'
import type {
  Coverage,
  Finding,
  PropertyResult,
  Result,
  RunError,
  Symmetry,
  Trace,
  Unchanged,
  Unseen,
} from '../../result.ts'
import { coverageJson } from '../terminal/coverage.ts'
import { errorsOf, type ToLock } from '../terminal/lock.ts'

export interface Tool {
  readonly name: string
  readonly version: string
}

/** All results as one plain document; absent values are absent keys. `length` counts transitions. */
export function toJson(
  results: readonly Result[],
  tool: Tool,
  lock?: ToLock,
  unchanged?: Unchanged,
  coverage?: readonly Coverage[],
  findings: readonly Finding[] = [],
): object {
  return {
    version: 1,
    tool: { name: tool.name, version: tool.version },
    results: results.map(resultOf),
    ...(lock === undefined ? {} : { lock: lockOf(lock) }),
    ...defined({ unchanged }),
    ...(coverage === undefined ? {} : { coverage: coverage.map(coverageJson) }),
    ...(findings.length === 0 ? {} : { findings: findings.map(findingOf) }),
  }
}

function findingOf({ file, line, code, level, message }: Finding): object {
  return { file, ...defined({ line }), code, level, message }
}

function lockOf(lock: ToLock): object {
  const { file, weaker, unlocked } = lock
  return { file, ok: errorsOf(lock).length === 0, weaker, unlocked }
}

function resultOf(result: Result): object {
  return {
    spec: result.spec,
    file: result.file,
    design: result.design,
    params: result.params,
    digest: result.digest,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    seconds: result.seconds,
    complete: result.complete,
    ...defined({ limit: result.limit }),
    workers: result.workers,
    ...(result.reused === 'result' ? { cached: true } : {}),
    bytesPerState: result.bytesPerState,
    ...symmetryOf(result.symmetry),
    ...defined({ lookAlike: result.lookAlike }),
    ...defined({ levels: result.levels }),
    actions: result.actions.map(({ name, taken }) => ({ name, taken })),
    ...(result.unseen === undefined ? {} : { unseen: unseenOf(result.unseen) }),
    ...defined({ bits: result.bits, simulation: result.simulation }),
    properties: result.properties.map(propertyOf),
    ...defined({ counts: result.counts }),
    ...(result.error === undefined ? {} : { error: errorOf(result.error) }),
  }
}

/** `states` counts the whole space; `stored` counts one state for all that differ only in the order of instances. */
function symmetryOf({ claim, stored, whole, countsUnknown }: Partial<Symmetry> = {}): object {
  return {
    ...(claim === undefined || claim === 'not used' ? {} : { symmetry: claim }),
    ...defined({ stored, countsUnknown, unreduced: whole }),
  }
}

const unseenOf = ({ constant, values, members, labels }: Unseen): object => ({ constant, values, members, labels })

function propertyOf(property: PropertyResult): object {
  const { name, kind, verdict, expected, ok, counterexample, witness, file, value, rounded } = property
  const stored = file === undefined ? {} : { file }
  return {
    name,
    kind,
    verdict,
    ...defined({ expected }),
    ok,
    ...(counterexample === undefined ? {} : { counterexample: { ...shapeOf(counterexample), ...stored } }),
    ...(witness === undefined ? {} : { witness: { length: witness.steps.length, ...stored } }),
    ...defined({ value, rounded }),
  }
}

function shapeOf({ steps, loopAt }: Trace): object {
  return { length: steps.length, ...defined({ loopAt }) }
}

function errorOf({ code, message, file, line }: RunError): object {
  return { code, message, ...defined({ file, line }) }
}
