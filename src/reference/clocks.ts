/** The clocks of steps with bounds, over plain states. */
import { produce } from 'immer'
import type { ClockPath } from '../language/actions.ts'
import type { StructType, TimerType, Type } from '../language/types.ts'
import type { Plain } from '../plain.ts'
import type { Recorder } from './recorder.ts'

// biome-ignore lint/suspicious/noExplicitAny: a state is as free as the JSON that it is
type Draft = any

/** The path of a timer in the whole state. */
type TimerPath = ClockPath | readonly string[]

/** The units left of a clock; `null` if its step is disabled. */
export function leftAt(state: Plain, path: TimerPath): number | null {
  return path.reduce<Draft>((at, key) => at[key as string], state)
}

export function withLeft(state: Plain, path: TimerPath, left: number | null): Plain {
  return produce<Draft>(state as Draft, (draft: Draft): undefined => {
    const inner = path.slice(0, -1).reduce((at: Draft, key) => at[key as string], draft)
    inner[path.at(-1) as string | number] = left
    return undefined
  })
}

/** Whether the clock lets its step be taken. */
export function isOpen(system: StructType, state: Plain, path: ClockPath, recorder?: Recorder): boolean {
  recorder?.read(whereOf(path))
  const left = leftAt(state, path)
  return left !== null && left <= (clockType(system, path).opens ?? 0)
}

export const maxOf = (system: StructType, path: ClockPath): number => clockType(system, path).max

function clockType(system: StructType, path: ClockPath): TimerType {
  return path.reduce<Type>((type, key) => {
    if (type.kind === 'array') return type.of
    return (type as StructType).fields[key as string] as Type
  }, system) as TimerType
}

/** The path as recorders and stories name it. */
export function whereOf(path: ClockPath): string {
  const [first, second, third] = path
  if (typeof second === 'number') return `${first}[${second}].${third}`
  return `${first}.${second}${third === undefined ? '' : `[${third}]`}`
}
