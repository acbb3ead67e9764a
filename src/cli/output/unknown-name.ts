/** The message for an unknown name. */
import { didYouMean, show } from '../../errors.ts'

/** In characters. A longer list of names is printed with one name on each line. */
const oneLine = 160

/** Says that no `what` is called `name`, suggests the nearest known name, and lists all known names. `of` may add whose. */
export function unknownName(what: string, name: string, known: Iterable<string>, of = ''): string {
  const names = [...new Set(known)]
  const shown = names.map(show)
  const inOneLine = shown.join(', ') || 'none'
  const list = inOneLine.length <= oneLine ? ` ${inOneLine}` : shown.map((one) => `\n  ${one}`).join('')
  const near = didYouMean(name, names)
  const end = near === '' ? '; available:' : `.${near} Available:`
  return `unknown ${what} ${show(name)}${of && ` ${of}`}${end}${list}`
}
