/** Reads a log piece by piece, so that its size does not matter. */

import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { UsageError } from '../../errors.ts'
import type { Line } from '../../validate/validate.ts'

/** Bytes that are read at once. */
const pieceBytes = 2 ** 18

/** The lines of a file, without their ends. @throws UsageError if the last line has no end and is not JSON */
export function* linesOf(path: string, shown: string): Generator<Line> {
  const file = openSync(path, 'r')
  try {
    const piece = Buffer.allocUnsafe(pieceBytes)
    const decoder = new StringDecoder('utf8')
    let number = 1
    let rest = ''
    for (;;) {
      const bytes = readSync(file, piece)
      if (bytes === 0) break
      const parts = decoder.write(piece.subarray(0, bytes)).split('\n')
      parts[0] = rest + parts[0]
      rest = parts.pop() as string
      for (const text of parts) {
        yield { number, text: trimmed(text, number) }
        number++
      }
    }
    rest += decoder.end()
    const last = trimmed(rest, number)
    if (last === '') return
    if (!isJson(last))
      throw new UsageError(`${shown}:${number}: the last line is cut off: it has no line end and is not JSON`)
    yield { number, text: last }
  } finally {
    closeSync(file)
  }
}

/** Without white space at its end, and without the mark that some editors write at the start of a file. */
const trimmed = (text: string, number: number) => (number === 1 ? text.replace(/^\ufeff/, '') : text).trimEnd()

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
