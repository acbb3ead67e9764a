/** Reads stored counterexamples, loads their specs, and replays them. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { SpecError, show, UsageError } from '../../errors.ts'
import { type CounterexampleFile, type Replay, replay } from '../../trace/counterexample.ts'
import { updateStories } from '../output/commands-to-run.ts'
import { type LoadedSpec, loadSpec } from '../project/load.ts'
import { shown } from '../project/paths.ts'
import { readCounterexample } from './read-counterexample.ts'

export interface Story {
  /** The file, as messages call it. */
  readonly name: string
  readonly stored: CounterexampleFile
  readonly loaded: LoadedSpec
  readonly replay: Replay
}

/** Reads and replays one file after the other, and loads each spec once. */
export class Stories {
  readonly #cwd: string
  readonly #specs = new Map<string, Promise<LoadedSpec>>()
  constructor(cwd: string) {
    this.#cwd = cwd
  }

  /** @throws UsageError, SpecError if the file or its spec cannot be read, or the spec has another name than stored */
  async read(path: string): Promise<Story> {
    const name = shown(path, this.#cwd)
    const stored = readCounterexample(path, name)
    const spec = statSync(resolve(this.#cwd, stored.file), { throwIfNoEntry: false })
    if (spec === undefined) {
      const update = updateStories([{ ...stored, path }], this.#cwd, false)
      const remedy = update === undefined ? '' : `if it was renamed or removed, run \`${update}\`; otherwise, `
      throw new UsageError(
        `${name}: its spec ${stored.file} does not exist; ${remedy}run this command in the project folder`,
      )
    }
    if (!spec.isFile()) throw new UsageError(`${name}: file is ${show(stored.file)}; expected a spec file`)
    const loaded = await this.load(stored.file)
    if (loaded.spec.name !== stored.spec) {
      const update = updateStories([{ ...stored, path }], this.#cwd, false)
      throw new UsageError(
        `${name}: this story is of spec '${stored.spec}', but the spec in ${stored.file} is now called '${loaded.spec.name}'${update === undefined ? '' : `; run \`${update}\``}`,
      )
    }
    return { name, stored, loaded, replay: again(loaded, stored) }
  }

  load(file: string): Promise<LoadedSpec> {
    const path = resolve(this.#cwd, file)
    const found = this.#specs.get(path) ?? loadSpec(path, this.#cwd)
    this.#specs.set(path, found)
    return found
  }
}

function again({ spec, locate }: LoadedSpec, stored: CounterexampleFile): Replay {
  try {
    return replay(spec, stored)
  } catch (error) {
    if (error instanceof SpecError) return { ok: false, message: error.message }
    const at = locate(error)
    // Only an error that the spec's own code threw has a place in the spec.
    if (at === undefined) throw error
    return { ok: false, message: `${at.file}:${at.line}: the model threw ${String(error)}` }
  }
}
