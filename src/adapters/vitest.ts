/** A spec file as tests of vitest: `allways/vitest`. */
import { AssertionError } from 'node:assert'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'
import { updateStories } from '../cli/advice.ts'
import { storiesFolder } from '../cli/files.ts'
import { jobsOf, propertyNames } from '../cli/jobs.ts'
import { loadSpec } from '../cli/load.ts'
import { filesOf, shown } from '../cli/paths.ts'
import { Stories } from '../cli/stories.ts'
import { countsStory } from '../report/counts.ts'
import type { Result } from '../result.ts'
import { assertHolds } from './check.ts'
import { checkLoaded } from './check-loaded.ts'
import type { CheckFileOptions } from './options.ts'

export interface ModelTestsOptions extends CheckFileOptions {
  /** Where counterexamples are stored, each of which is replayed; `counterexamples` unless said. */
  readonly counterexamples?: string
}

/**
 * Makes a test of every property of every design of a spec file, and one of every stored counterexample. Await it where
 * tests are collected. A design is explored once, when the first of its tests runs, by code that no loader of the test
 * runner has changed. Tests have no time limit of their own; `maxSeconds` sets one for a design.
 * @throws SpecError for a file that is no spec, UsageError for a design, property or parameter that is not there
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
        // a model that cannot be made has no names, but an error
        if (names === undefined) it('is a model', async () => assertHolds(await explore()), 0)
        if (spec.designs[name]?.counts !== undefined) it('has its counts', async () => assertCounts(await explore()), 0)
        for (const one of names ?? []) {
          if (property.length > 0 && !property.includes(one)) continue
          it(one, async () => assertHolds(only(await explore(), one)), 0)
        }
      })
    }
    // stories are of a design as it stands
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

/** The result as far as it is of one property. */
function only({ counts: _, ...result }: Result, name: string): Result {
  return { ...result, properties: result.properties.filter((property) => property.name === name) }
}
