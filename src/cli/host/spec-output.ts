/**
 * Sends what a spec prints to standard error, because standard output is for verdicts, and above all for documents.
 * Node's threads pass what they print to `process.stdout` of the main thread, so it goes the same way. A write to a
 * descriptor, as by `fs.writeSync(1, …)`, does not.
 */

type Write = NodeJS.WriteStream['write']

/** Call it once, after `terminalOf`, which keeps the original `write` functions. */
export function divertOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  const toError = stderr.write.bind(stderr) as (...args: unknown[]) => boolean
  // on a terminal, a new line first clears the progress line, which would mix with it
  let isLineStart = true
  const write = ((chunk: unknown, ...rest: unknown[]) => {
    if (stderr.isTTY && isLineStart) toError('\r\x1b[K')
    const last = typeof chunk === 'string' ? chunk.at(-1) : (chunk as Uint8Array | undefined)?.at(-1)
    isLineStart = last === '\n' || last === 10
    return toError(chunk, ...rest)
  }) as Write
  stdout.write = write
  stderr.write = write
}
