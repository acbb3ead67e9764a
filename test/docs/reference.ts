/** The reference of the language, as read from the snapshot of the public types (`test/types-surface/surface.txt`). */
import { readFileSync } from 'node:fs'

/** The functions that have options, each with the name of the type of its options. */
const optionsOf: readonly (readonly [title: string, type: string])[] = [
  ['model({ … })', 'ModelOptions'],
  ['process(state, { … })', 'ProcessOptions'],
  ['A step: { when, do, … }', 'StepOf'],
  ['One of several steps at a label', 'Alternative'],
  ['An action: { when, do, … }', 'Action'],
  ['action(state, { … })', 'ActionOptions'],
  ['A fault of a process', 'OtherFault'],
  ['crash({ … })', 'CrashOptions'],
  ['pause({ … })', 'PauseOptions'],
  ['A fault of the environment', 'Fault'],
  ['A promise of steps, in `fair`', 'FairSteps'],
  ['An assumption, in `fair`', 'FairPair'],
  ['timer(max, { … })', 'TimerOptions'],
  ['link({ … })', 'LinkOptions'],
  ['partition(ids, { … })', 'PartitionOptions'],
  ['input(type, { … })', 'Rhythm'],
  ['The functions of `temporal`', 'Temporals'],
  ['refines({ … })', 'RefinesOptions'],
  ['compose({ … })', 'CompositionOptions'],
  ['spec({ … })', 'Spec'],
  ['A design', 'Design'],
]

interface Member {
  readonly name: string
  readonly comment: string
}

/** The part of the snapshot about the language. */
export function surface(): string {
  const text = readFileSync(new URL('../types-surface/surface.txt', import.meta.url), 'utf8')
  return text.split(/^# /m)[1] as string
}

/** The comment before a declaration, as one paragraph, without its tags. */
function plain(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*(\/\*\*|\*\/|\*)?\s?/, '').replace(/\s*\*\/$/, ''))
  const untilTag = lines.findIndex((line) => line.startsWith('@'))
  const kept = untilTag < 0 ? lines : lines.slice(0, untilTag)
  const [first = ''] = kept
    .join('\n')
    .trim()
    .split(/\n\s*\n/)
  return first
    .replace(/\s+/g, ' ')
    .replace(/ ?@throws .*/, '')
    .trim()
}

/** The members of an interface or of an object type, with their comments. */
export function membersOf(text: string, type: string): Member[] {
  const start = new RegExp(`^(?:export )?(?:interface|type) ${type}\\b`, 'm').exec(text)
  if (start === null) throw new Error(`no type ${type} in the snapshot`)
  const from = text.slice(start.index)
  const end = /^}|^(?=(?:\/\*\*|export |interface |type |declare ).*$)/m.exec(from.slice(1))
  const body = from.slice(0, (end?.index ?? from.length) + 1)
  const member = /((?:\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*)?)^ {2,6}(?:readonly )?(\w+)(?:\?)?(?=[:(<])/gm
  const found: Member[] = []
  let depth = 0
  let seen = 0
  for (const match of body.matchAll(member)) {
    const before = body.slice(seen, match.index + (match[1] as string).length)
    for (const bracket of before.replace(/\/\*\*(?:[^*]|\*(?!\/))*\*\//g, '').matchAll(/[{}()]/g))
      depth += '{('.includes(bracket[0]) ? 1 : -1
    seen = match.index + (match[1] as string).length
    if (depth === 1) found.push({ name: match[2] as string, comment: plain(match[1] as string) })
  }
  return found.filter(
    ({ name }, i) => !['kind', 'types'].includes(name) && found.findIndex((other) => other.name === name) === i,
  )
}

/** The same. An option without a comment means what it means in a step. */
export function optionsIn(text: string, type: string): Member[] {
  const ofSteps = new Map(membersOf(text, 'StepOf').map(({ name, comment }) => [name, comment]))
  return membersOf(text, type)
    .filter(({ name }) => !(type === 'OtherFault' && (name === 'crash' || name === 'pause')))
    .map(({ name, comment }) => ({ name, comment: comment || (ofSteps.get(name) ?? '') }))
}

/** Each function and constant that `allways` exports, with its comment. */
export function wordsOf(text: string): Member[] {
  const declared = /(\/\*\*(?:[^*]|\*(?!\/))*\*\/)\nexport declare (?:function|const|class) (\w+)/g
  const found = [...text.matchAll(declared)].map((match) => ({
    name: match[2] as string,
    comment: plain(match[1] as string),
  }))
  return found
    .filter(({ name }, i) => found.findIndex((other) => other.name === name) === i)
    .sort((a, b) => a.name.localeCompare(b.name))
}

const cell = (text: string) => text.replaceAll('|', '\\|')
const table = (head: string, members: readonly Member[]) =>
  [
    `| ${head} | meaning |`,
    '|---|---|',
    ...members.map(({ name, comment }) => `| \`${name}\` | ${cell(comment)} |`),
  ].join('\n')

export function reference(): string {
  const text = surface()
  const options = optionsOf.map(([title, type]) => `## ${title}\n\n${table('option', optionsIn(text, type))}`)
  return ['## All words', table('word', wordsOf(text)), ...options].join('\n\n')
}

export const covered = () => optionsOf.map(([, type]) => type)
