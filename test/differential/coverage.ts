/** Counts the parts of random models and their outcomes, so that a suite that tests nothing fails. */
import type { Agreed, Ended } from './compare.ts'
import { Counts } from './counts.ts'
import { expectedInRuns, expectedOften, seenInRuns } from './coverage-runs.ts'
import {
  type Description,
  hiddens,
  isComposition,
  isScalar,
  likenesses,
  odds,
  type SystemD,
  type TypeD,
} from './description.ts'
import { type Plant, plantOf } from './naive-plant.ts'
import { isNested } from './refusals.ts'

export class Coverage extends Counts {
  add(d: SystemD, outcome: Agreed | Ended): void {
    const seen = new Set<string>()
    const { leaves } = plantOf(d)
    for (const leaf of leaves) visitModel(leaf.d, seen)
    visitSystem(d, seen)
    this.count('models', ...seen)
    if ('ended' in outcome) {
      this.count(outcome.ended)
      return
    }
    const { findings: found, runs, asked } = outcome
    if (found.blocked > 0) this.count('choose over nothing')
    for (const { code, depth, ofPredicate } of found.errors) {
      this.count(`error ${code}`)
      if (depth > 0) this.count('error after the start')
      if (ofPredicate) this.count('error in a predicate of runs')
    }
    if (found.errors.length > 0) return
    this.count(found.states.size > 20 ? 'more than 20 states' : 'at most 20 states')
    if (found.transitions > found.states.size) this.count('transitions to known states')
    for (const [name, verdict] of found.verdicts) this.count(`${kindOf(found.plant, name)} ${verdict}`)
    if (asked !== undefined) {
      this.count(...seenInRuns(Object.fromEntries(found.plant.temporal.map(({ name, d }) => [name, d])), runs, asked))
    }
  }

  missing(): string[] {
    const models = this.of('models')
    // only long runs meet what is rare
    if (models < 5000) return [...this.rarer(ofSystems, 1), ...this.rarer(expectedOften, models / 100)]
    return [...this.rarer([...expected, ...expectedInRuns], 1), ...this.rarer(expectedOften, models / 100)]
  }
}

function kindOf({ tests }: Plant, name: string): string {
  const kind = tests.find((test) => test.name === name)?.kind
  return kind === undefined ? 'no deadlock' : kind === 'step' ? 'step property' : kind
}

function visitSystem(d: SystemD, seen: Set<string>): void {
  if (!isComposition(d)) {
    if (Object.keys(d.processes).length === 0)
      seen.add(d.resting === null ? 'no processes' : 'no processes, but resting')
    if (Object.keys(d.inputs).length > 0) seen.add('inputs alone')
    if (Object.keys(d.inputs).length > 0 && d.fair !== null) seen.add('a fair model with inputs')
    return
  }
  seen.add('composition')
  if (isNested(d)) seen.add('nested composition')
  const names = Object.keys(d.modules)
  for (const { module, input, value } of d.wires) {
    const text = JSON.stringify(value)
    for (const [i, other] of names.entries()) {
      const part = d.modules[other] as SystemD
      if (isComposition(part)) continue
      const reads = (name: string) =>
        text.includes(
          `{"p":"field","of":{"p":"field","of":{"p":"s"},"field":${JSON.stringify(other)}},"field":${JSON.stringify(name)}}`,
        )
      if (!Object.keys(part.inputs).some(reads)) continue
      seen.add(i > names.indexOf(module) ? 'a wire reads an input of a later module' : 'a wire reads an input')
    }
    const part = d.modules[module] as Description
    if (JSON.stringify(part.init).includes(`"field":${JSON.stringify(input)}`)) seen.add('an init reads a wired input')
  }
  for (const part of Object.values(d.modules)) {
    if (isComposition(part)) {
      visitSystem(part, seen)
      continue
    }
    const wired = d.wires.filter(({ module }) => d.modules[module] === part).map(({ input }) => input)
    if (Object.keys(part.inputs).some((name) => !wired.includes(name))) seen.add('an input that nothing is wired to')
    if (part.fair !== null && wired.length > 0) seen.add('a fair module with inputs')
  }
  visitCode([d.wires, d.invariants, d.stepProperties, d.reachable, d.temporal], seen)
}

function visitModel(d: Description, seen: Set<string>): void {
  for (const type of Object.values(d.state)) visitType(type, '', seen)
  const processes = Object.values(d.processes)
  if (processes.length > 1) seen.add('several processes')
  if (d.init !== null) seen.add('init')
  if (Object.values(d.actions).some((one) => one.each !== undefined)) seen.add('action of each')
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
    for (const { crash } of Object.values(p.faults)) if (crash !== undefined) seen.add('crash')
    if (p.volatile !== undefined && p.volatile > 0) seen.add('volatile')
    if (Object.values(p.steps).some(({ others }) => others !== undefined)) seen.add('several steps at a label')
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
  if (type.kind === 'int' && type.stops) seen.add('type int that stops')
  if (type.kind === 'int' && type.lo < 0) seen.add('type int below 0')
  if (type.kind === 'int' && type.hi - type.lo > 30) seen.add('type int of many values')
  if (type.kind === 'oneOf' && type.labels.length > 12) seen.add('type oneOf of many labels')
  if ((within === 'setOf' || within === 'key') && type.kind === 'int' && type.hi - type.lo > 31)
    seen.add(`wide ${within}`)
  if (type.kind === 'struct') for (const field of Object.values(type.fields)) visitType(field, type.kind, seen)
  else if ('of' in type) visitType(type.of, type.kind, seen)
  if (type.kind === 'mapOf') visitType(type.key, 'key', seen)
}

/** Visits every statement and expression. */
function visitCode(node: unknown, seen: Set<string>): void {
  if (typeof node !== 'object' || node === null) return
  const { k, e, p, how, method, what, from, place, safe, spread } = node as Record<string, unknown>
  if (k !== undefined) seen.add(`statement ${k}`)
  if (e !== undefined) seen.add(`expression ${e}`)
  if (typeof p === 'string') seen.add(`place ${p}`)
  if (e === 'alike') seen.add(`alike by ${how}`)
  if (k === 'odd') seen.add(`returns ${what}`)
  if (k === 'hidden') seen.add(`hidden ${how}`)
  if (k === 'call') seen.add(`method ${method}`)
  if (e === 'ask') seen.add(`ask ${what}`)
  if (k === 'choose') seen.add(`choose over ${(from as { e: string }).e}`)
  if (k === 'assign') seen.add(`assign ${(place as { p: string }).p}`)
  if (safe === true) seen.add('safe read')
  if (spread !== undefined && spread !== null) seen.add('spread')
  for (const child of Object.values(node)) visitCode(child, seen)
}

const scalars = [
  'bool',
  'int',
  'oneOf',
  'ref',
  'int below 0',
  'int that stops',
  'int of many values',
  'oneOf of many labels',
]
const composites = ['optional', 'struct', 'array', 'setOf', 'mapOf', 'queue', 'bag']
const places = ['scalar', ...composites]
const values = ['scalar', 'optional', 'struct', 'array']
const pairs = (of: string, inner: readonly string[]) => inner.map((name) => `${of} of ${name}`)
const named = (what: string, names: string) => names.split(' ').map((name) => `${what} ${name}`)

/** Names that every run must meet, even a short one. */
const ofSystems: readonly string[] = [
  ...['composition', 'nested composition', 'inputs alone', 'no processes', 'no processes, but resting'],
  ...['a wire reads an input of a later module', 'a wire reads an input', 'an init reads a wired input'],
  ...['an input that nothing is wired to', 'a fair module with inputs', 'a fair model with inputs', 'refused'],
  ...['hidden state noticed', 'hidden state does not matter'],
]

/** Names that a long run must meet at least once. */
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
  ...['crash', 'volatile', 'several steps at a label', 'action of each'],
  ...['several chooses', 'choose over nothing', 'safe read', 'spread', 'error after the start'],
  'error in a predicate of runs',
  ...ofSystems,
  ...likenesses.map((how) => `alike by ${how}`),
  ...odds.map((what) => `returns ${what}`),
  ...hiddens.map((how) => `hidden ${how}`),
  ...named('error', 'composite-comparison not-a-function unknown-field wire-cycle init-cycle'),
  ...named('expression', 'same negated remainder isMinusZero try unknown'),
  ...named('statement', 'swap try odd assume'),
  ...['wide setOf', 'wide key', 'more than 20 states', 'transitions to known states'],
]
