/** The program: handles signals, streams and exit codes around the commands. */

import { CommanderError } from 'commander'
import { match, P } from 'ts-pattern'
import { SpecError, thrown, UsageError } from '../errors.ts'
import { watchesFailures } from '../ports/scope.ts'
import { check } from './commands/check.ts'
import { type Alarm, alarm, GivenUp } from './host/alarm.ts'
import { packageInfo } from './host/package.ts'
import { type End, watchOverEnd } from './host/process-end.ts'
import { divertOutput } from './host/spec-output.ts'
import { strayLine } from './host/stray.ts'
import { type Commands, commandLine } from './options/args.ts'
import { configured } from './options/config-file.ts'
import { againOf } from './output/commands-to-run.ts'
import { type ExitCode, worst } from './output/exit-code.ts'
import { type Terminal, terminalOf } from './output/terminal.ts'
import { hasRunDriver } from './project/driver-run.ts'
import { hasRunSpec, locateAny, runAfter } from './project/load.ts'

/** The commands other than `check`. They load when they are used, so `check` starts faster. */
const others = () => import('./commands/others.ts')

/** Runs one command line, without the program's name, and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = terminalOf(process)
  // the diverted `write` of standard output goes to standard error, and says nothing about standard output
  const written = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream)
    return () => new Promise<void>((resolve) => void write('', 'utf8', () => resolve()))
  })
  divertOutput(process)
  if (process.env.ALLWAYS_DEBUG === '1') process.setSourceMapsEnabled(true)
  // A reader may leave early, as in `| head`. That is not an error: the rest of the output is discarded.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  const ending = watchOverEnd((text) => terminal.err.write(`allways: ${text}\n`))
  const signal = interruption(terminal, ending)
  const bell = alarm(signal)
  runAfter(() => bell.ready())
  const stray = strays(terminal, ending)
  process.exitCode = await runCommand(args, terminal, signal, bell)
  await end(() => worst([Number(process.exitCode ?? 0), stray()]), written, terminal, ending)
}

/** Runs one command line, and returns its exit code. It owns neither the process nor its streams: tests call it. */
export async function runCommand(
  args: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
  bell: Alarm,
): Promise<number> {
  let code = 0
  /** For a command that prints as it goes, so that the alarm may end it at any moment. */
  const watched = (run: () => Promise<ExitCode>) => bell.watch(run)
  const commands: Commands = {
    async check(options, given) {
      const again = { again: againOf(options, given), stores: given.includes('counterexamples') }
      const args = await configured('check', { ...options, ...again }, given, terminal.cwd)
      if (args.watch) code = await (await others()).watch(args, given, terminal, signal)
      else code = await check(args, terminal, signal, bell)
    },
    async complete(words) {
      code = await (await others()).complete(words, terminal)
    },
    async completion(options) {
      code = await (await others()).printCompletion(options, terminal)
    },
    async conform(options) {
      code = await (await others()).conform(options, terminal, signal)
    },
    async diff(options, given) {
      const { diff } = await others()
      const args = await configured('diff', options, given, terminal.cwd)
      code = await watched(() => diff(args, terminal, signal))
    },
    async init(options) {
      code = await (await others()).init(options, terminal, signal, bell)
    },
    async merge(options) {
      const { merge } = await others()
      code = await watched(() => merge(options, terminal))
    },
    async replay(options) {
      const { replayFiles, replayOnCode } = await others()
      const { driver } = options
      code =
        driver === undefined
          ? await watched(() => replayFiles(options, terminal))
          : await replayOnCode({ ...options, driver }, terminal)
    },
    async explore(options) {
      code = await (await others()).explore(options, terminal, signal)
    },
    async graph(options) {
      const { writeGraph } = await others()
      code = await watched(() => writeGraph(options, terminal))
    },
    async simulate(options, given) {
      const { simulate } = await others()
      const args = await configured('simulate', options, given, terminal.cwd)
      code = await watched(() => simulate(args, terminal, signal))
    },
    async show(options) {
      const { showFiles } = await others()
      code = await watched(() => showFiles(options, terminal))
    },
    async validate(options) {
      const { validate } = await others()
      code = await bell.watch(() => validate(options, terminal, signal), options.maxSeconds)
    },
  }
  const { out, err } = terminal
  const program = commandLine(
    packageInfo.version,
    commands,
    (text) => out.write(text),
    (text) => err.write(text),
  )
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    code = reportError(error, terminal)
  }
  return code
}

/** Ends the process after all output is `written`, even if a spec left something open. */
async function end(
  code: () => number,
  written: readonly (() => Promise<void>)[],
  { err }: Terminal,
  ending: End,
): Promise<void> {
  // first lets rejected promises and due timers of a spec report their errors
  await new Promise((resolve) => setTimeout(resolve, 1))
  await new Promise((resolve) => setImmediate(resolve))
  // threads are not listed, because a spec's threads look like our own
  const ofSpecs = new Set(['Timeout', 'Immediate', 'TCPServerWrap', 'TCPSocketWrap', 'UDPWrap', 'FSEventWrap'])
  const open = hasRunSpec() ? process.getActiveResourcesInfo().filter((kind) => ofSpecs.has(kind)) : []
  if (open.length > 0) {
    const kinds = [...new Set(open)].join(', ')
    const what = hasRunDriver()
      ? `the code of a driver left something open (${kinds}); end it when the system is disposed of`
      : `a spec left something open (${kinds}); a model must not start a timer, server or watcher`
    err.write(`allways: ${what}\n`)
  }
  await Promise.all(written.map((done) => done()))
  ending.comes(code())
}

/**
 * Reports uncaught errors and rejections, mostly of a timer or promise of a spec. The run still prints its results.
 * Returns a function for the exit code that follows from them so far.
 */
function strays({ err, ...terminal }: Terminal, ending: End): () => number {
  let code = 0
  process.on('uncaughtException', (error) => {
    const at = locateAny(error)
    // the code of a driver has failed, and its run says so
    if (at === undefined && watchesFailures()) return
    if (at === undefined && hasRunDriver()) {
      code ||= 1
      err.write(`allways: the code of a driver threw ${thrown(error)} after its last run\n`)
      return
    }
    const line = strayLine(error)
    if (line === undefined) ending.fails(reportError(error, { err, ...terminal }))
    code = 2
    err.write(`allways: ${line}\n`)
  })
  return () => code
}

/** The first Ctrl-C aborts the signal, so that the command prints what it knows. The second one quits at once. */
function interruption({ err }: Terminal, ending: End): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) ending.fails(130)
      controller.abort()
      if (err.isTty)
        err.write('\r\x1b[Kinterrupted: printing the results so far; press Ctrl-C again to quit immediately\n')
    })
  }
  return controller.signal
}

/** Prints what a command threw, and returns the exit code for it. */
export function reportError(error: unknown, { err }: Terminal): number {
  return match(error)
    .with(P.instanceOf(CommanderError), ({ exitCode }) => (exitCode === 0 ? 0 : 2))
    .with(P.instanceOf(GivenUp), (error) => {
      const at = locateAny(error)
      const where = at === undefined ? '' : `${at.file}:${at.line}: `
      err.write(
        `allways: ${where}${error.isStuck ? 'this code did not return, so allways stopped it' : 'stopped before the command was done'}\n`,
      )
      return error.bySignal ? 130 : 3
    })
    .with(P.union(P.instanceOf(UsageError), P.instanceOf(SpecError)), ({ message }) => {
      err.write(`${message.replace(/^/gm, 'allways: ')}\n`)
      return 2
    })
    .with({ syscall: P.string, message: P.string }, ({ message }) => {
      err.write(`allways: cannot use a file or folder: ${message}\n`)
      return 2
    })
    .otherwise(() => {
      const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      err.write(`allways: this is a bug of allways ${packageInfo.version}; please report it: ${thrown}\n`)
      if (process.env.ALLWAYS_DEBUG !== '1') err.write('allways: set ALLWAYS_DEBUG=1 to print the stack\n')
      else err.write(`${error instanceof Error ? error.stack : 'no stack'}\n`)
      return 70
    })
}
