/** `allways show`: stored counterexamples, replayed and told. */
import { SpecError, UsageError } from '../errors.ts'
import { renderStory } from '../report/story.ts'
import type { PropertyResult, Trace } from '../result.ts'
import { type CounterexampleFile, storedTrace } from '../trace/counterexample.ts'
import { markdownOf } from './files.ts'
import { filesOf } from './paths.ts'
import type { ShowArgs } from './show-args.ts'
import { Stories } from './stories.ts'
import type { Terminal } from './terminal.ts'

/** 0 where every story is told, 1 where today's model does not do what one tells, 2 where a file cannot be read. */
export async function showFiles(args: ShowArgs, { cwd, out, err }: Terminal): Promise<0 | 1 | 2> {
  const stories = new Stories(cwd)
  let drifted = 0
  let unreadable = 0
  let told = 0
  for (const path of filesOf(args.paths, '.json', cwd)) {
    try {
      const { name, stored, loaded, replay } = await stories.read(path)
      if (!replay.ok) {
        err.write(`allways: ${name}: told as it is stored, for today's model does not do it: ${replay.message}\n`)
        drifted++
      }
      const trace = replay.ok && replay.trace !== undefined ? replay.trace : storedTrace(stored)
      const { note } = loaded.spec.designs[stored.design] ?? {}
      if (told++ > 0) out.write('\n')
      out.write(
        args.markdown
          ? markdownOf(stored, trace, note)
          : `${renderStory({ ...stored, ...(note === undefined ? {} : { note }) }, resultOf(stored, trace), out)}\n`,
      )
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof SpecError)) throw error
      err.write(`allways: ${error.message}\n`)
      unreadable++
    }
  }
  return unreadable > 0 ? 2 : drifted > 0 ? 1 : 0
}

/** What a check would say of the property. */
function resultOf(stored: CounterexampleFile, trace: Trace): PropertyResult {
  const { property: name, kind, verdict, noReturn, notes } = stored
  return {
    ...{ name, kind, verdict, expected: verdict, ok: true },
    ...(verdict === 'violated' ? { counterexample: trace } : { witness: trace }),
    ...(noReturn === undefined ? {} : { noReturn }),
    ...(notes === undefined ? {} : { notes }),
  }
}
