/** The source of a spec. Marks show the code that no state executed. */
import { sayWay, untakenWays } from '../../report/terminal/coverage.ts'
import { counted } from '../../report/words/numbers.ts'
import type { Coverage, FileCoverage } from '../../result.ts'
import '../coverage-view.css'

export function CoverageView({ coverage }: { readonly coverage: Coverage }) {
  const { spec, designs, states, complete, files } = coverage
  const hasGaps = files.some((file) => file.lines.some(([, taken]) => taken === 0) || untakenWays(file).length > 0)
  return (
    <section class="coverage">
      <h2>
        {spec} <span class="file">source</span>
      </h2>
      <p class="legend">
        Based on {complete ? 'all' : 'the first'} {counted(states, 'state')} of {counted(designs.length, 'design')}.
        Code that only builds the model is not marked. {hasGaps && <mark>Never executed</mark>}
      </p>
      {files.map((file) => (
        <Source key={file.file} file={file} />
      ))}
    </section>
  )
}

function Source({ file }: { readonly file: FileCoverage }) {
  const taken = new Map(file.lines)
  const ways = untakenWays(file)
  const never = file.lines.filter(([, taken]) => taken === 0).length
  const lines = file.text.replace(/\n$/, '').split('\n')
  return (
    <details open={never + ways.length > 0 && lines.length < 400}>
      <summary>
        {file.file} <span class="size">{sizeOf(never, ways.length)}</span>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="source" tabIndex={0} aria-label={`Source of ${file.file}`}>
        {lines.map((text, i) => {
          const missed = ways.filter(({ branch, way }) => (way.line ?? branch.line) === i + 1)
          const isNever = taken.get(i + 1) === 0
          return (
            <div key={i} class={isNever ? 'never' : missed.length > 0 ? 'partly' : undefined}>
              <span class="number">{i + 1}</span>
              {isNever ? <mark>{text}</mark> : text}
              {missed.map(({ branch, way }) => (
                <em key={way.what + branch.column}> ← {sayWay(branch, way)}</em>
              ))}
            </div>
          )
        })}
      </section>
    </details>
  )
}

function sizeOf(lines: number, branches: number): string {
  if (lines + branches === 0) return 'all executed'
  const ways = `${branches} ${branches === 1 ? 'branch' : 'branches'}`
  return `${counted(lines, 'line')} and ${ways} never executed`
}
