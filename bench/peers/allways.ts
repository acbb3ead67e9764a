/** allways itself, as a whole process from this checkout, or from another one for comparison. */
import { existsSync } from 'node:fs'
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

/** The model of a checkout is its own: it may be written in an older form of the language. */
function fileOf(root: string, { folder, name }: Job): string {
  const own = resolve(root, 'bench/workloads', name, `${name}.model.ts`)
  return existsSync(own) ? own : `${folder}/${name}.model.ts`
}

/** `symmetry`: how alike processes are explored; `undefined` if the checkout does not know the option. */
export function allways(
  root: string,
  name = 'allways',
  options: readonly string[] = [],
  symmetry: 'on' | 'off' | undefined = 'off',
): Peer {
  return {
    name,
    missing: () => undefined,
    version: () => `Node ${process.version}${options.length > 0 ? `, ${options.join(' ')}` : ''}`,
    file: (job: Job) => fileOf(root, job),
    prepare: (job: Job): Run => {
      const file = fileOf(root, job)
      const bin = resolve(root, 'bin/allways.js')
      const reduced = symmetry === undefined ? [] : ['--symmetry', symmetry]
      return {
        command: process.execPath,
        args: [
          bin,
          'check',
          file,
          '--design',
          job.design,
          '--json',
          '--no-write',
          '--no-cache',
          ...reduced,
          ...options,
        ],
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
