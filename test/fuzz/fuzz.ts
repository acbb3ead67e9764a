/** Breaks files, has them read, and judges what comes of it: an exit code, within the time, and a message with a place. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { reportError } from '../../src/cli/main.ts'
import type { Terminal } from '../../src/cli/output/terminal.ts'
import type { Folder, Format } from './formats.ts'
import { mutated } from './mutate.ts'
import { Random } from './random.ts'

/** A terminal that keeps the output, so that the caller can judge it. */
export class Captured {
  out = ''
  err = ''
  terminalIn(cwd: string): Terminal {
    const screen = (write: (text: string) => unknown) => ({
      ...{ width: 80, color: false, isTty: false, write, document: write },
    })
    return {
      cwd,
      out: screen((text) => (this.out += text)),
      err: screen((text) => (this.err += text)),
    }
  }
}

export interface Trouble {
  readonly seed: number
  readonly format: string
  readonly path: string
  readonly how: string
  readonly what: string
}

const mostMs = 5000

/** Lets one command read one broken file. The seed alone decides which original and which command. */
export async function fuzzOnce(
  { cwd }: Pick<Folder, 'cwd'>,
  format: Format,
  seed: number,
): Promise<{ readonly code: number; readonly trouble?: Trouble }> {
  const random = new Random(seed)
  const { path, text } = random.of(format.originals)
  const reader = random.of(format.readers)
  const { bytes, how } = mutated(text, random, format.isJson, format.isLines)
  mkdirSync(dirname(join(cwd, path)), { recursive: true })
  // what is no text is kept a character a byte
  writeFileSync(join(cwd, path), format.name === 'result cache' ? Buffer.from(bytes.toString(), 'latin1') : bytes)
  const captured = new Captured()
  const terminal = captured.terminalIn(cwd)
  const started = process.cpuUsage()
  let code: number
  try {
    code = await reader(path, terminal)
  } catch (error) {
    code = reportError(error, terminal)
    if (code === 70) captured.err += error instanceof Error ? error.stack : String(error)
  }
  // of the processor, because others may need the machine as well
  const { user, system } = process.cpuUsage(started)
  const ms = (user + system) / 1000
  writeFileSync(join(cwd, path), Buffer.from(text, format.name === 'result cache' ? 'latin1' : 'utf8'))
  format.restore?.()
  const what = troubleOf(format, path, code, ms, captured)
  return { code, ...(what === undefined ? {} : { trouble: { seed, format: format.name, path, how, what } }) }
}

function troubleOf({ isIgnored }: Format, path: string, code: number, ms: number, { out, err }: Captured) {
  if (code === 70) return `exit code 70: ${err}`
  if (ms > mostMs) return `it took ${Math.round(ms)} ms of the processor`
  if (isIgnored && ![0, 1].includes(code)) return `exit code ${code} by a file that is to be ignored: ${err}`
  if (code === 2 && !hasPlace(err + out, path)) return `a message without a place: ${err}${out}`
  return undefined
}

/** Whether a message names the file and, where it is no matter of the file as a whole, a place in it. */
export function hasPlace(said: string, path: string): boolean {
  const [name] = /[^/]+$/.exec(path) ?? ['']
  return said.split('\n').some((line) => {
    const at = line.indexOf(name)
    if (at < 0) return false
    const rest = line.slice(at + name.length)
    const isOfLine = /^:\d+(:\d+)?:|^, span \d+:/.test(rest)
    const isOfPath = /^: [`']?[\w$#.[\]'"-]+.* is .*expected/s.test(rest) || /^: [`']?[\w$#]+/.test(rest)
    const isOfAll = /^ is .*expected|^: (this|its|the|not|no|values|cannot) /.test(rest)
    return isOfLine || isOfPath || isOfAll
  })
}
