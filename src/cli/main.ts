/** The command: signals, streams and exit codes around what the commands do. */
import { CommanderError } from 'commander'
import { match, P } from 'ts-pattern'
import { SpecError, UsageError } from '../errors.ts'
import { type Commands, commandLine } from './args.ts'
import { check } from './check-command.ts'
import { complete, printCompletion } from './completion-command.ts'
import { configured } from './config-file.ts'
import { diff } from './diff-command.ts'
import { explore } from './explore-command.ts'
import { writeGraph } from './graph-command.ts'
import { init } from './init-command.ts'
import { merge } from './merge-command.ts'
import { watchOverEnd } from './process-end.ts'
import { replayFiles } from './replay-command.ts'
import { showFiles } from './show-command.ts'
import { simulate } from './simulate-command.ts'
import { divertOutput } from './spec-output.ts'
import { type Terminal, terminalOf } from './terminal.ts'
import { tool } from './tool.ts'
import { watch } from './watch-command.ts'

/** Runs one command line, without the program's name, and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = terminalOf(process)
  divertOutput(process)
  if (process.env.ALLWAYS_DEBUG === '1') process.setSourceMapsEnabled(true)
  // A reader that leaves early, as in `| head`, is no error: what is left is written to nobody.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  const end = watchOverEnd((text) => terminal.err.write(`allways: ${text}\n`))
  process.on('uncaughtException', (error) => end.fails(reportError(error, terminal)))
  const signal = interruption(terminal)
  const commands: Commands = {
    async check(options, given) {
      const args = await configured(options, given, terminal.cwd)
      process.exitCode = await (args.watch ? watch(args, given, terminal, signal) : check(args, terminal, signal))
    },
    async complete(options, program) {
      process.exitCode = await complete(options, program, terminal)
    },
    async completion(options) {
      process.exitCode = await printCompletion(options, terminal)
    },
    async diff(options, given) {
      const keys = ['files', 'workers', 'maxStates', 'maxMemory', 'maxSeconds'] as const
      process.exitCode = await diff(await configured(options, given, terminal.cwd, keys), terminal, signal)
    },
    async init(options) {
      process.exitCode = await init(options, terminal, signal)
    },
    async merge(options) {
      process.exitCode = await merge(options, terminal)
    },
    async replay(options) {
      process.exitCode = await replayFiles(options, terminal)
    },
    async explore(options) {
      process.exitCode = await explore(options, terminal, signal)
    },
    async graph(options) {
      process.exitCode = await writeGraph(options, terminal)
    },
    async simulate(options, given) {
      process.exitCode = await simulate(await configured(options, given, terminal.cwd, ['files']), terminal, signal)
    },
    async show(options) {
      process.exitCode = await showFiles(options, terminal)
    },
  }
  const program = commandLine(tool.version, commands, (text) => terminal.out.write(text))
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = reportError(error, terminal)
  }
  end.comes()
}

/** Aborted by the first Ctrl-C, so that what is known is printed; the second one quits at once. */
function interruption({ err }: Terminal): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort()
      if (err.isTty) err.write('\r\x1b[Kinterrupted: finishing with what is known; once more to quit at once\n')
    })
  }
  return controller.signal
}

/** Says what a command threw, and which exit code that is. */
export function reportError(error: unknown, { err }: Terminal): number {
  return match(error)
    .with(P.instanceOf(CommanderError), ({ exitCode }) => (exitCode === 0 ? 0 : 2))
    .with(P.union(P.instanceOf(UsageError), P.instanceOf(SpecError)), ({ message }) => {
      err.write(`${message.replace(/^/gm, 'allways: ')}\n`)
      return 2
    })
    .with({ syscall: P.string, message: P.string }, ({ message }) => {
      err.write(`allways: a file or folder cannot be used: ${message}\n`)
      return 2
    })
    .otherwise(() => {
      const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      err.write(`allways: this is a bug of allways ${tool.version}, please report it: ${thrown}\n`)
      if (process.env.ALLWAYS_DEBUG !== '1') err.write('allways: with ALLWAYS_DEBUG=1 it prints where\n')
      else err.write(`${error instanceof Error ? error.stack : 'no stack'}\n`)
      return 70
    })
}
