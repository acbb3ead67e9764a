/** Signals and the time limit at moments of whole runs, so in all of their phases. `cli/signals.test.ts` has what never returns. */
import { describe, expect, it } from 'vitest'
import { allways, folderOf } from '../cli/run.ts'
import { checked as checkedBy, codes, specs } from './phases.ts'

const checked = checkedBy.bind(undefined, allways)

/** A second or two on a machine that has nothing else to do. */
const aWhileMs = 20_000
const moments = [0.45, 0.7, 0.9]

describe('in whatever phase', () => {
  it.each(Object.keys(specs) as (keyof typeof specs)[])('%s ends soon', { timeout: 600_000 }, async (name) => {
    const cwd = folderOf({ [`specs/${name}.model.ts`]: specs[name] })
    const whole = await checked(cwd, [])
    expect(codes[name], whole.stderr).toContain(whole.code)
    let ended = 0
    for (const [i, moment] of moments.entries()) {
      const afterMs = Math.round(whole.ms * moment)
      const { code, stdout, stderr, lateMs } = await checked(cwd, [], i % 2 === 0 ? 'SIGINT' : 'SIGTERM', afterMs)
      expect(stderr).not.toContain('bug of allways')
      // null: it was not even started
      expect([130, null, ...codes[name]], stderr).toContain(code)
      expect(lateMs).toBeLessThan(aWhileMs)
      if (stdout !== '') JSON.parse(stdout)
      if (code === 130) ended++
      const seconds = Math.max(0.1, afterMs / 1000)
      const limited = await checked(cwd, ['--max-seconds', String(seconds)])
      expect(limited.stderr).not.toContain('bug of allways')
      expect([3, ...codes[name]], limited.stderr).toContain(limited.code)
      expect(JSON.parse(limited.stdout).results).toHaveLength(1)
    }
    expect(ended).toBeGreaterThan(0)
  })
})
