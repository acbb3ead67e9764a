/**
 * Breaks files of every format that the command reads, and runs the command on them: by default 5,000 of each format.
 * It prints its seed first, then its progress. The seed and the number of the file reproduce a failure. It ends with
 * exit code 1 if a command ends with 70, takes more than 5 s, or reports an error without its place.
 *
 *   npm run fuzz -- [files] [seed] [format]
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { projectOf } from '../test/fuzz/formats.ts'
import { Captured, fuzzOnce, type Trouble } from '../test/fuzz/fuzz.ts'

const files = Number(process.argv[2] ?? 5000)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const only = process.argv[4]

for (const name of ['CI', 'GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY']) delete process.env[name]
const beat = new Int32Array(new SharedArrayBuffer(8))
// another thread notices if this one hangs
new Worker(
  `const { workerData: beat } = require('node:worker_threads')
   let last = -1, same = 0
   setInterval(() => {
     same = beat[0] === last ? same + 1 : 0
     last = beat[0]
     if (same < 60) return
     require('node:fs').writeSync(2, 'seed ' + last + ' hangs\\n')
     process.kill(process.pid, 'SIGKILL')
   }, 1000)`,
  { eval: true, workerData: beat },
).unref()

// dist/bench/fuzz.mjs
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = await projectOf(root, (cwd) => new Captured().terminalIn(cwd))
const troubles: Trouble[] = []
console.log(`${files} files of each format, seed ${seed}`)
try {
  for (const format of folder.formats) {
    if (only !== undefined && format.name !== only) continue
    const codes = new Map<number, number>()
    const started = performance.now()
    for (let i = 0; i < files; i++) {
      beat[0] = seed + i
      const { code, trouble } = await fuzzOnce(folder, format, seed + i)
      codes.set(code, (codes.get(code) ?? 0) + 1)
      if (trouble === undefined) continue
      troubles.push(trouble)
      if (troubles.length <= 50)
        console.error(`${trouble.format}, seed ${trouble.seed}, ${trouble.path}: ${trouble.how}: ${trouble.what}`)
    }
    const ended = [...codes].sort(([a], [b]) => a - b).map(([code, count]) => `${count} with ${code}`)
    const seconds = Math.round((performance.now() - started) / 1000)
    console.log(`${format.name}: ${files} files, ended ${ended.join(', ')}, ${seconds} s`)
  }
} finally {
  folder.remove()
}
console.log(
  troubles.length === 0
    ? 'no exit code 70, nothing above 5 s, no message without a place'
    : `${troubles.length} troubles`,
)
process.exit(troubles.length === 0 ? 0 : 1)
