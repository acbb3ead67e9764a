/** All verdicts: a table for each spec, one row per design and one column per property, with links to the stories. */
import type { ComponentChildren } from 'preact'
import { cell } from '../../report/terminal/cells.ts'
import { columns } from '../../report/terminal/layout.ts'
import { stored } from '../../report/words/counts.ts'
import { counted, grouped } from '../../report/words/numbers.ts'
import { sayAlike } from '../../report/words/remarks.ts'
import { took } from '../../report/words/took.ts'
import { sayUnchanged } from '../../report/words/unchanged.ts'
import { sayUnseen, unseens } from '../../report/words/unseen.ts'
import { sayUntaken, untaken } from '../../report/words/untaken.ts'
import { type Coverage, isJudged, type PropertyResult, type Result, type Unchanged } from '../../result.ts'
import { Said } from '../story/said.tsx'
import { CoverageView } from './coverage-view.tsx'
import { legendOf } from './legend.ts'
import { LevelsChart } from './levels-chart.tsx'
import '../overview.css'
import { hashOf } from '../address.ts'

interface OverviewProps {
  readonly results: readonly Result[]
  readonly unchanged: Unchanged | undefined
  readonly coverage: readonly Coverage[] | undefined
}

export function Overview({ results, unchanged, coverage = [] }: OverviewProps) {
  const specs = [...new Set(results.map(({ spec }) => spec))]
  return (
    <main class="overview">
      <header>
        <h1>Verdicts</h1>
        <p class="lead">{summaryOf(results)}</p>
        {unchanged !== undefined && <p class="lead">{sayUnchanged(unchanged)}</p>}
        <p class="legend">
          {legendOf(results).map(({ tone, text, meaning }) => (
            <span key={tone}>
              <span class={`tone ${tone}`}>{text}</span> {meaning === undefined ? '' : `${meaning} `}
            </span>
          ))}
        </p>
      </header>
      {specs.map((spec) => (
        <Verdicts key={spec} results={results.filter((result) => result.spec === spec)} />
      ))}
      {coverage.map((one) => (
        <CoverageView key={one.spec} coverage={one} />
      ))}
    </main>
  )
}

function summaryOf(results: readonly Result[]): string {
  const all = results.flatMap(({ properties }) => properties)
  const wrong = all.filter(({ ok, verdict }) => !ok && verdict !== 'unknown').length
  const shown = all.filter((one) => !isJudged(one) && one.verdict !== 'unknown').length
  const open = all.filter(({ verdict }) => verdict === 'unknown').length
  const errors = results.filter(({ error }) => error !== undefined).length
  const parts = [
    `${all.length > 0 && wrong + open + shown === 0 ? 'all' : grouped(all.length - wrong - open - shown)} as expected`,
    ...(shown === 0 ? [] : [`${grouped(shown)} at other sizes`]),
    ...(wrong === 0 ? [] : [`${grouped(wrong)} not as expected`]),
    ...(open === 0 ? [] : [`${grouped(open)} not decided`]),
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
  ]
  const states = results.reduce((sum, result) => sum + result.states, 0)
  const explored = states === 0 ? '' : ` ${counted(states, 'state')} explored.`
  return `${counted(results.length, 'design')}, ${counted(all.length, 'verdict')}: ${parts.join(', ')}.${explored}`
}

function Verdicts({ results }: { readonly results: readonly Result[] }) {
  const [first] = results
  if (first === undefined) return null
  const across = columns(results)
  return (
    <section>
      <h2>
        {first.spec} <span class="file">{first.file}</span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={`Verdicts of ${first.spec}`}>
        <table class="verdicts">
          <thead>
            <tr>
              <th scope="col" class="design">
                Design
              </th>
              {across.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {results.map((result) => (
              <tr key={JSON.stringify([result.design, result.params])}>
                <th scope="row" class="design">
                  {result.design}
                  <Size result={result} />
                </th>
                {across.map(({ name }) => (
                  <Verdict key={name} result={result} property={result.properties.find((one) => one.name === name)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Notes results={results} />
    </section>
  )
}

function Size({ result }: { readonly result: Result }) {
  const { states, depth, complete, levels, error } = result
  if (states === 0 && error === undefined) return null
  return (
    <span class="size">
      {complete ? '' : 'at least '}
      {`${counted(states, 'state')}${stored(result)}`}, depth {grouped(depth)}, {took(result)}
      {levels !== undefined && levels.length > 1 && <LevelsChart levels={levels} small />}
      {error !== undefined && (
        <Link result={result} name="error" has={error.trace !== undefined}>
          <span class="tone wrong">✗ error: {error.code}</span>
        </Link>
      )}
    </span>
  )
}

function Verdict({ result, property }: { readonly result: Result; readonly property: PropertyResult | undefined }) {
  const { lines, mark, tone } = cell(property, result, 'stack')
  if (property === undefined) return <td class="none">–</td>
  const [head = '', tail] = lines
  const has = (property.counterexample ?? property.witness) !== undefined
  return (
    <td title={`${property.name} — ${result.design}`}>
      <Link result={result} name={property.name} has={has}>
        <span class={`tone ${tone}`}>
          {mark} {head}
        </span>
        {tail !== undefined && <span class="how"> {tail}</span>}
      </Link>
    </td>
  )
}

interface LinkProps {
  readonly result: Result
  readonly name: string
  readonly has: boolean
  readonly children: ComponentChildren
}

function Link({ result: { spec, design }, name, has, children }: LinkProps) {
  return has ? <a href={hashOf({ spec, design, property: name })}>{children}</a> : <span>{children}</span>
}

const named = ({ design }: Result) => `'${design}'`

/** Notes on each design: what it shows, what never happens in it, and what a verdict does not show. */
function Notes({ results }: { readonly results: readonly Result[] }) {
  const notes = results.flatMap(({ design, note, error, properties }) => [
    ...(error === undefined ? [] : [{ design, text: error.message }]),
    ...(note === undefined ? [] : [{ design, text: note }]),
    ...properties.flatMap(({ name, notes = [] }) => notes.map((text) => ({ design, text: `${name}: ${text}` }))),
  ])
  const never = [
    ...untaken(results).map((one) => sayUntaken(one, named)),
    ...unseens(results).map((one) => sayUnseen(one, named)),
    ...sayAlike(results),
  ]
  if (notes.length + never.length === 0) return null
  return (
    <details class="notes">
      <summary>Notes on the designs</summary>
      {never.length > 0 && (
        <ul>
          {never.map((text) => (
            <li key={text}>
              <Said text={text} />
            </li>
          ))}
        </ul>
      )}
      <dl>
        {notes.map(({ design, text }) => (
          <div key={design + text}>
            <dt>{design}</dt>
            <dd>
              <Said text={text} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
