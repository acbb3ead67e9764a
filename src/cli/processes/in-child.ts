/** The work of a process that explores designs for another one. It prints and stores nothing: it says what it finds. */
import type { Result } from '../../result.ts'
import { oneCheck } from '../commands/check-one.ts'
import { type Alarm, alarm, GivenUp } from '../host/alarm.ts'
import { optimiseLate } from '../host/optimiser.ts'
import { strayLine } from '../host/stray.ts'
import { holdYoungGeneration, letYoungGenerationGrow } from '../host/young-generation.ts'
import { reportersOf } from '../output/report-results.ts'
import { Troubles, troubleOf } from '../output/troubles.ts'
import { type LoadedSpec, loadSpec, runAfter } from '../project/load.ts'
import type { Errand, Said } from './children.ts'

// taken here, before any spec can replace them
const exit = process.exit.bind(process)
const send = process.send?.bind(process)

/** Explores the designs that this process is sent, one after the other, until the other process is gone. */
export function serve(): void {
  const say = (said: Said) => void send?.(said, undefined, undefined, () => {})
  const controller = new AbortController()
  // both come from the command, and the first also from a terminal
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort())
  process.on('disconnect', () => exit(0))
  process.on('uncaughtException', (error) => {
    const line = strayLine(error)
    say(line === undefined ? { kind: 'failed', error: troubleOf(error) } : { kind: 'stray', line })
  })
  if (process.env.ALLWAYS_DEBUG === '1') process.setSourceMapsEnabled(true)
  optimiseLate()
  holdYoungGeneration()
  letYoungGenerationGrow()
  const printing = divert(say)
  const bell = alarm(controller.signal, process.ppid)
  runAfter(() => bell.ready())
  const specs = new Map<string, LoadedSpec>()
  process.on('message', (errand: Errand) => {
    void work(errand, specs, printing, say, controller.signal, bell)
  })
}

async function work(
  errand: Errand,
  specs: Map<string, LoadedSpec>,
  printing: { isOn: boolean },
  say: (said: Said) => void,
  signal: AbortSignal,
  bell: Alarm,
): Promise<void> {
  const { path, cwd, caches, bundle, design, args, size, locks, isLocked } = errand
  try {
    if (bundle !== undefined) {
      // the command has loaded the spec, too, and what the spec prints then is printed already
      printing.isOn = false
      specs.set(path, await bell.watch(() => loadSpec(path, cwd, { caches, bundle }), args.maxSeconds))
    }
    printing.isOn = true
    const warn = (line: string) => say({ kind: 'warning', line })
    const troubles = new Troubles(warn)
    const result: Result = await oneCheck(specs.get(path) as LoadedSpec, design, args, size, {
      ...{ terminal: { cwd }, signal, locks, isLocked: () => isLocked, reporters: reportersOf(args) },
      ...{ warn, troubles, alarm: bell },
      progress: {
        update: (_, progress) => {
          if (typeof progress !== 'string') say({ kind: 'progress', progress })
        },
      },
    }).explore()
    // parameters may be functions, which cannot be sent; the command knows them
    say({ kind: 'result', result: { ...result, params: {} }, codes: troubles.codes })
  } catch (error) {
    const limit =
      error instanceof GivenUp ? { limit: error.bySignal ? ('interrupted' as const) : ('seconds' as const) } : {}
    say({ kind: 'failed', error: troubleOf(error), ...limit })
  }
}

/** From now on, what specs print is said, so that the command can print it in the order of the designs. */
function divert(say: (said: Said) => void): { isOn: boolean } {
  const printing = { isOn: true }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
      if (printing.isOn)
        say({ kind: 'printed', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() })
      const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined
      if (done !== undefined) setImmediate(done)
      return true
    }) as typeof stream.write
  }
  return printing
}
