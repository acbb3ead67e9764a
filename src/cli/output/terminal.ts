/** The streams that the command writes to, and what they can show. */
import type { WriteStream } from 'node:tty'
import { printable } from '../../errors.ts'

export interface Screen {
  /** Writes invisible characters as their numbers, and keeps the CI host from taking any text for a command. */
  write(text: string): unknown
  /** Writes documents, and lines that are meant as commands to the CI host. */
  document(text: string): unknown
  /** In columns, for tables and stories. */
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

/** Our own sequences for colours and for rewriting a line. They are kept only on a terminal, which can show them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept
const own = /(^\r|\x1b\[(?:\d+(?:;\d+)*m|K))/

/** The last safeguard: no text of a spec may move the cursor, or reverse the text that follows it. */
function visible(text: string, isTty: boolean): string {
  if (!odd.test(text)) return text
  const parts = isTty ? text.split(own) : [text]
  return parts.map((part, i) => (i % 2 === 1 ? part : part.split('\n').map(visibleLine).join('\n'))).join('')
}

/** A quick test for characters to replace, because most texts have none. */
const odd = /(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/u

/** Keeps tabs, because they separate the columns that other programs read. */
const visibleLine = (line: string) => line.split('\t').map(printable).join('\t')

/** Breaks commands to the CI host, which a name may contain: `::error::` that begins a line, `##[error]` anywhere. */
const uncommanded = (text: string) => text.replace(/^(\s*):(?=:)/gm, '$1: ').replace(/##(?=\[)/g, '# #')

function screenOf(stream: WriteStream, env: NodeJS.ProcessEnv): Screen {
  // kept here, because `divertOutput` replaces it
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
