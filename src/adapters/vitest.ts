/**
 * `allways/vitest`: turns a spec file, or a driver, into tests of vitest.
 *
 * ```ts
 * import { conformTests, modelTests } from 'allways/vitest'
 *
 * await modelTests('specs/lease-lock.model.ts')
 * await conformTests('test/lock.driver.ts')
 * ```
 */
import { AssertionError } from 'node:assert'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'
import { designsOf, expectKnown } from '../cli/commands/conform.ts'
import { updateStories } from '../cli/output/commands-to-run.ts'
import { jobsOf, propertyNames } from '../cli/project/jobs.ts'
import type { LoadedDriver } from '../cli/project/load-driver.ts'
import { filesOf, shown } from '../cli/project/paths.ts'
import { Stories } from '../cli/stored/stories.ts'
import { storiesFolder } from '../cli/stored/story-files.ts'
import { SpecError } from '../errors.ts'
import { countsStory } from '../report/words/counts.ts'
import type { Result } from '../result.ts'
import { assertHolds } from './check.ts'
import { assertConforms } from './conform.ts'
import { conformLoaded, loadDriverOf } from './driver-file.ts'
import { argsOf, checkLoaded, loadFile } from './file.ts'
import { type CheckOptions, type ConformOptions, checkOptions, ofCheck, ofConform } from './options.ts'

export type { CheckOptions, ConformOptions }

/** The options of `modelTests`: those of `check`, and one more. */
export interface ModelTestsOptions extends CheckOptions {
  /** The folder of the stored counterexamples; one test replays each of them. Defaults to `counterexamples`. */
  readonly counterexamples?: string | undefined
}

/**
 * Defines a test for every property of every design of a spec file, and one for every stored counterexample. Await it
 * at the top level of a test file. A design is explored once, when the first of its tests runs. Vitest does not
 * transform the code that is explored. Tests have no time limit of their own; `maxSeconds` sets one for a design. If
 * `params` are given, no counterexample is replayed, because those were found with the parameters of their design.
 *
 * @param file a path, relative to `options.cwd`, or a `file:` URL
 * @throws SpecError if the file is not a spec
 * @throws UsageError if a design, property, parameter or option does not exist, or if an option has a wrong value
 */
export async function modelTests(file: string | URL, options: ModelTestsOptions = {}): Promise<void> {
  checkOptions('modelTests', options, [...ofCheck, 'counterexamples'])
  const cwd = options.cwd ?? process.cwd()
  const loaded = await loadFile('modelTests', file, cwd)
  const { spec } = loaded
  const wanted = argsOf(options)
  const { design, property } = wanted
  describe(spec.name, () => {
    for (const name of jobsOf([loaded], wanted)[0]?.designs ?? []) {
      let explored: Promise<Result> | undefined
      const explore = () => (explored ??= checkLoaded(loaded, name, options, cwd))
      const names = propertyNames(spec, name, wanted)
      describe(name, () => {
        // a model that cannot be built has no property names: its test shows the error
        if (names === undefined) it('builds its model', async () => assertHolds(await explore()), 0)
        if (spec.designs[name]?.counts !== undefined)
          it('has the expected counts', async () => assertCounts(await explore()), 0)
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

/**
 * Defines a test for every design of a driver: the code takes every transition that can be driven as the model does.
 * Await it at the top level of a test file. If the driver does not fit its spec, the test that fails says how. Tests
 * have no time limit of their own; `maxSeconds` sets one for a design.
 *
 * @param file the path of a driver, relative to `options.cwd`, or a `file:` URL
 * @throws UsageError if the file, a design or an option does not exist, or if an option has a wrong value
 */
export async function conformTests(file: string | URL, options: ConformOptions = {}): Promise<void> {
  checkOptions('conformTests', options, ofConform)
  let one: LoadedDriver
  try {
    one = await loadDriverOf('conformTests', file, options.cwd)
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    it(`loads ${file instanceof URL ? shown(fileURLToPath(file), options.cwd ?? process.cwd()) : file}`, () => {
      throw error
    })
    return
  }
  const designs = designsOf(one, options.designs ?? [])
  describe(one.driver.spec.name, () => {
    for (const design of designs) {
      describe(design, () => {
        it('is what the code does', async () => {
          expectKnown(one)
          assertConforms(await conformLoaded(one, design, options))
        }, 0)
      })
    }
  })
}

async function assertReplays(stories: Stories, path: string, cwd: string): Promise<void> {
  const { name, replay, stored } = await stories.read(path)
  if (replay.ok) return
  const update = updateStories([{ ...stored, path }], cwd)
  const remedy = update === undefined ? '' : `\nIf this change is intended, run \`${update}\` to replace the file`
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
