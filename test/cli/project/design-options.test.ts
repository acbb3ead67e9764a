import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SearchArgs } from '../../../src/cli/options/options.ts'
import { designOptions } from '../../../src/cli/project/design-options.ts'
import { loadSpec } from '../../../src/cli/project/load.ts'
import { modelFor } from '../../../src/run/design.ts'
import { folderOf } from '../run.ts'

const spec = (bound: string, before = '') => `import { int, model, spec } from 'allways'
${before}
const most = ${bound}
const counting = () => model({
  name: 'counting',
  state: { n: int(0, 999) },
  actions: { up: { when: (s) => s.n < most, do: (s) => { s.n++ } } },
  resting: () => true,
})
export default spec({ name: 'counting', model: counting, designs: { only: {} } })
`

/** Whether long searches of the spec go on with a model of their own. */
async function hasOwnModel(text: string): Promise<boolean> {
  const cwd = folderOf({ 'specs/a.model.ts': text })
  const loaded = await loadSpec(join(cwd, 'specs/a.model.ts'), cwd, { caches: false })
  const { ownModel } = designOptions(
    loaded,
    'only',
    { param: {}, workers: 1, property: [] } as unknown as SearchArgs,
    cwd,
  )
  return ownModel?.(modelFor(loaded.spec, 'only', {})) !== undefined
}

describe('a model for the engine alone', () => {
  it('is there where the spec is the same when it is loaded again', async () => {
    expect(await hasOwnModel(spec('400'))).toBe(true)
  })

  it('is not there where it captures another value then', async () => {
    const loads = 'const all = globalThis as any\nall.loadsOfCounting = (all.loadsOfCounting ?? 0) + 1'
    expect(await hasOwnModel(spec('400 + all.loadsOfCounting', loads))).toBe(false)
  })

  it('is not there where it cannot be loaded again', async () => {
    const once = "const all = globalThis as any\nif (all.wasLoaded) throw new Error('only once')\nall.wasLoaded = true"
    expect(await hasOwnModel(spec('400', once))).toBe(false)
  })
})
