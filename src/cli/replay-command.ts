/** `allways replay`: stored counterexamples against today's models, a line for each. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import pc from 'picocolors'
import { SpecError, UsageError } from '../errors.ts'
import { type CounterexampleFile, type Replay, replay } from '../trace/counterexample.ts'
import { type LoadedSpec, loadSpec } from './load.ts'
import { filesOf, shown } from './paths.ts'
import { readCounterexample } from './read-counterexample.ts'
import type { Terminal } from './terminal.ts'

/** 0 where every file reproduces, 1 where some file does not, 2 where one, or its spec, cannot be read. */
export async function replayFiles(paths: readonly string[], { cwd, out, err }: Terminal): Promise<0 | 1 | 2> {
  const { green, red } = pc.createColors(out.color)
  const specs = new Map<string, Promise<LoadedSpec>>()
  const load = (file: string) => {
    const path = resolve(cwd, file)
    const found = specs.get(path) ?? loadSpec(path, cwd)
    specs.set(path, found)
    return found
  }
  let failed = 0
  let unreadable = 0
  for (const path of filesOf(paths, '.json', cwd)) {
    const name = shown(path, cwd)
    try {
      const stored = readCounterexample(path, name)
      if (!existsSync(resolve(cwd, stored.file))) {
        throw new UsageError(
          `${name}: its spec ${stored.file} is not there: run from the folder that it was written in`,
        )
      }
      const { ok, message } = again(await load(stored.file), stored, name)
      out.write(`${ok ? green('✓') : red('✗')} ${name}: ${message}\n`)
      if (!ok) failed++
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof SpecError)) throw error
      err.write(`allways: ${error.message}\n`)
      unreadable++
    }
  }
  return unreadable > 0 ? 2 : failed > 0 ? 1 : 0
}

/** @throws UsageError for a counterexample of another spec */
function again({ spec, locate }: LoadedSpec, stored: CounterexampleFile, name: string): Replay {
  if (spec.name !== stored.spec) {
    throw new UsageError(
      `${name}: is of spec '${stored.spec}', but ${stored.file} is now '${spec.name}': check it again`,
    )
  }
  try {
    return replay(spec, stored)
  } catch (error) {
    if (error instanceof SpecError) return { ok: false, message: error.message }
    const at = locate(error)
    // Only what the spec's own code threw has a place in it.
    if (at === undefined) throw error
    return { ok: false, message: `${at.file}:${at.line}: the model threw ${String(error)}` }
  }
}
