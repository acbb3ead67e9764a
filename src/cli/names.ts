/** What is said of a name that is not there. */
import { didYouMean, show } from '../errors.ts'

/** Says that no `what` is called `name`, what there is, and which of them is nearest. */
export function unknownName(what: string, name: string, known: Iterable<string>): string {
  const names = [...new Set(known)]
  return `no ${what} is called ${show(name)}.${didYouMean(name, names)} There are: ${names.map(show).join(', ') || 'none'}`
}
