/** Source text of the passage of time: it takes the same time from all running timers. */
import type { TimerType } from '../../../language/types.ts'
import { loadText, storeText } from '../codec.ts'
import type { Layout, Slot } from '../layout.ts'

/** The cell of a timer. It is 0 if the timer is off or its place is absent, and 1 more than what is left otherwise. */
export interface TimerCell {
  readonly type: TimerType
  readonly slot: Slot
}

export function timersIn(layout: Layout): TimerCell[] {
  switch (layout.kind) {
    case 'cell':
      return layout.type.kind === 'timer' ? [{ type: layout.type, slot: layout.slot }] : []
    case 'struct':
      return layout.fields.flatMap(([, field]) => timersIn(field))
    case 'optional':
      return timersIn(layout.of)
    case 'array':
      return layout.elements.flatMap(timersIn)
    case 'map':
      return layout.entries.flatMap(({ of }) => timersIn(of))
    default:
      return []
  }
}

/**
 * Sets `t` to the time until the next moment at which anything can change, or returns if time cannot pass. If an action
 * of this state starts a timer, the action could also come at any later unit, so time passes by one unit. `A.units`
 * keeps `t`, or why time cannot pass.
 */
export function untilText(timers: readonly TimerCell[]): string {
  const each = timers.map(({ type, slot }) => {
    const blocked = type.urgent ? 'if(r===1)return;' : ''
    const { opens = 0 } = type
    const next = opens > 0 ? `{const e=r-1>${opens}?r-1-${opens}:r-1;if(e<t)t=e}` : 'if(r<=t)t=r-1;'
    const left = type.units ? 'if(r>1)t=1;' : `if(r>1)${next}`
    return `{const r=${loadText(slot)};${blocked}${left}}`
  })
  return `let t=${never};A.units=${Units.stopped};${each.join('')}if(t===${never}){A.units=${Units.free};return}if(A.started)t=1;A.units=t;`
}

/** Why time cannot pass, in the place of a number of units. */
export const Units = {
  /** An urgent timer is due. */
  stopped: 0,
  /** No running timer has time left, so it does not matter how much time passes. */
  free: -1,
} as const

/** More than any timer can have left. */
const never = 2 ** 30

export function passText(timers: readonly TimerCell[]): string {
  return timers.map(({ slot }) => `{const o=${loadText(slot)};if(o>1){const r=o-t;${storeText(slot)}}}`).join('')
}

/** An expression that says whether an urgent timer is due. */
export function blockedText(timers: readonly TimerCell[]): string {
  const due = timers.filter(({ type }) => type.urgent).map(({ slot }) => `${loadText(slot)}===1`)
  return due.length === 0 ? 'false' : `(${due.join('||')})`
}
