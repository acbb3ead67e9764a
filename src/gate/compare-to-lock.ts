/** Finds what is weaker than it was when it was locked. Each difference names the thing, not only the number. */
import { own } from '../plain.ts'
import type { Compared, Difference, Result } from '../result.ts'
import type { Lock, LockedDesign } from './lock.ts'

/** Compares the checked designs with the lock. `gone`: designs in the lock that no longer exist. */
export function compareToLock(
  lock: Lock,
  results: readonly Result[],
  gone: readonly { readonly spec: string; readonly design: string }[] = [],
): Compared {
  const weaker: Difference[] = gone.map(({ spec, design }) => ({
    ...{ spec, design, kind: 'design' as const, message: 'the design is gone' },
    since: own(own(lock.specs, spec), design)?.since ?? '',
  }))
  const unlocked: Difference[] = []
  for (const result of results) {
    // the report shows an error or a limit as such, not as a difference
    if (result.makeup === undefined || result.error !== undefined || !result.complete) continue
    const { spec, design } = result
    const before = own(own(lock.specs, spec), design)
    if (before === undefined) unlocked.push({ spec, design, kind: 'design', message: 'the design is not locked yet' })
    else {
      const { since } = before
      for (const found of differences(before, result)) {
        const { more, kind = 'other', ...difference } = found
        if (more) unlocked.push({ spec, design, kind, ...difference })
        else weaker.push({ spec, design, kind, ...difference, since })
      }
    }
  }
  return { weaker, unlocked }
}

interface Found {
  readonly message: string
  readonly property?: string
  readonly kind?: Difference['kind']
  /** Set if there is more than was locked, not less. */
  readonly more?: true
}

function differences(before: LockedDesign, result: Result): Found[] {
  const { variables, instances, budgets, fairness } = result.makeup ?? none
  const found: Found[] = [
    ...changed(before.params, result.params, (name) => `parameter '${name}'`),
    ...changed(before.variables, variables, (path) => `the type of '${path}'`),
    ...changed(before.instances, instances, (name) => `the number of instances of '${name}'`, 'number of'),
    ...changed(before.budgets, budgets, (name) => `the budget of the fault '${name}'`, 'number of'),
    ...fairness
      .filter((one) => !before.fairness.includes(one))
      .map((one) => ({ message: `${one} is a new assumption` })),
  ]
  if (before.symmetry === 'proved' && result.symmetry?.claim === 'sampled') {
    found.push({ message: 'that its instances are alike was proven, and is now only sampled (--symmetry prove)' })
  }
  const taken = new Map(result.actions.map((action) => [action.name, action.taken]))
  for (const name of before.taken) {
    if (!taken.has(name)) found.push({ message: `'${name}' is gone` })
    else if (taken.get(name) === 0) found.push({ message: `'${name}' is no longer taken` })
  }
  for (const [name, { kind, digest, verdict }] of Object.entries(before.properties)) {
    const today = result.properties.find((property) => property.name === name)
    if (today === undefined) found.push({ property: name, kind: 'property', message: 'the property is gone' })
    else {
      if (today.kind !== kind) found.push({ property: name, message: `its kind changed from ${kind} to ${today.kind}` })
      if (today.digest !== digest) found.push({ property: name, message: 'its definition has changed' })
      if (today.verdict !== verdict) {
        found.push({
          property: name,
          kind: 'verdict',
          message: `its verdict changed from '${verdict}' to '${today.verdict}'`,
        })
      }
    }
  }
  for (const { name } of result.properties) {
    if (own(before.properties, name) === undefined) {
      found.push({ property: name, kind: 'property', message: 'the property is not locked yet', more: true })
    }
  }
  for (const what of ['states', 'transitions', 'depth'] as const) {
    const [was, is] = [before[what], result[what]]
    if (is < was) found.push({ message: `${nouns[what]} shrank from ${was} to ${is}` })
    if (is > was) found.push({ message: `${nouns[what]} grew from ${was} to ${is}`, more: true })
  }
  return found
}

const none = { variables: {}, instances: {}, budgets: {}, fairness: [] }
const nouns = { states: 'the number of states', transitions: 'the number of transitions', depth: 'the depth' }

/** The values of a record that are gone, changed or new. */
function changed(
  before: { readonly [name: string]: unknown },
  today: { readonly [name: string]: unknown },
  nounOf: (name: string) => string,
  kind?: 'number of',
): Found[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(today)])]
  return names.flatMap((name): Found[] => {
    const [was, is] = [own(before, name), own(today, name)].map(said)
    if (was === is) return []
    if (is === undefined) return [{ message: `${nounOf(name)} was ${was}, and is no longer set` }]
    if (was === undefined) return [{ message: `${nounOf(name)} is now ${is}, and was not set before`, more: true }]
    if (kind === 'number of' && Number(is) > Number(was)) {
      return [{ message: `${nounOf(name)} grew from ${was} to ${is}`, more: true }]
    }
    return [{ message: `${nounOf(name)} changed from ${was} to ${is}` }]
  })
}

function said(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value)
}
