/** Where the command writes, and what those places can show. */
import type { WriteStream } from 'node:tty'

export interface Terminal {
  readonly cwd: string
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  /** Columns for tables and stories. */
  readonly width: number
  /** One less than the terminal has: a line that fills it would wrap. */
  readonly progressWidth: number
  readonly color: boolean
  /** Whether standard error is a terminal, so that a line of it can be rewritten. */
  readonly isTty: boolean
}

export function terminalOf({ stdout, stderr, env, cwd }: NodeJS.Process): Terminal {
  return {
    cwd: cwd(),
    stdout,
    stderr,
    width: Math.min(columns(stdout), 120),
    progressWidth: Math.min(columns(stderr), 120) - 1,
    color: (env.NO_COLOR ?? '') === '' && stdout.isTTY === true && env.TERM !== 'dumb',
    isTty: stderr.isTTY === true && env.TERM !== 'dumb',
  }
}

function columns(stream: WriteStream): number {
  return stream.isTTY && stream.columns > 0 ? stream.columns : 80
}
