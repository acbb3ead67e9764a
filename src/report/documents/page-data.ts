/**
 * Results as a page holds them: packing leaves out the states of a trace, and unpacking makes them from the changes of
 * each step. `unpack(pack(results))` equals `results`.
 */
import { defined, type Plain } from '../../plain.ts'
import type { PropertyResult, Result, RunError, Trace, TraceStep } from '../../result.ts'

export interface PageData {
  /** The actions of all traces, each once. `paths` has the paths of the variables that change. */
  readonly actions: readonly Action[]
  readonly paths: readonly string[]
  readonly results: readonly Packed<Result>[]
}

type Action = Pick<TraceStep, 'name' | 'kind' | 'process' | 'instance' | 'module' | 'actor' | 'named' | 'time'>

/** Action, choices, picks, then pairs of path and new value. The whole step if these do not give its state. */
type PackedStep = readonly [number, readonly Plain[], readonly number[], ...(number | Plain)[]] | TraceStep

/** `T` with every trace packed. */
type Packed<T> = T extends Trace
  ? Omit<Trace, 'steps'> & { readonly steps: readonly PackedStep[] }
  : T extends readonly (infer E)[]
    ? readonly Packed<E>[]
    : T extends Result | PropertyResult | RunError
      ? { readonly [K in keyof T]: Packed<T[K]> }
      : T

export function pack(results: readonly Result[]): PageData {
  const actions = new Numbers<Action>()
  const paths = new Numbers<string>()
  const steps = ({ initial, steps }: Trace): PackedStep[] =>
    steps.map((step, i) => {
      const before = steps[i - 1]?.state ?? initial.state
      const {
        state,
        changes,
        choices,
        named,
        picks,
        surroundings,
        name,
        kind,
        process,
        instance,
        module,
        actor,
        time,
      } = step
      if (surroundings !== undefined) return step
      const action = {
        ...{ name, kind },
        ...defined({ process, instance, module, named, time }),
        actor,
      }
      const news = changes.flatMap(({ path, after }) => [paths.of(path), after])
      const packed = [actions.of(action), choices, picks, ...news] as const
      const again = unpackStep(packed, before, actions.all, paths.all)
      return same(again?.state, state) && same(again?.changes, changes) ? packed : step
    })
  const packed = eachTrace(results, (trace) => ({ ...trace, steps: steps(trace) }))
  return { actions: actions.all, paths: paths.all, results: packed as PageData['results'] }
}

export function unpack({ actions, paths, results }: PageData): readonly Result[] {
  return eachTrace(results, (packed) => {
    const steps: TraceStep[] = []
    for (const step of packed.steps as readonly PackedStep[]) {
      const before = steps.at(-1)?.state ?? packed.initial.state
      steps.push(isPacked(step) ? (unpackStep(step, before, actions, paths) as TraceStep) : step)
    }
    return { ...packed, steps }
  }) as readonly Result[]
}

const isPacked = (step: PackedStep): step is Exclude<PackedStep, TraceStep> => Array.isArray(step)

function unpackStep(
  [action, choices, picks, ...news]: Exclude<PackedStep, TraceStep>,
  before: Plain,
  actions: readonly Action[],
  paths: readonly string[],
): TraceStep | undefined {
  const { actor, ...who } = actions[action] as Action
  const changes: TraceStep['changes'][number][] = []
  let state = before
  for (let i = 0; i < news.length; i += 2) {
    const path = paths[news[i] as number] as string
    const after = news[i + 1] as Plain
    const keys = keysOf(before, path)
    if (keys === undefined) return undefined
    const was = keys.reduce<Plain | undefined>((value, key) => member(value, key), before) as Plain
    changes.push({ path, before: was, after })
    state = put(state, keys, after)
  }
  return { ...who, actor, choices, picks, changes, state }
}

/** The keys of a path such as `records[0].active`. It follows the state, because a name may contain any character. */
export function keysOf(state: Plain, path: string): (string | number)[] | undefined {
  if (path === '') return []
  if (typeof state !== 'object' || state === null) return undefined
  if (Array.isArray(state)) {
    const [all = '', index] = /^\[(\d+)\]\.?/.exec(path) ?? []
    if (index === undefined || Number(index) >= state.length) return undefined
    const rest = keysOf(state[Number(index)] as Plain, path.slice(all.length))
    return rest && [Number(index), ...rest]
  }
  for (const key of Object.keys(state)) {
    if (!path.startsWith(key)) continue
    const next = path.slice(key.length)
    if (next !== '' && !/^[.[]/.test(next)) continue
    const rest = keysOf((state as { readonly [name: string]: Plain })[key] as Plain, next.replace(/^\./, ''))
    if (rest !== undefined) return [key, ...rest]
  }
  return undefined
}

function member(value: Plain | undefined, key: string | number): Plain | undefined {
  return (value as { readonly [key: string | number]: Plain } | null | undefined)?.[key]
}

/** The state with one part replaced. It shares the other parts with the given state. */
function put(state: Plain, [key, ...rest]: readonly (string | number)[], value: Plain): Plain {
  if (key === undefined) return value
  const inner = put(member(state, key) as Plain, rest, value)
  if (Array.isArray(state)) return state.with(key as number, inner)
  return { ...(state as { readonly [name: string]: Plain }), [key]: inner }
}

function eachTrace<T extends readonly unknown[]>(results: T, change: (trace: Trace) => unknown): unknown {
  const changed = (trace: Trace | undefined, name: string) => (trace === undefined ? {} : { [name]: change(trace) })
  return (results as unknown as readonly Result[]).map((result) => ({
    ...result,
    properties: result.properties.map((property) => ({
      ...property,
      ...changed(property.counterexample, 'counterexample'),
      ...changed(property.witness, 'witness'),
    })),
    ...(result.error === undefined ? {} : { error: { ...result.error, ...changed(result.error.trace, 'trace') } }),
  }))
}

/** Stores each value once, and returns its number. */
class Numbers<T> {
  readonly all: T[] = []
  readonly #known = new Map<string, number>()

  of(value: T): number {
    const key = JSON.stringify(value)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#known.set(key, this.all.length)
    return this.all.push(value) - 1
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
