/** Chooses which unexpected verdicts get their story printed, and writes one line for each of the others. */
import { isWanted, type PropertyResult, type Result, type Trace, type TraceStep } from '../../result.ts'
import { counted } from '../words/numbers.ts'

/** `one` prints only the shortest story of each design. */
export const storyChoices = ['all', 'one', 'none'] as const
export type Stories = (typeof storyChoices)[number]

export const isUnexpected = ({ ok, verdict }: PropertyResult) => !ok && verdict !== 'unknown'

/** The line for each property whose story is not printed. A property with a printed story is not in the map. */
export function briefs(results: readonly Result[], stories: Stories): ReadonlyMap<PropertyResult, string> {
  const lines = new Map<PropertyResult, string>()
  if (stories === 'all') return lines
  const printed: Printed[] = []
  for (const { spec, design, properties } of results) {
    const unexpected = properties.filter(isUnexpected)
    const twinOf = (property: PropertyResult | undefined) =>
      printed.find((other) => other.spec === spec && other.design !== design && isTwin(other.property, property))
    const first = stories === 'none' ? undefined : shortest(unexpected)
    const shown = twinOf(first) === undefined ? first : undefined
    for (const property of unexpected) {
      if (property === shown) continue
      const twin = twinOf(property)
      const alike = twin === undefined ? beginning(property, shown) : `, as in '${twin.design}'`
      lines.set(property, `${outcome(property)}${alike}`)
    }
    if (shown !== undefined) printed.push({ spec, design, property: shown })
  }
  return lines
}

interface Printed {
  readonly spec: string
  readonly design: string
  readonly property: PropertyResult
}

const traceOf = (property: PropertyResult | undefined) => property?.counterexample ?? property?.witness

function shortest(properties: readonly PropertyResult[]): PropertyResult | undefined {
  const length = (property: PropertyResult) => traceOf(property)?.steps.length ?? Number.POSITIVE_INFINITY
  return properties.reduce<PropertyResult | undefined>(
    (best, one) => (best === undefined || length(one) < length(best) ? one : best),
    undefined,
  )
}

/** The number of equal steps at the start of two stories. Steps are equal if name, actor and choices are. */
function sameSteps(a: Trace, b: Trace): number {
  if (JSON.stringify(a.initial.choices) !== JSON.stringify(b.initial.choices)) return 0
  const said = ({ name, actor, choices }: TraceStep) => JSON.stringify([name, actor, choices])
  const other = a.steps.findIndex((step, i) => i >= b.steps.length || said(step) !== said(b.steps[i] as TraceStep))
  return other < 0 ? a.steps.length : other
}

function isTwin(printed: PropertyResult, property: PropertyResult | undefined): boolean {
  const [a, b] = [traceOf(printed), traceOf(property)]
  if (a === undefined || b === undefined || printed.name !== property?.name || a.loopAt !== b.loopAt) return false
  return a.steps.length === b.steps.length && sameSteps(a, b) === a.steps.length
}

function beginning(property: PropertyResult, printed: PropertyResult | undefined): string {
  const [trace, shown] = [traceOf(property), traceOf(printed)]
  const same = trace === undefined || shown === undefined ? 0 : sameSteps(trace, shown)
  // one common step saves a reader nothing
  if (same < 2) return ''
  return `; steps 1 to ${same} are the same as for '${printed?.name}'`
}

function outcome(property: PropertyResult): string {
  const { kind, verdict } = property
  const trace = traceOf(property)
  if (isWanted(kind)) return verdict === 'holds' ? `reached${length(trace)}` : 'never reached'
  return verdict === 'holds' ? 'holds, but was expected to be violated' : `violated${length(trace)}`
}

function length(trace: Trace | undefined): string {
  if (trace === undefined) return ''
  const { steps, loopAt = steps.length } = trace
  const loop = loopAt < steps.length ? ` and a loop of ${steps.length - loopAt}` : ''
  return ` in ${counted(loopAt, 'step')}${loop}`
}
