/** Renders what random walks or a depth-first search show about a design, and how much of it they cover. */

import pc from 'picocolors'
import { printable } from '../../errors.ts'
import { own } from '../../plain.ts'
import { type Bitstate, isWanted, type PropertyResult, type Result, type Simulation } from '../../result.ts'
import { counted, grouped, sized } from '../words/numbers.ts'
import { columnsOf, padded, type TextOptions, tied, unbroken, wrap } from '../words/text.ts'

/** One line for each property, then the coverage. '' if the design could not be run. */
export function renderSimulation(result: Result, { width, color }: TextOptions): string {
  const { simulation } = result
  if (simulation === undefined) return ''
  const colors = pc.createColors(color)
  const [name, file] = [printable(`${result.spec} · ${result.design}`), printable(result.file)]
  const fits = columnsOf(name) + 2 + columnsOf(file) <= width
  const title = fits
    ? [`${colors.bold(name)}  ${colors.dim(file)}`]
    : [
        ...wrap(`${result.spec} · ${tied(result.design)}`, width).map(colors.bold),
        ...wrap(unbroken(file), width, '  ').map(colors.dim),
      ]
  const verdicts = result.properties.flatMap((property) => {
    const paint = property.verdict === 'unknown' ? colors.yellow : property.ok ? colors.green : colors.red
    return wrap(sentenceOf(property, simulation), width, leadOf(property)).map(
      (line) => paint(line.slice(0, leadWidth)) + line.slice(leadWidth),
    )
  })
  const covered = coverageOf(result, simulation).flatMap((text) => wrap(text, width, '  ', '    '))
  return [...title, '', ...verdicts, '', ...covered].join('\n')
}

const leadWidth = 12

function leadOf({ verdict, kind, ok }: PropertyResult): string {
  const mark = verdict === 'unknown' ? '?' : ok ? ' ' : '✗'
  const word = verdict === 'holds' && isWanted(kind) ? 'reached' : verdict
  return `${mark} ${padded(word, leadWidth - 2)}`
}

function sentenceOf({ name, kind, verdict, counterexample, witness }: PropertyResult, of: Simulation): string {
  if (verdict === 'unknown') return `${name}: ${openOf(kind, of.bitstate === undefined ? 'walk' : 'search')}`
  const left = (counterexample ?? witness)?.steps.length ?? 0
  const { walk, steps } = own(of.decided, name) ?? { walk: 0, steps: left }
  const found = `${name}: in ${counted(left, 'step')}`
  if (walk === 0) return `${found}, at the start`
  const one = `${of.bitstate === undefined ? 'walk' : 'search'} ${grouped(walk)}`
  if (of.bitstate !== undefined && of.shards === undefined) {
    return left < steps ? `${found}, shortened from ${grouped(steps)}` : found
  }
  return `${found}, ${left < steps ? `shortened from the ${grouped(steps)} of` : 'by'} ${one}`
}

/** The kinds that a finite run can prove violated or, for witnesses, reached. */
const showable: readonly PropertyResult['kind'][] = [
  ...(['invariant', 'step', 'reachable', 'deadlock', 'reachableInOrder', 'refinement'] as const),
]

function openOf(kind: PropertyResult['kind'], noun: 'walk' | 'search'): string {
  const isShowable = showable.includes(kind) && !(noun === 'search' && kind === 'reachableInOrder')
  if (!isShowable) return `no ${noun} can decide it`
  return isWanted(kind) ? `no ${noun} reaches it` : `no ${noun} violates it`
}

function coverageOf(result: Result, simulation: Simulation): string[] {
  const { states, depth, actions, limit } = result
  const { bitstate, neverEnabled } = simulation
  const taken = [...actions].filter(({ taken }) => taken > 0).sort((a, b) => b.taken - a.taken)
  const passed = actions.filter(({ name, taken }) => taken === 0 && !neverEnabled.includes(name))
  const until = limit === 'interrupted' ? ' until interrupted' : limit === undefined ? '' : ' until the time limit'
  return [
    ...(bitstate === undefined
      ? [...walkedOf(depth, until, simulation), growthOf(states, simulation)]
      : searchedOf(states, depth, until, simulation, bitstate)),
    `Taken: ${taken.length === 0 ? 'nothing' : taken.map(({ name, taken }) => `'${name}' ${grouped(taken)}`).join(', ')}.`,
    ...(passed.length === 0 ? [] : [`Enabled but never taken: ${quoted(passed.map(({ name }) => name))}.`]),
    ...(neverEnabled.length === 0
      ? []
      : [
          `Never enabled in a state that a ${bitstate === undefined ? 'walk' : 'search'} visited: ${quoted(neverEnabled)}.`,
        ]),
  ]
}

function walkedOf(depth: number, until: string, simulation: Simulation): string[] {
  const { walks, steps, seed, bias, maxDepth, stopped, deadlocks } = simulation
  const ended = deadlocks === 0 ? 'none in a deadlock' : `${grouped(deadlocks)} in a deadlock`
  return [
    `--seed ${seed} --bias ${bias} --depth ${maxDepth}: ${counted(walks, 'walk')}${until}, ${counted(steps, 'step')}, ` +
      `${grouped(depth)} in the longest walk.`,
    ...(stopped === 0 && deadlocks === 0
      ? []
      : [`${counted(stopped, 'walk')} ended because nothing could change, ${ended}.`]),
  ]
}

/** How much a depth-first search has seen, and how much it may have left out. */
function searchedOf(
  states: number,
  depth: number,
  until: string,
  { seed, maxDepth, steps, stopped, deadlocks, shards = 1, mostStates = states }: Simulation,
  { bytes, mistaken, cut, ended }: Bitstate,
): string[] {
  const seen =
    mostStates === states ? counted(states, 'state') : `${grouped(states)} to ${counted(mostStates, 'state')}`
  const stuck = deadlocks === 0 ? 'none of them a deadlock' : `${counted(deadlocks, 'deadlock')} among them`
  const best = shards === 1 ? '' : ' in the search that left out least'
  return [
    `--seed ${seed} --bitstate ${sized(bytes)} --depth ${maxDepth}: ${shards === 1 ? 'one search' : `${shards} searches`}, ` +
      `depth first${until}. ${seen} seen, ${grouped(steps)} expanded, ${grouped(depth)} steps in the longest path.`,
    ...(stopped === 0 ? [] : [`Nothing can change in ${counted(stopped, 'state')}, ${stuck}.`]),
    `${endOf(ended, until)}${best}` +
      `${cut === 0 ? '.' : `, but ${counted(cut, 'state')} ${cut === 1 ? 'was' : 'were'} too deep, or did not fit into memory.`}`,
    `At the end, ${percent(mistaken)} of new states were taken for seen ones and left out, with what only they lead to. ` +
      'A larger table leaves out fewer.',
  ]
}

function endOf(ended: boolean, until: string): string {
  if (ended) return 'No state was left to expand'
  return until === '' ? 'The search ended before it expanded all states' : 'States were left to expand'
}

/** Whether the walks still find new states. The fewer they find, the more of the reachable states they have seen. */
function growthOf(states: number, { lately, countedSteps, shards, mostStates = states }: Simulation): string {
  const { steps, successors, newStates } = lately
  const some =
    shards === undefined || mostStates === states
      ? counted(states, 'state')
      : `${grouped(states)} to ${counted(mostStates, 'state')}`
  const seen =
    countedSteps === undefined
      ? `${some} seen${shards === undefined ? '' : `, because ${counted(shards, 'shard')} may have seen the same ones`}.`
      : `${some} seen in the first ${counted(countedSteps, 'step')}; then the memory for counting states was full (--max-memory).`
  if (successors === 0) return seen
  const when = `in the last ${counted(steps, 'step')}${countedSteps === undefined ? '' : ' before that'}`
  if (newStates === 0) return `${seen} None was new ${when}; more of these walks are unlikely to find more.`
  return `${seen} Still growing: ${percent(newStates / successors)} of the ${counted(successors, 'successor')} seen ${when} were new.`
}

function percent(share: number): string {
  const value = share * 100
  return `${value >= 9.95 ? Math.round(value) : value >= 0.05 ? value.toFixed(1) : 'less than 0.1'} %`
}

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')
