/** What a run has left out because it is as it was, in a sentence: it is not checked, and so it does not hold. */
import type { Unchanged } from '../result.ts'
import { counted } from './numbers.ts'

/** Of one of the designs, where it is named beside. */
export const sayUnchangedDesign = ({ since }: Unchanged) => `not checked: its spec is as it was in ${since}`

export function sayUnchanged({ since, designs, all }: Unchanged): string {
  if (all !== undefined) return `Every spec counts as changed since ${since}: ${all}.`
  if (designs.length === 0) return `Every spec has changed since ${since}.`
  const specs = [...new Set(designs.map(({ spec }) => spec))]
  const what = `${counted(designs.length, 'design')} of ${specs.join(', ')}`
  return `Not checked: ${what}, as ${designs.length === 1 ? 'it was' : 'they were'} in ${since}.`
}
