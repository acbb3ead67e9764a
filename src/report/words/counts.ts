/** Sentences about counts that differ from those that a design names. */
import type { Result } from '../../result.ts'
import { grouped } from './numbers.ts'

/** For example `302 states, expected 300`. '' if no count differs, or if the design names none. */
export function sayCounts({ counts = [] }: Result): string {
  const told = counts.map(({ name, found, expected }) =>
    name === 'depth'
      ? `depth ${grouped(found)}, expected ${grouped(expected)}`
      : `${grouped(found)} ${name}, expected ${grouped(expected)}`,
  )
  return told.join('; ')
}

/** The same, and what to do about it. */
export function countsStory(result: Result): string {
  return `The counts differ from those that the design declares: ${sayCounts(result)}. The model behaves differently than when they were written. Find out why; then fix the model, or update 'counts' in ${result.file}.`
}

/** The number of states that were stored, if they stand for more. */
export function stored({ states, symmetry }: Pick<Result, 'states' | 'symmetry'>): string {
  return symmetry?.stored === undefined || symmetry.stored === states ? '' : ` (${grouped(symmetry.stored)} stored)`
}
