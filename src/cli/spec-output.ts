/**
 * What a spec prints goes to standard error: standard output is for verdicts, for a document most of all. The threads of
 * Node hand what is printed in them to `process.stdout` here, so it takes the same way. What is written to a descriptor,
 * as by `fs.writeSync(1, …)`, does not.
 */

type Write = NodeJS.WriteStream['write']

/** Call it once, after `terminalOf`, which keeps the true ways of writing to itself. */
export function divertOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  const toError = stderr.write.bind(stderr) as (...args: unknown[]) => boolean
  // a line that is rewritten, as progress is, would be mixed with what is printed
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
