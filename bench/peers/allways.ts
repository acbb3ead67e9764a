/** allways itself, as a whole process from this checkout, or from another one for comparison. */
import { resolve } from 'node:path'
import type { Job, Peer, Run } from './peer.ts'

interface Document {
  readonly results: readonly {
    readonly states: number
    readonly transitions: number
    readonly complete: boolean
    readonly properties: readonly { readonly name: string; readonly verdict: string }[]
  }[]
}

export function allways(root: string, name = 'allways', options: readonly string[] = []): Peer {
  return {
    name,
    missing: () => undefined,
    version: () => `Node ${process.version}${options.length > 0 ? `, ${options.join(' ')}` : ''}`,
    file: (job: Job) => `${job.folder}/${job.name}.model.ts`,
    prepare: (job: Job): Run => {
      const file = `${job.folder}/${job.name}.model.ts`
      const bin = resolve(root, 'bin/allways.js')
      return {
        command: process.execPath,
        args: [bin, 'check', file, '--design', job.design, '--json', '--no-write', '--no-cache', ...options],
        cwd: resolve(root),
        counts: (output) => {
          const [result] = (JSON.parse(output) as Document).results
          const open = result?.properties.filter(({ verdict }) => verdict !== 'holds') ?? []
          if (result === undefined || !result.complete || open.length > 0) {
            throw new Error(`allways did not find that everything holds:\n${output}`)
          }
          return { states: result.states, transitions: result.transitions }
        },
      }
    },
  }
}
