/** Compares the verdicts on a random log with those of the oracle. */
import assert from 'node:assert/strict'
import { atOnce } from '../../src/engine/search/pieces.ts'
import { SpecError } from '../../src/errors.ts'
import type { Model } from '../../src/language/model.ts'
import { type Outcome, type Validated, validating } from '../../src/validate/validate.ts'
import type { Description } from '../differential/description.ts'
import { explore, tooBig } from '../differential/naive.ts'
import { toModel } from '../differential/to-model.ts'
import { judge, type NaiveEvent, type NaiveLog, NaiveModel } from './naive-log.ts'
import { logOfRun, mutated, randomOf } from './random-log.ts'

export { tooBig }

/** Kinds of logs that must occur. */
export const expectedInLogs = [
  ...['explained', 'mutated, explained', 'mutated, not explained', 'hosts', 'clocks', 'unlogged'],
]

/** Returns what was met, or `too big` for a model that cannot be compared. @throws AssertionError */
export function compareLogs(d: Description, seed: number): readonly string[] | typeof tooBig {
  const found = explore(d, 300, 1500)
  if (found === tooBig || found.errors.length > 0 || JSON.stringify(d).includes('"k":"hidden"')) return tooBig
  let model: Model
  try {
    model = toModel(d)
  } catch (error) {
    if (error instanceof SpecError) return tooBig
    throw error
  }
  const naive = new NaiveModel(d)
  const random = randomOf(seed)
  const log = logOfRun(naive, random)
  if (log === undefined) return tooBig
  const seen = [
    ...(log.unlogged.size > 0 ? ['unlogged'] : []),
    ...(log.slack === undefined ? [] : ['clocks']),
    ...(log.slack === undefined && random(2) === 0 ? ['hosts'] : []),
  ]
  const whole = seen.includes('hosts') ? byHosts(log) : log
  assert.equal(agreed(model, naive, whole), true, 'a log of a run is not explained')
  const changed = Array.from({ length: 4 }, () => mutated(whole, naive, random)).filter(
    ({ events }) => events.length > 0,
  )
  const verdicts = changed.map((log) => agreed(model, naive, log))
  return [
    ...[...seen, 'explained'],
    ...(verdicts.includes(true) ? ['mutated, explained'] : []),
    ...(verdicts.includes(false) ? ['mutated, not explained'] : []),
  ]
}

/** The lines host by host, with no clock: any order of different hosts is possible. */
function byHosts(log: NaiveLog): NaiveLog {
  const events = [...log.events].sort((a, b) => a.host - b.host)
  return { ...log, events, slack: Number.POSITIVE_INFINITY }
}

/** Whether the log is explained, if both agree. */
function agreed(model: Model, naive: NaiveModel, log: NaiveLog): boolean {
  const expected = judge(naive, log)
  const found = validated(model, naive, log)
  const cramped = validated(model, naive, log, 1000 * (1 + (log.events.length % 5) * 4))
  const isExplained = expected.possible > 0
  const summary = { verdict: found.verdict, explained: found.explained, possible: found.possible ?? 0 }
  const { explained, possible } = expected
  assert.deepEqual(summary, { verdict: isExplained ? 'explained' : 'not explained', explained, possible })
  // with little memory, the verdict may become unknown, and never a wrong one
  if (cramped.verdict !== 'unknown') assert.equal(cramped.verdict, found.verdict)
  return isExplained
}

function validated(
  model: Model,
  naive: NaiveModel,
  { events, unlogged, most, slack }: NaiveLog,
  maxBytes = 2 ** 30,
): Validated {
  const names = [...unlogged].map((i) => {
    const { process, name } = naive.moves[i] as (typeof naive.moves)[number]
    return process === null ? name : `${process} ${name}`
  })
  const outcome: Outcome = atOnce(
    validating(model, linesOf(events), {
      ...{ unlogged: names, mostUnlogged: most, maxBytes, order: slack === undefined ? 'total' : 'hosts' },
      ...(slack === undefined || slack === Number.POSITIVE_INFINITY ? {} : { clockError: slack / 2 }),
    }),
  )
  if ('wrong' in outcome) throw new Error(JSON.stringify(outcome.wrong))
  return outcome
}

function* linesOf(events: readonly NaiveEvent[]) {
  for (const [i, { seen, host, ...event }] of events.entries()) {
    // biome-ignore lint/suspicious/noExplicitAny: a part of a state is as free as JSON
    const state: any = {}
    for (const { path, value } of seen) {
      let at = state
      for (const key of path.slice(0, -1)) {
        at[key] ??= {}
        at = at[key]
      }
      at[path.at(-1) as string] = value
    }
    yield { number: i + 2, text: JSON.stringify({ ...event, state, host: `h${host}` }) }
  }
}
