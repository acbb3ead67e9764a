/** `allways replay --driver`: plays stored counterexamples on the code of a driver, with the steps that the code takes. */
import { resolve } from 'node:path'
import pc from 'picocolors'
import { playStory } from '../../conform/play.ts'
import { SpecError, UsageError } from '../../errors.ts'
import { renderDrift } from '../../report/terminal/conformance.ts'
import { counted } from '../../report/words/numbers.ts'
import { wrap } from '../../report/words/text.ts'
import type { ArgsOf } from '../options/commands.ts'
import { type ExitCode, worst } from '../output/exit-code.ts'
import type { Terminal } from '../output/terminal.ts'
import { Troubles } from '../output/troubles.ts'
import { unknownName } from '../output/unknown-name.ts'
import { loadDriver } from '../project/load-driver.ts'
import { filesOf, shown } from '../project/paths.ts'
import { Stories } from '../stored/stories.ts'

/** Returns 0 if the code does with each story what the model of its design does, else 1; 2 for an error. */
export async function replayOnCode(
  { paths, driver: path, design }: ArgsOf<'replay'> & { readonly driver: string },
  { cwd, out, err }: Terminal,
): Promise<ExitCode> {
  const { green, red } = pc.createColors(out.color)
  const one = await loadDriver(resolve(cwd, path), cwd)
  if (design !== undefined && !Object.hasOwn(one.driver.spec.designs, design)) {
    const known = Object.keys(one.driver.spec.designs)
    throw new UsageError(`${one.loaded.file}: ${unknownName('design', design, known)}`)
  }
  const troubles = new Troubles((line) => err.write(`allways: ${line.replace(/^: /, '')}\n`))
  const stories = new Stories(cwd)
  let failed = 0
  for (const file of filesOf(paths.length === 0 ? ['counterexamples'] : paths, '.json', cwd)) {
    try {
      const { name, stored } = await stories.read(file)
      if (stored.spec !== one.driver.spec.name) {
        throw new UsageError(
          `${name}: this is a story of '${stored.spec}', but the driver is for '${one.driver.spec.name}'`,
        )
      }
      const played = await playStory(one.driver, stored, design)
      const { taken, drift, prevented, ok } = played
      const who = `the code of '${played.design}'`
      const all = stored.steps.length
      const said =
        drift === undefined
          ? `${who} reproduces it: ${all === 1 ? 'its only step' : `all ${counted(all, 'step')}`}${prevented === undefined ? '' : ', but its model does not'}`
          : `${who} departs from it ${taken === 0 && drift.trace.steps.length === 0 ? 'at the start' : `at step ${taken + 1} of ${all}`}${prevented === undefined ? ', but its model does not' : ', as its model does'}`
      out.write(`${wrap(`${ok ? green('✓') : red('✗')} ${name}: ${said}`, out.width, '', '  ').join('\n')}\n`)
      if (drift !== undefined) out.write(`\n${renderDrift(drift, out)}\n\n`)
      if (!ok) failed++
    } catch (error) {
      const isSaid = error instanceof UsageError || error instanceof SpecError
      troubles.add(isSaid ? '' : shown(file, cwd), error)
    }
  }
  return worst([failed > 0 ? 1 : 0, ...troubles.codes])
}
