/**
 * A file of words that only grows. `mark` says how long it is and what it holds; a run that goes on from there cuts off
 * what came after. Words are little-endian.
 */
import { createHash, type Hash } from 'node:crypto'
import { closeSync, fsync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

/** The first bytes of a log, and their SHA-256. */
export interface Mark {
  readonly bytes: number
  readonly sha256: string
}

/** In bytes. */
const blockSize = 2 ** 20

export class WordsLog {
  readonly path: string
  readonly #file: number
  readonly #hash: Hash
  #bytes: number
  readonly #buffer = new Uint8Array(blockSize)
  #buffered = 0

  /** Goes on after the mark, whose hash is `hash`, or begins an empty file. */
  constructor(path: string, mark?: Mark, hash: Hash = createHash('sha256')) {
    this.path = path
    this.#hash = hash
    this.#bytes = mark?.bytes ?? 0
    this.#file = openSync(path, mark === undefined ? 'w' : 'r+')
    if (mark !== undefined) ftruncateSync(this.#file, mark.bytes)
  }

  append(words: Int32Array): void {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + blockSize - this.#buffered)
      this.#buffer.set(part, this.#buffered)
      this.#buffered += part.length
      at += part.length
      if (this.#buffered === blockSize) this.#flush()
    }
  }

  #flush(): void {
    const bytes = this.#buffer.subarray(0, this.#buffered)
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.#file, bytes, at, bytes.length - at, this.#bytes + at)
    }
    this.#hash.update(bytes)
    this.#bytes += bytes.length
    this.#buffered = 0
  }

  /** Everything appended so far. It is on disk after `sync`. */
  mark(): Mark {
    this.#flush()
    return { bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') }
  }

  /** In the background, so that the search goes on meanwhile. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => fsync(this.#file, (error) => (error ? reject(error) : resolve())))
  }

  close(): void {
    closeSync(this.#file)
  }
}

/** The words up to `end`, in bytes, in blocks of whole entries. A block is valid until the next one is read. */
export function* wordsOf(path: string, end: number, words: number): Generator<Int32Array, void> {
  const file = openSync(path, 'r')
  try {
    const length = Math.max(1, Math.floor(blockSize / 4 / words)) * words
    const block = new Int32Array(length)
    for (let from = 0; from < end; ) {
      const size = Math.min(block.byteLength, end - from)
      fill(file, new Uint8Array(block.buffer, 0, size), from)
      yield block.subarray(0, size / 4)
      from += size
    }
  } finally {
    closeSync(file)
  }
}

/** The hash of the first bytes of a file; `undefined` if they are not those of the mark. */
export function hashOf(path: string, { bytes, sha256 }: Mark): Hash | undefined {
  const hash = createHash('sha256')
  const file = openSync(path, 'r')
  try {
    const block = new Uint8Array(blockSize)
    for (let from = 0; from < bytes; from += blockSize) {
      const part = block.subarray(0, Math.min(blockSize, bytes - from))
      fill(file, part, from)
      hash.update(part)
    }
  } catch (error) {
    if (error instanceof Short) return undefined
    throw error
  } finally {
    closeSync(file)
  }
  return hash.copy().digest('hex') === sha256 ? hash : undefined
}

class Short extends Error {}

function fill(file: number, into: Uint8Array, from: number): void {
  for (let at = 0; at < into.length; ) {
    const read = readSync(file, into, at, into.length - at, from + at)
    if (read === 0) throw new Short('the file is shorter than expected')
    at += read
  }
}

/** The entries of a folder are on disk, too. Some systems cannot do that, and need not. */
export function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // Windows
  }
}
