/** Where the command writes, and what those places can show. */
import type { WriteStream } from 'node:tty'
import { printable } from '../errors.ts'

export interface Screen {
  /** What cannot be seen is written as its number, and nothing is taken for a command by the host of a job. */
  write(text: string): unknown
  /** For documents, and for lines that are meant as commands to the host of a job. */
  document(text: string): unknown
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

/** Colours, and what a line needs that is written anew: none of it is written to what cannot show it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept
const own = /(^\r|\x1b\[(?:\d+(?:;\d+)*m|K))/

/** Whatever was missed before: no text of a spec moves the cursor, or turns what stands behind it. */
function visible(text: string, isTty: boolean): string {
  if (!odd.test(text)) return text
  const parts = isTty ? text.split(own) : [text]
  return parts.map((part, i) => (i % 2 === 1 ? part : part.split('\n').map(visibleLine).join('\n'))).join('')
}

/** Whether there may be something to do: most of what is written is plain. */
const odd = /(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/u

/** Tabs stand between the columns of what other programs read. */
const visibleLine = (line: string) => line.split('\t').map(printable).join('\t')

/** `::error::` at the beginning of a line, or `##[error]` anywhere, is an order to the host, as a name may be. */
const uncommanded = (text: string) => text.replace(/^(\s*):(?=:)/gm, '$1: ').replace(/##(?=\[)/g, '# #')

function screenOf(stream: WriteStream, env: NodeJS.ProcessEnv): Screen {
  // kept, because what a spec prints is diverted
  const write = stream.write.bind(stream)
  const isHosted = env.GITHUB_ACTIONS === 'true'
  const isTty = stream.isTTY === true && env.TERM !== 'dumb'
  return {
    write: (text) => write(isHosted ? uncommanded(visible(text, isTty)) : visible(text, isTty)),
    document: (text) => write(visible(text, isTty)),
    width: Math.min(stream.isTTY && stream.columns > 0 ? stream.columns : 80, 120),
    color: isTty && (env.NO_COLOR ?? '') === '',
    isTty,
  }
}
