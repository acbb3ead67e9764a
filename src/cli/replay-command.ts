/** `allways replay`: stored counterexamples, and traces in ITF, against today's models, a line for each. */
import pc from 'picocolors'
import { SpecError, UsageError } from '../errors.ts'
import { explainItf, isItf } from './itf-traces.ts'
import { filesOf } from './paths.ts'
import type { ReplayArgs } from './replay-args.ts'
import { Stories } from './stories.ts'
import type { Terminal } from './terminal.ts'

/** 0 where every file reproduces, 1 where some file does not, 2 where one, or its spec, cannot be read. */
export async function replayFiles(args: ReplayArgs, { cwd, out, err }: Terminal): Promise<0 | 1 | 2> {
  const { green, red } = pc.createColors(out.color)
  const stories = new Stories(cwd)
  let failed = 0
  let unreadable = 0
  const files = filesOf(args.paths, '.json', cwd)
  refuseIdle(args, files)
  for (const path of files) {
    try {
      const { name, replay } = isItf(path) ? await explainItf(path, args, stories, cwd) : await stories.read(path)
      out.write(`${replay.ok ? green('✓') : red('✗')} ${name}: ${replay.message}\n`)
      if (!replay.ok) failed++
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof SpecError)) throw error
      err.write(`allways: ${error.message}\n`)
      unreadable++
    }
  }
  return unreadable > 0 ? 2 : failed > 0 ? 1 : 0
}

/** @throws UsageError for an option that nothing would read */
function refuseIdle({ spec, design, property }: ReplayArgs, files: readonly string[]): void {
  const [idle] = Object.entries({ spec, design, property }).filter(([, value]) => value !== undefined)
  if (idle === undefined || files.some(isItf)) return
  throw new UsageError(`--${idle[0]} is for traces in ITF, *.itf.json: a counterexample says itself what it is of`)
}
