/**
 * The folder with the checkpoints of one design: a log for each stream (`words-log.ts`), and `1.json` or `2.json` for
 * each of the last two checkpoints. A checkpoint names the length and the hash of every log, so it is on disk whole or
 * not at all: its own file is written last, beside its place, and renamed.
 */
import { createHash, type Hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { endianness } from 'node:os'
import { join } from 'node:path'
import { type StreamName, streamNames } from '../../engine/search/search-log.ts'
import { UsageError } from '../../errors.ts'
import { counted, duration } from '../../report/words/numbers.ts'
import { type Checkpoints, type Saved, type SearchName, searchNames } from '../../run/checkpoint/saving.ts'
import { now } from '../../runtime/traps.ts'
import { writeWhole } from '../stored/write-whole.ts'
import { hashOf, type Mark, syncFolder, WordsLog, wordsOf } from './words-log.ts'

/** Everything on which a search depends, in words for readers. */
export interface Identity {
  readonly [what: string]: string
}

const format = 1

/** The file of a checkpoint. `sha256` is that of `checkpoint` as JSON. */
interface EntryFile {
  readonly format: number
  readonly sha256: string
  readonly checkpoint: Entry
}

interface Entry {
  readonly endianness: string
  readonly identity: Identity
  readonly number: number
  readonly logs: { readonly [name: string]: Mark }
  readonly saved: Saved
}

export interface FolderOptions {
  readonly path: string
  /** The path, as messages call it. */
  readonly name: string
  readonly identity: Identity
  readonly resume: boolean
  readonly everyMs: number
  readonly warn: (line: string) => void
}

/** @throws UsageError if the folder has a checkpoint that this run cannot go on from */
export class DesignFolder implements Checkpoints {
  readonly found: Saved | undefined
  readonly everyMs: number
  readonly #options: FolderOptions
  readonly #logs = new Map<string, WordsLog>()
  readonly #marks: Entry['logs']
  #number: number
  /** Whether a checkpoint could not be written: then later ones are not made. */
  #failed = false
  /** The last checkpoint, for the report. */
  #last: string | undefined
  #pending: Promise<void> | undefined

  constructor(options: FolderOptions) {
    this.#options = options
    this.everyMs = options.everyMs
    const found = this.#newest()
    this.found = found?.entry.saved
    this.#number = found?.entry.number ?? 0
    this.#marks = found?.entry.logs ?? {}
    if (found === undefined) return
    for (const [name, mark] of Object.entries(found.entry.logs)) {
      this.#logs.set(name, new WordsLog(this.#pathOf(name), mark, found.hashes.get(name)))
    }
    this.#last = saidOf(found.entry, this.#options.name)
    options.warn(`this run goes on from a ${this.#last}`)
  }

  /** The last checkpoint that is whole. */
  #newest(): { readonly entry: Entry; readonly hashes: ReadonlyMap<string, Hash> } | undefined {
    const { name, resume, warn } = this.#options
    const all = [1, 2].filter((k) => existsSync(this.#entryOf(k)))
    if (all.length === 0) return undefined
    if (!resume) {
      throw new UsageError(
        `${name}: this folder has a checkpoint. Add --resume to go on from it, or remove the folder to begin anew`,
      )
    }
    const torn: string[] = []
    const entries = all.flatMap((k) => this.#read(k, torn)).sort((a, b) => b.number - a.number)
    for (const entry of entries) {
      this.#expectSame(entry)
      const hashes = new Map<string, Hash>()
      const bad = Object.entries(entry.logs).find(([log, mark]) => {
        const path = this.#pathOf(log)
        const hash = existsSync(path) ? hashOf(path, mark) : undefined
        if (hash !== undefined) hashes.set(log, hash)
        return hash === undefined
      })
      if (bad === undefined) {
        for (const line of torn) warn(`${line}, so the run goes on from checkpoint ${entry.number}`)
        return { entry, hashes }
      }
      torn.push(`${name}: ${bad[0]}.log does not have the ${bad[1].bytes} bytes that checkpoint ${entry.number} names`)
    }
    const remedy = 'Restore the folder from a copy, or remove it to begin anew'
    throw new UsageError(`${torn.join('; ')}. No other checkpoint is whole. ${remedy}`)
  }

  #read(k: number, torn: string[]): Entry[] {
    const { name } = this.#options
    try {
      const file = JSON.parse(readFileSync(this.#entryOf(k), 'utf8')) as EntryFile
      if (file.format !== format) {
        throw new UsageError(
          `${name}: ${k}.json has format ${file.format}; this version of allways reads format ${format}. ${remedyOfOther}`,
        )
      }
      if (file.sha256 === sha256Of(file.checkpoint)) return [file.checkpoint]
      torn.push(`${name}: ${k}.json does not fit its own SHA-256`)
    } catch (error) {
      if (error instanceof UsageError) throw error
      torn.push(`${name}: ${k}.json cannot be read: ${(error as Error).message}`)
    }
    return []
  }

  #expectSame(entry: Entry): void {
    const { name, identity } = this.#options
    const here: Identity = { 'byte order': endianness(), ...identity }
    const there: Identity = { 'byte order': entry.endianness, ...entry.identity }
    const differing = Object.keys({ ...there, ...here }).filter((what) => here[what] !== there[what])
    if (differing.length === 0) return
    const told = differing.map((what) => `${what}: ${there[what] ?? 'none'} there, ${here[what] ?? 'none'} here`)
    throw new UsageError(`${name}: this checkpoint is of a different check (${told.join('; ')}). ${remedyOfOther}`)
  }

  #entryOf = (k: number) => join(this.#options.path, `${k}.json`)

  #pathOf = (log: string) => join(this.#options.path, `${log}.log`)

  read(search: SearchName, stream: StreamName, words: number): Iterable<Int32Array> {
    const name = nameOf(search, stream)
    const mark = this.#marks[name]
    return mark === undefined ? [] : wordsOf(this.#pathOf(name), mark.bytes, words)
  }

  clear(): void {
    this.#careful(() => {
      this.#close()
      this.#last = undefined
      for (const k of [1, 2]) rmSync(this.#entryOf(k), { force: true })
      for (const search of searchNames) {
        for (const stream of streamNames) rmSync(this.#pathOf(nameOf(search, stream)), { force: true })
      }
    })
  }

  append(search: SearchName, stream: StreamName, words: Int32Array): void {
    if (this.#failed) return
    this.#careful(() => {
      const name = nameOf(search, stream)
      let log = this.#logs.get(name)
      if (log === undefined) {
        mkdirSync(this.#options.path, { recursive: true })
        log = new WordsLog(this.#pathOf(name))
        this.#logs.set(name, log)
      }
      log.append(words)
    })
  }

  async commit(saved: Saved): Promise<void> {
    this.#pending = this.#commit(saved)
    await this.#pending
  }

  async #commit(saved: Saved): Promise<void> {
    if (this.#failed) return
    const from = now()
    const { identity, path, name } = this.#options
    const logs = [...this.#logs]
    let marks: Entry['logs'] = {}
    this.#careful(() => {
      marks = Object.fromEntries(logs.map(([name, log]) => [name, log.mark()]))
    })
    try {
      await Promise.all(logs.map(([, log]) => log.sync()))
    } catch (error) {
      this.#fail(error)
    }
    if (this.#failed) return
    this.#careful(() => {
      const number = this.#number + 1
      const entry: Entry = { endianness: endianness(), identity, number, logs: marks, saved }
      const file: EntryFile = { format, sha256: sha256Of(entry), checkpoint: entry }
      mkdirSync(path, { recursive: true })
      writeWhole(this.#entryOf(1 + (number % 2)), `${JSON.stringify(file)}\n`)
      syncFolder(path)
      this.#number = number
      this.#last = `${saidOf(entry, name)}, written in ${duration((now() - from) / 1000)}`
    })
  }

  /** The last checkpoint: what it holds, its size, and how long it took to write. */
  get last(): string | undefined {
    return this.#last
  }

  async close(): Promise<void> {
    await this.#pending
    this.#close()
  }

  #close(): void {
    for (const log of this.#logs.values()) log.close()
    this.#logs.clear()
  }

  /** The design is checked, so nobody goes on from here. */
  async remove(): Promise<void> {
    await this.close()
    this.#careful(() => rmSync(this.#options.path, { recursive: true, force: true }))
  }

  #careful(body: () => void): void {
    if (this.#failed) return
    try {
      body()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    if (this.#failed) return
    this.#failed = true
    const { name, warn } = this.#options
    const { code, message } = error as NodeJS.ErrnoException
    const what = code === 'ENOSPC' ? 'the disk is full' : message
    const kept = this.#last === undefined ? 'There is no checkpoint' : 'The last checkpoint is whole'
    warn(`${name}: cannot write a checkpoint: ${what}. The check goes on without further ones. ${kept}`)
  }
}

const remedyOfOther = 'Go on with what the checkpoint was made with, or remove the folder to begin anew'

const sha256Of = (entry: Entry) => createHash('sha256').update(JSON.stringify(entry)).digest('hex')

const nameOf = (search: SearchName, stream: StreamName) => `${search}-${stream}`

function saidOf({ saved: { first, second }, logs }: Entry, name: string): string {
  const bytes = Object.values(logs).reduce((sum, mark) => sum + mark.bytes, 0)
  const { whole, count, next } = second ?? first
  const states = counted(whole + count - next, 'state')
  return `checkpoint of ${states} in ${name}, ${sizeOf(bytes)}`
}

function sizeOf(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  let unit = 0
  let size = bytes
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000
  return `${unit === 0 || size >= 99.5 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}
