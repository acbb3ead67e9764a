/** The real command, serving until it is ended. */
import { spawn } from 'node:child_process'
import { allways } from './run.ts'

export interface Explored {
  /** The line that it printed: `SPEC, DESIGN: URL`. */
  readonly line: string
  readonly url: string
  /** Ends it as Ctrl-C does; its exit code. */
  end(): Promise<number | null>
}

export function explored(args: readonly string[], cwd: string): Promise<Explored> {
  const child = spawn(process.execPath, [allways, 'explore', ...args], { cwd })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  let errors = ''
  child.stderr.on('data', (data) => {
    errors += data
  })
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (data) => {
      text += data
      const [line, url] = /^.*(http:\S+)\n/.exec(text) ?? []
      if (line === undefined || url === undefined) return
      resolve({
        ...{ line, url },
        end() {
          child.kill('SIGINT')
          return ended
        },
      })
    })
    ended.then((code) => reject(new Error(`ended with ${code}: ${errors}`)))
  })
}
