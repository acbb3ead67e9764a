/** Counts how often each piece of a script is executed, from V8's block coverage. */
import { type Profiler, Session } from 'node:inspector'
import { pathToFileURL } from 'node:url'

/** Counts executions in scripts that are loaded after its construction, until `end`. Only one may exist at a time. */
export class Executed {
  readonly #session = new Session()

  constructor() {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Adds to `counts`, by offset, the number of executions of the code there since the last call. */
  take(script: string, counts: Float64Array): void {
    let result: Profiler.ScriptCoverage[] = []
    this.#session.post('Profiler.takePreciseCoverage', (error, reply) => {
      if (error !== null) throw error
      result = reply.result
    })
    const { href } = pathToFileURL(script)
    for (const { url, functions } of result) {
      if (url !== script && url !== href) continue
      // an inner range comes after its outer range, and overwrites that part of it
      const ranges = functions.flatMap(({ ranges }) => ranges)
      ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
      const own = new Float64Array(counts.length)
      // V8 returns a count of more than 31 bits as a negative number
      for (const { startOffset, endOffset, count } of ranges) own.fill(count >>> 0, startOffset, endOffset)
      for (let at = 0; at < own.length; at++) counts[at] = (counts[at] as number) + (own[at] as number)
    }
  }

  end(): void {
    this.#session.post('Profiler.stopPreciseCoverage')
    this.#session.post('Profiler.disable')
    this.#session.disconnect()
  }
}
