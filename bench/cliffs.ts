/**
 * Cliffs: what should cost in proportion to a size, and may not. Each design of bench/cliffs/cliffs.model.ts runs at n,
 * 2n, 4n and 8n. The figures are processor seconds of the whole process, minus those of a tiny model; each is the
 * minimum of the runs. The exponent is that of the power of n that fits best. It ends with exit code 1 if an exponent is
 * above 1.15. A run that takes more than `--seconds` of processor time is stopped, and the larger sizes are left out.
 *
 *   npm run bench -- cliffs [--only DESIGN]... [--runs N] [--seconds N] [--markdown]
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { designs } from './cliffs/cliffs.model.ts'
import { exponentOf } from './exponent.ts'
import { measure } from './peers/measure.ts'
import { root } from './workloads.ts'

const atMost = 1.15
const tiny = ['options in init', 16] as const

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '60' },
    markdown: { type: 'boolean', default: false },
  },
})
const names = Object.keys(designs).filter((name) => values.only.length === 0 || values.only.includes(name))
if (names.length === 0) throw new Error(`--only ${values.only}: ${Object.keys(designs).join(', ')}`)

/** The processor seconds of one run. `undefined` if it took too long. */
async function secondsOf(design: string, n: number): Promise<number | undefined> {
  const check = ['bin/allways.js', 'check', 'bench/cliffs/cliffs.model.ts', '--json', '--no-write', '--no-cache']
  const args = [...check, '--design', design, '--param', `n=${n}`]
  const limited = `ulimit -t ${Number(values.seconds)}; exec "$0" "$@"`
  const { code, cpuSeconds, errors } = await measure('sh', ['-c', limited, process.execPath, ...args], root)
  // the limit ends it by a signal
  if (code === null) return undefined
  if (code !== 0) throw new Error(`'${design}' ended with ${code} at n=${n}:\n${errors}`)
  return cpuSeconds
}

async function leastOf(design: string, n: number): Promise<number | undefined> {
  let least: number | undefined
  for (let i = 0; i < Number(values.runs); i++) {
    const seconds = await secondsOf(design, n)
    if (seconds === undefined) break
    least = Math.min(least ?? seconds, seconds)
  }
  return least
}

// a checkout builds itself on its first run
await secondsOf(tiny[0], tiny[1])
const base = (await leastOf(tiny[0], tiny[1])) ?? 0
if (values.markdown)
  console.log('| what grows | n | n | 2n | 4n | 8n | exponent |\n|---|---:|---:|---:|---:|---:|---:|')
for (const name of names) {
  const n = designs[name]?.params.n as number
  const points: [number, number][] = []
  for (const factor of [1, 2, 4, 8]) {
    const seconds = await leastOf(name, n * factor)
    if (seconds === undefined) break
    points.push([n * factor, seconds - base])
  }
  const exponent = exponentOf(points)
  const shown = [0, 1, 2, 3].map((i) =>
    points[i] === undefined ? `> ${values.seconds} s` : `${points[i][1].toFixed(2)} s`,
  )
  const within = exponent <= atMost && points.length === 4
  if (values.markdown)
    console.log(`| ${[name, n.toLocaleString('en-US'), ...shown, exponent.toFixed(2)].join(' | ')} |`)
  else {
    const line = [name.padEnd(32), `n = ${n}`.padEnd(10), ...shown.map((one) => one.padStart(8))]
    console.log(
      `${within ? 'within' : 'MISSED'}  ${line.join(' ')}   exponent ${exponent.toFixed(2)}, at most ${atMost}`,
    )
  }
  if (!within) process.exitCode = 1
}
if (values.markdown)
  console.log(`\nNode ${process.version}, load ${loadavg()[0]?.toFixed(1)}, minima of ${values.runs}.`)
