/** `allways replay`: stored counterexamples against today's models, a line for each. */
import pc from 'picocolors'
import { SpecError, UsageError } from '../errors.ts'
import { filesOf } from './paths.ts'
import { Stories } from './stories.ts'
import type { Terminal } from './terminal.ts'

/** 0 where every file reproduces, 1 where some file does not, 2 where one, or its spec, cannot be read. */
export async function replayFiles(paths: readonly string[], { cwd, out, err }: Terminal): Promise<0 | 1 | 2> {
  const { green, red } = pc.createColors(out.color)
  const stories = new Stories(cwd)
  let failed = 0
  let unreadable = 0
  for (const path of filesOf(paths, '.json', cwd)) {
    try {
      const { name, replay } = await stories.read(path)
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
