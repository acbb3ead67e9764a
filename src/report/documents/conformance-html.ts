/**
 * The page of how code conforms, as one file without scripts: for each drift its story in lanes, with the model's state and the
 * code's side by side.
 */
import type { Conformance, Drift } from '../../conformance.ts'
import { printable } from '../../errors.ts'
import type { Plain } from '../../plain.ts'
import type { TraceStep } from '../../result.ts'
import { factsOf, isWhole, openingOfDrift } from '../terminal/conformance.ts'
import { blockedSentences } from '../words/blocked.ts'
import { doing, inline } from '../words/data.ts'

export function conformanceToHtml(results: readonly Conformance[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>allways conform</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>How the code follows its model</h1>
${results.map(designOf).join('\n')}
</main>
</body>
</html>
`
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 80rem; margin: 0 auto; padding: 1rem }
.story { overflow-x: auto }
table { border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem; border-bottom: 1px solid #8886 }
ul { list-style: none; margin: 0; padding: 0 }
td { min-width: 6rem }
code { font: 0.9em/1.5 ui-monospace, monospace }
mark { background: #b00020; color: #fff; padding: 0 0.2em }
`

function designOf(result: Conformance): string {
  const { spec, design, driver, drift, error } = result
  const word = drift !== undefined ? 'drifts' : error !== undefined ? 'error' : isWhole(result) ? 'follows' : 'in part'
  const said = error === undefined ? factsOf(result) : [error.message]
  return `<section>
<h2>${escaped(`${spec} · ${design}`)}: ${word}</h2>
<p>Driver: <code>${escaped(driver)}</code></p>
${said.map((text) => `<p>${sentence(text)}</p>`).join('\n')}
${drift === undefined ? '' : storyOf(drift, `the story of ${spec} · ${design}`)}
</section>`
}

function storyOf(drift: Drift, called: string): string {
  const { trace, blocked, expected, seen } = drift
  const actors = [...new Set(trace.steps.map(({ actor }) => actor))]
  const why = blocked === undefined ? '' : ` The model disables it because ${blockedSentences(blocked).join(', and ')}.`
  const states = [trace.initial.state, ...trace.steps.map(({ state }) => state)]
  const rows = states.map((state, i) => {
    const step = trace.steps[i - 1]
    const isLast = i === states.length - 1
    const wrong = isLast ? expected.map(({ path }) => path) : []
    const lanes = actors.map((actor) => (actor === step?.actor ? escaped(doing(step)) : ''))
    // a step that the code refused, or took although it is disabled, was not observed after it
    const code = seen[i] === undefined ? sentence(isLast ? drift.message : 'not seen') : partsOf(seen[i], wrong)
    const model = seen[i] === undefined ? (step === undefined ? '' : changesOf(step)) : partsOf(seen[i], wrong, state)
    const cells = [step === undefined ? 'start' : String(i), ...lanes, model, code]
    return `<tr>${cells.map((cell, at) => (at === 0 ? `<th scope="row">${cell}</th>` : `<td>${cell}</td>`)).join('')}</tr>`
  })
  const heads = ['step', ...actors.map(escaped), 'the model', 'the code']
  return `<p><strong>${sentence(`${openingOfDrift(drift)}${why}`)}</strong></p>
<div class="story" tabindex="0" role="region" aria-label="${escaped(called)}">
<table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>${expected.length < 2 ? '' : alternatives(drift)}`
}

/** The first difference from each of several states that the model allows. */
function alternatives({ expected }: Drift): string {
  const lines = expected.map(
    ({ path, model, code }) => `${path}: ${inline(model)} in the model, ${inline(code)} in the code`,
  )
  return `\n<p>No state that the model allows agrees:</p>\n${listOf(lines.map(escaped))}`
}

const changesOf = ({ changes }: TraceStep) =>
  listOf(changes.map(({ path, before, after }) => escaped(`${path}: ${inline(before)} → ${inline(after)}`)))

/** The parts that were seen, or the same parts of the model's state. `wrong`: paths to mark. */
function partsOf(seen: Plain | undefined, wrong: readonly string[], state?: Plain): string {
  const parts = leavesOf(seen ?? null, '', state)
  return listOf(
    parts.map(({ path, value }) => {
      const text = `<code>${escaped(`${path}: ${inline(value)}`)}</code>`
      const isWrong = wrong.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`))
      return isWrong ? `<mark>${text}</mark>` : text
    }),
  )
}

interface Leaf {
  readonly path: string
  readonly value: Plain
}

/** The leaves of what was seen. With `state`, their values there. */
function leavesOf(seen: Plain, path: string, state?: Plain): Leaf[] {
  const isList = Array.isArray(seen)
  const isInner = typeof seen === 'object' && seen !== null && (!isList || seen.some((one) => isStruct(one as Plain)))
  const matches =
    state === undefined || (typeof state === 'object' && state !== null && Array.isArray(state) === isList)
  if (!isInner || !matches) return [{ path: path === '' ? 'the state' : path, value: state ?? seen }]
  return Object.entries(seen).flatMap(([name, part]) => {
    const at = isList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    const own = state === undefined ? undefined : ((state as { readonly [name: string]: Plain })[name] ?? null)
    return leavesOf(part as Plain, at, own)
  })
}

const isStruct = (value: Plain) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A sentence, with its parts of code as such. */
const sentence = (text: string) => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const listOf = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`

const signs: { readonly [sign: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string) => printable(text).replace(/[&<>"']/g, (sign) => signs[sign] as string)
