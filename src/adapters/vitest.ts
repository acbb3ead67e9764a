/** A spec file as vitest tests: `allways/vitest`. */
import { AssertionError } from 'node:assert'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'
import { updateStories } from '../cli/output/commands-to-run.ts'
import { jobsOf, propertyNames } from '../cli/project/jobs.ts'
import { loadSpec } from '../cli/project/load.ts'
import { filesOf, shown } from '../cli/project/paths.ts'
import { Stories } from '../cli/stored/stories.ts'
import { storiesFolder } from '../cli/stored/story-files.ts'
import { countsStory } from '../report/words/counts.ts'
import type { Result } from '../result.ts'
import { assertHolds } from './check.ts'
import { checkLoaded } from './check-loaded.ts'
import type { CheckFileOptions } from './options.ts'

export interface ModelTestsOptions extends CheckFileOptions {
  /** The folder of the stored counterexamples; each is replayed. `counterexamples` by default. */
  readonly counterexamples?: string
}

/**
 * Defines a test for every property of every design of a spec file, and one for every stored counterexample. Await it
 * where tests are collected. A design is explored once, when the first of its tests runs. The test runner's loaders do
 * not change the code that is explored. Tests have no time limit of their own; `maxSeconds` sets one for a design.
 * @throws SpecError if the file is not a spec, UsageError if a design, property or parameter does not exist
 */
export async function modelTests(file: string | URL, options: ModelTestsOptions = {}): Promise<void> {
  const cwd = options.cwd ?? process.cwd()
  const loaded = await loadSpec(typeof file === 'string' ? resolve(cwd, file) : fileURLToPath(file), cwd)
  const { spec } = loaded
  const { designs: design = [], properties: property = [], params: param = {}, workers = 1 } = options
  const wanted = { design, property, param, workers }
  describe(spec.name, () => {
    for (const name of jobsOf([loaded], wanted)[0]?.designs ?? []) {
      let explored: Promise<Result> | undefined
      const explore = () => (explored ??= checkLoaded(loaded, name, options, cwd))
      const names = propertyNames(spec, name, wanted)
      describe(name, () => {
        // a model that cannot be built has no property names: its test shows the error
        if (names === undefined) it('is a model', async () => assertHolds(await explore()), 0)
        if (spec.designs[name]?.counts !== undefined) it('has its counts', async () => assertCounts(await explore()), 0)
        for (const one of names ?? []) {
          if (property.length > 0 && !property.includes(one)) continue
          it(one, async () => assertHolds(only(await explore(), one)), 0)
        }
      })
    }
    // stored counterexamples were found with the design's own parameters
    if (options.params !== undefined) return
    const root = resolve(cwd, options.counterexamples ?? 'counterexamples')
    const folder = storiesFolder(root, spec.name)
    const folders = design.length === 0 ? [folder] : design.map((name) => storiesFolder(root, spec.name, name))
    const stored = folders.filter((path) => existsSync(path)).flatMap((path) => filesOf([path], '.json', cwd))
    if (stored.length === 0) return
    const stories = new Stories(cwd)
    describe('stored counterexamples', () => {
      for (const path of stored) it(shown(path, folder), async () => assertReplays(stories, path, cwd), 0)
    })
  })
}

async function assertReplays(stories: Stories, path: string, cwd: string): Promise<void> {
  const { name, replay, stored } = await stories.read(path)
  if (replay.ok) return
  const update = updateStories([{ ...stored, path }], cwd)
  const remedy = update === undefined ? '' : `\nIf this is meant, replace it: ${update}`
  const message = `${name}: ${replay.message}${remedy}`
  throw new AssertionError({ message, stackStartFn: assertReplays })
}

function assertCounts(result: Result): void {
  if (result.counts === undefined) return
  throw new AssertionError({ message: countsStory(result), stackStartFn: assertCounts })
}

/** The result, reduced to one property. */
function only({ counts: _, ...result }: Result, name: string): Result {
  return { ...result, properties: result.properties.filter((property) => property.name === name) }
}
