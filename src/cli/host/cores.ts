/** The cores that this process may use. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** At least 1. In a container it is the container's share of time, which Node itself does not look at. */
export function cores(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(quota())))
}

/** The number of cores whose time the container may use; infinite without a limit. */
function quota(): number {
  // cgroup 2 has one file; cgroup 1 has two
  const files = [
    ['/sys/fs/cgroup/cpu.max'],
    ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((name) => `/sys/fs/cgroup/cpu/${name}`),
  ]
  for (const paths of files) {
    try {
      const found = quotaIn(paths.map((path) => readFileSync(path, 'utf8')).join(' '))
      if (found !== undefined) return found
    } catch {
      // this system has no such file
    }
  }
  return Number.POSITIVE_INFINITY
}

/** The quotient of two numbers of microseconds, as in `200000 100000`; `undefined` if there is no limit. */
export function quotaIn(text: string): number | undefined {
  const [time = Number.NaN, period = Number.NaN] = text.trim().split(/\s+/).map(Number)
  return time > 0 && period > 0 ? time / period : undefined
}
