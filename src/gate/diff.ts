/** Compares designs before and today: what is proved of them, how large they are, and what they can do. */
import { defined } from '../plain.ts'
import type { BehaviourDiff, DesignDiff, PropertyResult, Result } from '../result.ts'
import { compareToLock } from './compare-to-lock.ts'
import { locked } from './lock.ts'

/** Pairs the designs of two runs, in the order of today's. It calls `behavioursOf` for designs in both runs. */
export function diffOf(
  before: readonly Result[],
  today: readonly Result[],
  behavioursOf: (before: Result, today: Result) => BehaviourDiff | undefined,
): DesignDiff[] {
  const key = ({ spec, design }: Result) => JSON.stringify([spec, design])
  const old = new Map(before.map((result) => [key(result), result]))
  const both = today.map((result) => {
    const { spec, design } = result
    const was = old.get(key(result))
    if (was === undefined) return { spec, design, today: result, verdicts: [], differences: [] }
    const behaviours = behavioursOf(was, result)
    const { weaker, unlocked } = compareToLock(locked(undefined, [was], { day: '', tool: '' }), [result])
    return {
      ...{ spec, design, before: was, today: result },
      verdicts: verdictsOf(was, result),
      differences: [...weaker, ...unlocked].filter(({ kind }) => kind === 'other'),
      ...defined({ behaviours }),
    }
  })
  const names = new Set(today.map(key))
  const gone = before
    .filter((result) => !names.has(key(result)))
    .map((result) => ({ spec: result.spec, design: result.design, before: result, verdicts: [], differences: [] }))
  return [...both, ...gone]
}

/** Whether anything differs in what was compared. */
export function isChanged({ before, today, verdicts, differences, behaviours }: DesignDiff): boolean {
  if (before === undefined || today === undefined) return true
  return (
    verdicts.length > 0 || differences.length > 0 || behaviours?.gained !== undefined || behaviours?.lost !== undefined
  )
}

function verdictsOf(before: Result, today: Result): DesignDiff['verdicts'] {
  const names = [...new Set([...today.properties, ...before.properties].map(({ name }) => name))]
  const find = ({ properties }: Result, name: string) => properties.find((property) => property.name === name)
  const told = (property: PropertyResult | undefined) =>
    property && [property.verdict, (property.counterexample ?? property.witness)?.steps.length, property.value]
  return names.flatMap((name) => {
    const [was, is] = [find(before, name), find(today, name)]
    if (JSON.stringify(told(was)) === JSON.stringify(told(is))) return []
    return [{ ...defined({ before: was, today: is }) }]
  })
}
