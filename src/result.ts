/**
 * What a check found, as plain data: everything that a reporter or a page may say is in here. Longer than other files,
 * so that it stands in one place.
 */

/** What a record holds under an author's name, which may be one that every object has, such as `constructor`. */
export function own<T>(record: { readonly [name: string]: T } | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}

export type Verdict = 'holds' | 'violated' | 'unknown'
export type LimitName = 'states' | 'memory' | 'seconds' | 'interrupted'

/** A value of a state, as `model/values` makes it: plain JSON. */
export type Data = boolean | number | string | null | readonly Data[] | { readonly [name: string]: Data }

/** One variable that a step changed: its path in the state, such as `records[0].active` or `enactor[1].plan`. */
export interface Change {
  readonly path: string
  readonly before: Data
  readonly after: Data
}

/** An input with its new value. */
export interface InputChange {
  readonly path: string
  readonly value: Data
}

export interface TraceStep {
  /** The label of a process's step, or the name of an action or fault. */
  readonly name: string
  readonly kind: 'step' | 'action' | 'fault'
  /** The process that acted; absent for the environment. */
  readonly process?: string
  readonly instance?: number
  /** The module of a composition that acted. Files of stories leave it out: it is known once they are replayed. */
  readonly module?: string
  /** Who acted, for people: `enactor 1`, `planner` (the only instance), or `environment`. */
  readonly actor: string
  /** What each `choose` of the step picked, as values and as indices among its options. */
  readonly choices: readonly Data[]
  readonly picks: readonly number[]
  /** What the author calls each choice, '' where it has no name; absent if none has. */
  readonly named?: readonly string[]
  /** Inputs that the surroundings of a module changed in the same transition; absent where there are none. */
  readonly surroundings?: readonly InputChange[]
  readonly changes: readonly Change[]
  /** The state after the step. */
  readonly state: Data
}

export interface Trace {
  readonly initial: Pick<TraceStep, 'choices' | 'named' | 'picks' | 'state'>
  readonly steps: readonly TraceStep[]
  /** For a lasso: the index of the state (0 is the initial one) to which the last step returns; of the last: it ends there. */
  readonly loopAt?: number
  /** For an order: what is met, and at which state (0 is the initial one). */
  readonly milestones?: readonly { readonly name: string; readonly at: number }[]
  /** For a way back: the index of the state from which it goes back. */
  readonly turn?: number
  /** For a lasso: why its loop breaks none of what is fair. */
  readonly fairness?: readonly FairNote[]
  /** Why it breaks its property. */
  readonly why?: Why
  /**
   * Where its states hold maps, which are lists of pairs in them: by path, as in `worker[].seen`. Absent where nothing is
   * known of types; files of stories leave it out.
   */
  readonly maps?: readonly string[]
  /** It was met by a random walk, and then shortened: there may be a shorter way. Absent where it was searched for. */
  readonly found?: 'simulation'
}

/**
 * Why a trace breaks its property, from a replay that records what each step reads and writes. Steps are numbered
 * from 1; 0 is the start, and the number of steps + 1 is the property's own look at the end.
 */
export interface Why {
  /** The parts of the predicate that decide it; none where they cannot be told without guessing. */
  readonly parts: readonly DecidingPart[]
  /** The steps on paths of writes and reads that end in the property, ascending; the others only stand between. */
  readonly slice: readonly number[]
  /** Who read what another step had written, where both are in the slice. */
  readonly flows: readonly Flow[]
  readonly stale: readonly StaleRead[]
  /** After this step no run that takes every fair step avoids the violation; absent where it is the last. */
  readonly turningPoint?: number
  /** Pairs of steps of one process that, made one atomic step, let the property hold. */
  readonly saving?: readonly Saving[]
  /** Of a way into a region of no return: changes of the last step without any one of which there would be a way back. */
  readonly undone?: readonly Undone[]
}

/** A part of a predicate, by the name that its author gave it or by its source, and the values it saw. */
export interface DecidingPart {
  readonly text: string
  /** Whether `text` is a name, and not source. */
  readonly named?: true
  /** Whether it is true, and breaks the property so. Absent if it is false. */
  readonly holds?: true
  readonly values: readonly SeenValue[]
  /** Values that are no places of the state: names that the predicate captures, and sides of comparisons. */
  readonly known?: readonly KnownValue[]
  /** The elements that it was asked of, outermost first: `endpoint 0`, `enactor 1`. */
  readonly of?: string
  readonly file?: string
  readonly line?: number
}

export interface SeenValue {
  readonly path: string
  readonly value: Data
  /** What it was before the step, where the predicate looks at that, too. */
  readonly before?: Data
}

/** What an expression of the predicate came to, by its source. */
export interface KnownValue {
  readonly text: string
  readonly value: Data
}

/** What `from` wrote to `path` is what `to` read there; 0 is the start, given for inputs alone. */
export interface Flow {
  readonly path: string
  readonly from: number
  readonly to: number
}

/** A value that was read from `path` in one step, overwritten by another, and then used all the same. */
export interface StaleRead {
  readonly path: string
  readonly value: Data
  readonly read: number
  readonly overwritten: number
  readonly used: number
}

/** If `path` were still `value`, as it was before the step, a way back would take so many steps. */
export interface Undone {
  readonly path: string
  readonly value: Data
  readonly steps: number
}

/** `first` and `second`, two labels of a process that the steps `at` of the trace took one after the other. */
export interface Saving {
  readonly process: string
  readonly first: string
  readonly second: string
  readonly at: readonly [number, number]
  /** States of the design with the pair made atomic, all explored. */
  readonly states: number
}

/** Why a loop breaks no fairness of a process, step or action. */
export interface FairNote {
  /** As in `enactor 1`, `enactor 1 apply plan`, `lease expires`, or `any step`. */
  readonly what: string
  readonly strong: boolean
  /**
   * It is taken in the loop by step `at`; or it is not enabled after step `at` (0: at the start), or nowhere in the loop;
   * or it is enabled and changes nothing there, or it is enabled somewhere in the loop and nowhere changes anything.
   */
  readonly how: 'taken' | 'not enabled' | 'never enabled' | 'changes nothing' | 'never changes'
  readonly at: number
}

/** Where no way leads back any more: states that are asked about, and what they lead to before there is a way again. */
export interface NoReturn {
  /** The processes, steps and actions by which a way back may lead, where they are restricted. */
  readonly using?: readonly string[]
  /** How many states it has. */
  readonly states: number
  /** The steps and actions that can still be taken in it. */
  readonly enabled: readonly string[]
  /** Those not among the ways back that lead out of it. */
  readonly exits: readonly string[]
  /** Whether the property would hold if all of them were among the ways back. */
  readonly otherwiseHolds: boolean
  /** States of it in which none of the ways that may be used changes anything; absent in files of before. */
  readonly stuck?: number
  /** The most steps that these ways can take in it; absent if they can go round for ever. */
  readonly longest?: number
  /** How it may go on for ever from the end of the trace by these ways, for example. */
  readonly round?: Round
}

/** Steps that can repeat for ever, from `state` on: a state that can be had `after` so many steps. */
export interface Round {
  readonly after: number
  readonly state: Data
  readonly steps: readonly Omit<TraceStep, 'state'>[]
}

/** The kinds of properties: of states and steps, then those of whole runs. */
export const propertyKinds = [
  ...(['invariant', 'step', 'reachable', 'deadlock'] as const),
  ...([
    'canAlwaysReach',
    'reachableInOrder',
    'leadsTo',
    'eventually',
    'alwaysEventually',
    'eventuallyAlways',
    'within',
    'ltl',
  ] as const),
] as const

/** Whether a property of this kind asks for something to be there: it holds with a witness, and is violated without. */
export function isWanted(kind: PropertyResult['kind']): boolean {
  return kind === 'reachable' || kind === 'reachableInOrder'
}

export interface PropertyResult {
  readonly name: string
  readonly kind: (typeof propertyKinds)[number]
  readonly verdict: Verdict
  /** Absent in a sweep at every size but the design's own. */
  readonly expected?: 'holds' | 'violated'
  /** Whether the verdict is the expected one, or one of which nothing is expected; `false` for `unknown`. */
  readonly ok: boolean
  /**
   * It is of a module alone: what its inputs may do helped to decide it, or steps of other modules could come between.
   * It says nothing of a composition, which checks it anew.
   */
  readonly alone?: true
  readonly counterexample?: Trace
  readonly witness?: Trace
  /** Its trace is a shortest one, but the run ended before the least of these was known. */
  readonly notLeast?: true
  /** Of `canAlwaysReach`: the steps of the worst way back; the witness goes to the state that needs it, and back. */
  readonly value?: number
  readonly noReturn?: NoReturn
  /** What a reader should know of the verdict: that it holds vacuously, that fairness may have been forgotten. */
  readonly notes?: readonly string[]
  /** A digest of what the property says, where it was asked for. */
  readonly digest?: string
  /** The counterexample's or witness's file, once it is stored. */
  readonly file?: string
}

export interface RunError {
  readonly code: string
  readonly message: string
  /** Source location of the step at fault. */
  readonly file?: string
  readonly line?: number
  /** How the model gets there, where the error is in a state. The step at fault is not among its steps. */
  readonly trace?: Trace
  /** The step that failed, such as `enactor 1 apply`. */
  readonly step?: string
}

/** What a model is made of: what can shrink without any verdict changing. */
export interface Makeup {
  /** The bounds of each variable, by its path; those of an array's elements under `name[]`. */
  readonly variables: { readonly [path: string]: string }
  /** How many instances each process has. */
  readonly instances: { readonly [process: string]: number }
  /** How often each fault may happen. */
  readonly budgets: { readonly [fault: string]: number }
  /** What is assumed to be fair, each as in `weak fairness of enactor 0`. */
  readonly fairness: readonly string[]
}

/** Where the processes of a model go: their labels, and which steps lead from one to another. */
export interface Control {
  readonly processes: readonly ControlGraph[]
  /** How many states were looked at for it, of those explored, in the order found. */
  readonly states: number
}

export interface ControlGraph {
  readonly process: string
  readonly instances: number
  /** In the order of the model. */
  readonly labels: readonly string[]
  readonly moves: readonly Move[]
}

/** A step or fault leads from label to label; `seen` in so many transitions, of all instances together. */
export interface Move {
  readonly from: string
  readonly step: string
  readonly kind: 'step' | 'fault'
  readonly to: string
  readonly seen: number
}

/**
 * What no reachable state has, where all of them were looked at. Paths are as in `enactor[].plan`: elements of arrays,
 * instances of a process, and what stands in a collection or an optional, each together.
 */
export interface Unseen {
  /** Variables and fields with one value, and that value where it is the same for all that the path names. */
  readonly constant: readonly { readonly path: string; readonly value?: Data }[]
  /** Values of labels, bools and optionals (`null`) that a variable never has. */
  readonly values: readonly { readonly path: string; readonly values: readonly Data[] }[]
  /** What never stands in a set, queue or bag, or is never a key of a map. */
  readonly members: readonly { readonly path: string; readonly values: readonly Data[] }[]
  /** Labels at which no instance of a process ever is. */
  readonly labels: readonly { readonly process: string; readonly labels: readonly string[] }[]
}

/** What a packed state consists of. */
export interface Bits {
  /** 32-bit words of a state, and how many of their bits are used. */
  readonly words: number
  readonly bits: number
  /** States that were looked at. */
  readonly states: number
  /** Those with the most bits first. */
  readonly fields: readonly BitField[]
}

export interface BitField {
  /** As in `enactor[].plan`: the elements of arrays are counted together. */
  readonly path: string
  /** In all elements. */
  readonly bits: number
  /** As in `0..4`. */
  readonly bounds: string
  /** Of a number what was seen; of a queue or bag how many elements. */
  readonly from?: number
  readonly to?: number
  /** Bits that bounds as narrow as that would save. */
  readonly saves?: number
}

/** Where the author wrote something. */
export interface Place {
  readonly file: string
  readonly line: number
}

/** Where properties and actions are written, by name; what has no place of its own is left out. */
export interface Places {
  readonly properties: { readonly [name: string]: Place }
  /** By the names of `actions`: `enactor apply plan`. */
  readonly actions: { readonly [name: string]: Place }
}

/** What the author says of the property, if anything. */
export function noteOn(property: string, notes: Result['notes'] = {}): string | undefined {
  const note = Object.hasOwn(notes, property) ? notes[property]?.trim() : undefined
  return note === '' ? undefined : note
}

/** How advice begins that was decided again before it was given. */
export const wouldHold = 'It would hold if '

/** One design, checked. */
export interface Result {
  readonly spec: string
  readonly file: string
  readonly design: string
  /** What its author says of the design, and of properties in it. */
  readonly note?: string
  readonly notes?: { readonly [property: string]: string | undefined }
  readonly params: { readonly [name: string]: unknown }
  /** They are not those of the design, as far as it is known: what it expects is said of its own. */
  readonly otherSize?: true
  /** SHA-256 of the bundled spec, allways itself left out; empty where the spec was not loaded from a file. */
  readonly digest: string
  /** Distinct reachable states found. */
  readonly states: number
  /** Successors generated: duplicates and self-loops included, initial states not. */
  readonly transitions: number
  /** Greatest distance from an initial state, which is 0; of a simulation, the steps of its longest walk. */
  readonly depth: number
  readonly seconds: number
  /** Whether every reachable state was explored. */
  readonly complete: boolean
  readonly limit?: LimitName
  readonly workers: number
  /**
   * `result`: it is that of an earlier run on the same text, and its stories were replayed. `graph`: the states were
   * explored before, and only the properties are tested anew. `seconds` is what that took.
   */
  readonly reused?: 'result' | 'graph'
  /** Bytes of the visited set, the arena and the links, divided by the states. */
  readonly bytesPerState: number
  /** How many states lie at each distance from an initial one; left out where there are more than 10,000 distances. */
  readonly levels?: readonly number[]
  /** The control states of each process; present where it was asked for. */
  readonly control?: Control
  /** How often each step was taken, over all instances. */
  readonly actions: readonly { readonly name: string; readonly taken: number }[]
  readonly properties: readonly PropertyResult[]
  /** The counts that the design names and that are others; absent where all are as expected, or the space was not explored whole. */
  readonly counts?: readonly CountDifference[]
  readonly makeup?: Makeup
  readonly bits?: Bits
  /** Absent where not all states are known. */
  readonly unseen?: Unseen
  readonly places?: Places
  /** What was covered, of a design that was not explored but simulated. */
  readonly simulation?: Simulation
  readonly error?: RunError
}

export interface CountDifference {
  readonly name: 'states' | 'transitions' | 'depth'
  readonly found: number
  readonly expected: number
}

/** What random walks have covered of a design. */
export interface Simulation {
  /** With the bias and the depth it gives the same walks again. */
  readonly seed: number
  readonly bias: string
  /** How many walks were begun, and how many steps one of them may have. */
  readonly walks: number
  readonly maxDepth: number
  readonly steps: number
  /** Walks that ended because no step changes anything any more, and those that came to a deadlock. */
  readonly stopped: number
  readonly deadlocks: number
  /** By the names of `actions`: enabled nowhere where a walk came by. */
  readonly neverEnabled: readonly string[]
  /** The last tenth of the steps, as nearly as it was marked: of so many successors, so many were states not seen before. */
  readonly lately: { readonly steps: number; readonly successors: number; readonly newStates: number }
  /** After so many steps there was no room to tell more states apart: `states` and `lately` are as they were then. */
  readonly countedSteps?: number
  /** Of each property that was decided, the walk (from 1 on) that did, and after how many steps. */
  readonly decided: { readonly [property: string]: { readonly walk: number; readonly steps: number } }
}

/** A step of a path that is walked by hand, as a link names it. */
export interface PathStep {
  /** As in `enactor 1 apply plan`; empty for the choices of the initial state, where there are several. */
  readonly action: string
  readonly choices: readonly Data[]
  /** Where other outcomes of the action have equal choices. */
  readonly picks?: readonly number[]
}

/** A design walked by hand: a path as far as it is possible, and how things stand at one state of it. */
export interface Walk {
  readonly spec: string
  readonly file: string
  readonly design: string
  /** All of the spec, this one among them. */
  readonly designs: readonly string[]
  readonly note?: string
  readonly params: { readonly [name: string]: unknown }
  /** As far as it is possible; it begins with the choices of the start where there are several. */
  readonly path: readonly PathStep[]
  /** Absent where the model has no initial state. */
  readonly trace?: Trace
  /** The state in hand, by its number in the trace; 0 is the initial one. */
  readonly at: number
  /** Every way to start. */
  readonly starts: readonly PathStep[]
  /** Everything that can happen in the model, in its fixed order. */
  readonly ways: readonly Way[]
  readonly standings: readonly Standing[]
  /** The first step of the path (from 1; 0 is the start) that is not possible, and why. */
  readonly refused?: { readonly step: number; readonly message: string; readonly why?: Blocked }
  /** Why there is no initial state. */
  readonly error?: RunError
}

/** Something that can happen in a model, and each way it can go at a state; none where it is not enabled there. */
export interface Way extends Pick<TraceStep, 'name' | 'kind' | 'process' | 'instance' | 'module' | 'actor'> {
  /** What a path calls it. */
  readonly action: string
  readonly outcomes: readonly (Omit<PathStep, 'action'> & Pick<TraceStep, 'named' | 'changes'>)[]
  /** Why it is not enabled there. */
  readonly why?: Blocked
  /** It fails there. */
  readonly error?: RunError
}

/** What keeps something from happening at a state: the first of these, in the order in which a model is asked. */
export type Blocked =
  | { readonly by: 'budget'; readonly budget: number }
  /** The label at which the process is, and those at which it takes this step. */
  | { readonly by: 'label'; readonly actor: string; readonly at: string; readonly needs: readonly string[] }
  /** The parts that make the guard false: each of them was evaluated. */
  | { readonly by: 'guard'; readonly parts: readonly DecidingPart[] }
  /** Every way ends at a `choose` over nothing; its call, where there is only one, and what the step read. */
  | { readonly by: 'choose'; readonly text?: string; readonly values: readonly SeenValue[] }
  /** It happens, with other choices than a path has: the first of those there are, and how many. */
  | { readonly by: 'choices'; readonly choices: readonly (readonly Data[])[]; readonly count: number }

/** What a path tells of a property. */
export interface Standing {
  readonly name: string
  readonly kind: PropertyResult['kind']
  /**
   * Whether it is true of the state in hand, or of the step to it; of what is wanted, whether the path has met it.
   * Absent where no path can tell.
   */
  readonly holds?: boolean
  /** The first state of the path (0 is the initial one) at which it was false or, of what is wanted, met. */
  readonly since?: number
  /** Of an order: what is met so far, and how much there is to meet. */
  readonly met?: readonly string[]
  readonly of?: number
  /** Where it is false: the parts of the predicate that decide it. */
  readonly parts?: readonly DecidingPart[]
  /** The predicate fails. */
  readonly error?: RunError
}

/** What the states of some designs executed of the source of their spec: with the model built, and by nothing else. */
export interface Coverage {
  readonly spec: string
  readonly designs: readonly string[]
  /** Of all these designs, and whether every reachable state is among them. */
  readonly states: number
  readonly complete: boolean
  /** The author's, in the order of their names. */
  readonly files: readonly FileCoverage[]
}

export interface FileCoverage {
  readonly file: string
  readonly text: string
  /** Lines, from 1, with code that a state can execute, and how often one did; ascending. */
  readonly lines: readonly (readonly [line: number, taken: number])[]
  readonly branches: readonly BranchCoverage[]
}

export interface BranchCoverage extends SourcePlace {
  /** As in `if`, `? :`, `&&`, `switch`, `loop`. */
  readonly kind: string
  /** How often it was come to. */
  readonly taken: number
  readonly ways: readonly BranchWay[]
}

/** A way on at a branch: `then`, `else`, `right`, `case`; without a place where it is not written. */
export interface BranchWay extends Partial<SourcePlace> {
  readonly what: string
  readonly taken: number
}

/** From 1. */
export interface SourcePlace {
  readonly line: number
  readonly column: number
}

/** How a design differs from what the lock holds of it. */
export interface Difference {
  readonly spec: string
  readonly design: string
  readonly property?: string
  readonly kind: 'verdict' | 'property' | 'design' | 'other'
  /** As in `the type of 'epoch' was 0..3 and is 0..2`. */
  readonly message: string
  /** The day on which the design was locked; absent where it is not. */
  readonly since?: string
}

export interface Compared {
  /** Less is proved, or something else, than when it was locked. */
  readonly weaker: readonly Difference[]
  /** Designs and properties that no lock holds yet, and spaces that have grown. */
  readonly unlocked: readonly Difference[]
}

/** What a run has left out: designs whose spec is as it was in another revision, of which it knows nothing. */
export interface Unchanged {
  /** That revision, as in `3f2a1bc`. */
  readonly since: string
  readonly designs: readonly { readonly spec: string; readonly design: string }[]
  /** Why nothing was left out, where any spec may have changed. */
  readonly all?: string
}

/** What one side can do and the other cannot; how far was looked where nothing was found. */
export interface BehaviourDiff {
  readonly gained?: Trace
  readonly lost?: Trace
  readonly complete: boolean
  readonly depth: number
}

export interface DesignDiff {
  readonly spec: string
  readonly design: string
  /** Absent where the design is new, or gone. */
  readonly before?: Result
  readonly today?: Result
  /** Properties whose verdict, length or way back is another. */
  readonly verdicts: readonly { readonly before?: PropertyResult; readonly today?: PropertyResult }[]
  /** All else that differs, in words. */
  readonly differences: readonly Difference[]
  /** Absent where a design stands on one side only, or could not be compared. */
  readonly behaviours?: BehaviourDiff
}

/** What is wrong or odd in the text of the specs, found without running them. */
export interface Finding {
  readonly file: string
  readonly line?: number
  /** As in `TS2367`, `no-typescript` or `unknown-label`. */
  readonly code: string
  /** An error fails the run; a warning is only told. */
  readonly level: 'error' | 'warning'
  /** At most five lines. */
  readonly message: string
}

export type ExitCode = 0 | 1 | 2 | 3 | 70 | 130

/** The exit code of a run: interrupted, error, unexpected verdict, inconclusive, fine; the first of them. */
/** The code of an error that is our own bug. */
export const internalError = 'internal-error'

/** Of several exit codes, the one that the process ends with. */
/** Whether a verdict is compared with what the design expects. */
export const isJudged = ({ expected }: Pick<PropertyResult, 'expected'>) => expected !== undefined

export function worst(codes: readonly number[]): ExitCode {
  return order.find((code) => codes.includes(code)) ?? 0
}

const order = [70, 130, 2, 1, 3, 0] as const

export function exitCode(results: readonly Result[]): ExitCode {
  if (results.some((result) => result.error?.code === internalError)) return 70
  if (results.some((result) => result.limit === 'interrupted')) return 130
  if (results.some((result) => result.error !== undefined)) return 2
  const properties = results.flatMap((result) => result.properties)
  if (properties.some((property) => !property.ok && property.verdict !== 'unknown')) return 1
  if (results.some((result) => result.counts !== undefined)) return 1
  if (properties.some((property) => property.verdict === 'unknown')) return 3
  return 0
}
