/** `allways explore`: serves a page on which the user steps through a design by hand. */

import { UsageError } from '../../errors.ts'
import type { Params } from '../../language/spec.ts'
import { defined } from '../../plain.ts'
import { interpreter } from '../../reference/interpret.ts'
import { linkOf } from '../../report/documents/path-link.ts'
import type { PathStep, StepThrough } from '../../result.ts'
import { pathOf, stepThrough, type Walked } from '../../run/step-through.ts'
import type { CounterexampleFile } from '../../trace/counterexample.ts'
import type { ArgsOf } from '../options/commands.ts'
import { oddTexts } from '../options/params.ts'
import type { Terminal } from '../output/terminal.ts'
import { designIn, expectFunctions, type OneDesign, oneDesign } from '../project/one-design.ts'
import { filesOf, shown } from '../project/paths.ts'
import { readCounterexample } from '../stored/read-counterexample.ts'
import { type Asked, serve } from './explore-server.ts'

/** Serves the page until aborted. @throws UsageError, SpecError */
export async function explore(args: ArgsOf<'explore'>, { cwd, out, err }: Terminal, signal: AbortSignal): Promise<130> {
  const stored = storedIn(args.file, cwd)
  const wanted = stored === undefined ? args : ofStored(args, stored)
  const first = await oneDesign(wanted, cwd, true).catch((error: unknown) => {
    if (stored === undefined || args.design !== undefined || !(error instanceof UsageError)) throw error
    throw new UsageError(`${args.file}: its design or parameters do not exist in ${stored.file} now: ${error.message}`)
  })
  for (const line of oddTexts(first.loaded.spec, wanted.param)) err.write(`allways: ${line}\n`)
  const paramOf = (design: string) => (design === first.design ? wanted.param : paramIn(design, args, stored))
  let walks = walker(first, paramOf)
  const server = await serve(args.port, {
    async reload() {
      try {
        walks = walker(await oneDesign(wanted, cwd, true), paramOf)
      } catch (error) {
        walks = () => {
          throw error
        }
      }
    },
    walk: (asked) => walks(asked),
  })
  const path = stored === undefined ? [] : pathOf(first.model, stored)
  const { path: named, refused } = walks({ path, at: path.length })
  const link = path.length === 0 ? '' : linkOf(refused === undefined ? named : path)
  out.write(`${first.loaded.spec.name}, ${first.design}: ${server.url}${link}\n`)
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  server.close()
  return 130
}

function storedIn(file: string, cwd: string): CounterexampleFile | undefined {
  const [path, ...others] = file.endsWith('.json') ? filesOf([file], '.json', cwd) : []
  return path === undefined || others.length > 0 ? undefined : readCounterexample(path, shown(path, cwd))
}

/** The arguments for a counterexample. Its design is the default; its file is the spec. */
function ofStored(
  args: ArgsOf<'explore'>,
  stored: CounterexampleFile,
): Pick<ArgsOf<'explore'>, 'file' | 'design' | 'param'> {
  const { design = stored.design } = args
  return { file: stored.file, design, param: paramIn(design, args, stored) }
}

/** The parameters that override those of a design. The counterexample's parameters apply only to its own design. */
function paramIn(design: string, { param }: ArgsOf<'explore'>, stored: CounterexampleFile | undefined): Params {
  return stored?.design === design ? { ...stored.params, ...param } : param
}

/** Builds each design at its first walk. If a design is wrong, only its own walks throw. */
function walker(first: OneDesign, paramOf: (design: string) => Params): (asked: Asked) => StepThrough {
  const { loaded } = first
  const walks = new Map<string, OneWalker>([[first.design, walkerOf(first)]])
  return ({ path, at, design = first.design }) => {
    const one = walks.get(design) ?? walkerOf(designIn(loaded, { design, param: paramOf(design) }))
    walks.set(design, one)
    return one(path, at)
  }
}

type OneWalker = (path: readonly PathStep[], at: number) => StepThrough

function walkerOf(one: OneDesign): OneWalker {
  const { loaded, design, params, model } = one
  expectFunctions(one)
  const { spec, file, locate } = loaded
  const reference = interpreter(model)
  const { note } = spec.designs[design] ?? {}
  const designs = Object.keys(spec.designs)
  const head = { spec: spec.name, file, design, designs, ...defined({ note }), params }
  return (path, at) => {
    const walked: Walked = stepThrough(model, reference, path, at, locate)
    return { ...head, ...walked }
  }
}
