/**
 * Time that a check takes to end: it gets SIGINT, SIGTERM or `--max-seconds` at moments spread over the whole run, by
 * default 20. The runs of the three models spend their time in different phases (loading, exploring, deciding,
 * shortening, explaining, replaying, telling, storing). It ends with exit code 1 if one takes more than a second, the
 * start and end of the process included.
 *
 *   npm run bench -- signals [moments]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chainSpec } from '../test/chain/chain.ts'
import { checked, specs } from '../test/phases/phases.ts'

const moments = Number(process.argv[2] ?? 20)
const mostMs = 1000
// dist/bench/signals.mjs
const allways = fileURLToPath(new URL('../../bin/allways.js', import.meta.url))

let worst = 0
for (const [name, spec] of Object.entries({ ...specs, chain: chainSpec(200_000) })) {
  const cwd = mkdtempSync(join(tmpdir(), 'allways-signals-'))
  try {
    mkdirSync(join(cwd, 'specs'))
    writeFileSync(join(cwd, `specs/${name}.model.ts`), spec)
    const whole = await checked(allways, cwd, [])
    for (const how of ['SIGINT', 'SIGTERM', '--max-seconds'] as const) {
      const late: number[] = []
      for (let i = 0; i < moments; i++) {
        const afterMs = Math.round((whole.ms * (i + 1)) / (moments + 1))
        if (how === '--max-seconds') {
          // the limit counts from the start of a design, which is later than the start of the process
          const { code, ms } = await checked(allways, cwd, ['--max-seconds', String(afterMs / 1000)])
          if (code === 3) late.push(ms - afterMs)
        } else {
          const { code, lateMs } = await checked(allways, cwd, [], how, afterMs)
          if (code === 130) late.push(lateMs)
        }
      }
      const most = Math.max(0, ...late)
      worst = Math.max(worst, most)
      const median = [...late].sort((a, b) => a - b)[late.length >> 1] ?? 0
      console.log(
        `${name}, ${how}: ${late.length} of ${moments} were ended, after ${Math.round(median)} ms (median), ${Math.round(most)} ms (most); a whole run takes ${Math.round(whole.ms)} ms`,
      )
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
process.exitCode = worst <= mostMs ? 0 : 1
