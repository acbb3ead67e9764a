/** The signs in the table of verdicts. */
import { cell } from '../../report/terminal/cells.ts'
import { isJudged, type Result } from '../../result.ts'

export interface Sign {
  readonly tone: 'fine' | 'expected' | 'wrong' | 'undecided'
  readonly text: string
  /** The meaning, if the sign alone does not show it. */
  readonly meaning?: string
}

/** The signs that occur in these results. */
export function legendOf(results: readonly Result[]): Sign[] {
  const all = results.flatMap((result) =>
    result.properties.map((property) => ({ property, tone: cell(property, result, 'line').tone })),
  )
  const has = (tone: Sign['tone'], judged: boolean) =>
    all.some((one) => one.tone === tone && isJudged(one.property) === judged)
  const any = (tone: Sign['tone']) => has(tone, true) || has(tone, false)
  const signs: (Sign | false)[] = [
    any('fine') && { tone: 'fine', text: 'holds', meaning: 'all reachable states were explored.' },
    has('expected', true) && {
      ...{ tone: 'expected', text: 'violated' },
      meaning: 'as the design expects; select it to read the story.',
    },
    !has('expected', true) &&
      has('expected', false) && {
        tone: 'expected',
        text: 'violated',
        meaning: "at another size than the design's own, where no verdict is expected.",
      },
    any('wrong') && { tone: 'wrong', text: '✗ not as expected' },
    any('undecided') && { tone: 'undecided', text: '? not decided' },
  ]
  return signs.filter((sign) => sign !== false)
}
