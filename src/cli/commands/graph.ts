/** `allways graph`: writes the states of a design in a format that other programs can draw. */
import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { match } from 'ts-pattern'
import { ModelError, SpecError } from '../../errors.ts'
import { toDot } from '../../graph/dot.ts'
import { toGraphml } from '../../graph/graphml.ts'
import { type StateGraph, stateGraph } from '../../graph/state-graph.ts'
import type { ArgsOf } from '../options/commands.ts'
import { oddTexts } from '../options/params.ts'
import type { Terminal } from '../output/terminal.ts'
import { expectFunctions, type OneDesign, oneDesign } from '../project/one-design.ts'
import { writeWhole } from '../stored/write-whole.ts'

/** @throws UsageError, SpecError */
export async function writeGraph(args: ArgsOf<'graph'>, { cwd, out, err }: Terminal): Promise<0> {
  const one = await oneDesign(args, cwd)
  for (const line of oddTexts(one.loaded.spec, args.param)) err.write(`allways: ${line}\n`)
  const graph = await walked(one, args)
  expectFunctions(one)
  const text = match(args.format)
    .with('dot', () => toDot(graph))
    .with('graphml', () => toGraphml(graph))
    .with('json', () => `${JSON.stringify(graph.export(), null, 2)}\n`)
    .exhaustive()
  if (args.output === undefined) out.document(text)
  else {
    mkdirSync(dirname(resolve(cwd, args.output)), { recursive: true })
    writeWhole(resolve(cwd, args.output), text)
  }
  const { complete, note } = graph.getAttributes()
  if (!complete) err.write(`allways: ${note}; raise the limit with \`--max-states N\`\n`)
  return 0
}

async function walked({ loaded, design, model }: OneDesign, { maxStates }: ArgsOf<'graph'>): Promise<StateGraph> {
  const { spec, file, locate } = loaded
  try {
    return await stateGraph(spec.name, design, model, maxStates)
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    const at = locate(error)
    const place = at === undefined ? file : `${at.file}:${at.line}`
    throw new SpecError(error.code, `${place}: ${error.message}; \`npx allways check\` shows the steps that lead there`)
  }
}
