/** The text of a cell of the table, in its three forms. */
import { match } from 'ts-pattern'
import { isWanted, type LimitName, type PropertyResult, type Result, restsOnClaim, type Trace } from '../../result.ts'
import { counted, grouped } from '../words/numbers.ts'

/** `line`: one line. `stack`: two lines. `tight`: two lines with the fewest columns. */
export type Form = 'line' | 'stack' | 'tight'

/** The sign before a verdict that is not as expected. It works without colour, too. */
export type Mark = '✗' | '?' | ''

export interface Cell {
  readonly lines: readonly string[]
  readonly mark: Mark
  readonly tone: 'fine' | 'expected' | 'wrong' | 'undecided'
}

export function cell(property: PropertyResult | undefined, result: Result, form: Form): Cell {
  if (property === undefined) return { lines: ['-'], mark: '', tone: 'expected' }
  const [head, plain] = words(property, result, form)
  const tail = restsOnClaim(result, property) ? `${plain}${plain === '' ? '' : ', '}${ifAlike(form)}` : plain
  const lines = tail === '' ? [head] : form === 'line' ? [`${head} ${tail}`] : [head, tail]
  if (property.verdict === 'unknown') return { lines, mark: '?', tone: 'undecided' }
  if (!property.ok) return { lines, mark: '✗', tone: 'wrong' }
  return { lines, mark: '', tone: property.verdict === 'holds' ? 'fine' : 'expected' }
}

/** A verdict that rests on a claim which was only sampled. */
const ifAlike = (form: Form) => (form === 'line' ? 'if alike (sampled)' : 'if alike')

function words(property: PropertyResult, result: Result, form: Form): readonly [string, string] {
  const witness = isWanted(property.kind)
  const { counterexample, witness: found, value } = property
  return match(property.verdict)
    .with('holds', () => {
      if (witness) return ['reached', steps(found?.steps.length, form)] as const
      return ['holds', value === undefined ? '' : measureOf(property.kind, value)] as const
    })
    .with('violated', () =>
      witness ? (['never', 'reached'] as const) : (['violated', shape(counterexample, form)] as const),
    )
    .with('unknown', () => {
      const why = result.error === undefined ? reason(result.limit, form) : 'error'
      return [form === 'tight' || why === '' ? 'unknown' : 'unknown:', why] as const
    })
    .exhaustive()
}

/** The number that a property gives when it holds. */
function measureOf(kind: PropertyResult['kind'], value: number): string {
  if (kind === 'shortestTime') return `shortest ${counted(value, 'unit')}`
  return kind === 'longestTime' ? `longest ${counted(value, 'unit')}` : `back in ${value}`
}

/** The number of steps; for a lasso, those of the stem and of the loop. */
function shape(trace: Trace | undefined, form: Form): string {
  const { loopAt, steps: all = [] } = trace ?? {}
  if (loopAt === undefined || loopAt === all.length) return steps(trace?.steps.length, form)
  const both = `${loopAt} + ${all.length - loopAt}`
  return form === 'tight' ? both : `in ${both} steps`
}

function steps(count: number | undefined, form: Form): string {
  if (count === undefined) return ''
  if (form !== 'tight') return `in ${counted(count, 'step')}`
  return count < 1000 ? counted(count, 'step') : grouped(count)
}

function reason(limit: LimitName | undefined, form: Form): string {
  if (limit === undefined) return ''
  if (form !== 'tight') return limitWords(limit)
  return match(limit)
    .with('seconds', () => 'time')
    .with('interrupted', () => 'stopped')
    .otherwise((name) => name)
}

/** The limit in words, such as `state limit`. */
export function limitWords(limit: LimitName): string {
  return match(limit)
    .with('states', () => 'state limit')
    .with('memory', () => 'memory limit')
    .with('seconds', () => 'time limit')
    .with('interrupted', () => 'interrupted')
    .exhaustive()
}

/** Why properties of a design are unknown, as a clause. */
export function whyOpen({ limit, simulation }: Pick<Result, 'limit' | 'simulation'>): string {
  if (simulation?.bitstate !== undefined) return 'a search that may leave out states did not decide it'
  if (simulation !== undefined) return `${counted(simulation.walks, 'random walk')} did not decide it`
  if (limit === undefined || limit === 'interrupted')
    return `the search ${limit === undefined ? 'ended early' : 'was interrupted'}`
  return `the search hit the ${limitWords(limit)}`
}
