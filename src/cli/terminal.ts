/** Where the command writes, and what those places can show. */
import type { WriteStream } from 'node:tty'

export interface Screen {
  write(text: string): unknown
  /** Columns for tables and stories. */
  readonly width: number
  readonly color: boolean
  /** Whether a line can be rewritten. */
  readonly isTty: boolean
}

export interface Terminal {
  readonly cwd: string
  readonly out: Screen
  readonly err: Screen
}

export function terminalOf({ stdout, stderr, env, cwd }: NodeJS.Process): Terminal {
  return { cwd: cwd(), out: screenOf(stdout, env), err: screenOf(stderr, env) }
}

function screenOf(stream: WriteStream, env: NodeJS.ProcessEnv): Screen {
  // kept, because what a spec prints is diverted
  const write = stream.write.bind(stream)
  const isTty = stream.isTTY === true && env.TERM !== 'dumb'
  return {
    write: (text) => write(text),
    width: Math.min(stream.isTTY && stream.columns > 0 ? stream.columns : 80, 120),
    color: isTty && (env.NO_COLOR ?? '') === '',
    isTty,
  }
}
