/** Sentences about counts that differ from those that a design names. */
import type { Result } from '../../result.ts'
import { grouped } from './numbers.ts'

/** For example `302 states, and 300 are expected`. '' if no count differs, or if the design names none. */
export function sayCounts({ counts = [] }: Result): string {
  const told = counts.map(({ name, found, expected }) =>
    name === 'depth'
      ? `depth ${grouped(found)}, and ${grouped(expected)} is expected`
      : `${grouped(found)} ${name}, and ${grouped(expected)} are expected`,
  )
  return told.join('; ')
}

/** The same, and what to do about it. */
export function countsStory(result: Result): string {
  return `Counts differ from those of the design: ${sayCounts(result)}. The model does something else than when they were written down: find out what, then correct it, or counts in ${result.file}.`
}
