/** How often each piece of a script was executed, as V8 counts blocks. */
import { type Profiler, Session } from 'node:inspector'
import { pathToFileURL } from 'node:url'

/** Counts what is executed of scripts that are loaded from now on, until it ends. One at a time. */
export class Executed {
  readonly #session = new Session()

  constructor() {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Adds to `counts`, by offset, how often what stands there was executed since this was asked last. */
  take(script: string, counts: Float64Array): void {
    let result: Profiler.ScriptCoverage[] = []
    this.#session.post('Profiler.takePreciseCoverage', (error, reply) => {
      if (error !== null) throw error
      result = reply.result
    })
    const { href } = pathToFileURL(script)
    for (const { url, functions } of result) {
      if (url !== script && url !== href) continue
      // what lies inside comes after what it lies in
      const ranges = functions.flatMap(({ ranges }) => ranges)
      ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
      const own = new Float64Array(counts.length)
      // a count that is beyond 31 bits is negative
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
