/** Counts what random models were made of and what came of them, so that a suite which tests nothing is seen. */
import type { Agreed } from './compare.ts'
import { Counts } from './counts.ts'
import { expectedInRuns, expectedOften, seenInRuns } from './coverage-runs.ts'
import { type Description, isScalar, type TypeD } from './description.ts'

export class Coverage extends Counts {
  add(d: Description, { findings: found, runs, asked }: Agreed): void {
    const seen = new Set<string>()
    visitModel(d, seen)
    this.count('models', ...seen)
    if (found.blocked > 0) this.count('choose over nothing')
    for (const { code, depth, ofPredicate } of found.errors) {
      this.count(`error ${code}`)
      if (depth > 0) this.count('error after the start')
      if (ofPredicate) this.count('error in a predicate of runs')
    }
    if (found.errors.length > 0) return
    this.count(found.states.size > 20 ? 'more than 20 states' : 'at most 20 states')
    if (found.transitions > found.states.size) this.count('transitions to known states')
    for (const [name, verdict] of found.verdicts) this.count(`${kindOf(d, name)} ${verdict}`)
    if (asked !== undefined) this.count(...seenInRuns(d.temporal, runs, asked))
  }

  missing(): string[] {
    return [...this.rarer([...expected, ...expectedInRuns], 1), ...this.rarer(expectedOften, this.of('models') / 100)]
  }
}

function kindOf(d: Description, name: string): string {
  if (name in d.invariants) return 'invariant'
  if (name in d.stepProperties) return 'step property'
  return name in d.reachable ? 'reachable' : 'no deadlock'
}

function visitModel(d: Description, seen: Set<string>): void {
  for (const type of Object.values(d.state)) visitType(type, '', seen)
  const processes = Object.values(d.processes)
  if (processes.length > 1) seen.add('several processes')
  if (d.init !== null) seen.add('init')
  if (Object.keys(d.actions).length > 0) seen.add('action')
  for (const fault of Object.values(d.faults)) seen.add(fault.budget === 0 ? 'fault without budget' : 'fault')
  for (const p of processes) {
    for (const type of Object.values(p.local)) visitType(type, '', seen)
    if (Object.keys(p.local).length > 0) seen.add('local')
    if (p.instances > 1) seen.add('instances')
    if (p.terminal.length > 0) seen.add('terminal')
    if (p.resting.length > 0) seen.add('resting')
    if (p.init !== null) seen.add('process init')
    for (const fault of Object.values(p.faults))
      seen.add(fault.at === null ? 'process fault' : 'process fault at a label')
    for (const { when, body } of Object.values(p.steps)) {
      if (when !== null) seen.add('guard')
      if (body.at(-1)?.k !== 'return') seen.add('step that returns nothing')
      if (JSON.stringify(body).split('"k":"choose"').length > 2) seen.add('several chooses')
    }
  }
  visitCode([d.init, processes, d.actions, d.faults, d.invariants, d.stepProperties, d.reachable, d.temporal], seen)
}

function visitType(type: TypeD, within: string, seen: Set<string>): void {
  seen.add(`type ${type.kind}`)
  const group = isScalar(type) ? 'scalar' : type.kind
  if (within !== '') seen.add(`${within} of ${group}`)
  if (type.kind === 'int' && type.lo < 0) seen.add('type int below 0')
  if (type.kind === 'int' && type.hi - type.lo > 30) seen.add('type int of many values')
  if (type.kind === 'oneOf' && type.labels.length > 12) seen.add('type oneOf of many labels')
  if ((within === 'setOf' || within === 'key') && type.kind === 'int' && type.hi - type.lo > 31)
    seen.add(`wide ${within}`)
  if (type.kind === 'struct') for (const field of Object.values(type.fields)) visitType(field, type.kind, seen)
  else if ('of' in type) visitType(type.of, type.kind, seen)
  if (type.kind === 'mapOf') visitType(type.key, 'key', seen)
}

/** Every statement and expression, wherever it stands. */
function visitCode(node: unknown, seen: Set<string>): void {
  if (typeof node !== 'object' || node === null) return
  const { k, e, p, method, what, from, place, safe, spread } = node as Record<string, unknown>
  if (k !== undefined) seen.add(`statement ${k}`)
  if (e !== undefined) seen.add(`expression ${e}`)
  if (p !== undefined) seen.add(`place ${p}`)
  if (k === 'call') seen.add(`method ${method}`)
  if (what !== undefined) seen.add(`ask ${what}`)
  if (k === 'choose') seen.add(`choose over ${(from as { e: string }).e}`)
  if (k === 'assign') seen.add(`assign ${(place as { p: string }).p}`)
  if (safe === true) seen.add('safe read')
  if (spread !== undefined && spread !== null) seen.add('spread')
  for (const child of Object.values(node)) visitCode(child, seen)
}

const scalars = ['bool', 'int', 'oneOf', 'ref', 'int below 0', 'int of many values', 'oneOf of many labels']
const composites = ['optional', 'struct', 'array', 'setOf', 'mapOf', 'queue', 'bag']
const places = ['scalar', ...composites]
const values = ['scalar', 'optional', 'struct', 'array']
const pairs = (of: string, inner: readonly string[]) => inner.map((name) => `${of} of ${name}`)
const named = (what: string, names: string) => names.split(' ').map((name) => `${what} ${name}`)

/** What a run of the suite must have met at least once. */
const expected: readonly string[] = [
  ...[...scalars, ...composites].map((name) => `type ${name}`),
  ...pairs('struct', places),
  ...pairs('array', places),
  ...pairs('mapOf', places),
  ...pairs('optional', ['scalar', 'struct']),
  ...['setOf', 'queue', 'bag', 'key'].flatMap((of) => pairs(of, values)),
  ...named('statement', 'assign let choose merge call if each throw return'),
  ...named('expression', 'const read id here add wrap eq lt and or not if present ask has count get nth some every'),
  ...named('expression', 'find filter struct list'),
  ...named('place', 's me before var field index key'),
  ...named('method', 'add delete clear assign set push shift removeAt fill'),
  ...named('ask', 'size length isFull first values keys'),
  ...named('choose over', 'read ask filter list if'),
  ...named('assign', 'field index'),
  ...named('error', 'value-out-of-range queue-full step-threw unknown-label no-initial-state gone-place'),
  ...['invariant', 'step property', 'reachable', 'no deadlock'].flatMap((kind) => [
    `${kind} holds`,
    `${kind} violated`,
  ]),
  ...['several processes', 'instances', 'local', 'guard', 'terminal', 'resting', 'step that returns nothing', 'action'],
  ...['fault', 'fault without budget', 'process fault', 'process fault at a label', 'init', 'process init'],
  ...['several chooses', 'choose over nothing', 'safe read', 'spread', 'error after the start'],
  'error in a predicate of runs',
  ...['wide setOf', 'wide key', 'more than 20 states', 'transitions to known states'],
]
