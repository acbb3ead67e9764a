/** Unexpected results, written so that a colleague understands them without the tool. */

import pc from 'picocolors'
import { match } from 'ts-pattern'
import type { Plain } from '../../plain.ts'
import { isWanted, noteOn, type PropertyResult, type Result, type RunError, type Trace } from '../../result.ts'
import { countsStory } from '../words/counts.ts'
import { gistOf } from '../words/gist.ts'
import { readable } from '../words/maps.ts'
import { namesKept } from '../words/names.ts'
import { counted } from '../words/numbers.ts'
import { reasonsOf } from '../words/reasons.ts'
import { accountOf, roundAfter, roundSentence, shapeOf, standingOf, timeLockOf } from '../words/run-sentences.ts'
import { capital, type TextOptions, tied, tying, unbroken, wrap, wrapLines } from '../words/text.ts'
import { limitWords } from './cells.ts'
import { briefs, isUnexpected, type Stories } from './story-choice.ts'
import { renderTrace } from './trace.ts'

/** One paragraph for each error, each unexpected verdict, and each design with unknown verdicts. '' if none. */
export function renderUnexpected(results: readonly Result[], screen: TextOptions, stories: Stories = 'all'): string {
  const options = { width: screen.width, color: screen.color, explained: new Set<string>() }
  const lines = briefs(results, stories)
  const paragraphs = results.flatMap((result, i) => {
    const { error } = result
    const alike = error === undefined ? [] : results.filter((other) => isSame(result, other))
    // an error in the model is the same in each of its designs: only the first design reports it
    if (alike.length > 0 && results.indexOf(alike[0] as Result) < i) return []
    return [
      ...(error === undefined ? [] : [errorStory(result, error, alike.slice(1), options)]),
      ...result.properties
        .filter((property) => isUnexpected(property) && !lines.has(property))
        .map((property) => propertyStory(result, property, options)),
      ...(result.counts === undefined
        ? []
        : [
            [heading(['✗', result.spec, result.design, 'counts'], options), ...say(countsStory(result), options)].join(
              '\n',
            ),
          ]),
      ...undecidedStory(result, options),
    ]
  })
  if (lines.size > 0) paragraphs.push(briefly(results, lines, stories, options))
  return paragraphs.join('\n\n')
}

/** The paragraph after the stories: one line for each property whose story is not printed. */
function briefly(
  results: readonly Result[],
  lines: ReadonlyMap<PropertyResult, string>,
  stories: Stories,
  options: TextOptions,
): string {
  const isOnlySpec = new Set(results.map(({ spec }) => spec)).size === 1
  const told = results.flatMap(({ spec, design, properties }) =>
    properties.flatMap((property) => {
      const line = lines.get(property)
      const of = isOnlySpec ? [design] : [spec, design]
      return line === undefined ? [] : [heading(['✗', ...of, property.name], options, `: ${line}`)]
    }),
  )
  return [...told, ...(stories === 'one' ? say('To print these stories, too, add --stories all.', options) : [])].join(
    '\n',
  )
}

/** Whether two designs have the same error, and neither has any verdict. */
function isSame(one: Result, other: Result): boolean {
  const nothing = ({ properties }: Result) => properties.every(({ verdict }) => verdict === 'unknown')
  const said = ({ spec, error }: Result) => error && JSON.stringify([spec, error.code, error.message, error.line])
  return said(one) === said(other) && nothing(one) && nothing(other)
}

export function propertyStory(result: Result, property: PropertyResult, options: TextOptions): string {
  return [
    heading(['✗', result.spec, result.design, property.name], options),
    ...say(withPath(tying([result.design, property.name])(openingOf(result, property)), result.file), options),
    ...body(property, options),
    ...(property.file === undefined ? [] : say(`Stored in ${unbroken(property.file)}`, options)),
  ].join('\n')
}

/** A single story, whether it was expected or not. */
export function renderStory(
  { spec, design, notes }: Pick<Result, 'spec' | 'design' | 'notes'>,
  property: PropertyResult,
  options: TextOptions,
): string {
  const trace = property.counterexample ?? property.witness
  const note = noteOn(property.name, notes)
  const shape =
    property.verdict === 'violated' && trace !== undefined
      ? shapeOf(property, trace)
      : `reached in ${counted(trace?.steps.length ?? 0, 'step')} ${standingOf(trace ?? {})}`
  return [
    heading([property.verdict === 'violated' ? '✗' : '✓', spec, design, property.name], options),
    // the author's note comes first: it is the whole story in a sentence
    ...(note === undefined ? [] : [...say(note.replace(/\s+/g, ' '), options), '']),
    ...say(`${capital(shape)}:`, options),
    ...body(property, options),
  ].join('\n')
}

/** The gist, the trace, and sentences about reasons and fairness. */
function body(property: PropertyResult, options: TextOptions): string[] {
  const found = property.counterexample ?? property.witness
  const trace = found && readable(found)
  const keep = trace === undefined ? (text: string) => text : namesKept(trace)
  const brief = property.counterexample === undefined || trace === undefined ? [] : gistOf(property, trace)
  const tell = (sentence: string) => say(keep(tying([property.name])(sentence)), options)
  const said = [
    ...(trace === undefined ? [] : [...ending(property, trace, brief), ...reasonsOf(trace, property.name, brief)]),
    ...accountOf(property),
  ]
  return [
    ...(brief.length === 0 ? [] : ['', ...tell(brief.join(' '))]),
    ...(trace === undefined ? [] : ['', renderTrace(trace, options)]),
    ...(trace === undefined || said.length === 0 ? [] : ['']),
    ...said.flatMap(tell),
    ...(trace === undefined ? [] : afterwards(property, trace, options)),
  ]
}

/** An example of how a run goes on forever in a region of no return. */
function afterwards(property: PropertyResult, trace: Trace, options: TextOptions): string[] {
  const [after, round] = [roundAfter(property, trace), property.noReturn?.round]
  if (after === undefined || round === undefined) return []
  return [...say(roundSentence(round), options), '', renderTrace(after, options, 2, trace.steps.length + round.after)]
}

/** Says what was expected and what was found. If there is no trace to show, it says why not, and what to do. */
export function openingOf(result: Result, property: PropertyResult): string {
  const trace = property.counterexample ?? property.witness
  const length = trace === undefined ? '' : ` in ${counted(trace.steps.length, 'step')}`
  const way = trace?.found === undefined ? '' : ` ${standingOf(trace)}`
  const all = result.states === 1 ? 'the only state was' : `all ${counted(result.states, 'state')} were`
  return match([isWanted(property.kind), property.verdict] as const)
    .with([true, 'holds'], () => `Expected to be unreachable, but reached${length}${way}:`)
    .with([true, 'violated'], () => `Expected to be reachable, but it is not: ${all} explored.`)
    .with([false, 'holds'], () =>
      result.otherSize
        ? `Expected to be violated, but holds: ${all} explored. ` +
          `This check used other parameters than '${result.design}', so the verdict may differ from the expected one.`
        : `Expected to be violated, but holds: the violation is gone. ${capital(all)} explored. ` +
          `If this is intended, remove 'violated' from what '${result.design}' expects in ${result.file}. ` +
          'If not, something hides the violation: look for a step that is never taken.',
    )
    .otherwise(() =>
      trace === undefined ? 'Expected to hold, but violated:' : `Expected to hold, but ${shapeOf(property, trace)}:`,
    )
}

/** The last sentence of the story. Left out if the gist says it; a deadlock's says where each process waits. */
function ending(property: PropertyResult, trace: Trace, brief: readonly string[]): string[] {
  return brief.length > 0 && property.kind !== 'deadlock' ? [] : [closing(property, trace)]
}

function closing(property: PropertyResult, trace: Trace): string {
  const count = trace.steps.length
  const where = count === 0 ? 'The initial state' : `The state after step ${count}`
  return match(property.kind)
    .with('invariant', () => `${where} violates '${property.name}'.`)
    .with('step', () => `Step ${count} violates '${property.name}'.`)
    .with('refinement', () => refinementEnd(property.name, trace))
    .with(
      'deadlock',
      () => timeLockOf(trace, where) ?? `${where} is a deadlock: no step or action is enabled${stuck(trace)}`,
    )
    .with(
      'reachable',
      () => `'${property.name}' is true in ${count === 0 ? 'the initial state' : `the state after step ${count}`}.`,
    )
    .with('reachableInOrder', () => `${where} completes '${property.name}'.`)
    .with(
      'canAlwaysReach',
      () => `From ${count === 0 ? 'the initial state' : 'there'}, '${property.name}' is out of reach.`,
    )
    .otherwise(() => `This run violates '${property.name}'.`)
}

function refinementEnd(name: string, { steps, loopAt }: Trace): string {
  if (loopAt !== undefined) return `This run violates '${name}'.`
  return `${steps.length === 0 ? 'The initial state' : `Step ${steps.length}`} violates '${name}'.`
}

/** The processes that wait in a deadlock, and what to do if the model may stop there. */
function stuck(trace: Trace): string {
  const waiting = standing(trace)
  if (waiting === '') return '. If the model may stop here, declare it: `resting: (s) => …`'
  return `, and a process is still waiting. ${waiting}If a process may wait here forever, add the label to \`resting\`.`
}

/** The label of each process at the end. */
function standing({ initial, steps, links = [] }: Trace): string {
  const state = (steps.at(-1) ?? initial).state as { readonly [name: string]: Plain }
  const places = Object.entries(state).flatMap(([process, of]) => {
    const instances: readonly Plain[] = Array.isArray(of) && !links.includes(process) ? of : []
    return instances.flatMap((one, id) => {
      const at = typeof one === 'object' && one !== null && 'at' in one ? one.at : undefined
      return typeof at === 'string' ? [`${process}${instances.length > 1 ? ` ${id}` : ''} is at '${at}'`] : []
    })
  })
  return places.length === 0 ? '' : `${capital(places.join(', '))}. `
}

function errorStory(result: Result, error: RunError, others: readonly Result[], options: TextOptions): string {
  const place = error.file === undefined ? '' : `${error.file}${error.line === undefined ? '' : `:${error.line}`}`
  const { trace, step } = error
  const after = trace === undefined ? '' : trace.steps.length === 0 ? ' in the initial state' : ` after these steps`
  return [
    heading(['✗', result.spec, result.design, `error: ${error.code}`], options),
    ...wrapLines(error.message, options.width, '  '),
    ...(place === '' ? [] : say(`at ${unbroken(place)}`, options)),
    ...(trace === undefined ? [] : ['', renderTrace(trace, options), '']),
    ...(step === undefined ? [] : say(`The step that failed${after}: ${tied(step)}`, options)),
    ...(others.length === 0
      ? []
      : say(`The same error occurs in ${others.map(({ design }) => `'${design}'`).join(', ')}.`, options)),
  ].join('\n')
}

/** One paragraph for each design, because its properties are unknown for the same reason. */
function undecidedStory(result: Result, options: TextOptions): string[] {
  const open = result.properties.filter((property) => property.verdict === 'unknown')
  // the report of a simulation already lists its unknown properties
  if (open.length === 0 || result.simulation !== undefined) return []
  const found = `${counted(result.states, 'state')}, at depth ${result.depth}`
  const why = match(result.limit)
    .with(undefined, () => (result.error === undefined ? 'The search ended early' : 'The error ended the search'))
    .with('interrupted', () => 'The search was interrupted')
    .otherwise((limit) => `The search hit the ${limitWords(limit)}`)
  const remedy = match(result.limit)
    .with('states', () => ' Raise --max-states, or make the model smaller.')
    .with('memory', () => ' Raise --max-memory, or make the model smaller.')
    .with('seconds', () => ' Raise --max-seconds, or make the model smaller.')
    .otherwise(() => '')
  const names = open.map((property) => `'${property.name}'`).join(', ')
  return [
    [
      heading(['?', result.spec, result.design, 'unknown'], options),
      ...say(`${why} after ${found}. Not decided: ${names}.${remedy}`, options),
    ].join('\n'),
  ]
}

export function heading(
  [mark, ...names]: readonly [string, ...string[]],
  { width, color }: TextOptions,
  tail = '',
): string {
  const colors = pc.createColors(color)
  const paint = mark === '✗' ? colors.red : mark === '✓' ? colors.green : colors.yellow
  return wrap(`${names.map(tied).join(' · ')}${tail}`, width, `${mark} `)
    .map((line) => colors.bold(paint(line)))
    .join('\n')
}

/** Keeps a path in one piece, even if the line gets too long. */
const withPath = (text: string, path: string) => (path === '' ? text : text.replaceAll(path, unbroken(path)))

const say = (text: string, { width }: TextOptions) => wrap(text, width, '  ')
