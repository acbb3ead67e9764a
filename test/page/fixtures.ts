/** Results that the page is tried on: a real design, a story with everything that is known of why, a very long one. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import dynamodbDns from '../../specs/dynamodb-dns.model.ts'
import { renderHtml } from '../../src/report/documents/html.ts'
import type { PropertyResult, Result, Trace, TraceStep, Unchanged, Why } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { property, result } from '../report/fixtures.ts'

const template = fileURLToPath(new URL('../../dist/page.html', import.meta.url))

export function htmlOf(results: readonly Result[], unchanged?: Unchanged): string {
  return renderHtml(readFileSync(template, 'utf8'), results, { name: 'allways', version: '0.0.0' }, unchanged)
}

export const raced = 'endpoint never empty'

/** The race as deployed, checked anew; nothing is known of why but what is said here. */
export async function raceResult(): Promise<Result> {
  const found = await checkDesign(dynamodbDns, 'as deployed', { control: true, file: 'specs/dynamodb-dns.model.ts' })
  return {
    ...found,
    properties: found.properties.map((one) => {
      const { counterexample: trace } = one
      return one.name === raced && trace !== undefined
        ? { ...one, counterexample: { ...trace, why: whyOf(trace) } }
        : one
    }),
  }
}

/** Why the race empties the endpoint. */
function whyOf({ steps }: Trace): Why {
  const at = (actor: string, name: string) => steps.findIndex((step) => step.actor === actor && step.name === name) + 1
  const picks = steps.flatMap(({ name }, i) => (name === 'pick plan' ? [i + 1] : []))
  const slow = steps[(picks[0] as number) - 1]?.actor as string
  const fast = steps[(picks[1] as number) - 1]?.actor as string
  const publish = steps.flatMap(({ name }, i) => (name === 'publish' ? [i + 1] : []))
  const [pick, write] = [at(slow, 'pick plan'), at(slow, 'apply plan')]
  const [look, find, remove] = [at(fast, 'pick plan'), at(fast, 'find old plans'), at(fast, 'delete old plan')]
  const [first = 0, second = 0, third = 0] = publish
  const end = steps.length + 1
  const mine = (actor: string, field: string) => `enactor[${actor.at(-1)}].${field}`
  return {
    parts: [
      {
        text: 'record.trees.has(record.active)',
        of: 'endpoint 0',
        values: [
          { path: 'records[0].active', value: 2 },
          { path: 'records[0].trees', value: [1, 4] },
        ],
      },
    ],
    slice: [first, second, third, pick, look, write, find, remove].sort((a, b) => a - b),
    flows: [
      { path: 'latest', from: first, to: pick },
      { path: 'latest', from: first, to: second },
      { path: 'latest', from: second, to: third },
      { path: 'latest', from: third, to: look },
      { path: mine(slow, 'plan'), from: pick, to: write },
      { path: 'records[0].trees', from: write, to: find },
      { path: mine(fast, 'plan'), from: look, to: find },
      { path: mine(fast, 'victims[0]'), from: find, to: remove },
      { path: 'records[0].trees', from: write, to: remove },
      { path: 'records[0].active', from: write, to: end },
      { path: 'records[0].trees', from: remove, to: end },
    ],
    stale: [{ path: 'latest', value: 2, read: pick, overwritten: second, used: write }],
    saving: [{ process: 'enactor', first: 'pick plan', second: 'apply plan', at: [pick, write], states: 414 }],
  }
}

/** Three processes that take turns for `length` steps, then go round from `loopAt`. */
export function longTrace(length: number, loopAt?: number): Trace {
  let state = { total: 0, worker: [0, 1, 2].map(() => ({ at: 'work', done: 1000 })) }
  const initial = { choices: [], picks: [], state }
  const steps = Array.from({ length }, (_, i): TraceStep => {
    const instance = i % 3
    const before = state
    const done = i % 1000
    state = {
      total: i + 1,
      worker: state.worker.map((one, n) => (n === instance ? { ...one, done } : one)),
    }
    return {
      ...{
        name: 'work',
        kind: 'step',
        process: 'worker',
        instance,
        actor: `worker ${instance}`,
        choices: [],
        picks: [],
      },
      changes: [
        { path: 'total', before: i, after: i + 1 },
        { path: `worker[${instance}].done`, before: before.worker[instance]?.done ?? 0, after: done },
      ],
      state,
    }
  })
  // a loop ends in the state in which it begins
  const last = steps.at(-1)
  const again = loopAt === undefined || last === undefined ? undefined : (steps[loopAt - 1] ?? initial)
  if (again !== undefined && last !== undefined && loopAt !== length) {
    steps[length - 1] = { ...last, state: again.state }
  }
  return { initial, steps, ...(loopAt === undefined ? {} : { loopAt }) }
}

export function resultWith(...properties: PropertyResult[]): Result {
  return result('as designed', { properties })
}

export const longStory = (length: number, loopAt?: number): Result =>
  resultWith(
    property('ends at last', {
      kind: loopAt === undefined ? 'invariant' : 'eventually',
      verdict: 'violated',
      expected: 'violated',
      counterexample: longTrace(length, loopAt),
    }),
  )
