/** Lines under the table with facts that the verdicts do not show. */
import { type LookAlike, type Result, restsOnClaim, type Trace } from '../../result.ts'
import { code } from './code.ts'
import { inline } from './data.ts'
import { readable } from './maps.ts'
import { counted, grouped } from './numbers.ts'

/** The verdicts on a module alone, the notes of properties that are as expected, and the worst cases of recovery. */
export function remarks(results: readonly Result[]): string[] {
  return [...alone(results), ...open(results), ...sayAlike(results), ...lookingAlike(results), ...worstWays(results)]
}

/** Facts about alike instances: one line for all designs of which the same is true. */
export function sayAlike(results: readonly Result[]): string[] {
  const lines = new Map<string, string[]>()
  const say = (text: string, design: string) => {
    lines.set(text, [...(lines.get(text) ?? []), design])
  }
  for (const result of results) {
    const { design, symmetry, properties } = result
    if (symmetry === undefined) continue
    if (properties.some((property) => restsOnClaim(result, property))) {
      say(
        'the claim that instances are alike was checked in samples, and each verdict `if alike` rests on it; --symmetry prove checks all',
        design,
      )
    }
    for (const { name, why } of symmetry.whole ?? [])
      say(`all orders of '${name}' were explored, because ${why}`, design)
    if (symmetry.countsUnknown !== undefined) {
      say(`the counts are those of the stored states, because ${symmetry.countsUnknown}`, design)
    }
  }
  return [...lines].map(([text, designs]) => `In ${quoted(designs)}, ${text}.`)
}

/** Processes that could say that they are alike, each once, in the design in which that would save most. */
function lookingAlike(results: readonly Result[]): string[] {
  const most = new Map<string, LookAlike & { readonly design: string }>()
  for (const { design, lookAlike = [] } of results) {
    for (const one of lookAlike) {
      const key = one.processes.join()
      if (one.share < (most.get(key)?.share ?? 1)) most.set(key, { ...one, design })
    }
  }
  return [...most.values()].map(({ processes, instances, share, design }) => {
    const isOne = processes.length === 1
    const what = isOne
      ? `the ${instances} instances of '${processes[0]}' look alike`
      : `${quoted(processes)} look alike`
    return `In '${design}', ${what}: \`alike: true\` would leave ${part(share)} of the states.`
  })
}

function part(share: number): string {
  const n = Math.round(1 / share)
  const names = ['', 'nearly all', 'about half', 'about a third', 'about a quarter', 'about a fifth', 'about a sixth']
  return names[n] ?? `about one in ${grouped(n)}`
}

function alone(results: readonly Result[]): string[] {
  const names = new Set(results.flatMap(({ properties }) => properties.flatMap((one) => (one.alone ? [one.name] : []))))
  if (names.size === 0) return []
  return [
    `These verdicts are about a module alone, with inputs that change freely: ${quoted([...names])}. They do not carry over to a composition.`,
  ]
}

interface Open {
  readonly names: readonly string[]
  readonly designs: string[]
  note: string
}

/** Notes, such as that a property holds vacuously: one line for all properties and designs that share a note. */
function open(results: readonly Result[]): string[] {
  const shared = new Map<string, Open>()
  for (const { design, properties } of results) {
    const known = new Map<string, string[]>()
    for (const { name, kind, notes = [], ok } of properties) {
      // the notes of a broken refinement are a part of its story
      if (ok && kind !== 'refinement') for (const note of notes) known.set(note, [...(known.get(note) ?? []), name])
    }
    for (const [note, names] of known) {
      const key = JSON.stringify([names, note.replace(bound, 'at most')])
      const one = shared.get(key) ?? { names, designs: [], note }
      shared.set(key, one)
      one.designs.push(design)
      if (boundOf(note) > boundOf(one.note)) one.note = note
    }
  }
  return [...shared.values()].map(({ names, designs, note }) => `${quoted(names)} in ${quoted(designs)}: ${note}`)
}

/** Designs whose notes differ only in this bound share a line, which shows the greatest bound. */
const bound = /at most [\d,]+ steps?/
const boundOf = (note: string) => Number(bound.exec(note)?.[0].replace(/\D/g, '') ?? 0)

function worstWays(results: readonly Result[]): string[] {
  const worst = new Map<string, { readonly design: string; readonly value: number; readonly trace: Trace }>()
  for (const { design, properties } of results) {
    for (const { name, kind, value, witness } of properties) {
      if (kind !== 'canAlwaysReach' || value === undefined || witness === undefined) continue
      if (value <= (worst.get(name)?.value ?? 0)) continue
      worst.set(name, { design, value, trace: witness })
    }
  }
  return [...worst].map(([name, { design, value, trace }]) => {
    const { steps, initial } = readable(trace)
    const at = steps[(trace.turn ?? 0) - 1]?.state ?? initial.state
    return `Worst case of '${name}': ${counted(value, 'step')}, in '${design}', from ${code(inline(at))}`
  })
}

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')
