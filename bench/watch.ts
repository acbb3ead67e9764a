/**
 * Time from the save of a file to the verdicts on the screen: `allways check --watch` runs on all designs of the DNS
 * race, and an invariant and a property of steps are edited in turn. It ends with exit code 1 if a median is not under
 * a second.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './report.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const edits = [
  ['an invariant', "'rollback target exists': (s) => s.records.every(canRollBack)"],
  ['a property of steps', 'after.records[endpoint]!.active >= record.active'],
] as const
const runs = 9

const folder = mkdtempSync(join(tmpdir(), 'allways-watch-'))
for (const path of ['dynamodb-dns', 'dynamodb-dns.model.ts']) {
  cpSync(join(root, 'specs', path), join(folder, 'specs', path), { recursive: true })
}
const child = spawn(process.execPath, [join(root, 'bin/allways.js'), 'check', '--watch'], { cwd: folder })
let told = ''
let hear = () => {}
child.stdout.on('data', (data) => {
  told += data
  hear()
})
child.once('close', (code) => {
  console.error(`the watch ended with ${code}: ${told}`)
  process.exit(1)
})
/** The output up to the end of the next run. */
const next = () =>
  new Promise<string>((resolve) => {
    hear = () => {
      if (!told.includes('Ctrl-C ends it.')) return
      resolve(told)
      told = ''
    }
    hear()
  })

try {
  await next()
  const file = join(folder, 'specs/dynamodb-dns/model.ts')
  const text = readFileSync(file, 'utf8')
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`)
  for (const [what, from] of edits) {
    if (!text.includes(from)) throw new Error(`${file} has no '${from}' any more`)
    const seconds: number[] = []
    let graph = ''
    for (let i = 0; i < runs; i++) {
      const started = performance.now()
      writeFileSync(file, text.replace(from, `${from} && ${i} < 100`))
      const found = await next()
      seconds.push((performance.now() - started) / 1000)
      graph = /already explored the design \([\d,]+ states\)/.exec(found.replace(/\s+/g, ' '))?.[0] ?? ''
      if (graph === '') throw new Error(`it explored again:\n${found}`)
    }
    const middle = median(seconds)
    console.log(`${middle < 1 ? 'within' : 'MISSED'}  ${what}, ${graph}: ${middle.toFixed(2)} s, at most 1`)
    if (middle >= 1) process.exitCode = 1
  }
} finally {
  child.removeAllListeners('close')
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
