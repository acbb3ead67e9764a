/** `allways explore`: a page on which a design is walked by hand. */
import { pathOf, type Walked, walk } from '../check/walk.ts'
import { UsageError } from '../errors.ts'
import { interpreter } from '../model/interpret.ts'
import { linkOf } from '../report/path-link.ts'
import type { PathStep, Walk } from '../result.ts'
import type { CounterexampleFile } from '../trace/counterexample.ts'
import type { WalkArgs } from './explore-args.ts'
import { serve } from './explore-server.ts'
import { expectFunctions, type OneDesign, oneDesign } from './one-design.ts'
import { oddTexts } from './params.ts'
import { filesOf, shown } from './paths.ts'
import { readCounterexample } from './read-counterexample.ts'
import type { Terminal } from './terminal.ts'

/** Serves until it is aborted. @throws UsageError, SpecError */
export async function explore(args: WalkArgs, { cwd, out, err }: Terminal, signal: AbortSignal): Promise<130> {
  const stored = storedIn(args.file, cwd)
  const wanted = stored === undefined ? args : ofStored(args, stored)
  const first = await oneDesign(wanted, 'a walk', cwd).catch((error: unknown) => {
    if (stored === undefined || !(error instanceof UsageError)) throw error
    throw new UsageError(`${args.file}: its design and params are not those of ${stored.file}: ${error.message}`)
  })
  for (const line of oddTexts(first.loaded.spec, wanted.param)) err.write(`allways: ${line}\n`)
  let walks = walker(first)
  const server = await serve(args.port, {
    async reload() {
      try {
        walks = walker(await oneDesign(wanted, 'a walk', cwd))
      } catch (error) {
        walks = () => {
          throw error
        }
      }
    },
    walk: (path, at) => walks(path, at),
  })
  const path = stored === undefined ? [] : pathOf(first.model, stored)
  const { path: named, refused } = walks(path, path.length)
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

/** The design that the counterexample is of, unless another is asked for. */
function ofStored(
  { design, param }: WalkArgs,
  stored: CounterexampleFile,
): Pick<WalkArgs, 'file' | 'design' | 'param'> {
  const { file } = stored
  if (design !== undefined && design !== stored.design) return { file, design, param }
  return { file, design: stored.design, param: { ...stored.params, ...param } }
}

function walker(one: OneDesign): (path: readonly PathStep[], at: number) => Walk {
  const { loaded, design, params, model } = one
  expectFunctions(one)
  const { spec, file, locate } = loaded
  const reference = interpreter(model)
  const { note } = spec.designs[design] ?? {}
  const head = { spec: spec.name, file, design, ...(note === undefined ? {} : { note }), params }
  return (path, at) => {
    const walked: Walked = walk(model, reference, path, at, locate)
    return { ...head, ...walked }
  }
}
