/** A sentence about the designs that a run left out because they did not change. No verdict is claimed for them. */
import type { Unchanged } from '../../result.ts'
import { counted } from './numbers.ts'

/** The same for a single design whose name stands beside it. */
export const sayUnchangedDesign = ({ since }: Unchanged) => `not checked: its spec has not changed since ${since}`

export function sayUnchanged({ since, designs, all }: Unchanged): string {
  if (all !== undefined) return `Every spec counts as changed since ${since}: ${all}.`
  if (designs.length === 0) return `Every spec has changed since ${since}.`
  const specs = [...new Set(designs.map(({ spec }) => spec))]
  const what = `${counted(designs.length, 'design')} of ${specs.join(', ')}`
  return `Not checked: ${what}, not changed since ${since}.`
}
