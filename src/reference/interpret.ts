/**
 * The reference interpreter: it defines what a model means. One step is one Immer recipe over a plain state. Every
 * reported trace has been replayed here. The engine must agree with this definition exactly. Over 300 lines, so
 * that the definition is in one place.
 */

import { produce, setAutoFreeze } from 'immer'
import { didYouMean, ModelError, show, thrown } from '../errors.ts'
import type { ActionInfo, Joint } from '../language/actions.ts'
import { everyValue } from '../language/input.ts'
import type { Model } from '../language/model.ts'
import type { AnyFunction } from '../language/processes/named-step.ts'
import { hasProcesses, type Process } from '../language/processes/process.ts'
import type { Choose } from '../language/processes/steps.ts'
import type { Property } from '../language/properties.ts'
import { mappedState } from '../language/refinement/refinement.ts'
import { notBoolean, refuseLater } from '../language/returned-values.ts'
import { hasStamps, keyOf } from '../language/stamps/alive.ts'
import { expectFew, StampsOf } from '../language/stamps/known.ts'
import { mayWithdraw } from '../language/time/clocks.ts'
import type { StructType } from '../language/types.ts'
import { lowest } from '../language/values.ts'
import type { Plain } from '../plain.ts'
import { withdrawBy } from '../runtime/assume.ts'
import { replaceMinusZeroBy } from '../runtime/minus-zero.ts'
import { knowStamps, mintBy } from '../runtime/stamps.ts'
import type { Shape } from '../runtime/struct-views.ts'
import { purely, takeTrapped } from '../runtime/traps.ts'
import { asChoose, named } from '../runtime/unknown-fields.ts'
import { isOpen, leftAt, maxOf, whereOf, withLeft } from './clocks.ts'
import {
  type Access,
  fail,
  member,
  type Place,
  placeIn,
  Root,
  read,
  type Standing,
  settle,
  shapeOf,
  structView,
} from './places.ts'
import { Recorder } from './recorder.ts'
import { Refined } from './refinement.ts'
import { blockers, pass, timeToNext } from './timers.ts'

setAutoFreeze(true)

/** One outcome of one action: its number in `model.actions`, its choices, and the state that it leads to. */
export interface Successor {
  readonly action: number
  readonly picks: readonly number[]
  readonly choices: readonly Plain[]
  /** The author's name for each choice, '' for a choice without a name; absent if no choice has a name. */
  readonly named?: readonly string[]
  /** The inputs that the surroundings changed in the same transition; absent if there are none. */
  readonly surroundings?: readonly Surrounding[]
  readonly state: Plain
}

/** An input that changed: its path in the state, and its new value. */
export interface Surrounding {
  readonly path: string
  readonly value: Plain
}

/** A model error, and the action that caused it (`undefined` for `init` or a property). */
export class StepError extends ModelError {
  readonly action: number | undefined
  /** The function of the model that ran when the error occurred. */
  readonly source: unknown
  /** The message starts with `what`, unless it does so already or `what` is 'it'. */
  constructor(error: ModelError, action: number | undefined, source: unknown, what = '') {
    const isSaid = what === '' || what === 'it' || error.message.startsWith(what)
    super(error.code, isSaid ? error.message : `${what}: ${error.message}`, {
      // the stack of the original error says where in the function it occurred
      cause: error.cause ?? error,
    })
    this.action = action
    this.source = source
  }
}

export interface Interpreter {
  /** Every way to start, duplicates included. With `picks`: only the way with these picks, if there is one. */
  initials(picks?: readonly number[]): Omit<Successor, 'action'>[]
  /** The timers that the start with these picks starts with a time that is rounded. @throws StepError */
  roundedAtStart(picks: readonly number[]): readonly string[]
  /** Every successor, in the fixed order of actions and choices. @throws StepError */
  successors(state: Plain): Successor[]
  /** Every outcome of one action; none if it is disabled. With `picks`: only the one with these. @throws StepError */
  outcomes(state: Plain, action: number, picks?: readonly number[]): Successor[]
  /**
   * Whether the predicate is true of the state, or of the transition `before` → `state`. For a refinement: whether the
   * abstract model allows the mapped transition or, without `before`, starts in the mapped state. @throws StepError
   */
  holds(property: Property, state: Plain, before?: Plain, recorder?: Recorder): boolean
  /** For a refinement: the state of the abstract model for which a state stands. @throws StepError */
  mapped(property: Property, state: Plain, recorder?: Recorder): Plain
  /** For a refinement: what its abstract model allows. */
  refined(property: Property): Refined
  /**
   * Records what an action reads and assigns: its budget, label and guard, and its body with these picks, or with all
   * picks. For a disabled action: only what it read to find out that it is disabled. @throws StepError
   */
  recorded(state: Plain, action: number, picks?: readonly number[]): Recorder
  /** Whether `when` is true of the state, evaluated as the guard of that action. @throws StepError */
  guard(state: Plain, action: number, when: AnyFunction, recorder?: Recorder): boolean
  /** Whether it does not matter how much time passes: no running timer has time left, and no urgent one is due. */
  isTimeFree(state: Plain): boolean
  /** Whether every process may wait forever at its label, and the model's `resting` is true. @throws StepError */
  mayRest(state: Plain): boolean
  /** A text that two states share exactly if they are equal: they may differ in the numbers of stamps. */
  keyOf(state: Plain): string
}

/** Options of `everyChoice`. */
interface Choosing {
  /** Makes the recorder of each run, if a caller wants to know what the runs read and assign. */
  readonly recorder?: (() => Recorder) | undefined
  /** If given, only the run that begins with these picks. Choices after them pick their first option. */
  readonly wanted?: readonly number[] | undefined
  /** Hears that a run has started a timer. */
  readonly started?: (() => void) | undefined
  /** Receives each run that no `choose` over nothing has blocked, and returns what counts in its place. */
  readonly onward?: ((run: Run, recorder: Recorder | undefined) => Run[]) | undefined
}

type Run = {
  picks: number[]
  choices: Plain[]
  named?: readonly string[]
  surroundings?: readonly Surrounding[]
  state: Plain
}
type Recipe = (access: Access, root: Place, choose: Choose) => void

export function interpreter(model: Model): Interpreter {
  const fields = model.system.fields
  const start = produce(lowest(model.system), () => {})
  const withStamps = hasStamps(model.system)
  const shared = shapeOf(model.state, [], {}, (name) =>
    Object.hasOwn(model.processes, name)
      ? ` A step cannot see the local state of other processes: put shared data in the state. If something can go wrong with a ${name}, declare it as a fault of that process.`
      : '',
  )
  const system = shapeOf(model.state, [
    ...Object.keys(model.processes),
    ...(fields.faults === undefined ? [] : ['faults']),
  ])
  const meShapes = Object.fromEntries(Object.entries(model.processes).map(([name, p]) => [name, meShape(p)]))
  const hasClocks = model.monitors !== undefined || model.actions.some(({ clock }) => clock !== undefined)
  /** The reader of the most recent state. All guards that read this state share its views. */
  let last: Reader | undefined

  function outcomes(state: Plain, index: number, picks?: readonly number[]): Successor[] {
    const action = model.actions[index] as ActionInfo
    if (!enabled(state, action, index)) return []
    const ways = everyWay(state, action, index, { wanted: picks })
    return only(picks, ways).map((run) => ({ action: index, ...run }))
  }

  /** Every way in which an enabled action can go. Its own choices come first, then those of its surroundings. */
  function everyWay(state: Plain, action: ActionInfo, index: number, { wanted, recorder, started }: Choosing): Run[] {
    const units = action.isTime ? timeFrom(state, index) : 0
    const recipe: Recipe = (access, root, choose) => {
      if (action.isTime) {
        pass(model.system, root.get(), units, access.recorder)
        root.changes++
      }
      const result = call(action.do, argumentsOf(access, root, action), choose)
      finish(access, root.get(), action, result)
    }
    const { joint } = action
    const onward = (run: Run, own: Recorder | undefined) => {
      const isJoint = joint !== undefined && !isEqual(run.state, state)
      const all = isJoint ? besides(run, action, joint, index, { wanted, own }) : [run]
      if (!hasClocks) return all
      return all.map((one) => ({ ...one, state: withClocks(one.state, index, own, started) }))
    }
    return everyChoice(state, index, action.do, recipe, { wanted, recorder, onward, started })
  }

  /**
   * How much time passes at once: up to the next moment at which a timer is due, unless another action starts a timer
   * here. The action could also come at each unit before that moment, so time then passes by one unit.
   */
  function timeFrom(state: Plain, index: number): number {
    const next = timeToNext(model.system, state)
    if (next <= 1) return next
    let isStarted = false
    const started = () => {
      isStarted = true
    }
    model.actions.forEach((action, i) => {
      if (i !== index && !isStarted && enabled(state, action, i)) everyWay(state, action, i, { started })
    })
    return isStarted ? 1 : next
  }

  /** Every way in which the surroundings may change inputs in the same transition, beginning with no change. */
  function besides(
    step: Run,
    action: ActionInfo,
    joint: Joint,
    index: number,
    { wanted, own }: { readonly wanted: readonly number[] | undefined; readonly own: Recorder | undefined },
  ): Run[] {
    const made = step.picks.length
    let surroundings: Surrounding[] = []
    const recipe: Recipe = (access, root, choose) => {
      surroundings = changeInputs(root.get(), joint, choose)
      if (surroundings.length === 0) return
      root.changes++
      call(joint.after ?? nothing, [sharedView(access, root)])
    }
    const onward = ({ picks, state }: Run): Run[] => {
      const all = [...step.picks, ...picks]
      // a pick of 0 means that the input stays as it is, so it is dropped at the end
      while (all.length > made && all.at(-1) === 0) all.pop()
      return [{ ...step, picks: all, ...(surroundings.length === 0 ? {} : { surroundings }), state }]
    }
    return everyChoice(step.state, index, action.do, recipe, {
      wanted: wanted?.slice(made),
      recorder: own && (() => own),
      onward,
    })
  }

  function recorded(state: Plain, index: number, wanted?: readonly number[]): Recorder {
    const action = model.actions[index] as ActionInfo
    const recorder = new Recorder()
    const isEnabled = enabled(state, action, index, recorder)
    recorder.deciding = recorder.reads.length
    if (!isEnabled) return recorder
    const runs: Recorder[] = []
    const another = () => {
      const run = new Recorder()
      runs.push(run)
      return run
    }
    everyWay(state, action, index, { wanted, recorder: another })
    for (const { reads, writes, rounded } of runs) {
      for (const read of reads) recorder.reads.push(read)
      for (const path of writes) recorder.writes.add(path)
      for (const path of rounded) recorder.rounded.add(path)
    }
    return recorder
  }

  function enabled(state: Plain, action: ActionInfo, index: number, recorder?: Recorder): boolean {
    const draft = state as Draft
    if (action.counter !== undefined) {
      recorder?.read(`faults.${action.counter}`)
      if (draft.faults[action.counter] >= (fields.faults as Draft).fields[action.counter].hi) return false
    }
    if (action.process !== undefined && action.at !== undefined) {
      recorder?.read(`${action.process}[${action.instance}].at`)
      if (!action.at.includes(draft[action.process][action.instance].at)) return false
    }
    if (action.isTime) return timeToNext(model.system, state, recorder) > 0
    if (action.clock !== undefined && !isOpen(model.system, state, action.clock, recorder)) return false
    return action.when === undefined || guard(state, index, action.when, recorder)
  }

  /**
   * Starts and stops the clocks of steps with bounds: a clock runs while its step is enabled, and begins anew if the step
   * was `taken`.
   */
  function withClocks(state: Plain, taken: number, recorder?: Recorder, started?: () => void): Plain {
    let after = state
    model.actions.forEach((action, i) => {
      const { clock, when, process, instance } = action
      if (clock === undefined) return
      const isAt =
        process === undefined || action.at === undefined || action.at.includes((state as Draft)[process][instance].at)
      const mayRun = isAt && (when === undefined || guard(state, i, when, recorder))
      const runs = mayRun && (!mayWithdraw(action) || canBeTaken(state, i, recorder))
      const was = leftAt(after, clock)
      if (runs ? was !== null && taken !== i : was === null) return
      after = withLeft(after, clock, runs ? maxOf(model.system, clock) : null)
      recorder?.write(whereOf(clock))
      if (runs) started?.()
    })
    for (const { path, from, to, max, marksEnd } of model.monitors ?? []) {
      const was = leftAt(after, path)
      const holds = (test: AnyFunction) =>
        predicate(undefined, test, 'a property', [state], recorder, (access, root) => [systemView(access, root)])
      // if `to` becomes true in the moment at which the timer is due, it comes too late
      if (was === 0 && !marksEnd && model.actions[taken]?.isTime) continue
      const left = holds(to) ? null : was === null && holds(from) ? max : was
      if (left === was) continue
      after = withLeft(after, path, left)
      recorder?.write(path.join('.'))
      if (left !== null || marksEnd) started?.()
    }
    return after
  }

  /** Whether the body of an action whose guard is true has an outcome. A body that fails is found when it is taken. */
  function canBeTaken(state: Plain, index: number, recorder?: Recorder): boolean {
    const action = model.actions[index] as ActionInfo
    const recipe: Recipe = (access, root, choose) => {
      finish(access, root.get(), action, call(action.do, argumentsOf(access, root, action), choose))
    }
    const attempts: Recorder[] = []
    const attempt = () => {
      const own = new Recorder()
      attempts.push(own)
      return own
    }
    try {
      return everyChoice(state, index, action.do, recipe, recorder ? { recorder: attempt } : {}).length > 0
    } catch (error) {
      if (error instanceof StepError) return true
      throw error
    } finally {
      for (const { reads } of attempts) for (const { path } of reads) recorder?.read(path)
    }
  }

  function guard(state: Plain, index: number, when: unknown, recorder?: Recorder): boolean {
    const action = model.actions[index] as ActionInfo
    return predicate(index, when, 'the guard', [state], recorder, (access, root) => argumentsOf(access, root, action))
  }

  /** The arguments: `s` and `me` for a step of a process, `s` for one of the environment. */
  function argumentsOf(access: Access, root: Place, action: ActionInfo): unknown[] {
    const s = sharedView(access, root)
    if (action.each !== undefined) return [s, action.instance]
    return action.process === undefined ? [s] : [s, meView(access, root, action.process, action.instance)]
  }

  function sharedView(access: Access, root: Place): object {
    root.view ??= structView(access, shared, root)
    return root.view as object
  }

  function meView(access: Access, root: Place, name: string, id: number): object {
    const place = member(member(root, name), id)
    place.view ??= structView(access, meShapes[name] as Shape<Standing>, place, () => id)
    return place.view as object
  }

  function systemView(access: Access, root: Place): object {
    root.whole ??= viewOfAll(access, root)
    return root.whole as object
  }

  function viewOfAll(access: Access, root: Place): object {
    const extra: { [name: string]: unknown } = Object.create(null)
    return structView(access, system, root, (name) => {
      const process = model.processes[name]
      extra[name] ??=
        process === undefined || !Object.hasOwn(model.processes, name)
          ? read(access, fields.faults as StructType, member(root, 'faults'))
          : instancesOf(access, root, name, process)
      return extra[name]
    })
  }

  function instancesOf(access: Access, root: Place, name: string, { instances }: Process): readonly object[] {
    const all = Array.from({ length: instances }, (_, id) => meView(access, root, name, id))
    const views = Object.freeze(named({ what: name, fail: (error) => fail(access, error) }, all))
    return (access.recorder?.watched(views, name) as readonly object[] | undefined) ?? views
  }

  function finish(access: Access, draft: Draft, action: ActionInfo, result: unknown): void {
    if (action.counter !== undefined) {
      access.recorder?.write(`faults.${action.counter}`)
      draft.faults[action.counter]++
    }
    refuseLater(result)
    if (action.process === undefined || result === undefined) return
    const { labels } = model.processes[action.process] as Process
    if (!labels.includes(result as string)) {
      throw new ModelError(
        'unknown-label',
        `the step returned ${show(result)}, which is not a label of this process; labels: ${labels.join(', ')}.${
          typeof result === 'string' ? didYouMean(result, labels) : ' Assign to s and me, and return the next label'
        }`,
      )
    }
    access.recorder?.write(`${action.process}[${action.instance}].at`)
    draft[action.process][action.instance].at = result
  }

  /**
   * Runs a recipe once for each way its `choose` calls can go, in order. With `wanted`: once, with these picks first.
   */
  function everyChoice(
    state: Plain,
    action: number | undefined,
    source: unknown,
    recipe: Recipe,
    { recorder: record, wanted, started, onward = (run) => [run] }: Choosing,
  ): Run[] {
    const runs: Run[] = []
    const picks: number[] = wanted === undefined ? [] : [...wanted]
    for (;;) {
      const arities: number[] = []
      const choices: Plain[] = []
      const names: string[] = []
      let blocked = false
      const recorder = record?.()
      const access: Access = { mutable: true, error: undefined, recorder }
      const choose: Choose = asChoose(<T>(options: Iterable<T>, name?: string): T => {
        const list = listOf(options)
        const at = arities.length
        const pick = picks[at] ?? 0
        if (list.length === 0) blocked = true
        if (blocked) throw disabled
        if (pick >= list.length) {
          throw fail(
            access,
            new ModelError('not-a-function', 'the function offered fewer options when it ran again on the same state'),
          )
        }
        picks[at] = pick
        arities.push(list.length)
        choices.push(plainCopy(list[pick]))
        names.push(typeof name === 'string' ? name : '')
        return list[pick] as T
      })
      access.choose = choose
      const stamps = stampsIn([state])
      const next = guarded(action, source, action === undefined ? 'init' : 'it', stamps, stamps, () =>
        produce<Draft>(state, (draft: Draft): undefined => {
          const root = new Root(access, draft)
          try {
            replaceMinusZeroBy(() => settle(model.system, root, false))
            withdrawBy(() => {
              blocked = true
              throw disabled
            })
            recipe(access, root, choose)
            if (!blocked && access.error === undefined) settle(model.system, root, true)
          } catch (error) {
            if (!blocked) throw access.error ?? error
          } finally {
            withdrawBy()
            // a view that the step's code keeps must find that the draft has ended
            root.changes++
          }
          if (access.error !== undefined) throw access.error
          return undefined
        }),
      )
      if (stamps !== undefined && !blocked) {
        guarded(action, source, action === undefined ? 'init' : 'it', undefined, undefined, () =>
          expectFew(model.system, next),
        )
      }
      picks.length = arities.length
      const named = names.some((name) => name !== '') ? { named: names } : {}
      if (!blocked && access.started) started?.()
      if (!blocked)
        for (const run of onward({ picks: [...picks], choices, ...named, state: next }, recorder)) runs.push(run)
      if (wanted !== undefined) return runs
      while (picks.length > 0 && (picks.at(-1) as number) + 1 >= (arities[picks.length - 1] as number)) picks.pop()
      if (picks.length === 0) return runs
      picks[picks.length - 1] = (picks.at(-1) as number) + 1
    }
  }

  /** Lets inputs change. The first option of an input is no change, then each other value. Returns the changes. */
  function changeInputs(draft: Draft, { inputs }: Joint, choose: Choose): Surrounding[] {
    return inputs.flatMap(({ path, type, counter }) => {
      if (counter !== undefined && draft.faults[counter] >= (fields.faults as Draft).fields[counter].hi) return []
      const part = path.slice(0, -1).reduce((at, name) => at[name], draft)
      const name = path.at(-1) as string
      const others = everyValue(type).filter((value) => value !== part[name])
      const value = choose<Plain | undefined>([undefined, ...others])
      if (value === undefined) return []
      part[name] = value
      if (counter !== undefined) draft.faults[counter]++
      return [{ path: path.join('.'), value }]
    })
  }

  /** The stamps that code knows that sees these states; `undefined` if the model has none. */
  function stampsIn(states: readonly Plain[]): StampsOf | undefined {
    return withStamps ? new StampsOf(model.system, states) : undefined
  }

  function readerAgain(state: Plain): Reader {
    if (last?.state !== state) last = readerOf(state, undefined)
    last.access.error = undefined
    return last
  }

  /** Evaluates a guard or property, which may only read and must return a boolean. */
  function predicate(
    action: number | undefined,
    test: unknown,
    what: string,
    states: readonly Plain[],
    recorder: Recorder | undefined,
    viewsOf: (access: Access, root: Place) => unknown[],
  ): boolean {
    const boolean = (result: unknown) => (typeof result === 'boolean' ? result : notBoolean(result, what))
    return evaluated(action, test, what, states, recorder, viewsOf, boolean)
  }

  /** Evaluates a function that may only read. `read` takes its result while the views are valid. */
  function evaluated<T>(
    action: number | undefined,
    test: unknown,
    what: string,
    states: readonly Plain[],
    recorder: Recorder | undefined,
    viewsOf: (access: Access, root: Place) => unknown[],
    read: (result: unknown) => T,
  ): T {
    return guarded(action, test, what, stampsIn(states), undefined, () => {
      const end = states.length - 1
      const readers =
        recorder === undefined && end === 0
          ? [readerAgain(states[0] as Plain)]
          : states.map((state, i) => readerOf(state, i === end ? recorder : recorder?.before()))
      const views = readers.flatMap(({ access, root }) => viewsOf(access, root))
      const result = call(test, views)
      for (const { access } of readers) if (access.error !== undefined) throw access.error
      const taken = read(result)
      for (const { access } of readers) if (access.error !== undefined) throw access.error
      return taken
    })
  }

  const refinements = new Map<unknown, Refined>()

  function refined({ refined: abstract }: Property): Refined {
    const known = refinements.get(abstract) ?? new Refined(abstract as Model, interpreter(abstract as Model))
    refinements.set(abstract, known)
    return known
  }

  function mapped({ name, test, refined }: Property, state: Plain, recorder?: Recorder): Plain {
    const views = (access: Access, root: Place) => [systemView(access, root)]
    const read = (result: unknown) => mappedState(refined as Model, result)
    return evaluated(undefined, test, `property '${name}'`, [state], recorder, views, read)
  }

  function refines(property: Property, state: Plain, before: Plain | undefined, recorder?: Recorder): boolean {
    const from = before && mapped(property, before, recorder?.before())
    const to = mapped(property, state, recorder)
    return guarded(undefined, property.test, `property '${property.name}'`, undefined, undefined, () => {
      const abstract = refined(property)
      return from === undefined ? abstract.starts(to) : abstract.allows(from, to)
    })
  }

  function starts(picks?: readonly number[], recorder?: () => Recorder): Omit<Successor, 'action'>[] {
    const recipe = (access: Access, root: Place, choose: Choose) => {
      if (model.init !== undefined) refuseLater(call(model.init, [structView(access, shared, root)], choose))
      for (const [name, p] of Object.entries(model.processes)) {
        if (p.init === undefined) continue
        for (let id = 0; id < p.instances; id++) refuseLater(call(p.init, [meView(access, root, name, id)], choose))
      }
    }
    const runs = everyChoice(start, undefined, model.init, recipe, { wanted: picks, recorder })
    return only(picks, hasClocks ? runs.map((run) => ({ ...run, state: withClocks(run.state, -1) })) : runs)
  }

  return {
    outcomes,
    successors: (state) => model.actions.flatMap((_, index) => outcomes(state, index)),
    initials: starts,
    roundedAtStart(picks) {
      const recorder = new Recorder()
      starts(picks, () => recorder)
      return [...recorder.rounded]
    },
    holds: (property, state, before, recorder) => {
      if (property.refined !== undefined) return refines(property, state, before, recorder)
      const { within } = property
      if (before !== undefined && within !== undefined && !within.some((path) => isChanged(path, before, state)))
        return true
      const states = before === undefined ? [state] : [before, state]
      const views = (access: Access, root: Place) => [systemView(access, root)]
      return predicate(undefined, property.test, `property '${property.name}'`, states, recorder, views)
    },
    mapped,
    refined,
    recorded,
    guard,
    keyOf: (state) => keyOf(model.system, state),
    isTimeFree: (state) => blockers(model.system, state).length === 0 && timeToNext(model.system, state) === 0,
    mayRest(state) {
      if (blockers(model.system, state).length > 0) return false
      const { resting } = model
      const processes = Object.entries(model.processes)
      const rest = processes.every(
        ([name, p]) =>
          p.instances === 0 || (state as Draft)[name].every((instance: Draft) => p.mayRest.includes(instance.at)),
      )
      if (!rest || resting === undefined) return rest && hasProcesses(model.processes)
      return predicate(undefined, resting, '`resting`', [state], undefined, (access, root) => [
        systemView(access, root),
      ])
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a draft is as free as the JSON it stands for
type Draft = any

/** The shape of the view `me` of a process instance: its label, its local variables, and its `id`. */
function meShape({ local, labels }: Process): Shape<Standing> {
  const type = { kind: 'oneOf', labels } as const
  const at: PropertyDescriptor = {
    enumerable: true,
    get() {
      const { access, place } = placeIn(this, 'at')
      return read(access, type, place)
    },
    set(label) {
      const message = `cannot assign ${show(label)} to \`at\`: a process starts at its first label, and a step returns the next label`
      throw fail(placeIn(this, 'at').access, new ModelError('step-threw', message))
    },
  }
  return shapeOf({ kind: 'struct', fields: local }, ['id'], { at })
}

/** Whether the value at `path` differs between two states. */
export function isChanged(path: readonly string[], before: Plain, after: Plain): boolean {
  const [was, is] = [before, after].map((state) => path.reduce<Draft>((at, name) => at?.[name], state))
  return was !== is && JSON.stringify(was) !== JSON.stringify(is)
}

/** Whether two values of one type are equal. It does not read what both share. */
function isEqual(a: Draft, b: Draft): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return a.length === b.length && a.every((element, i) => isEqual(element, b[i]))
  for (const name in a) if (!isEqual(a[name], b[name])) return false
  return true
}

/** The runs with exactly these picks, if picks are wanted: a run may have more, or fewer. */
function only(picks: readonly number[] | undefined, runs: Run[]): Run[] {
  return picks === undefined ? runs : runs.filter((run) => run.picks.length === picks.length)
}

const nothing = () => {}

const disabled = new Error('a choice from an empty list, or a false assumption, disables the step')

/** A read-only view of one state, for predicates. */
interface Reader {
  readonly state: Plain
  readonly access: Access
  readonly root: Place
}

const readerOf = (state: Plain, recorder: Recorder | undefined): Reader => {
  const access: Access = { mutable: false, error: undefined, recorder }
  return { state, access, root: new Root(access, state) }
}

function call(fn: unknown, views: unknown[], choose?: Choose): unknown {
  return (fn as (...args: unknown[]) => unknown)(...views, ...(choose === undefined ? [] : [choose]))
}

/**
 * Runs the model's code with the traps set. Every error becomes a `StepError`, which knows its action. `known`: the
 * stamps that the code may know; `minting`: those to which it may add.
 */
function guarded<T>(
  action: number | undefined,
  source: unknown,
  what: string,
  known: StampsOf | undefined,
  minting: StampsOf | undefined,
  body: () => T,
): T {
  takeTrapped()
  const [knew, minted] = [knowStamps(known), mintBy(minting)]
  try {
    const result = purely(body)
    const trapped = takeTrapped()
    if (trapped !== undefined) throw trapped
    return result
  } catch (error) {
    const first = takeTrapped() ?? error
    if (first instanceof ModelError) throw new StepError(first, action, source, action === undefined ? what : undefined)
    const text = `${what} threw ${thrown(first)}`
    throw new StepError(new ModelError('step-threw', text, { cause: first }), action, source)
  } finally {
    knowStamps(knew)
    mintBy(minted)
  }
}

/** The options of a `choose`, as a list. An array may be long and is not copied, because each run picks one element. */
function listOf(options: unknown): readonly unknown[] {
  if (Array.isArray(options)) return options
  if (typeof options === 'object' && options !== null && Symbol.iterator in options) return [...(options as [])]
  throw new ModelError('step-threw', `choose got ${show(options)}: expected a list of options, as in choose([0, 1])`)
}

/** The chosen value as stories and files store it. A value that JSON cannot express becomes a text. */
function plainCopy(value: unknown): Plain {
  try {
    const text: string | undefined = JSON.stringify(value)
    if (text !== undefined) return JSON.parse(text)
  } catch {
    // a circular value, or a number that JSON cannot express
  }
  return value === undefined ? null : show(value)
}
