/** The bundled specs. Each design is explored once for all tests of a file, so these tests belong in one file per spec. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LoadedSpec, loadSpec } from '../../src/cli/project/load.ts'
import type { Result } from '../../src/result.ts'
import { type CheckDesignOptions, checkDesign } from '../../src/run/check.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Bundled {
  readonly name: string
  /** Relative to the root. */
  readonly file: string
  /** As the command loads it, so that its closures run at full speed. */
  readonly spec: LoadedSpec['spec']
  /** Without options, the result of the one exploration of this design. */
  check(design: string, options?: CheckDesignOptions): Promise<Result>
  /** The results of all designs, in order, without options. */
  all(): Promise<readonly Result[]>
}

export async function bundled(file: string): Promise<Bundled> {
  const { spec } = await loadSpec(join(root, file), root)
  const known = new Map<string, Promise<Result>>()
  const once = (design: string) => {
    const result = known.get(design) ?? checkDesign(spec, design)
    known.set(design, result)
    return result
  }
  return {
    name: spec.name,
    file,
    spec,
    check: (design, options) => (options === undefined ? once(design) : checkDesign(spec, design, options)),
    async all() {
      const results: Result[] = []
      for (const design of Object.keys(spec.designs)) results.push(await once(design))
      return results
    },
  }
}
