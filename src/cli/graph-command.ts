/** `allways graph`: the states of a design for other programs to draw. */
import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { match } from 'ts-pattern'
import { ModelError, SpecError, UsageError } from '../errors.ts'
import { toDot } from '../graph/dot.ts'
import { toGraphml } from '../graph/graphml.ts'
import { type StateGraph, stateGraph } from '../graph/state-graph.ts'
import { modelOf } from '../model/spec.ts'
import { writeWhole } from './files.ts'
import type { GraphArgs } from './graph-args.ts'
import { type LoadedSpec, loadSpec } from './load.ts'
import { unknownName } from './names.ts'
import { Range } from './option-values.ts'
import { checkParamNames } from './params.ts'
import { filesOf } from './paths.ts'
import type { Terminal } from './terminal.ts'

/** @throws UsageError, SpecError */
export async function writeGraph(args: GraphArgs, { cwd, out, err }: Terminal): Promise<0> {
  const [path, ...others] = filesOf([args.file], '.model.ts', cwd)
  if (path === undefined || others.length > 0) {
    throw new UsageError(`${args.file} has ${others.length + 1} specs below it: name one of them`)
  }
  const loaded = await loadSpec(path, cwd)
  const design = designOf(loaded, args.design)
  checkParamNames(loaded.spec, Object.keys(args.param))
  if (Object.values(args.param).some((value) => value instanceof Range)) {
    throw new UsageError('a graph is of one size: give each parameter one value')
  }
  const graph = walked(loaded, design, args)
  const text = match(args.format)
    .with('dot', () => toDot(graph))
    .with('graphml', () => toGraphml(graph))
    .with('json', () => `${JSON.stringify(graph.export(), null, 2)}\n`)
    .exhaustive()
  if (args.output === undefined) out.write(text)
  else {
    mkdirSync(dirname(resolve(cwd, args.output)), { recursive: true })
    writeWhole(resolve(cwd, args.output), text)
  }
  const { complete, note } = graph.getAttributes()
  if (!complete) err.write(`allways: ${note}; --max-states N takes more\n`)
  return 0
}

function designOf({ spec, file }: LoadedSpec, name: string | undefined): string {
  const names = Object.keys(spec.designs)
  if (name === undefined && names.length === 1) return names[0] as string
  if (name === undefined) throw new UsageError(`${file} has several designs, so name one: --design '${names[0]}'`)
  if (!names.includes(name)) throw new UsageError(unknownName(`design of ${file}`, name, names))
  return name
}

function walked({ spec, file, locate }: LoadedSpec, design: string, args: GraphArgs): StateGraph {
  const { model } = modelOf(spec, design, args.param)
  try {
    return stateGraph(spec.name, design, model, args.maxStates)
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    const at = locate(error)
    const place = at === undefined ? file : `${at.file}:${at.line}`
    throw new SpecError(error.code, `${place}: ${error.message}: allways check tells how the model gets there`)
  }
}
