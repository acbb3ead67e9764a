/** What is said of a name that is not there. */
import { didYouMean, show } from '../errors.ts'

/** As many characters of names as are read on one line; longer lists are told a name a line. */
const oneLine = 160

/** Says that no `what` is called `name`, what there is, and which of them is nearest. */
export function unknownName(what: string, name: string, known: Iterable<string>): string {
  const names = [...new Set(known)]
  const shown = names.map(show)
  const inOneLine = shown.join(', ') || 'none'
  const list = inOneLine.length <= oneLine ? ` ${inOneLine}` : shown.map((one) => `\n  ${one}`).join('')
  return `no ${what} is called ${show(name)}.${didYouMean(name, names)} There are:${list}`
}
