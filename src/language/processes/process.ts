/** Processes: the form that authors write, and the form that both executions read. */
import { didYouMean, SpecError, show } from '../../errors.ts'
import type { AnyId } from '../by-id.ts'
import { checkName, checkNames, onlyKnown } from '../names.ts'
import { driftingIn } from '../time/drift.ts'
import { checkFields, type Fields, idsIn, type Rates, type RefType } from '../types.ts'
import { checkAlternatives, lacksSome, stepsAt } from './alternatives.ts'
import { type NamedFault, namedFaults, type ProcessFault, type SaidFault } from './faults.ts'
import { type AnyFunction, type NamedStep, type Strength, strengthOf } from './named-step.ts'
import { checkPauses, endOf, pausingFields, whileRunning } from './pauses.ts'
import type { Choose, Fair, IdOf, Me, NotInferred, StepNames, Steps } from './steps.ts'

/**
 * The options of `process`: `K` are the labels with a step, `T` the terminal labels, `F` the names of faults, `N` the
 * type of `instances`, and `Q` the types of the steps.
 */
export interface ProcessOptions<
  S extends Fields,
  L extends Fields,
  K extends string,
  T extends string,
  F extends string = string,
  N extends number | RefType = number,
  Q = NotInferred<K>,
  V extends Fields = Record<never, never>,
> {
  /**
   * The number of instances, from 0 to 4096, or their ids, as in `ref('node', 3)`. Several processes may have the same
   * ids. Defaults to 1. A design without this process says 0.
   */
  readonly instances?: N | undefined
  /**
   * Whether its instances differ only in their ids: exchanging two of them everywhere changes nothing. The search then
   * explores one arrangement of them for all. Processes with the same ids are all alike, or none is.
   */
  readonly alike?: boolean | undefined
  /** Variables of each instance. Properties see them; steps of other instances do not. */
  readonly local?: L | undefined
  /** Variables of each instance that a crash sets back to the lowest values of their types. Nothing else does. */
  readonly volatile?: V | undefined
  /**
   * The steps by label; an instance starts at the first label. A label may have several steps: a list, in which each has
   * a name and usually a guard. A design leaves a label or one of several steps out by `undefined`.
   */
  readonly steps: Steps<K, Q, S, L & V, NoInfer<K | T>, NoInfer<IdOf<N>>>
  /** Labels without a step: an instance that reaches one has ended. */
  readonly terminal?: readonly T[] | undefined
  /** Labels at which an instance may wait forever: waiting there is no deadlock. */
  readonly resting?: readonly NoInfer<K>[] | undefined
  /**
   * The rates of the clock of an instance, for each of its own timers: as `drift` of `timer`. Each timer deviates for
   * itself.
   */
  readonly drift?: Rates | undefined
  /** Faults of an instance, by name, such as a crash. */
  readonly faults?:
    | { readonly [P in F]?: ProcessFault<S, L & V, NoInfer<K | T>, NoInfer<IdOf<N>>> | undefined }
    | undefined
  /** Promises that each instance keeps taking steps. Faults do not count. */
  readonly fair?: Fair | undefined
  /** Sets the local variables of an instance before the first step. It may choose. */
  readonly init?: ((me: Me<L & V, NoInfer<K | T>, NoInfer<IdOf<N>>>, choose: Choose) => void) | undefined
}

/**
 * A process, as `process` returns it: `S` is its shared state, `L` its local variables, `A` its labels, `F` the names of
 * its faults, `K` the names of its steps, and `I` the type of its ids.
 */
export interface Process<
  S extends Fields = Fields,
  L extends Fields = Fields,
  A extends string = string,
  F extends string = string,
  K extends string = A,
  I extends AnyId = AnyId,
> {
  readonly kind: 'process'
  /** The shared state that its steps see. */
  readonly state: S
  /** The variables of each instance. */
  readonly local: L
  /** @internal */
  readonly instances: number
  /** The ids of its instances, if `instances` was a `ref`. @internal */
  readonly ids?: RefType
  /** Whether its author says that its instances differ only in their ids. @internal */
  readonly alike?: true
  /** The labels with a step, in the author's order, then the terminal ones. */
  readonly labels: readonly A[]
  /** @internal */
  readonly steps: readonly NamedStep[]
  /** The step that ends a pause, if it can be paused. @internal */
  readonly resumes?: NamedStep
  /** @internal */
  readonly faults: readonly NamedFault[]
  /** @internal */
  readonly mayRest: readonly A[]
  /** @internal */
  readonly fair: Strength
  /** @internal */
  readonly init: AnyFunction | undefined
  /** The labels that this design leaves out, if there are any. @internal */
  readonly leftOut?: readonly string[]
  /** Whether this design leaves out an alternative, whose name is then unknown. @internal */
  readonly lacksAlternatives?: true
  /** Whether it is of a link or partition, and not of the author. @internal */
  readonly isLane?: true
  /** Carries the types, for drivers and properties. */
  readonly types?: { readonly faults: F; readonly steps: K; readonly id: I }
}

/** Stands for a process that a design leaves out. It has no instances, and its steps are unknown. */
function leftOutProcess<S extends Fields>(state: S): Process<S> {
  const none = { local: {}, instances: 0, labels: [], steps: [], faults: [], mayRest: [] }
  return { kind: 'process', state, ...none, fair: undefined, init: undefined }
}

/** The processes that a model declares, including those that the design leaves out. */
export function processesOf(given: object, state: Fields): { readonly [name: string]: Process } {
  const all = Object.entries(given).map(([name, p]) => [name, p === undefined ? leftOutProcess(state) : p] as const)
  return Object.fromEntries(all)
}

/** Only a process that the design leaves out has no labels. */
export const isLeftOut = (process: Process | undefined) => process?.labels.length === 0

/** Whether the author of the model has declared processes. Those of links and partitions do not count. */
export const hasProcesses = (processes: { readonly [name: string]: Process }) =>
  Object.values(processes).some(({ isLane }) => isLane !== true)

/**
 * A process over the shared `state`. Its labels are the keys of `steps` and the `terminal` labels. Each instance is at
 * one label at a time, and takes the step of that label.
 * @throws SpecError if an option is unknown or wrong
 */
export function process<
  S extends Fields,
  K extends string = 'steps of type any have no labels',
  const L extends Fields = Record<never, never>,
  const T extends string = never,
  F extends string = string,
  N extends number | RefType = number,
  const Q = NotInferred<K>,
  const V extends Fields = Record<never, never>,
>(state: S, options: ProcessOptions<S, L, K, T, F, N, Q, V>): Process<S, L & V, K | T, F, StepNames<K, Q>, IdOf<N>> {
  const known = [
    'instances',
    'alike',
    'local',
    'volatile',
    'steps',
    'terminal',
    'resting',
    'faults',
    'fair',
    'init',
    'drift',
  ] as const
  if (typeof options !== 'object' || options === null) {
    throw new SpecError(
      'bad-process',
      `process got ${show(options)} as its second argument: the state comes first, as in process(state, { steps: … })`,
    )
  }
  onlyKnown('a process', options, known)
  const { local: kept = {} as L, volatile = {} as V, terminal = [], resting = [], faults = {} } = options
  const { instances, ids } = instancesOf(options.instances)
  if (options.alike !== undefined && typeof options.alike !== 'boolean') {
    throw new SpecError('bad-process', `\`alike\` is ${show(options.alike)}: expected true or false`)
  }
  checkFields(kept, 'local')
  checkFields(volatile, 'volatile')
  const both = Object.keys(volatile).find((name) => Object.hasOwn(kept, name))
  if (both !== undefined) {
    throw new SpecError('duplicate-name', `variable '${both}' is both in local and in volatile: keep one of the two`)
  }
  const isPause = ([, fault]: readonly [string, SaidFault | undefined]) => fault?.pause === true && fault.budget !== 0
  const pauses = Object.entries<SaidFault | undefined>(faults).filter(isPause)
  const paused = pauses[0]?.[0]
  checkPauses(
    pauses.map(([name]) => name),
    { ...kept, ...volatile },
  )
  // a crash ends a pause
  const forgotten = paused === undefined ? volatile : { ...volatile, ...pausingFields }
  const local = driftingIn({ ...kept, ...forgotten }, options.drift)
  for (const name of ['id', 'at']) {
    if (Object.hasOwn(local, name))
      throw new SpecError(
        'duplicate-name',
        `local variable '${name}' hides the \`${name}\` that every process has: rename the variable`,
      )
  }
  const isObject = typeof options.steps === 'object' && options.steps !== null
  const declared = isObject ? (Object.keys(options.steps) as K[]) : []
  const stepLabels = declared.filter((label) => options.steps[label] !== undefined)
  const leftOut: readonly (K | T)[] = declared.filter((label) => options.steps[label] === undefined)
  if (stepLabels.length === 0) {
    throw new SpecError('bad-process', 'a process needs at least one step: steps: { label: (s, me) => … }')
  }
  checkNames('steps', options.steps)
  checkNames('faults', faults)
  listOfLabels(terminal, '`terminal`')
  listOfLabels(resting, '`resting`')
  for (const label of terminal) {
    checkName('terminal', label)
    if ((stepLabels as string[]).includes(label)) {
      throw new SpecError(
        'duplicate-name',
        `label '${label}' is in \`terminal\`, but has a step: remove the label from \`terminal\`, or remove the step`,
      )
    }
  }
  const labels: (K | T)[] = [...stepLabels, ...new Set(terminal)]
  const mustBeLabel = (label: K | T, where: string) => {
    if (!labels.includes(label) && !leftOut.includes(label)) {
      throw new SpecError(
        'unknown-label',
        `${where} names ${show(label)}, which is not a label; available: ${labels.join(', ')}.${didYouMean(label, labels)}`,
      )
    }
  }
  for (const label of resting) mustBeLabel(label, '`resting`')
  const isHere = (label: string) => (labels as string[]).includes(label)
  const saidFaults: { readonly [name: string]: SaidFault | undefined } = faults
  const faultsHere = Object.entries(saidFaults).map(([name, fault]) => {
    listOfLabels(fault?.at ?? [], `fault '${name}': \`at\``)
    for (const label of fault?.at ?? []) mustBeLabel(label as K, `fault '${name}'`)
    const restartsAt = fault?.restartsAt
    if (restartsAt !== undefined && typeof restartsAt !== 'string') {
      throw new SpecError('bad-step', `crash '${name}': \`restartsAt\` is ${show(restartsAt)}: expected a label`)
    }
    if (restartsAt !== undefined) mustBeLabel(restartsAt as K, `crash '${name}'`)
    // at a terminal label there is nothing to pause
    const wanted = fault?.at ?? (fault?.pause === true ? stepLabels : undefined)
    if (fault === undefined || wanted === undefined) return [name, fault] as const
    const at = wanted.filter(isHere)
    return [name, at.length === 0 ? undefined : { ...fault, at }] as const
  })
  checkInit(options.init, 'a process', '(me, choose) => { me.seen = 1 }')
  const steps = stepLabels.flatMap((label) => stepsAt(label, options.steps[label], labels))
  checkAlternatives(steps)
  const resumes = paused === undefined ? undefined : endOf(paused)
  if (resumes !== undefined && [...labels, ...steps.map(({ name }) => name)].includes(resumes.name as K)) {
    throw new SpecError(
      'duplicate-name',
      `the step that ends the pause '${paused}' is called '${resumes.name}', as is a step of the process: rename the fault`,
    )
  }
  return {
    kind: 'process',
    state,
    // the types do not have the variable of a pause
    local: local as L & V,
    instances,
    labels,
    steps: paused === undefined ? steps : steps.map(whileRunning),
    ...(resumes === undefined ? {} : { resumes }),
    faults: namedFaults(Object.fromEntries(faultsHere), ['budget', 'at', 'when', 'do'], forgotten, labels[0]),
    mayRest: [...resting.filter(isHere), ...terminal],
    fair: strengthOf(options.fair, 'a process'),
    init: options.init as AnyFunction | undefined,
    ...(ids === undefined ? {} : { ids }),
    ...(options.alike === true ? { alike: true } : {}),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    ...(stepLabels.some((label) => lacksSome(options.steps[label])) ? { lacksAlternatives: true } : {}),
  }
}

/** A number of instances, or their ids. @throws SpecError */
export function instancesOf(given: number | RefType = 1): {
  readonly instances: number
  readonly ids: RefType | undefined
} {
  const ids = idsIn(given, '`instances`')
  const instances = ids?.instances ?? given
  if (Number.isInteger(instances) && (instances as number) >= 0 && (instances as number) <= 4096) {
    return { instances: instances as number, ids }
  }
  throw new SpecError(
    'bad-process',
    `\`instances\` is ${show(given)}: expected a whole number from 0 to 4096, or ids, as in ref('node', 3)`,
  )
}

/** @throws SpecError for a value that is not a function */
export function checkInit(init: unknown, of: string, example: string): void {
  if (init === undefined || typeof init === 'function') return
  throw new SpecError('bad-init', `${of}: \`init\` is ${show(init)}: expected a function, as in init: ${example}`)
}

function listOfLabels(given: unknown, where: string): void {
  if (Array.isArray(given)) return
  const label = typeof given === 'string' && given.length < 80 ? given : 'label'
  throw new SpecError('bad-process', `${where} is ${show(given)}: expected a list of labels, as in ['${label}']`)
}
