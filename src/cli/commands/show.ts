/** `allways show`: replays stored counterexamples, and prints their stories. */

import { mkdirSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { SpecError, UsageError } from '../../errors.ts'
import { modelOf } from '../../language/spec.ts'
import { defined } from '../../plain.ts'
import { renderStory } from '../../report/terminal/story.ts'
import { renderRetold } from '../../report/terminal/story-in-design.ts'
import { noteOn, type PropertyResult, type Result, type Trace } from '../../result.ts'
import { type CounterexampleFile, type Replay, storedTrace } from '../../trace/counterexample.ts'
import { toItf } from '../../trace/itf.ts'
import type { ArgsOf } from '../options/commands.ts'
import { pageOf } from '../output/page.ts'
import type { Terminal } from '../output/terminal.ts'
import { filesOf } from '../project/paths.ts'
import { Stories, type Story } from '../stored/stories.ts'
import { markdownOf } from '../stored/story-files.ts'
import { writeWhole } from '../stored/write-whole.ts'
import { retold } from './show-in-design.ts'

/**
 * Returns 0 if every story is shown, 1 if today's model does not reproduce one, 2 if a file or its spec cannot be read.
 * With `--design`, a story is shown as far as that design takes its steps, and this counts as shown.
 */
export async function showFiles(args: ArgsOf<'show'>, { cwd, out, err }: Terminal): Promise<0 | 1 | 2> {
  const files = filesOf(args.paths, '.json', cwd)
  if (args.itf !== undefined && (args.markdown || args.html !== undefined || files.length > 1)) {
    throw new UsageError('--itf writes one trace; name one counterexample, and remove --markdown and --html')
  }
  if (args.design !== undefined && (args.markdown || args.html !== undefined || args.itf !== undefined)) {
    throw new UsageError('--design only prints to the terminal; remove --markdown, --html and --itf')
  }
  const stories = new Stories(cwd)
  let drifted = 0
  let unreadable = 0
  let told = 0
  const pages: Result[] = []
  for (const path of files) {
    try {
      const { name, stored, loaded, replay } = await stories.read(path)
      if (args.design !== undefined) {
        const text = renderRetold(retold(loaded, stored, args.design), out)
        out.write(`${told++ > 0 ? '\n' : ''}${text}\n`)
        continue
      }
      if (args.itf !== undefined) {
        const text = itfOf({ name, stored, loaded, replay })
        if (args.itf === true) out.document(text)
        else writeWhole(resolve(cwd, args.itf), text)
        continue
      }
      if (!replay.ok) {
        err.write(
          `allways: ${name}: today's model does not reproduce this story, so it is shown as it was stored; ${replay.message}\n`,
        )
        drifted++
      }
      const trace = replay.ok && replay.trace !== undefined ? replay.trace : storedTrace(stored)
      const { note, notes } = loaded.spec.designs[stored.design] ?? {}
      const said = { ...defined({ note, notes }) }
      if (args.html !== undefined) {
        addTo(pages, stored, said, pageResult(stored, trace, replay))
        continue
      }
      if (told++ > 0) out.write('\n')
      out.write(
        args.markdown
          ? markdownOf(stored, trace, noteOn(stored.property, notes))
          : `${renderStory({ ...said, spec: stored.spec, design: stored.design }, resultOf(stored, trace), out)}\n`,
      )
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof SpecError)) throw error
      err.write(`allways: ${error.message}\n`)
      unreadable++
    }
  }
  const [first] = args.paths
  if (args.html !== undefined && pages.length > 0) {
    const file = typeof args.html === 'string' ? args.html : `${basename(first as string).replace(/\.json$/, '')}.html`
    mkdirSync(dirname(resolve(cwd, file)), { recursive: true })
    writeWhole(resolve(cwd, file), pageOf(pages))
    out.write(`Written to ${file}\n`)
  }
  return unreadable > 0 ? 2 : drifted > 0 ? 1 : 0
}

/** @throws UsageError if today's model does not reproduce the story, because then no states are known */
function itfOf({ name, stored, loaded, replay }: Story): string {
  if (!replay.ok || replay.trace === undefined) {
    throw new UsageError(
      `${name}: there is no trace to write, because today's model does not reproduce it: ${replay.message}`,
    )
  }
  const { model } = modelOf(loaded.spec, stored.design, stored.params)
  return `${JSON.stringify(toItf(model, stored, replay.trace), null, 2)}\n`
}

function pageResult(stored: CounterexampleFile, trace: Trace, { ok, message }: Replay): PropertyResult {
  const found = resultOf(stored, trace)
  if (ok) return found
  return {
    ...found,
    ok: false,
    notes: [`Today's model does not reproduce this trace: ${message}.`, ...(found.notes ?? [])],
  }
}

/** Adds a property to the result of its design. All counts are 0, because no run of it is known. */
function addTo(
  results: Result[],
  { spec, file, design, params, digest }: CounterexampleFile,
  said: Pick<Result, 'note' | 'notes'>,
  property: PropertyResult,
): void {
  const known = results.findIndex((one) => one.file === file && one.design === design && same(one.params, params))
  const counts = { states: 0, transitions: 0, depth: 0, seconds: 0, workers: 0, bytesPerState: 0 }
  const { properties, ...others } = results[known] ?? {
    ...{ spec, file, design, params, digest, ...said },
    ...{ ...counts, complete: false, actions: [], properties: [] },
  }
  results.splice(known < 0 ? results.length : known, 1, { ...others, properties: [...properties, property] })
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The result that a check would give for the property. */
function resultOf(stored: CounterexampleFile, trace: Trace): PropertyResult {
  const { property: name, kind, verdict, noReturn, notes } = stored
  return {
    ...{ name, kind, verdict, expected: verdict, ok: true },
    ...(verdict === 'violated' ? { counterexample: trace } : { witness: trace }),
    ...defined({ noReturn, notes }),
  }
}
