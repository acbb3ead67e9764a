/** Names that people mistype, and what they may have meant. */
import { show } from '../errors.ts'

/** Says that no `what` is called `name`, what there is, and which of them is nearest. */
export function unknownName(what: string, name: string, known: Iterable<string>): string {
  const names = [...new Set(known)]
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`
  return `no ${what} is called ${show(name)}.${hint} There are: ${names.map(show).join(', ') || 'none'}`
}

function nearestName(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((other) => ({ other, away: distance(name.toLowerCase(), other.toLowerCase()) }))
  const [first] = ranked.sort((a, b) => a.away - b.away)
  return first !== undefined && first.away <= Math.max(2, name.length / 3) ? first.other : undefined
}

/** How many letters must be put in, left out or replaced to make `a` into `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
