/** The page that `npm run sizes` writes: one row for each design at each size. The test of the page reads it. */
import type { Size } from '../specs/sizes.ts'
import { isWanted, type PropertyResult, type Result } from '../src/result.ts'

export interface Row {
  readonly spec: string
  readonly design: string
  /** The parameters, as in `enactors 3, endpoints 2`. */
  readonly size: string
  readonly states: string
  readonly transitions: string
  readonly depth: string
  /** Whether the claim that instances are alike was `proved` or `sampled`; `–` if the spec claims nothing. */
  readonly alike: string
  /** The properties that do not hold, each with the length of its story: `converges (13)`. `nothing` if all hold. */
  readonly breaks: string
  /** The beginning of the spec's digest: enough characters to distinguish two specs. */
  readonly digest: string
}

const head = ['spec', 'design', 'size', 'states', 'transitions', 'depth', 'alike', 'breaks', 'digest'] as const

/** The rows that the list asks for, by spec, design and size. */
export const wanted = (sizes: readonly Size[]) =>
  sizes.flatMap((one) =>
    one.designs.map((design) => ({ ...one, design, key: keyOf({ spec: one.spec, design, size: shown(one.params) }) })),
  )

export const keyOf = ({ spec, design, size }: Pick<Row, 'spec' | 'design' | 'size'>) => `${spec} · ${design} · ${size}`

export const digestShown = (digest: string) => digest.slice(0, 12)

const shown = (params: Size['params']) =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

export function rowOf(result: Result, params: Size['params']): Row {
  const broken = result.properties.filter(({ verdict }) => verdict !== 'holds')
  return {
    ...{ spec: result.spec, design: result.design, size: shown(params) },
    states: count(result.states),
    transitions: count(result.transitions),
    depth: count(result.depth),
    alike: result.symmetry === undefined ? '–' : result.symmetry.claim,
    breaks: broken.map(told).join('; ') || 'nothing',
    digest: digestShown(result.digest),
  }
}

const count = (n: number) => n.toLocaleString('en-US')

function told({ name, kind, verdict, counterexample }: PropertyResult): string {
  if (verdict === 'unknown') return `${name} (unknown)`
  if (isWanted(kind) || counterexample === undefined) return `${name} (never reached)`
  const { loopAt, steps } = counterexample
  const loop = loopAt !== undefined && loopAt < steps.length
  return `${name} (${loop ? `${loopAt} + ${steps.length - loopAt}` : steps.length})`
}

/** The names of the properties that do not hold. */
export const brokenIn = ({ breaks }: Row) =>
  breaks === 'nothing' ? [] : breaks.split('; ').map((one) => one.replace(/ \([^()]*\)$/, ''))

export const rowsOf = (page: string): Row[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| spec'))
    .map((line) => line.slice(2, -2).split(' | '))
    .map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])) as unknown as Row)

export const pageOf = (rows: readonly Row[]) => `# Sizes that take longer

\`npm run sizes\` explores every size in [\`sizes.ts\`](sizes.ts) completely, and writes this page. It takes some minutes on one processor. A test checks that this page agrees with today's list and specs.

The column *breaks* names the properties that are violated, or not reached. Every other property holds, or is reached. The column *alike* says how the claim was checked that instances are [alike](../docs/symmetry.md): in every state, or in samples. In a row with samples, *holds* rests on the claim; it is proven at the size of the design itself. The number in brackets is the length of the story. \`7 + 4\` is a run of 7 steps, and then a loop of 4 steps that repeats forever. The [tables](README.md) have the designs, and what each design breaks at its own size. [The essay](dynamodb-dns.md#designs-that-pass-until-there-is-one-more-of-something) explains how the verdicts of the DNS designs depend on the size.

| ${head.join(' | ')} |
|---|---|---|---:|---:|---:|---|---|---|
${rows.map((row) => `| ${head.map((name) => row[name]).join(' | ')} |`).join('\n')}
`
