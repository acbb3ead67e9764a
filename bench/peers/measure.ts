/**
 * Runs a program and measures its cost. Processor time is the difference, before and after, of the time of all
 * waited-for children in /proc/self/stat. Peak memory is VmHWM in /proc/PID/status. It is a high-water mark, so the
 * last sample before the end is enough. Both need only Node, but exist only on Linux.
 */
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Cost {
  /** User and system time of all threads. */
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly peakBytes: number
}

export interface Measured extends Cost {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

const sampleMs = 10
const now = performance.now.bind(performance)
let perSecond: number | undefined

/** Measures one program. `cpuSeconds` is the sum over all programs that run meanwhile, so run one at a time for it. */
export function measure(
  command: string,
  args: readonly string[],
  cwd: string,
  timeoutSeconds = 3600,
): Promise<Measured> {
  const before = childrenSeconds()
  const started = now()
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutSeconds * 1000 })
  let peakBytes = 0
  const sampler = setInterval(() => {
    // take the last sample, not the greatest: until the program is loaded, the child has the memory of this process
    peakBytes = highWaterMark(child.pid) ?? peakBytes
  }, sampleMs)
  const output: string[] = []
  const errors: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      clearInterval(sampler)
      reject(error)
    })
    child.on('exit', () => clearInterval(sampler))
    child.on('close', (code) => {
      const wallSeconds = (now() - started) / 1000
      const cpuSeconds = childrenSeconds() - before
      resolve({ code, cpuSeconds, wallSeconds, peakBytes, output: output.join(''), errors: errors.join('') })
    })
  })
}

/** The peak memory of a Node that does nothing for 300 ms, so that the sampler sees it. */
export async function nodeAtRest(): Promise<number> {
  const { peakBytes } = await measure(process.execPath, ['-e', 'setTimeout(() => {}, 300)'], '.')
  return peakBytes
}

function highWaterMark(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

function childrenSeconds(): number {
  perSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // the first field after the name, which is in brackets, is the third; cutime and cstime are the 16th and 17th
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / perSecond
}
