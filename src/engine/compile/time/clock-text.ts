/** Source text that starts and stops the clocks of steps with bounds, after each transition. */
import type { ActionInfo, ClockPath } from '../../../language/actions.ts'
import type { Monitor } from '../../../language/time/monitors.ts'
import type { TimerType } from '../../../language/types.ts'
import { loadText, storeText } from '../codec.ts'
import type { Layout } from '../layout.ts'
import type { TimerCell } from './passing-text.ts'

/** The cell of a clock. */
export function clockAt(root: Layout & { kind: 'struct' }, path: ClockPath | readonly string[]): TimerCell {
  const cell = path.reduce<Layout>((at, key) => {
    if (at.kind === 'array') return at.elements[key as number] as Layout
    return (at as Layout & { kind: 'struct' }).fields.find(([name]) => name === key)?.[1] as Layout
  }, root) as Layout & { kind: 'cell' }
  return { type: cell.type as TimerType, slot: cell.slot }
}

/** An expression that says whether a clock lets its step be taken. */
export function openText({ type, slot }: TimerCell): string {
  return `(${loadText(slot)}!==0&&${loadText(slot)}<=${(type.opens ?? 0) + 1})`
}

/**
 * The function `clocks(taken)`: a clock runs while its step is enabled, and begins anew if its step was `taken`.
 * `conditionOf` gives the label as an expression, '' if the action has none. `probes`: for actions that their bodies may
 * withdraw, functions `P[i]` that say whether they can be taken.
 */
export function clocksText(
  root: Layout & { kind: 'struct' },
  actions: readonly ActionInfo[],
  conditionOf: (action: ActionInfo) => string,
  hasArrays: boolean,
  monitors: readonly Monitor[],
  probes: readonly unknown[],
): string {
  const each = actions.flatMap((action, i) => {
    if (action.clock === undefined) return []
    const { type, slot } = clockAt(root, action.clock)
    const id = action.each === undefined ? '' : `,${action.instance}`
    const me = action.process === undefined ? id : `,gm${i}`
    const guard =
      action.when === undefined
        ? ''
        : `if(e){const g=g${i}(gs${i}${me});if(g!==true){if(g!==false)run.notBoolean(g);e=false}}`
    const probe = probes[i] === undefined ? '' : `if(e)e=P[${i}]();`
    const start = `const r=${type.max + 1};${storeText(slot)}A.started=true;`
    return `{let e=${conditionOf(action) || 'true'};${guard}${probe}const o=${loadText(slot)};if(!e){if(o!==0){const r=0;${storeText(slot)}}}else if(o===0||taken===${i}){${start}}}`
  })
  // if `to` becomes true in the moment at which the timer is due, it comes too late
  const isLate = `o===1&&taken===${actions.findIndex(({ isTime }) => isTime)}`
  monitors.forEach(({ path, max, marksEnd }, i) => {
    const { slot } = clockAt(root, path)
    const start = `const r=${max + 1};${storeText(slot)}A.started=true;`
    each.push(
      `{const o=${loadText(slot)};if(TO[${i}]()){if(o!==0${marksEnd ? '' : `&&!(${isLate})`}){const r=0;${storeText(slot)}${marksEnd ? 'A.started=true;' : ''}}}else if(o===0&&FROM[${i}]()){${start}}}`,
    )
  })
  const renew = hasArrays ? 'GA.epoch++;' : ''
  return `function clocks(taken){choices.isInStep=false;${renew}${each.join('\n')}${renew}if(GA.error!==undefined)throw GA.error}`
}
