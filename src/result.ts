/**
 * The findings of a check as plain data: everything that a reporter or a page may show. Over 300 lines, so that
 * everything that can be shown stands in one place.
 */

import type { Location, Plain } from './plain.ts'
/** `unknown`: a limit, an error or an interruption left it open. `holds` and `violated` are proofs. */
export type Verdict = 'holds' | 'violated' | 'unknown'
/** The cause that ended a check early: the limits `maxStates`, `maxMemoryBytes` and `maxSeconds`, or a signal. */
export type LimitName = 'states' | 'memory' | 'seconds' | 'interrupted'

/** One variable that a step changed, by its path in the state, such as `records[0].active` or `enactor[1].plan`. */
export interface Change {
  readonly path: string
  readonly before: Plain
  readonly after: Plain
}

/** An input with its new value. */
export interface InputChange {
  readonly path: string
  readonly value: Plain
}

/** One transition of a trace. */
export interface TraceStep {
  /** The label of a process's step, or the name of an action or fault. */
  readonly name: string
  readonly kind: 'step' | 'action' | 'fault'
  /** The process that acted; absent for the environment. */
  readonly process?: string
  /** The number of its instance, from 0; absent for the environment. */
  readonly instance?: number
  /** The module of a composition that acted. Counterexample files omit it, because a replay finds it. */
  readonly module?: string
  /** The actor, in words for readers: `enactor 1`, `planner` (the only instance), or `environment`. */
  readonly actor: string
  /** The option that each `choose` of the step picked: as a value, and as an index into its options. */
  readonly choices: readonly Plain[]
  readonly picks: readonly number[]
  /** The author's name for each choice, '' if it has none; absent if no choice has a name. */
  readonly named?: readonly string[]
  /** Inputs that the surroundings of a module changed in the same transition; absent if there are none. */
  readonly surroundings?: readonly InputChange[]
  /**
   * The units of time since the start, after the step. Absent if the model has no timers, or if the trace does not begin
   * at the start. Counterexample files omit it, because a replay finds it.
   */
  readonly time?: number
  readonly changes: readonly Change[]
  /** The state after the step. */
  readonly state: Plain
}

/** A run of the model, or the beginning of one. All of it has been replayed. */
export interface Trace {
  /** The initial state, and the choices that led to it. */
  readonly initial: Pick<TraceStep, 'choices' | 'named' | 'picks' | 'state'>
  /** The transitions in order; the length of the trace is their number. */
  readonly steps: readonly TraceStep[]
  /**
   * For a lasso: the index of the state (0: the initial one) to which the last step returns. If that is the last state,
   * the run ends there.
   */
  readonly loopAt?: number
  /** For an order: each goal that is met, and the index of the state (0: the initial one) that meets it. */
  readonly milestones?: readonly { readonly name: string; readonly at: number }[]
  /** For a way back: the index of the state at which it begins. */
  readonly turn?: number
  /** For a lasso: why its loop violates no fairness. */
  readonly fairness?: readonly FairNote[]
  /** For a deadlock: the urgent timers that are due at its end, so that time cannot pass. Absent if there are none. */
  readonly timeLock?: readonly string[]
  /** For a deadlock: the processes of links and partitions, which never wait. Absent if there are none. */
  readonly links?: readonly string[]
  /** Why the trace violates its property. */
  readonly why?: Why
  /**
   * The paths of the maps in its states, as in `worker[].seen`; the states hold maps as lists of pairs. Absent if the
   * types are unknown. Counterexample files omit it.
   */
  readonly maps?: readonly string[]
  /** The same for queues, whose order matters. Absent if there are none, or if the types are unknown. */
  readonly queues?: readonly string[]
  /**
   * A random walk found the trace, which was then shortened; a shorter one may exist. Absent if a search found it.
   * @internal
   */
  readonly found?: 'simulation'
}

/**
 * Why a trace violates its property, from a replay that records what each step reads and writes. Steps are numbered
 * from 1; 0 is the start. The number of steps + 1 stands for the property's own reads at the end.
 */
export interface Why {
  /** The parts of the predicate that decide it; empty if finding them would need guesses. */
  readonly parts: readonly DecidingPart[]
  /** The steps on paths of writes and reads that end in the property, ascending. The violation needs no other step. */
  readonly slice: readonly number[]
  /** The values that one step wrote and another read, if both steps are in the slice. */
  readonly flows: readonly Flow[]
  readonly stale: readonly StaleRead[]
  /** After this step, no run that takes every fair step avoids the violation. Absent if it is the last step. */
  readonly turningPoint?: number
  /** Pairs of steps of one process: if such a pair were one atomic step, the property would hold. */
  readonly saving?: readonly Saving[]
  /** For a path into a region of no return: changes of the last step. If one were undone, a way back would exist. */
  readonly undone?: readonly Undone[]
}

/** A part of a predicate, by the author's name for it or by its source, with the values that it read. */
export interface DecidingPart {
  readonly text: string
  /** Whether `text` is a name; otherwise it is source. */
  readonly named?: true
  /** Whether the part is true, and by this violates the property. Absent if it is false. */
  readonly holds?: true
  readonly values: readonly SeenValue[]
  /** Values that are not places of the state: names that the predicate captures, and sides of comparisons. */
  readonly known?: readonly KnownValue[]
  /** The elements for which the part was evaluated, outermost first: `endpoint 0`, `enactor 1`. */
  readonly of?: string
  readonly file?: string
  readonly line?: number
}

/** A value that a predicate read. */
export interface SeenValue {
  readonly path: string
  readonly value: Plain
  /** The value before the step, if the predicate reads that too. */
  readonly before?: Plain
}

/** The value of an expression of the predicate, by its source. */
export interface KnownValue {
  readonly text: string
  readonly value: Plain
}

/** Step `to` reads at `path` the value that step `from` wrote there. `from` is 0 (the start) for inputs only. */
export interface Flow {
  readonly path: string
  readonly from: number
  readonly to: number
}

/** A value that one step read from `path`, another step overwrote, and a later step still used. */
export interface StaleRead {
  readonly path: string
  readonly value: Plain
  readonly read: number
  readonly overwritten: number
  readonly used: number
}

/** If `path` still had `value`, as before the step, a way back would take this number of steps. */
export interface Undone {
  readonly path: string
  readonly value: Plain
  readonly steps: number
}

/** `first` and `second` are two labels of a process. The steps `at` of the trace took them one after the other. */
export interface Saving {
  readonly process: string
  readonly first: string
  readonly second: string
  readonly at: readonly [number, number]
  /** The number of states of the design with the pair made atomic; all of them were explored. */
  readonly states: number
}

/** Why a loop violates no fairness of a process, step or action. */
export interface FairNote {
  /** As in `enactor 1`, `enactor 1 apply plan`, `lease expires`, or `any step`. */
  readonly what: string
  readonly strong: boolean
  /**
   * `taken`: step `at` takes it in the loop. `not enabled`: it is disabled after step `at` (0: at the start).
   * `never enabled`: it is disabled throughout the loop. `changes nothing`: it is enabled after step `at` but changes
   * nothing.
   * `never changes`: it is enabled somewhere in the loop, and changes nothing anywhere. For an assumption about two
   * predicates, `met`: the second is true after step `at`. `not asked`: the first is false throughout the loop.
   */
  readonly how: 'taken' | 'not enabled' | 'never enabled' | 'changes nothing' | 'never changes' | 'met' | 'not asked'
  readonly at: number
}

/** A region of no return: queried states with no way back, and the states they lead to until there is one again. */
export interface NoReturn {
  /** The processes, steps and actions that a way back may use, if they are restricted. */
  readonly using?: readonly string[]
  /** The number of states in the region. */
  readonly states: number
  /** The steps and actions that are enabled somewhere in the region. */
  readonly enabled: readonly string[]
  /** The steps and actions that lead out of the region, but that a way back may not use. */
  readonly exits: readonly string[]
  /** Whether the property would hold if a way back could use all of them. */
  readonly otherwiseHolds: boolean
  /** The number of states in the region where no allowed step or action changes anything. Absent in older files. */
  readonly stuck?: number
  /** The largest number of allowed steps in a row inside the region. Absent if they can repeat forever. */
  readonly longest?: number
  /** An example of how allowed steps can repeat forever from the end of the trace. */
  readonly round?: Round
}

/** Steps that can repeat forever from `state`, which is reachable `after` this number of steps. */
export interface Round {
  readonly after: number
  readonly state: Plain
  readonly steps: readonly Omit<TraceStep, 'state'>[]
}

/** The kinds of properties: those of states and steps first, then those of whole runs. */
export const propertyKinds = [
  ...(['invariant', 'step', 'reachable', 'deadlock'] as const),
  ...([
    'canAlwaysReach',
    'reachableInOrder',
    'shortestTime',
    'longestTime',
    'leadsTo',
    'eventually',
    'alwaysEventually',
    'eventuallyAlways',
    'within',
    'refinement',
    'ltl',
  ] as const),
] as const

/** Whether a property of this kind wants something reachable: it holds with a witness, and is violated without one. */
export function isWanted(kind: PropertyResult['kind']): boolean {
  return kind === 'reachable' || kind === 'reachableInOrder'
}

/** The verdict on one property of one design, with the run that shows it. */
export interface PropertyResult {
  /** As its author named it; `no deadlock` is a property of every model. */
  readonly name: string
  readonly kind: (typeof propertyKinds)[number]
  readonly verdict: Verdict
  /** Absent in a sweep, except at the design's own size. */
  readonly expected?: 'holds' | 'violated'
  /** Whether the verdict is the expected one. `true` if nothing is expected; `false` for `unknown`. */
  readonly ok: boolean
  /**
   * The verdict applies to a module alone: its inputs helped to decide it, or other modules' steps could come between.
   * It says nothing of a composition, which checks the property anew.
   */
  readonly alone?: true
  /** A run that violates the property, with the fewest steps. */
  readonly counterexample?: Trace
  /** A run that shows what a `reachable` property wants. */
  readonly witness?: Trace
  /** The trace is a shortest one, but the run ended before the least of the shortest was known. */
  readonly notLeast?: true
  /**
   * Of `canAlwaysReach`: the steps of the worst way back. The witness goes to the state that needs it, and back. Of
   * `shortestTime` and `longestTime`: the time in units; absent if there is none. The witness takes this time.
   */
  readonly value?: number
  /** Of `canAlwaysReach`, if it is violated: the states from which there is no way back. */
  readonly noReturn?: NoReturn
  /** The timers whose time in the trace is rounded to whole units, because their clocks drift; absent if there are none. */
  readonly rounded?: readonly string[]
  /** Advice on the verdict: for example that it holds vacuously, or that a fairness assumption may be missing. */
  readonly notes?: readonly string[]
  /** A digest of the property's meaning, if it was requested. @internal */
  readonly digest?: string
  /** The file of the counterexample or witness, once it is stored. @internal */
  readonly file?: string
}

/** An error of a model: it breaks a rule of the language, or it cannot be built. */
export interface RunError {
  /** In kebab-case, as in `value-out-of-range`. */
  readonly code: string
  /** Says what was found, what was expected, and what to do. */
  readonly message: string
  /** The source location of the step at fault. */
  readonly file?: string
  readonly line?: number
  /** The trace to the error, if the error is in a state. It does not contain the step at fault. */
  readonly trace?: Trace
  /** The step that failed, such as `enactor 1 apply`. */
  readonly step?: string
}

/** The parts of a model that can shrink without a change of any verdict. */
export interface ModelParts {
  /** The bounds of each variable, by its path. Elements of an array share the path `name[]`. */
  readonly variables: { readonly [path: string]: string }
  /** The number of instances of each process. */
  readonly instances: { readonly [process: string]: number }
  /** The maximum number of times that each fault may happen. */
  readonly budgets: { readonly [fault: string]: number }
  /** The fairness assumptions, each as in `weak fairness of enactor 0`. */
  readonly fairness: readonly string[]
}

/** The control flow of a model's processes: their labels, and the steps that lead from one label to another. */
export interface Control {
  readonly processes: readonly ControlGraph[]
  /** The number of explored states that were examined for it, in discovery order. */
  readonly states: number
}

export interface ControlGraph {
  readonly process: string
  readonly instances: number
  /** In the order of the model. */
  readonly labels: readonly string[]
  readonly moves: readonly Move[]
}

/** A step or fault that leads from one label to another. `seen` counts its transitions, over all instances. */
export interface Move {
  readonly from: string
  readonly step: string
  readonly kind: 'step' | 'fault'
  readonly to: string
  readonly seen: number
}

/**
 * Values and labels that occur in no reachable state; all reachable states were examined. Paths are as in
 * `enactor[].plan`: one path covers all elements of an array, all instances of a process, and all contents of a
 * collection or optional.
 */
export interface Unseen {
  /** Variables and fields with only one value. `value`: present if it is the same for everything the path covers. */
  readonly constant: readonly { readonly path: string; readonly value?: Plain }[]
  /** Values of labels, bools and optionals (`null`) that a variable never has. */
  readonly values: readonly { readonly path: string; readonly values: readonly Plain[] }[]
  /** Values that never occur in a set, queue or bag, or as a key of a map. */
  readonly members: readonly { readonly path: string; readonly values: readonly Plain[] }[]
  /** The paths of all maps of the model, if it has any and `constant` is not empty. JSON omits it. */
  readonly maps?: readonly string[]
  /** Labels at which no instance of a process ever is. */
  readonly labels: readonly { readonly process: string; readonly labels: readonly string[] }[]
}

/** The parts of a packed state. */
export interface Bits {
  /** The number of 32-bit words of a state, and the number of their bits that are used. */
  readonly words: number
  readonly bits: number
  /** The number of states that were examined. */
  readonly states: number
  /** Fields with the most bits first. */
  readonly fields: readonly BitField[]
}

export interface BitField {
  /** As in `enactor[].plan`: the elements of arrays are counted together. */
  readonly path: string
  /** The sum over all elements. */
  readonly bits: number
  /** As in `0..4`. */
  readonly bounds: string
  /** The lowest and highest value found: of a number itself, or of the number of elements of a queue or bag. */
  readonly from?: number
  readonly to?: number
  /** The number of bits that bounds as narrow as `from` and `to` would save. */
  readonly saves?: number
}

/** The places of properties and actions, by name. Those without a place of their own are absent. */
export interface Places {
  readonly properties: { readonly [name: string]: Location }
  /** By the names of `actions`: `enactor apply plan`. */
  readonly actions: { readonly [name: string]: Location }
}

/** The author's note on the property, if there is one. */
export function noteOn(property: string, notes: Result['notes'] = {}): string | undefined {
  const note = Object.hasOwn(notes, property) ? notes[property]?.trim() : undefined
  return note === '' ? undefined : note
}

/** The beginning of advice that was verified by deciding the property again. */
export const wouldHold = 'It would hold if '

/** The result of checking one design. */
export interface Result {
  /** The name of the spec. */
  readonly spec: string
  /** The spec's file, relative to the working directory of the check, with forward slashes. */
  readonly file: string
  /** The name of the design. */
  readonly design: string
  /** The author's notes on the design, and on properties in it. */
  readonly note?: string
  readonly notes?: { readonly [property: string]: string | undefined }
  /** The parameters of the model: those of the design, and those that the caller gave. */
  readonly params: { readonly [name: string]: unknown }
  /** The parameters differ from the design's own, whose expectations do not apply to this size. @internal */
  readonly otherSize?: true
  /** SHA-256 of the bundled spec without allways itself; empty if the spec was not loaded from a file. */
  readonly digest: string
  /**
   * The number of distinct reachable states found. If alike instances were explored in one order only, this is the number
   * of states for which the stored ones stand, unless `symmetry.countsUnknown` says why it is not known.
   */
  readonly states: number
  /** The number of successors generated: with duplicates and self-loops, without initial states. */
  readonly transitions: number
  /** Present if the model has alike processes, and they were not explored in all orders on request. */
  readonly symmetry?: Symmetry
  /** Processes that could say `alike: true`, as a sample of the states suggests. */
  readonly lookAlike?: readonly LookAlike[]
  /** The greatest distance from an initial state, in steps. For a simulation, the length of its longest walk. */
  readonly depth: number
  /** The time that the check took, in seconds. */
  readonly seconds: number
  /** Whether every reachable state was explored. */
  readonly complete: boolean
  /** The limit or signal that ended the check early, if one did. */
  readonly limit?: LimitName
  /** The number of threads that explored. */
  readonly workers: number
  /**
   * `result`: this is the result of an earlier run on the same text; its traces were replayed. `graph`: the states were
   * explored before, and only the properties were checked anew. `seconds` is the time that this took.
   * @internal
   */
  readonly reused?: 'result' | 'graph'
  /** The memory of all stored states, divided by their number, in bytes. */
  readonly bytesPerState: number
  /** The number of states at each distance from an initial state; absent if there are more than 10,000 distances. */
  readonly levels?: readonly number[]
  /** The control flow of each process; present if it was requested. @internal */
  readonly control?: Control
  /** How often each step was taken, over all instances. */
  readonly actions: readonly { readonly name: string; readonly taken: number }[]
  /** The verdicts, in the order of the model. */
  readonly properties: readonly PropertyResult[]
  /** The counts that the design names and that differ. Absent if none differs, or if the exploration is incomplete. */
  readonly counts?: readonly CountDifference[]
  /** @internal */
  readonly makeup?: ModelParts
  /** @internal */
  readonly bits?: Bits
  /** Values and labels that occur in no reachable state. Absent if not all states are known. */
  readonly unseen?: Unseen
  /** @internal */
  readonly places?: Places
  /** The coverage of a design that was simulated instead of explored. @internal */
  readonly simulation?: Simulation
  /** The first error of the model, or of building it. Verdicts that it leaves open are `unknown`. */
  readonly error?: RunError
}

/** How alike instances were explored, and what is known of the claim that they are alike. */
export interface Symmetry {
  /**
   * `proved`: in every state, all permutations of the instances were checked. `sampled`: some were, so each verdict
   * rests on the claim. `not used`: the instances were explored in all orders.
   */
  readonly claim: 'proved' | 'sampled' | 'not used'
  /** The number of states stored, one for each set of states that differ only in the order of alike instances. */
  readonly stored?: number
  /** Alike processes that were explored in all orders nevertheless, and why. */
  readonly whole?: readonly { readonly name: string; readonly why: string }[]
  /** Why the number of all states is not known. The result then counts the stored states. */
  readonly countsUnknown?: string
}

/** Processes that look alike and do not say so. */
export interface LookAlike {
  readonly processes: readonly string[]
  readonly instances: number
  /** The estimated share of the states that would be left if they said so. */
  readonly share: number
}

/**
 * Whether a verdict rests on the claim that instances are alike, which was only sampled. A verdict that a replayed trace
 * shows rests on nothing else.
 */
export function restsOnClaim({ symmetry }: Pick<Result, 'symmetry'>, { kind, verdict }: PropertyResult): boolean {
  if (symmetry?.claim !== 'sampled') return false
  if (verdict === 'holds') return !isWanted(kind)
  return verdict === 'violated' && (isWanted(kind) || kind === 'canAlwaysReach')
}

/** A count that differs from the one that the design names. */
export interface CountDifference {
  readonly name: 'states' | 'transitions' | 'depth'
  readonly found: number
  readonly expected: number
}

/** The part of a design that random walks covered. */
export interface Simulation {
  /** The same seed, bias and depth give the same walks again. */
  readonly seed: number
  readonly bias: string
  /** The number of walks begun, and the maximum number of steps of one walk. */
  readonly walks: number
  readonly maxDepth: number
  readonly steps: number
  /** The number of walks that ended because no step changed anything, and of those that reached a deadlock. */
  readonly stopped: number
  readonly deadlocks: number
  /** By the names of `actions`: never enabled in a state that a walk visited. */
  readonly neverEnabled: readonly string[]
  /** Counts for about the last tenth of the steps: generated successors, and those of them that were new states. */
  readonly lately: { readonly steps: number; readonly successors: number; readonly newStates: number }
  /** After this number of steps no memory was left to count states: `states` and `lately` are as they were then. */
  readonly countedSteps?: number
  /** Present if several shards walked. `states` is then the most that one of them saw, and `mostStates` their sum. */
  readonly shards?: number
  readonly mostStates?: number
  /** Present if the simulation was a depth-first search that keeps some bits of each state. Then `walks` counts searches. */
  readonly bitstate?: Bitstate
  /** For each decided property: the walk (from 1) that decided it, and after how many steps. */
  readonly decided: { readonly [property: string]: { readonly walk: number; readonly steps: number } }
}

/** How much a search has left out that keeps some bits of each state that it has seen. */
export interface Bitstate {
  /** The size of the table of seen states. */
  readonly bytes: number
  /** At the end, the probability that a state which was not seen is taken for a seen one. */
  readonly mistaken: number
  /** The number of states that were not expanded, because of `maxDepth` or for want of memory. */
  readonly cut: number
  /** Whether no state was left that could be expanded. */
  readonly ended: boolean
}

/** A step of a path that a reader walks by hand, in the form of a link. */
export interface PathStep {
  /** As in `enactor 1 apply plan`. Empty for the choices of the initial state, if there are several. */
  readonly action: string
  readonly choices: readonly Plain[]
  /** Present if other outcomes of the action have equal choices. */
  readonly picks?: readonly number[]
}

/** A walk through a design by hand: a path as far as it is possible, and the situation at one state of it. */
export interface StepThrough {
  readonly spec: string
  readonly file: string
  readonly design: string
  /** All designs of the spec, with this one. */
  readonly designs: readonly string[]
  readonly note?: string
  readonly params: { readonly [name: string]: unknown }
  /** The path as far as it is possible. It begins with the choices of the start if there are several. */
  readonly path: readonly PathStep[]
  /** Absent if the model has no initial state. */
  readonly trace?: Trace
  /** The selected state, by its index in the trace; 0 is the initial one. */
  readonly at: number
  /** Every possible start. */
  readonly starts: readonly PathStep[]
  /** Everything that can happen in the model, in its fixed order. */
  readonly ways: readonly NextStep[]
  readonly standings: readonly PropertyOnPath[]
  /** The first step of the path (from 1; 0 is the start) that is not possible, and the reason. */
  readonly refused?: { readonly step: number; readonly message: string; readonly why?: Blocked }
  /** Why there is no initial state. */
  readonly error?: RunError
}

/** A step, action or fault of a model, with each of its outcomes at a state; none if it is disabled there. */
export interface NextStep extends Pick<TraceStep, 'name' | 'kind' | 'process' | 'instance' | 'module' | 'actor'> {
  /** Its name in a path. */
  readonly action: string
  readonly outcomes: readonly (Omit<PathStep, 'action'> & Pick<TraceStep, 'named' | 'changes'>)[]
  /** Why it is disabled there. */
  readonly why?: Blocked
  /** The error, if it fails there. */
  readonly error?: RunError
}

/** The reason why something cannot happen at a state: the first obstacle, in the order in which a model is tested. */
export type Blocked =
  | { readonly by: 'budget'; readonly budget: number }
  /** The label at which the process is, and the labels at which it takes this step. */
  | { readonly by: 'label'; readonly actor: string; readonly at: string; readonly needs: readonly string[] }
  /** The parts that make the guard false; each of them was evaluated. */
  | { readonly by: 'guard'; readonly parts: readonly DecidingPart[] }
  /**
   * Every execution ends at a `choose` with no options. `text`: its call, if there is only one. `values`: the reads.
   */
  | { readonly by: 'choose'; readonly text?: string; readonly values: readonly SeenValue[] }
  /** It happens, but with choices that differ from the path's: the first of the possible choices, and their number. */
  | { readonly by: 'choices'; readonly choices: readonly (readonly Plain[])[]; readonly count: number }

/** The standing of a property on a path: what the path shows about it. */
export interface PropertyOnPath {
  readonly name: string
  readonly kind: PropertyResult['kind']
  /**
   * Whether the property is true of the selected state, or of the step to it. For a wanted property: whether the path
   * has met it. Absent if no path can show it.
   */
  readonly holds?: boolean
  /** The first state of the path (0: the initial one) where it was false; for a wanted property, where it was met. */
  readonly since?: number
  /** For an order: the goals met so far, and the total number of goals. */
  readonly met?: readonly string[]
  readonly of?: number
  /** If it is false: the parts of the predicate that decide it. */
  readonly parts?: readonly DecidingPart[]
  /** The error, if the predicate fails. */
  readonly error?: RunError
}

/** The parts of a spec's source that the states of some designs executed. Code that builds the model does not count. */
export interface Coverage {
  readonly spec: string
  readonly designs: readonly string[]
  /** The states of all these designs together, and whether every reachable state is among them. */
  readonly states: number
  readonly complete: boolean
  /** The author's files, in the order of their names. */
  readonly files: readonly FileCoverage[]
}

export interface FileCoverage {
  readonly file: string
  readonly text: string
  /** The lines (from 1) with code that a state can execute, and how often one did; ascending. */
  readonly lines: readonly (readonly [line: number, taken: number])[]
  readonly branches: readonly BranchCoverage[]
}

export interface BranchCoverage extends SourcePlace {
  /** As in `if`, `? :`, `&&`, `switch`, `loop`. */
  readonly kind: string
  /** How often an execution reached the branch. */
  readonly taken: number
  readonly ways: readonly BranchWay[]
}

/** One outcome of a branch: `then`, `else`, `right`, `case`. It has no place if the source does not contain it. */
export interface BranchWay extends Partial<SourcePlace> {
  readonly what: string
  readonly taken: number
}

/** Both count from 1. */
export interface SourcePlace {
  readonly line: number
  readonly column: number
}

/** How a design differs from its entry in the lock. */
export interface Difference {
  readonly spec: string
  readonly design: string
  readonly property?: string
  readonly kind: 'verdict' | 'property' | 'design' | 'other'
  /** As in `the type of 'epoch' was 0..3 and is 0..2`. */
  readonly message: string
  /** The date on which the design was locked; absent if it is not locked. */
  readonly since?: string
}

export interface Compared {
  /** Designs and properties that prove less than when they were locked, or something different. */
  readonly weaker: readonly Difference[]
  /** Designs and properties that no lock holds yet, and state spaces that grew. */
  readonly unlocked: readonly Difference[]
}

/** The designs that a run skipped because their spec equals another revision's. The run knows nothing about them. */
export interface Unchanged {
  /** That revision, as in `3f2a1bc`. */
  readonly since: string
  readonly designs: readonly { readonly spec: string; readonly design: string }[]
  /** Why the run skipped nothing, if any spec may have changed. */
  readonly all?: string
}

/** Runs that only one side can take, and the depth of the search if it found nothing. */
export interface BehaviourDiff {
  readonly gained?: Trace
  readonly lost?: Trace
  readonly complete: boolean
  readonly depth: number
}

export interface DesignDiff {
  readonly spec: string
  readonly design: string
  /** Absent if the design is new or no longer exists. */
  readonly before?: Result
  readonly today?: Result
  /** Properties whose verdict, trace length or way back changed. */
  readonly verdicts: readonly { readonly before?: PropertyResult; readonly today?: PropertyResult }[]
  /** All other differences, in words. */
  readonly differences: readonly Difference[]
  /** Absent if only one side has the design, or if the comparison was impossible. */
  readonly behaviours?: BehaviourDiff
}

/** Something wrong or odd in the text of the specs, found without a run. */
export interface Finding {
  readonly file: string
  readonly line?: number
  /** As in `TS2367`, `no-typescript` or `unknown-label`. */
  readonly code: string
  /** An error fails the run; a warning does not. */
  readonly level: 'error' | 'warning'
  /** At most five lines. */
  readonly message: string
}

/** The code of an error that is our own bug. */
export const internalError = 'internal-error'

/** Whether a verdict is compared with what the design expects. */
export const isJudged = ({ expected }: Pick<PropertyResult, 'expected'>) => expected !== undefined

/** The result of holding a log against a design. */
export interface Validation {
  readonly log: string
  readonly spec: string
  readonly file: string
  readonly design: string
  readonly params: { readonly [name: string]: unknown }
  readonly digest: string
  /** `unknown`: a limit was hit before some event was unexplained. */
  readonly verdict: 'explained' | 'not explained' | 'unknown'
  /** Number of events that were read. */
  readonly events: number
  /** Number of events in the longest explained prefix. */
  readonly explained: number
  /** Number of runs: one more than how often the log says that the system starts again. */
  readonly runs: number
  /** If it is explained: the number of model states that remain possible at the end. */
  readonly possible?: number
  /** If every event names a step, all are in order, and no step is unlogged: the steps of the longest run. */
  readonly length?: number
  /** Events that nothing explains: the first ones, and their number. */
  readonly failures: readonly Unexplained[]
  readonly failed: number
  /** Why the events after the last failure were not judged. */
  readonly stopped?: 'states' | 'memory' | 'failed' | 'seconds' | 'interrupted'
  readonly limit?: LimitName
  /** For each name: the number of events, and how many are explained. */
  readonly steps: readonly { readonly step: string; readonly explained: number; readonly events: number }[]
  /** The variables of the model that no event shows, as in `epoch` or `client.mine`. */
  readonly unstated: readonly string[]
  /** Spans that the config does not map. */
  readonly ignored?: number
  readonly warnings: readonly string[]
  readonly seconds: number
}

/** An event that no run of the model explains, after the events before it. */
export interface Unexplained {
  /** The line of the log, or the number of the span. */
  readonly line: number
  readonly event: string
  /** The number of model states in which the event can find the system. */
  readonly possible: number
  /** For each candidate: why it does not explain the event. */
  readonly refusals: readonly Refusal[]
  /** The number of further candidates, which are left out. */
  readonly more: number
  /** With hosts: the number of other events that could come next, and that nothing explains either. */
  readonly others?: number
  /** Enough unlogged steps in a row to explain the event, if more are allowed. */
  readonly unloggedNeeded?: number
  /** Steps that explain the event if one of them happened before it, and is missing in the log. */
  readonly missing: readonly string[]
}

/** Why a candidate does not explain an event. */
export interface Refusal {
  /** The step, action or fault, with its actor; `undefined` for an observation. */
  readonly action?: string
  /** A state of the model in which this was found. */
  readonly state: Plain
  /** Why it is disabled there. */
  readonly why?: Blocked
  /** If it is possible: the places at which the model has other values than the log. */
  readonly differs?: readonly DifferingPart[]
}

/** A place with the model's value, and with the log's. */
export interface DifferingPart {
  readonly path: string
  readonly model: Plain
  readonly log: Plain
  /** The type, if no state can have the log's value. */
  readonly type?: string
}
