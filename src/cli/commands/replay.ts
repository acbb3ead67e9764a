/** `allways replay`: replays stored counterexamples and traces in ITF in today's models, with one line for each. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import pc from 'picocolors'
import { SpecError, UsageError } from '../../errors.ts'
import { interpreter } from '../../reference/interpret.ts'
import { renderTrace } from '../../report/terminal/trace.ts'
import { grouped } from '../../report/words/numbers.ts'
import { wrap } from '../../report/words/text.ts'
import { minimise } from '../../trace/minimise.ts'
import type { ArgsOf } from '../options/commands.ts'
import { type StoredStory, updateStories } from '../output/commands-to-run.ts'
import { type ExitCode, worst } from '../output/exit-code.ts'
import type { Screen, Terminal } from '../output/terminal.ts'
import { Troubles } from '../output/troubles.ts'
import { below, filesOf, shown } from '../project/paths.ts'
import { type Explained, explainItf, isItf } from '../stored/itf-traces.ts'
import { Stories } from '../stored/stories.ts'

const stored = 'counterexamples'
/** Maximum number of the reference interpreter's steps to shorten one trace: some seconds for most models. */
const maxShorteningSteps = 100_000

/** Returns 0 if every file reproduces, 1 if one does not, 2 if one or its spec is unreadable, 70 at our own bug. */
export async function replayFiles(args: ArgsOf<'replay'>, { cwd, out, err }: Terminal): Promise<ExitCode> {
  const { green, red } = pc.createColors(out.color)
  const stories = new Stories(cwd)
  let failed = 0
  const drifted: StoredStory[] = []
  const troubles = new Troubles((line) => err.write(`allways: ${line.replace(/^: /, '')}\n`))
  // a project whose properties all hold has no stored counterexample
  if (isDefault(args.paths) && existsSync(resolve(cwd, 'specs'))) {
    const exists = existsSync(resolve(cwd, stored))
    if (!exists || below(resolve(cwd, stored), '.json').length === 0) {
      out.write(
        `${exists ? `The folder ${stored} has no JSON file` : `There is no folder ${stored}`}, so there is nothing to replay\n`,
      )
      return 0
    }
  }
  const files = filesOf(args.paths.length === 0 ? [stored] : args.paths, '.json', cwd)
  refuseIdle(args, files)
  for (const path of files) {
    try {
      const found = isItf(path) ? await explainItf(path, args, stories, cwd) : await stories.read(path)
      const { name, replay } = found
      out.write(`${replay.ok ? green('✓') : red('✗')} ${name}: ${replay.message}\n`)
      if (!replay.ok) failed++
      if (!replay.ok && 'stored' in found) drifted.push({ ...found.stored, path })
      else if (args.minimise && 'model' in found) out.write(minimised(found, out))
    } catch (error) {
      // an error in one file does not stop the others
      const isSaid = error instanceof UsageError || error instanceof SpecError
      troubles.add(isSaid ? '' : shown(path, cwd), error)
    }
  }
  const update = updateStories(drifted, cwd)
  if (update !== undefined)
    out.write(`If this change is intended, run \`${update}\` to store today's counterexamples\n`)
  return worst([failed > 0 ? 1 : 0, ...troubles.codes])
}

/** Whether the paths mean the folder in which `check` stores counterexamples. */
const isDefault = (paths: readonly string[]) => paths.every((path) => path.replace(/^\.\/|\/$/g, '') === stored)

/** @throws UsageError if no property says which steps must stay */
function minimised({ name, replay, model, property }: Explained, screen: Screen): string {
  if (property === undefined) {
    throw new UsageError(`${name}: --minimise needs the property that the trace breaks; add \`--property NAME\``)
  }
  if (replay.trace === undefined) {
    throw new UsageError(
      `${name}: --minimise cannot shorten this trace, because its steps are not possible in today's model`,
    )
  }
  const { trace, complete } = minimise(model, interpreter(model), property, replay.trace, maxShorteningSteps)
  const [all, left] = [replay.trace.steps.length, trace.steps.length]
  const none = complete ? 'No step can be left out' : 'No step was found that can be left out'
  const said =
    left === all ? none : `${left} of the ${all} steps of this trace lead to the same verdict on '${property.name}'`
  const open = `A shorter trace may exist: the search stopped after ${grouped(maxShorteningSteps)} replayed steps.`
  const end = complete ? [] : [wrap(open, screen.width, '  ', '  ').join('\n')]
  return `\n  ${[`${said}:`, renderTrace(trace, screen), ...end].join('\n\n')}\n`
}

/** @throws UsageError for an option that applies to none of the files */
function refuseIdle({ spec, design, property, minimise }: ArgsOf<'replay'>, files: readonly string[]): void {
  const options = { spec, design, property, minimise: minimise || undefined }
  const [idle] = Object.entries(options).filter(([, value]) => value !== undefined)
  if (idle === undefined || files.some(isItf)) return
  throw new UsageError(
    `--${idle[0]} is only for ITF traces (*.itf.json); remove it, because a counterexample names its own spec and property`,
  )
}
