/**
 * Every sentence that a stored story prints about who did what, when and with which values, held against the states of the
 * file alone: paths, values and their text are found here anew.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gistOf } from '../../src/report/words/gist.ts'
import { partSentence, staleSentence } from '../../src/report/words/reasons.ts'
import { seenAtTheEnd } from '../../src/report/words/step-facts.ts'
import { type CounterexampleFile, storedTrace } from '../../src/trace/counterexample.ts'

// biome-ignore lint/suspicious/noExplicitAny: states of any shape
type Any = any
type Facts = ReadonlyMap<string, string>

const root = new URL('../../counterexamples/', import.meta.url)
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .sort()
const read = (name: string) => JSON.parse(readFileSync(new URL(name, root), 'utf8')) as CounterexampleFile

/** As people read it. */
function text(value: Any): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.keys(value)
      .map((key) => `${key}: ${text(value[key])}`)
      .join(', ')}}`
  }
  return String(value)
}

/** As sentences have it: words and structures stand in backticks, as paths do. */
const code = (words: string) => `\`${words}\``
const coded = (words: string) => (/^(-?\d+|true|false|null)$/.test(words) ? words : code(words))

/** The text of every place of a state. */
function placesOf(state: Any): Facts {
  const found = new Map<string, string>()
  const visit = (value: Any, path: string) => {
    if (path !== '') found.set(path, text(value))
    if (typeof value !== 'object' || value === null) return
    for (const key of Object.keys(value)) {
      visit(value[key], Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`)
    }
  }
  visit(state, '')
  return found
}

class Story {
  readonly file: CounterexampleFile
  readonly #states: Facts[] = []
  constructor(file: CounterexampleFile) {
    this.file = file
  }
  get end(): number {
    return this.file.steps.length
  }
  /** The places after `steps` steps. */
  at(steps: number): Facts {
    const state = steps === 0 ? this.file.initial.state : this.file.steps[steps - 1]?.state
    this.#states[steps] ??= placesOf(state)
    return this.#states[steps] as Facts
  }
  /** Whether the step changed the place, or something in it. */
  changes(step: number, path: string): boolean {
    return this.at(step).get(path) !== this.at(step - 1).get(path)
  }
  acts(step: number, who: string): boolean {
    const { actor, name } = this.file.steps[step - 1] as Any
    // the environment of a composition goes by its modules
    return actor === who || (actor === 'environment' && name.startsWith(`${who} `))
  }
}

/** The rest of a text when every fact in it is taken out. */
function without(sentence: string, facts: Iterable<string>): string {
  let rest = sentence
  for (const fact of [...facts].sort((a, b) => b.length - a.length)) rest = rest.replaceAll(fact, '')
  return rest
}

const glue = /^(?:,| and|and|\s|\d+ more)*$/

function changeFacts(story: Story): string[] {
  const [before, after] = [story.at(story.end - 1), story.at(story.end)]
  return [...after].flatMap(([path, is]) => {
    const was = before.get(path)
    if (was === undefined || was === is) return []
    const sizes = sizesOf(story, path)
    return [
      `${code(path)} from ${coded(was)} to ${coded(is)}`,
      ...(sizes === undefined ? [] : [`${code(path)} from ${sizes}`]),
      code(path),
    ]
  })
}

function sizesOf(story: Story, path: string): string | undefined {
  const size = (steps: number) =>
    story.at(steps).get(`${path}[0]`) === undefined
      ? 0
      : [...story.at(steps).keys()].filter(
          (other) => other.startsWith(`${path}[`) && /^\[\d+\]$/.test(other.slice(path.length)),
        ).length
  const [was, is] = [size(story.end - 1), size(story.end)]
  return was === is ? undefined : `${was} to ${is} elements`
}

/** Sentences on top of a story: what each form says must be so. */
const forms: readonly [RegExp, (story: Story, found: readonly string[]) => void][] = [
  [
    /^In step (\d+), (.+) still acts on `(.+?) = (.+)`, which it read in step (\d+), although (.+) changed it in step (\d+)\.$/,
    (story, [used, who, path, value, read, other, overwritten]) => {
      expect(Number(read)).toBeLessThan(Number(overwritten))
      expect(Number(overwritten)).toBeLessThan(Number(used))
      expect(story.acts(Number(used), who as string) && story.acts(Number(read), who as string)).toBe(true)
      expect(story.acts(Number(overwritten), other as string)).toBe(true)
      expect(story.at(Number(read) - 1).get(path as string)).toBe(value)
      expect(story.changes(Number(overwritten), path as string)).toBe(true)
    },
  ],
  [
    /^(?:In step (\d+), (the fault )?'(.+?)'(?: of ([^,]+?))? (?:changes (.+?)|happens)|Step (\d+) is the last: '(.+?)'(?: of ([^;]+?))?)(?:\. In the same transition, (?:the input (.+?) by itself, from outside|inputs change by themselves, from outside: (.+?)))?(?:\. Then (.+))?\.$/,
    (story, [number, fault, name, who, changes = '', end, last, doer, input = '', inputs = '', then = '']) => {
      expectLast(story, number ?? end, name ?? last, who ?? doer, fault)
      expectChanges(story, changes, inputsOf(input, inputs))
      expectThen(story, then)
    },
  ],
  [
    /^In step (\d+) \((the fault )?'(.+?)'(?: of ([^,]+))?\), (?:the input (.+?) by itself, from outside|inputs change by themselves, from outside: (.+?))(?:\. Then (.+))?\.$/,
    (story, [number, fault, name, who, input = '', inputs = '', then = '']) => {
      expectLast(story, number, name, who, fault)
      expectChanges(story, '', inputsOf(input, inputs))
      expectThen(story, then)
    },
  ],
  [
    /^The run stops after step (\d+)(?:\. The property then reads (.+))?\.$/,
    (story, [number, left = '']) => {
      expect([Number(number), story.file.loopAt]).toEqual([story.end, story.end])
      expectSeen(story, left)
    },
  ],
  [
    /^Steps? (\d+)(?: to (\d+))? \((.+)\) repeats? forever\.$/,
    (story, [first, last = first, who]) => {
      const [from, to] = [Number(first) - 1, Number(last)]
      expect([from, to]).toEqual([story.file.loopAt, story.end])
      expectAgain(story.at(from), story.at(to))
      const names = (who as string).split(/, | and /)
      for (let step = from + 1; step <= to; step++) expect(names.some((name) => story.acts(step, name))).toBe(true)
    },
  ],
  [
    /^'.+' would hold if '(.+)' and '(.+)' of (.+) were one atomic step \(all ([\d,]+) states? of that variant were explored\)\.$/,
    (story, [first, second, process, states]) => {
      const [pair] = story.file.why?.saving ?? []
      expect(states?.replace(/,/g, '')).toBe(String(pair?.states))
      const taken = (pair?.at ?? []).map((step) => story.file.steps[step - 1] as Any)
      expect(taken.map((step) => step.name)).toEqual([first, second])
      expect(taken.map((step) => step.process)).toEqual([process, process])
      expect(taken[0].instance).toBe(taken[1].instance)
    },
  ],
  [/^'.+' would hold if recovery could use '.+'\.$/, (story) => expect(story.file.noReturn?.otherwiseHolds).toBe(true)],
  [
    /^If (.+), recovery would take (.+)\.$/,
    (story, [places, lengths]) => {
      const undone = story.file.why?.undone ?? []
      const told = undone.filter(({ path, value }) =>
        (places as string).includes(`${code(path)} were still ${coded(text(value))}`),
      )
      expect((places as string).split(' were still ').length - 1).toBe(told.length)
      expect(new Set((lengths as string).match(/\d+/g))).toEqual(new Set(told.map(({ steps }) => String(steps))))
      for (const { path, value } of told) {
        expect(story.at(story.end - 1).get(path)).toBe(text(value))
        expect(story.changes(story.end, path)).toBe(true)
      }
    },
  ],
  [/^'.+' would hold if (.+\.)$/, (story, [what]) => expect(story.file.notes).toContain(`It would hold if ${what}`)],
  [
    /^(?:After step (\d+), the violation is unavoidable|The violation is unavoidable from the initial state)\.$/,
    (story, [step = '0']) => expect(Number(step)).toBeLessThan(story.end),
  ],
  [
    /^(?:The initial state violates it|In the initial state, (.+))\.$/,
    (story, [then = '']) => {
      expect(story.end).toBe(0)
      expectThen(story, then)
    },
  ],
  [/^A run may stop in the initial state\.$/, (story) => expect([story.end, story.file.loopAt]).toEqual([0, 0])],
]

/** It is the last step, by its name and by who takes it, and called a fault if it is one. */
function expectLast(story: Story, number?: string, name?: string, who?: string, fault?: string): void {
  const step = story.file.steps[story.end - 1] as Any
  expect(Number(number)).toBe(story.end)
  expect(step.name.endsWith(name as string)).toBe(true)
  expect(fault !== undefined).toBe(step.kind === 'fault')
  if (who !== undefined) expect(story.acts(story.end, who)).toBe(true)
}

/** `up changes from false to true`, or `a from 0 to 1 and b from 2 to 3`, in the form of a list of changes. */
const inputsOf = (input: string, inputs: string) => input.replace(' changes from ', ' from ') + inputs

/** All are changes of the last step, those of the surroundings apart. */
function expectChanges(story: Story, own: string, others: string): void {
  const rest = without(`${own} and ${others}`, changeFacts(story))
  expect(rest, `not a change of the last step: ${rest}`).toMatch(glue)
  const moved = (story.file.steps[story.end - 1]?.surroundings ?? []) as readonly { readonly path: string }[]
  expect(moved.some(({ path }) => own.includes(`${code(path)} from`))).toBe(false)
  expect(others === '' || moved.some(({ path }) => others.includes(code(path)))).toBe(true)
}

/** The statement on the end: nothing is enabled, recovery is impossible, or a part of the predicate with its values. */
function expectThen(story: Story, then: string): void {
  const { kind } = story.file
  if (then === 'nothing is enabled') expect(kind).toBe('deadlock')
  else if (/^recovery(?: by .+ alone)? is impossible$/.test(then)) expect(kind).toBe('canAlwaysReach')
  else if (then !== '') expectValues(story, then)
  expectNone(story, then)
}

/** Each value is one of a part of the predicate, and `` neither `a` nor `b` is true `` is about a part `a || b`. */
function expectNone(story: Story, then: string): void {
  const parts = story.file.why?.parts ?? []
  const facts = parts.flatMap(({ values, known = [] }) => [
    ...values.flatMap(({ path, value, before }) =>
      before === undefined ? [`${path} = ${text(value)}`] : [path, text(before), text(value)],
    ),
    ...known.map((one) => `${one.text} = ${text(one.value)}`),
  ])
  const none = /^(?:neither|none of) (.+?) is true/.exec(then)
  if (none === null) return
  const operands = [...(none[1] as string).matchAll(/`([^`]+)`/g)].map(([, operand]) => operand)
  expect(parts.map((part) => part.text)).toContain(operands.join(' || '))
  const values = then.slice(none[0].length).replace(/^ for [^:]+/, '')
  for (const [, fact] of values.matchAll(/`([^`]+)`/g)) expect(facts).toContain(fact)
}

/** The same state, or one whose stamps are newer in the same order: numbers that only grow, by the same pattern. */
function expectAgain(from: Facts, to: Facts): void {
  const changed = [...from.keys()].filter((path) => from.get(path) !== to.get(path))
  const numbers = (state: Facts) =>
    changed.filter((path) => /^\d+$/.test(state.get(path) ?? '')).map((path) => Number(state.get(path)))
  const [before, after] = [numbers(from), numbers(to)]
  const inOrder = (all: readonly number[]) => all.map((one) => new Set(all.filter((other) => other < one)).size)
  expect([...to.keys()]).toEqual([...from.keys()])
  expect(inOrder(after)).toEqual(inOrder(before))
  for (const [i, number] of before.entries()) expect(after[i]).toBeGreaterThan(number)
  // a list of stamps changes as its elements do
  for (const path of changed) expect(from.get(path)).toMatch(/^\d+$|^[[{].*\d/)
}

/** `` `x` is false: `a = 1`, `b` was 1 and is 2 ``: the values of places are those of the end. */
function expectValues(story: Story, sentence: string): void {
  const [before, after] = [story.at(Math.max(0, story.end - 1)), story.at(story.end)]
  for (const part of story.file.why?.parts ?? []) {
    if (!sentence.includes(partSentence(part).slice(0, 20))) continue
    for (const { path, value, before: was } of part.values) {
      const [told, earlier] = [text(value), was === undefined ? undefined : text(was)]
      // a parameter of the predicate with the name of the place stands there with its value alone
      const isNamed = part.known?.some((one) => one.text === path) === true
      const said =
        earlier === undefined || isNamed
          ? code(`${path} = ${told}`)
          : `${code(path)} was ${coded(earlier)} and is ${coded(told)}`
      if (!sentence.includes(`\`${path} = `) && !sentence.includes(`\`${path}\``)) continue
      expect(sentence).toContain(said)
      expect([after.get(path), ...(earlier === undefined ? [before.get(path)] : [])]).toContain(told)
      if (earlier !== undefined) expect(before.get(path)).toBe(earlier)
    }
  }
}

/** Such as records[0].active = 2 (from step 7), latest = 4 (from step 4), each equation in backticks. */
function expectSeen(story: Story, list: string): void {
  const all = [...list.matchAll(/(.+?) \(from (?:step (\d+)|the start)\)(?:, | and |$)/g)]
  expect(all.map(([whole]) => whole).join('')).toBe(list)
  for (const [, seen = '', step = '0'] of all) {
    const moments = [story.end, Math.max(0, story.end - 1), Number(step)].map((steps) => story.at(steps))
    const facts = moments.flatMap((facts) => [...facts].map(([path, value]) => code(`${path} = ${value}`)))
    expect([...facts, ...moments.flatMap((facts) => [...facts.keys()].map(code))]).toContain(seen)
  }
}

describe('every stored story', () => {
  const met = new Map<RegExp, number>()
  it.each(files)('%s', (name) => {
    const file = read(name)
    const story = new Story(file)
    const trace = storedTrace(file)
    for (const sentence of file.verdict === 'violated' ? gistOf({ ...file, name: file.property }, trace) : []) {
      const form = forms.find(([pattern]) => pattern.test(sentence))
      expect(form, `no form is like this: ${sentence}`).toBeDefined()
      const [pattern, check] = form as (typeof forms)[number]
      const [whole, ...found] = pattern.exec(sentence) as unknown as string[]
      check(story, pattern.source.includes('(') && found.length > 0 ? found : [whole as string])
      met.set(pattern, (met.get(pattern) ?? 0) + 1)
    }
    for (const part of file.why?.parts ?? []) {
      expectValues(story, partSentence(part))
      expectNone(story, partSentence(part))
    }
    for (const seen of seenAtTheEnd(trace)) if (!/…/.test(seen)) expectSeen(story, seen)
    for (const stale of file.why?.stale ?? []) {
      expect(staleSentence(stale, trace.steps)).toContain(
        ` reads ${code(`${stale.path} = ${text(stale.value)}`)} in step ${stale.read}`,
      )
      expect(story.at(stale.read - 1).get(stale.path)).toBe(text(stale.value))
      expect(story.changes(stale.overwritten, stale.path)).toBe(true)
      expect(story.acts(stale.used, trace.steps[stale.read - 1]?.actor as string)).toBe(true)
    }
  })

  it('together they have sentences of most forms', () => {
    expect(files.length).toBeGreaterThan(300)
    expect(met.size).toBeGreaterThanOrEqual(forms.length - 2)
  })
})
