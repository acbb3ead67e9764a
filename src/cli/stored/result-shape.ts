/** The shapes of results in the files that hold them. Over 300 lines: one table for each type of `result.ts`. */
import type { Location } from '../../plain.ts'
import type {
  BitField,
  Bits,
  Bitstate,
  BranchCoverage,
  BranchWay,
  Change,
  Control,
  ControlGraph,
  CountDifference,
  Coverage,
  DecidingPart,
  Difference,
  FairNote,
  FileCoverage,
  Finding,
  Flow,
  InputChange,
  KnownValue,
  LookAlike,
  ModelParts,
  Move,
  NoReturn,
  Places,
  PropertyResult,
  Result,
  Round,
  RunError,
  Saving,
  SeenValue,
  Simulation,
  StaleRead,
  Symmetry,
  Trace,
  TraceStep,
  Unchanged,
  Undone,
  Unseen,
  Why,
} from '../../result.ts'
import { propertyKinds } from '../../result.ts'
import {
  also,
  amount,
  anyText,
  data,
  flag,
  list,
  maybe,
  number,
  object,
  oneOf,
  plain,
  record,
  type Shape,
  text,
  whole,
  yes,
} from './shape.ts'

const only = { only: true }

const choices = { choices: list(data), named: maybe(list(anyText)), picks: list(whole()) }
const initial = object<Trace['initial']>({ ...choices, state: plain }, only)

const who = {
  ...{ name: text, kind: oneOf('step', 'action', 'fault'), actor: text },
  ...{ process: maybe(text), instance: maybe(whole()) },
}

/** A process has an instance, and the environment has none. */
const withWho = <T extends Pick<TraceStep, 'process' | 'instance'>>(shape: Shape<T>) =>
  also(shape, ({ process, instance }) => {
    if (process !== undefined && instance === undefined) {
      return {
        path: ['instance'],
        found: undefined,
        expected: `an instance number, because the field process is '${process}'`,
      }
    }
    if (process === undefined && instance !== undefined) {
      return { path: ['process'], found: undefined, expected: 'the name of a process, because there is an instance' }
    }
    return undefined
  })

const surroundings = maybe(list(object<InputChange>({ path: anyText, value: data }, only)))

/** A step as a counterexample stores it, without its changes: these follow from the states. */
const storedStep = withWho(
  object<Omit<TraceStep, 'changes' | 'module' | 'time'>>({ ...who, ...choices, surroundings, state: plain }, only),
)
const change = object<Change>({ path: anyText, before: data, after: data })
const step = withWho(
  object<TraceStep>({
    ...who,
    module: maybe(text),
    ...choices,
    surroundings,
    time: maybe(amount),
    state: plain,
    changes: list(change),
  }),
)

const roundStep = withWho(
  object<Omit<TraceStep, 'state'>>({
    ...who,
    module: maybe(text),
    ...choices,
    surroundings,
    time: maybe(amount),
    changes: list(change),
  }),
)

const place = { file: maybe(text), line: maybe(whole(1)) }
const seen = object<SeenValue>({ path: anyText, value: data, before: maybe(data) }, only)
const why = object<Why>(
  {
    parts: list(
      object<DecidingPart>(
        {
          ...{ text, named: maybe(yes), holds: maybe(yes), values: list(seen), of: maybe(text), ...place },
          known: maybe(list(object<KnownValue>({ text, value: data }, only))),
        },
        only,
      ),
    ),
    slice: list(whole(1)),
    flows: list(object<Flow>({ path: anyText, from: whole(), to: whole(1) }, only)),
    stale: list(
      object<StaleRead>({ path: anyText, value: data, read: whole(1), overwritten: whole(1), used: whole(1) }, only),
    ),
    turningPoint: maybe(whole()),
    undone: maybe(list(object<Undone>({ path: anyText, value: data, steps: whole(1) }, only))),
    saving: maybe(
      list(
        object<Saving>(
          {
            process: text,
            first: text,
            second: text,
            at: list(whole(1), { least: 2, most: 2 }) as Shape<readonly [number, number]>,
            states: whole(1),
          },
          only,
        ),
      ),
    ),
  },
  only,
)

const noReturn = object<NoReturn>(
  {
    ...{ using: maybe(list(anyText)), states: whole(1), enabled: list(anyText), exits: list(anyText) },
    ...{ otherwiseHolds: flag, stuck: maybe(whole()), longest: maybe(whole()) },
    round: maybe(object<Round>({ after: whole(), state: plain, steps: list(roundStep) }, only)),
  },
  only,
)

type Told = Pick<Trace, 'initial' | 'steps' | 'loopAt' | 'milestones' | 'turn' | 'fairness' | 'why'>

/** Finds the first number of a step or state that the trace does not have. */
function outside({
  steps,
  loopAt,
  milestones = [],
  turn,
  fairness = [],
  why,
}: Pick<Told, 'loopAt' | 'milestones' | 'turn' | 'fairness' | 'why'> & { readonly steps: readonly unknown[] }) {
  const last = steps.length
  const states = `the number of a state of the trace, at most ${last}`
  const looks = `the number of a step of the trace, or of its end, at most ${last + 1}`
  const among = (path: readonly (string | number)[], found: number | undefined, most: number, expected: string) =>
    found === undefined || found <= most ? [] : [{ path, found, expected }]
  return [
    ...among(['loopAt'], loopAt, last, states),
    ...among(['turn'], turn, last, states),
    ...milestones.flatMap(({ at }, i) => among(['milestones', i, 'at'], at, last, states)),
    ...fairness.flatMap(({ at }, i) => among(['fairness', i, 'at'], at, last, states)),
    ...among(['why', 'turningPoint'], why?.turningPoint, last, `the number of a step of the trace, at most ${last}`),
    ...(why?.slice ?? []).flatMap((at, i) => among(['why', 'slice', i], at, last + 1, looks)),
    ...(why?.flows ?? []).flatMap(({ from, to }, i) => [
      ...among(['why', 'flows', i, 'from'], from, last + 1, looks),
      ...among(['why', 'flows', i, 'to'], to, last + 1, looks),
    ]),
    ...(why?.stale ?? []).flatMap((one, i) =>
      (['read', 'overwritten', 'used'] as const).flatMap((key) =>
        among(['why', 'stale', i, key], one[key], last + 1, looks),
      ),
    ),
    ...(why?.saving ?? []).flatMap(({ at }, i) =>
      at.flatMap((one, k) =>
        among(['why', 'saving', i, 'at', k], one, last, `the number of a step of the trace, at most ${last}`),
      ),
    ),
  ][0]
}

const trace = also(
  object<Trace>({
    ...{ initial, steps: list(step), loopAt: maybe(whole()), turn: maybe(whole()), why: maybe(why) },
    milestones: maybe(list(object<NonNullable<Trace['milestones']>[number]>({ name: anyText, at: whole() }))),
    fairness: maybe(
      list(
        object<FairNote>({
          ...{ what: anyText, strong: flag, at: whole() },
          how: oneOf('taken', 'not enabled', 'never enabled', 'changes nothing', 'never changes', 'met', 'not asked'),
        }),
      ),
    ),
    timeLock: maybe(list(anyText)),
    links: maybe(list(anyText)),
    found: maybe(oneOf('simulation')),
    maps: maybe(list(anyText)),
    queues: maybe(list(anyText)),
  }),
  outside,
)

const property = object<PropertyResult>({
  ...{ name: text, kind: oneOf(...propertyKinds), verdict: oneOf('holds', 'violated', 'unknown') },
  ...{ expected: maybe(oneOf('holds', 'violated')), ok: flag, counterexample: maybe(trace), witness: maybe(trace) },
  ...{ value: maybe(whole()), noReturn: maybe(noReturn), notes: maybe(list(anyText)) },
  ...{ rounded: maybe(list(anyText)) },
  ...{ digest: maybe(anyText), file: maybe(text), alone: maybe(yes), notLeast: maybe(yes) },
})

const error = object<RunError>({
  ...{ code: text, message: anyText, ...place, trace: maybe(trace), step: maybe(anyText) },
})

/** The parts of a makeup; the lock has the same ones. */
export const makeupFields = {
  variables: record(anyText),
  instances: record(whole()),
  budgets: record(whole()),
  fairness: list(anyText),
}

const move = object<Move>({ from: anyText, step: anyText, kind: oneOf('step', 'fault'), to: anyText, seen: whole() })
const graph = object<ControlGraph>({ process: text, instances: whole(), labels: list(anyText), moves: list(move) })

const bits = object<Bits>({
  ...{ words: whole(), bits: whole(), states: whole() },
  fields: list(
    object<BitField>({
      ...{ path: anyText, bits: whole(), bounds: anyText },
      ...{ from: maybe(number), to: maybe(number), saves: maybe(whole()) },
    }),
  ),
})

const ofPath = list(object<Unseen['values'][number]>({ path: anyText, values: list(data) }))
const unseen = object<Unseen>({
  constant: list(object<Unseen['constant'][number]>({ path: anyText, value: maybe(data) })),
  ...{ values: ofPath, members: ofPath, maps: maybe(list(anyText)) },
  labels: list(object<Unseen['labels'][number]>({ process: anyText, labels: list(anyText) })),
})

const where = record(object<Location>({ file: text, line: whole(1) }))

const simulation = object<Simulation>({
  ...{ seed: number, bias: text, walks: whole(), maxDepth: whole(), steps: whole(), stopped: whole() },
  ...{ deadlocks: whole(), neverEnabled: list(anyText), countedSteps: maybe(whole()) },
  ...{ shards: maybe(whole(1)), mostStates: maybe(whole()) },
  bitstate: maybe(object<Bitstate>({ bytes: whole(), mistaken: amount, cut: whole(), ended: flag })),
  lately: object<Simulation['lately']>({ steps: whole(), successors: whole(), newStates: whole() }),
  decided: record(object<Simulation['decided'][string]>({ walk: whole(), steps: whole() })),
})

const symmetry = object<Symmetry>({
  ...{ claim: oneOf('proved', 'sampled', 'not used'), stored: maybe(whole()), countsUnknown: maybe(anyText) },
  whole: maybe(list(object<NonNullable<Symmetry['whole']>[number]>({ name: anyText, why: anyText }))),
})

const counted = object<CountDifference>({
  ...{ name: oneOf('states', 'transitions', 'depth'), found: whole(), expected: whole() },
})

export const resultShape = object<Result>({
  ...{
    spec: text,
    file: anyText,
    design: anyText,
    note: maybe(anyText),
    notes: maybe(record(maybe(anyText))),
    params: record(data),
  },
  otherSize: maybe(yes),
  ...{ digest: anyText, states: whole(), transitions: whole(), depth: whole(), seconds: amount, complete: flag },
  ...{ limit: maybe(oneOf('states', 'memory', 'seconds', 'interrupted')), workers: whole(), bytesPerState: amount },
  ...{ reused: maybe(oneOf('result', 'graph')), levels: maybe(list(whole())), properties: list(property) },
  actions: list(object<Result['actions'][number]>({ name: anyText, taken: whole() })),
  control: maybe(object<Control>({ processes: list(graph), states: whole() })),
  makeup: maybe(object<ModelParts>(makeupFields)),
  bits: maybe(bits),
  unseen: maybe(unseen),
  counts: maybe(list(counted)),
  places: maybe(object<Places>({ properties: where, actions: where })),
  symmetry: maybe(symmetry),
  lookAlike: maybe(list(object<LookAlike>({ processes: list(anyText), instances: whole(2), share: amount }))),
  simulation: maybe(simulation),
  error: maybe(error),
})

const at = { line: whole(1), column: whole(1) }
const pair = { least: 2, most: 2 }
const file = object<FileCoverage>({
  ...{ file: anyText, text: anyText, lines: list(list(whole(), pair) as Shape<readonly [number, number]>) },
  branches: list(
    object<BranchCoverage>({
      ...{ ...at, kind: anyText, taken: whole() },
      ways: list(object<BranchWay>({ line: maybe(whole(1)), column: maybe(whole(1)), what: anyText, taken: whole() })),
    }),
  ),
})
export const findingShape = object<Finding>({
  ...{ file: text, line: maybe(whole(1)), code: text, level: oneOf('error', 'warning'), message: anyText },
})

export const coverageShape = object<Coverage>({
  ...{ spec: anyText, designs: list(anyText), states: whole(), complete: flag, files: list(file) },
})

const difference = object<Difference>({
  ...{ spec: text, design: anyText, property: maybe(anyText), message: anyText, since: maybe(anyText) },
  kind: oneOf('verdict', 'property', 'design', 'other'),
})

export const comparedFields = { weaker: list(difference), unlocked: list(difference) }

export const designNameShape = object<{ readonly spec: string; readonly design: string }>({
  spec: text,
  design: anyText,
})

export const unchangedShape = object<Unchanged>({ since: anyText, designs: list(designNameShape), all: maybe(anyText) })

export { initial as initialShape, noReturn as noReturnShape, outside, storedStep as storedStepShape, why as whyShape }
