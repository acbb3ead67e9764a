/**
 * Every truth value and every other value in a sentence about a part of a predicate, against an evaluation of the same
 * text over the plain state, by JavaScript alone. `ALLWAYS_SENTENCES=20000` checks as many sentences.
 */
import { describe, expect, it } from 'vitest'
import { capturedNames } from '../../src/cli/source/closures.ts'
import type { Model } from '../../src/language/model.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import { partSentence } from '../../src/report/words/reasons.ts'
import type { DecidingPart, Trace } from '../../src/result.ts'
import { decidingParts, guardParts, type Located } from '../../src/why/parts.ts'
import { type Callback, capturedOf, comesTo, type Dice, diceOf, modelWith, predicateOf, stateOf } from './predicates.ts'

const wanted = Number(process.env.ALLWAYS_SENTENCES ?? 300)
const seed = Number(process.env.ALLWAYS_SEED ?? 20251129)

interface Told {
  readonly part: DecidingPart
  /** The values of the names outside of callbacks. */
  readonly names: { readonly [name: string]: unknown }
  readonly callbacks: readonly Callback[]
  readonly text: string
}

/** How the host knows functions: not at all, with what they capture, or with what their author wrote as well. */
type Host = 'none' | 'captured' | 'written'

/** The sentences about a random predicate in a random state; `undefined` if it is true there. */
function toldOf(dice: Dice, host: Host, kind: 'invariant' | 'step' | 'guard'): Told[] | undefined {
  const { text, params, callbacks } = predicateOf(dice, kind === 'step' ? 'step' : 'invariant')
  const states = params.map(() => stateOf(dice))
  const captured = capturedOf(dice)
  const names = { ...captured, ...Object.fromEntries(params.map((name, i) => [name, states[i]])) }
  if (typeof comesTo(text, names) !== 'boolean') return undefined
  const broken = comesTo(text, names) ? `!(${text})` : text
  // a bundle has its own quotes and little white space, and renames what clashes
  const written = `${'p'}: (${params.join(', ')}) => ${broken},\n  q: () => true,`
  const bundled = broken
    .replace(/'/g, '"')
    .replace(/ ([<>=!&|?:]+) /g, '$1')
    .replace(/\bmax\b/g, 'max2')
  const code = `(${params.join(',')})=>${host === 'written' ? bundled : broken}`
  const around = { ...captured, max2: captured.max }
  const test = new Function(...Object.keys(around), `return ${code}`)(...Object.values(around))
  const model = modelWith(kind, test) as unknown as Model
  const locate: Located | undefined =
    host === 'none'
      ? undefined
      : Object.assign(() => undefined, {
          captured: capturedNames,
          ...(host === 'written' ? { written: () => written } : {}),
        })
  const parts = partsOf(model, kind, states, locate)
  expect(parts.length, `nothing is said of ${broken}`).toBeGreaterThan(0)
  return parts.map((part) => ({ part, names, callbacks, text: broken }))
}

function partsOf(model: Model, kind: string, states: readonly object[], locate: Located | undefined): DecidingPart[] {
  const reference = interpreter(model)
  if (kind === 'guard') return guardParts(model, reference, 0, states[0] as never, locate)
  const property = model.properties.find(({ name }) => name === 'p')
  if (property === undefined) throw new Error('the model has no such property')
  const initial = { choices: [], picks: [], state: states[0] }
  const trace = { initial, steps: states.slice(1).map((state) => ({ state, changes: [] })) } as unknown as Trace
  const parts = decidingParts(model, reference, property, trace, locate)
  expect(parts.length).toBe(1)
  return parts
}

const bare = (text: string) => text.replace(/[\s()]/g, '')

/** The values of the names of elements in a sentence, by the places that it gives. */
function elementsOf({ part, names, callbacks }: Told): { readonly [name: string]: unknown } {
  const places = (part.of ?? '').split(', ').filter((place) => place !== '')
  // of what is called by its name the sides that are quoted tell where it stands
  const quotes = [...(part.named ? [] : [part.text]), ...(part.known ?? []).map(({ text }) => text)].map(bare)
  const around = callbacks.find(
    ({ elements, body }) => elements.length === places.length && quotes.every((text) => bare(body).includes(text)),
  )
  return Object.fromEntries(
    places.flatMap((place, k) => {
      const { name, index, root } = around?.elements[k] ?? {}
      if (name === undefined) return []
      const own = [name, comesTo(`${root}.${place}`, names)]
      return [own, ...(index === undefined ? [] : [[index, Number(/(\d)\]$/.exec(place)?.[1])]])]
    }),
  )
}

/** Whether all that the sentence says is so. */
function check(told: Told): void {
  const { part, names, text } = told
  const sentence = partSentence(part)
  const said = `${sentence}\n  of ${text}`
  const all = { ...names, ...elementsOf(told) }
  const head = part.named ? `'${part.text}'` : `\`${part.text}\``
  const claimed = / is (true|false)( for | because of |:|$)/.exec(sentence.slice(head.length))?.[1] === 'true'
  expect(sentence.startsWith(`${head} is ${claimed}`), said).toBe(true)
  const value = comesTo(part.named ? text : part.text, all)
  // the name of a function stands for its answer about the element, of whichever state
  if (typeof value !== 'function') expect(value, said).toBe(claimed)
  else {
    const element = part.of?.split(', ').at(-1)
    const answers = ['s', 'before', 'after'].filter((root) => root in names)
    expect(
      answers.map((root) => value(comesTo(`${root}.${element}`, names))),
      said,
    ).toContain(claimed)
  }
  const [first, second] = ['s' in names ? 's' : 'before', 's' in names ? 's' : 'after'] as const
  for (const { path, value, before } of part.values) {
    expect(value, said).toEqual(comesTo(`${second}.${path}`, names))
    if (before !== undefined) expect(before, said).toEqual(comesTo(`${first}.${path}`, names))
  }
  for (const one of part.known ?? []) {
    expect(one.value, `${one.text} in ${said}`).toEqual(comesTo(one.text, all))
    expect(sentence).toContain(`${one.text} = `)
  }
}

describe.each<[Host, number]>([
  ['none', 0.2],
  ['captured', 0.4],
  ['written', 0.4],
])('sentences about random predicates, where the host knows of functions: %s', (host, share) => {
  it('say only what an independent evaluation finds as well', { timeout: 600_000 }, () => {
    const dice = diceOf(seed + share * 10 + host.length)
    const counts = { sentences: 0, quoted: 0, elements: 0, nested: 0, holds: 0, known: 0 }
    while (counts.sentences < wanted * share) {
      const [told] = toldOf(dice, host, dice(4) === 0 ? 'step' : 'invariant') ?? []
      if (told === undefined) continue
      check(told)
      const { part } = told
      counts.sentences++
      if (!part.named) counts.quoted++
      if (part.of !== undefined) counts.elements++
      if (part.of?.includes(', ')) counts.nested++
      if (part.holds) counts.holds++
      if (part.known !== undefined) counts.known++
    }
    if (process.env.ALLWAYS_SENTENCES !== undefined) console.log(host, counts)
    // the sentences are of all kinds
    const least = counts.sentences / 50
    expect(counts.quoted).toBeGreaterThan(counts.sentences / 3)
    for (const kind of ['elements', 'nested', 'holds'] as const) expect(counts[kind], kind).toBeGreaterThan(least)
    expect(counts.known > least).toBe(host !== 'none')
  })

  it('say of each part of a guard only that, too', { timeout: 600_000 }, () => {
    const dice = diceOf(seed + share * 20 + host.length)
    const counts = { guards: 0, sentences: 0, split: 0, quoted: 0, elements: 0 }
    while (counts.guards < wanted * share) {
      const told = toldOf(dice, host, 'guard')
      if (told === undefined) continue
      told.forEach(check)
      counts.guards++
      counts.sentences += told.length
      if (told.length > 1) counts.split++
      counts.quoted += told.filter(({ part }) => !part.named).length
      counts.elements += told.filter(({ part }) => part.of !== undefined).length
    }
    if (process.env.ALLWAYS_SENTENCES !== undefined) console.log(host, counts)
    expect(counts.quoted).toBeGreaterThan(counts.sentences / 3)
    expect(counts.elements).toBeGreaterThan(counts.sentences / 50)
    // operands are known apart only where they could be evaluated apart
    expect(counts.split > counts.guards / 50).toBe(host !== 'none')
  })
})
