/**
 * Logs of 1,000,000 events against a bundled spec. It measures events per second of processor time, and the peak of the memory, in total
 * order and with clocks that are wrong by a few events. The events are of random walks. It ends with exit code 1 if a
 * log is not explained, or if fewer than 50,000 events a second are judged.
 *
 *   npm run bench -- validate [events]
 */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import dns from '../specs/dynamodb-dns.model.ts'
import { linesOf } from '../src/cli/stored/log-lines.ts'
import { atOnce } from '../src/engine/search/pieces.ts'
import { modelOf } from '../src/language/spec.ts'
import type { Plain } from '../src/plain.ts'
import { interpreter, type Successor } from '../src/reference/interpret.ts'
import { type ValidateOptions, validating } from '../src/validate/validate.ts'

const design = 'recommended'
const bar = 50_000
/** The number of hosts, and the greatest error of their clocks. One step takes one unit of time. */
const hosts = 4
const clockError = 1

const logs: { readonly [name: string]: { readonly isTimed: boolean; readonly options: ValidateOptions } } = {
  'total order': { isTimed: false, options: {} },
  'total order, planner not logged': { isTimed: false, options: { unlogged: ['planner'], mostUnlogged: 3 } },
  'hosts, clock error of 1 event': { isTimed: true, options: { order: 'hosts', clockError } },
}

/** Writes a log of random walks. Each walk goes on until nothing can happen, and then the system starts again. */
function write(file: string, count: number, isTimed: boolean, leavesOut: readonly string[]): void {
  const { model } = modelOf(dns, design, {})
  const reference = interpreter(model)
  const successors = new Map<Plain, Successor[]>()
  const known = new Map<string, Plain>()
  const one = (state: Plain) => {
    const text = JSON.stringify(state)
    known.set(text, known.get(text) ?? state)
    return known.get(text) as Plain
  }
  let seed = 1
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const start = one(reference.initials()[0]?.state as Plain)
  let state = start
  const lines = ['{"allways":"log","version":1,"spec":"dynamodb-dns","design":"recommended"}']
  let run: { time: number; text: string }[] = []
  const last = new Map<number, number>()
  const end = () => {
    if (isTimed) run.sort((a, b) => a.time - b.time)
    for (const { text } of run) lines.push(text)
    lines.push('{"allways":"start"}')
    run = []
    last.clear()
    state = start
  }
  for (let n = 0; n < count; ) {
    const ways = successors.get(state) ?? reference.successors(state)
    successors.set(state, ways)
    const way = ways[random(ways.length)]
    if (way === undefined) {
      end()
      continue
    }
    state = one(way.state)
    const { name: step, process, instance } = model.actions[way.action] as (typeof model.actions)[number]
    if (process !== undefined && leavesOut.includes(process)) continue
    const { latest, records } = state as { latest: number; records: readonly { active: number }[] }
    const host = random(hosts)
    const time = Math.max(n + (random(201) / 100 - 1) * clockError, last.get(host) ?? Number.NEGATIVE_INFINITY)
    last.set(host, time)
    const seen = { latest, records: { 0: { active: records[0]?.active } } }
    const timed = isTimed ? { host: `host-${host}`, time } : {}
    run.push({ time, text: JSON.stringify({ step, process, instance, state: seen, ...timed }) })
    n++
  }
  end()
  writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n`)
}

interface Sample {
  readonly eventsPerSecond: number
  readonly peakBytes: number
  readonly verdict: string
}

function sample(file: string, options: ValidateOptions): Sample {
  const { model } = modelOf(dns, design, {})
  const lines = linesOf(file, file)
  lines.next()
  const started = process.cpuUsage()
  const outcome = atOnce(validating(model, lines, options))
  // processor time, because other work on the machine must not count
  const { user, system } = process.cpuUsage(started)
  const seconds = (user + system) / 1e6
  if ('wrong' in outcome) throw new Error(JSON.stringify(outcome.wrong.slice(0, 3)))
  // maxRSS is in kilobytes on every system
  const peakBytes = process.resourceUsage().maxRSS * 1024
  return { eventsPerSecond: outcome.events / seconds, peakBytes, verdict: outcome.verdict }
}

function main(count: number): void {
  for (const [name, { isTimed, options }] of Object.entries(logs)) {
    const file = join(tmpdir(), `allways-bench-${process.pid}.ndjson`)
    try {
      write(file, count, isTimed, options.unlogged ?? [])
      const args = [process.argv[1] as string, '--sample', name, file]
      const { eventsPerSecond, peakBytes, verdict }: Sample = JSON.parse(
        execFileSync(process.execPath, args, { encoding: 'utf8' }),
      )
      const isFast = eventsPerSecond >= bar && verdict === 'explained'
      if (!isFast) process.exitCode = 1
      const figures = `${Math.round(eventsPerSecond).toLocaleString('en')} events/s, peak ${Math.round(peakBytes / 1e6)} MB`
      console.log(`${isFast ? '✓' : '✗'} ${name}: ${verdict}, ${figures}, bar ${bar.toLocaleString('en')}`)
    } finally {
      rmSync(file, { force: true })
    }
  }
}

const [flag = '1000000', name = '', file = ''] = process.argv.slice(2)
if (flag !== '--sample') main(Number(flag))
else console.log(JSON.stringify(sample(file, logs[name]?.options ?? {})))
