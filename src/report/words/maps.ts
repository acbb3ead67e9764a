/** Traces for people: a map is `{a: 1}`. In a file it is a list of pairs. */
import type { Plain } from '../../plain.ts'
import type { Trace, Why } from '../../result.ts'
import { inline } from './data.ts'

/** The most steps that are converted at each end of a trace. Reports show fewer of the steps of a longer trace. */
const mostSteps = 1000

const known = new WeakMap<Trace, Trace>()
const objects = new WeakSet<object>()

/** Whether an object of a readable trace stands for a map, and not for a struct. */
export const isMap = (value: Plain) => typeof value === 'object' && value !== null && objects.has(value)

/** The trace with an object for each map. The same trace if it has no map, or if its types are unknown. */
export function readable(trace: Trace): Trace {
  const { maps = [], initial, steps, why } = trace
  if (maps.length === 0) return trace
  const before = known.get(trace)
  if (before !== undefined) return before
  const places = new Set(maps)
  const at = (path: string, value: Plain) => told(value, placeOf(path), places)
  const isShown = (index: number) => index < mostSteps || index >= steps.length - mostSteps
  const made: Trace = {
    ...trace,
    initial: { ...initial, state: at('', initial.state) },
    steps: steps.map((step, index) => {
      if (!isShown(index)) return step
      const changes = step.changes.map(({ path, before, after }) => {
        return { path, before: at(path, before), after: at(path, after) }
      })
      return { ...step, changes, state: at('', step.state) }
    }),
    ...(why === undefined ? {} : { why: toldWhy(why, at) }),
  }
  known.set(trace, made)
  known.set(made, made)
  return made
}

/** The value at a path of the state, with an object for each map. */
export function readableAt(path: string, value: Plain, maps: readonly string[] = []): Plain {
  return maps.length === 0 ? value : told(value, placeOf(path), new Set(maps))
}

const placeOf = (path: string) => path.replace(/\[\d+\]/g, '[]')

function toldWhy(why: Why, at: (path: string, value: Plain) => Plain): Why {
  const { parts, stale } = why
  return {
    ...why,
    parts: parts.map((part) => ({
      ...part,
      values: part.values.map(({ path, value, before }) => {
        return { path, value: at(path, value), ...(before === undefined ? {} : { before: at(path, before) }) }
      }),
    })),
    stale: stale.map((read) => ({ ...read, value: at(read.path, read.value) })),
  }
}

function told(value: Plain, path: string, maps: ReadonlySet<string>): Plain {
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value)) {
    const fields = Object.entries(value as { readonly [name: string]: Plain })
    return Object.fromEntries(
      fields.map(([name, of]) => [name, told(of, path === '' ? name : `${path}.${name}`, maps)]),
    )
  }
  if (!maps.has(path)) return value.map((item: Plain) => told(item, `${path}[]`, maps))
  const entries = value as readonly (readonly [Plain, Plain])[]
  const made = Object.fromEntries(entries.map(([key, of]) => [inline(key), told(of, `${path}[]`, maps)]))
  objects.add(made)
  return made
}
