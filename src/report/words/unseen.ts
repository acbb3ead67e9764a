/**
 * Variables that never change, and values, members and labels that never occur, in few lines. They are no errors, like
 * steps that are never taken. JSON lists all of them.
 */
import type { Result } from '../../result.ts'
import { code, coded } from './code.ts'
import { inline } from './data.ts'
import { readableAt } from './maps.ts'

type Explored = Pick<Result, 'unseen' | 'actions'>

/** Facts that are true of exactly these results, such as `answer 'launched'`, which never occurs in them. */
export interface Unseens<R> {
  readonly what: 'changes' | 'occurs'
  readonly results: readonly R[]
  readonly facts: readonly string[]
  /** Whether the facts are true of all results whose states are all known. */
  readonly inAll: boolean
  /** The results of which the facts are not true, if they are few. */
  readonly allBut?: readonly R[]
}

/** The facts worth a line, grouped by the results that share them. Groups with the most results come first. */
export function unseens<R extends Explored>(results: readonly R[]): Unseens<R>[] {
  const known = results.filter(({ unseen }) => unseen !== undefined)
  const facts = new Map<string, { what: Unseens<R>['what']; text: string; isOneOfMany: boolean; results: R[] }>()
  for (const result of known) {
    for (const { what, text, isOneOfMany = false } of factsOf(result)) {
      const key = JSON.stringify([what, text])
      const fact = facts.get(key) ?? { what, text, isOneOfMany, results: [] }
      facts.set(key, fact)
      fact.results.push(result)
    }
  }
  const groups = new Map<string, Unseens<R> & { readonly facts: string[] }>()
  for (const { what, text, isOneOfMany, results } of facts.values()) {
    const inAll = results.length === known.length
    // a number or a place of an array says little if only some designs leave it out
    if (isOneOfMany && !inAll) continue
    const key = JSON.stringify([what, results.map((result) => known.indexOf(result))])
    const others = known.filter((result) => !results.includes(result))
    const allBut = !inAll && others.length <= 3 && results.length > 3 ? { allBut: others } : {}
    const group = groups.get(key) ?? { what, results, facts: [], inAll, ...allBut }
    groups.set(key, group)
    group.facts.push(text)
  }
  const order = ({ what, results }: Unseens<R>) => (what === 'changes' ? 1e6 : 0) + results.length
  return [...groups.values()].sort((a, b) => order(b) - order(a))
}

interface Fact {
  readonly what: 'changes' | 'occurs'
  readonly text: string
  /** Whether the fact is about numbers, or about one place of an array. */
  readonly isOneOfMany?: boolean
}

function factsOf({ unseen, actions }: Explored): Fact[] {
  if (unseen === undefined) return []
  const untaken = new Set(actions.flatMap(({ name, taken }) => (taken === 0 ? [name] : [])))
  return [
    ...unseen.constant.map(({ path, value }): Fact => {
      const shown = value === undefined ? '' : inline(readableAt(path, value, unseen.maps))
      const text = shown === '' || shown.length > longest ? code(path) : code(`${path} = ${shown}`)
      return { what: 'changes', text, isOneOfMany: /\[\d+\]/.test(path) }
    }),
    ...unseen.labels.flatMap(({ process, labels }): Fact[] => {
      // labels of steps that are never taken are listed elsewhere
      const shown = labels.filter((label) => !untaken.has(`${process} ${label}`))
      return shown.map((label) => ({ what: 'occurs', text: `${process} at '${label}'` }))
    }),
    ...unseen.values.flatMap(({ path, values }): Fact[] =>
      values.map((value) => ({ what: 'occurs', text: code(`${path} = ${inline(value)}`) })),
    ),
    ...unseen.members.flatMap(({ path, values }): Fact[] => {
      if (values.every((value) => typeof value === 'number')) {
        return [{ what: 'occurs', text: `${rangesOf(values)} in ${code(path)}`, isOneOfMany: true }]
      }
      return values.map((value) => ({ what: 'occurs', text: `${coded(value)} in ${code(path)}` }))
    }),
  ]
}

/** The most characters of a value. Longer values are left out. */
const longest = 24
/** The most facts, and the most results, that a line names. It counts the others. */
const mostFacts = 8
const mostResults = 4

/** `1, 3..5`. */
function rangesOf(values: readonly number[]): string {
  const runs: [number, number][] = []
  for (const value of values) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] + 1 === value) run[1] = value
    else runs.push([value, value])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}${to === from + 1 ? ', ' : '..'}${to}`)).join(', ')
}

/** Says in which designs the facts are true: in 'no outage', epoch = 0 never changes. `where` names a result. */
export function sayUnseen<R extends Explored>(
  { what, results, facts, inAll, allBut }: Unseens<R>,
  where: (result: R) => string,
  any = 'any design',
): string {
  const shown = facts.length > mostFacts + 1 ? facts.slice(0, mostFacts) : facts
  const more = facts.length - shown.length
  const names = (some: readonly R[]) =>
    some.length <= mostResults + 1
      ? some.map(where).join(', ')
      : `${some.slice(0, mostResults).map(where).join(', ')} and ${some.length - mostResults} more`
  const at =
    inAll && results.length > 1 ? any : allBut === undefined ? names(results) : `${any} except ${names(allBut)}`
  const rest = more === 0 ? '' : `, and ${more} more (--json lists all)`
  return `Never ${what} in ${at}: ${shown.join(', ')}${rest}`
}
