/** Stored counterexamples. They are written whole or not at all, and replaced only with `--update`. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { defined } from '../../plain.ts'
import { counterexampleMarkdown } from '../../report/documents/markdown.ts'
import { noteOn, type PropertyResult, type Result, type Trace } from '../../result.ts'
import { type CounterexampleFile, toCounterexample } from '../../trace/counterexample.ts'
import { packageInfo } from '../host/package.ts'
import type { Troubles } from '../output/troubles.ts'
import { shown } from '../project/paths.ts'
import { fileNameOf } from './file-names.ts'
import { sameSteps, textOf } from './story-text.ts'
import { removeLeftovers, writeWhole } from './write-whole.ts'

export interface Store {
  /** The folder of all stories, relative to `cwd`. */
  readonly folder: string
  readonly cwd: string
  readonly update: boolean
  /** Whether to create a file for a story that has none. */
  readonly creates: boolean
  /** Whether the results cover all properties, not only some that the user named. */
  readonly everyProperty: boolean
  /** The names of all properties of the model, so that each property of a design gets its own file. */
  readonly names: readonly string[]
  /** Receives a line for each stored story that is out of date. The line says what to do. */
  readonly warn: (line: string) => void
  /** A clause that says how to replace or remove the story. */
  remedy(what: 'replace' | 'remove'): string
  /** Collects errors of reading and writing. All other work continues. */
  readonly troubles: Pick<Troubles, 'try'>
}

/**
 * Whether a story will be written, or its text will be compared with the stored one. A text is compared if the spec has
 * changed since the story was stored.
 */
export function isDue(of: Of & Pick<Result, 'digest'>, property: string, store: Store): boolean {
  const path = fileOf(of, property, store)
  if (store.update) return true
  if (!existsSync(path)) return store.creates
  return !existsSync(markdownBeside(path)) || read(path)?.digest !== of.digest
}

/** The folder of a design's stories, or of a spec's if no design is given. `root`: the folder of all stories. */
export function storiesFolder(root: string, spec: string, design?: string): string {
  return join(root, fileNameOf(spec), ...(design === undefined ? [] : [fileNameOf(design)]))
}

type Of = Pick<Result, 'spec' | 'design'>

export const markdownBeside = (path: string) => path.replace(/json$/, 'md')
const folderOf = ({ spec, design }: Of, { folder, cwd }: Store) => storiesFolder(resolve(cwd, folder), spec, design)
const fileOf = (of: Of, property: string, store: Store) =>
  join(folderOf(of, store), `${fileNameOf(property, store.names)}.json`)

/**
 * Stores the stories of a result: its counterexamples, and its witnesses of milestones. Returns `result` with the file
 * of each story; a property gets no file if the stored story differs.
 */
export function storeCounterexamples(result: Result, store: Store): Result {
  const folder = folderOf(result, store)
  if (existsSync(folder)) {
    store.troubles.try(
      `cannot ${store.update ? 'remove' : 'find'} obsolete counterexamples in ${shown(folder, store.cwd)}`,
      () => {
        removeLeftovers(folder)
        if (result.complete && result.error === undefined) tidy(folder, result, store)
      },
    )
  }
  const outdated: string[] = []
  const properties = result.properties.map((property) => {
    // a witness of milestones is stored like a counterexample; other witnesses are not stored
    if (
      property.counterexample === undefined &&
      (property.kind !== 'reachableInOrder' || property.witness === undefined)
    ) {
      return property
    }
    const path = fileOf(result, property.name, store)
    const file = shown(path, store.cwd)
    const what = `cannot store the counterexample of '${property.name}' in ${file}`
    const isStored = store.troubles.try(what, () => storeOne(path, result, property, store, () => outdated.push(path)))
    return isStored ? { ...property, file } : property
  })
  nameOutdated(outdated, store)
  if (store.update) removeEmpty(folder, resolve(store.cwd, store.folder))
  return { ...result, properties }
}

/** Names the stories of a design whose steps are as stored, and whose text is not. */
function nameOutdated([path, ...others]: readonly string[], { cwd, warn, remedy }: Store): void {
  if (path === undefined) return
  const which =
    others.length === 0
      ? `stored counterexample ${shown(path, cwd)}`
      : `${others.length + 1} stored counterexamples in ${shown(dirname(path), cwd)}`
  warn(`the text of ${which} is out of date; ${remedy('replace')}`)
}

/**
 * Handles outdated stories of a design: their properties hold now, or no longer exist, or now have a different file.
 * With `--update` it removes them; without, it warns about them. If the user chose some properties, stories of the
 * others stay, because nothing is known about them.
 */
function tidy(folder: string, { spec, design, properties }: Result, store: Store): void {
  const { cwd, update, everyProperty, warn } = store
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const path = join(folder, name)
    const stored = readOwn(path)
    if (stored?.spec !== spec || stored.design !== design) continue
    const property = properties.find((property) => property.name === stored.property)
    if (property?.verdict === 'unknown') continue
    if (property === undefined && !everyProperty) continue
    const today = property === undefined ? undefined : fileOf({ spec, design }, property.name, store)
    const isTold =
      property?.counterexample !== undefined || (property?.witness !== undefined && stored.verdict === 'holds')
    if (isTold && path === today) continue
    if (update) removeStory(path)
    else {
      const why =
        property === undefined || today === undefined
          ? `its property '${stored.property}' no longer exists`
          : isTold
            ? `the file of '${property.name}' is now ${shown(today, cwd)}`
            : `'${property.name}' ${property.verdict === 'holds' ? 'holds now' : 'is violated now, but no story can show that'}`
      warn(`${shown(path, cwd)}: this stored counterexample is obsolete: ${why}; ${store.remedy('remove')}`)
    }
  }
}

/** Stores one story if it is due. Returns whether the file now holds exactly the steps of this story. */
function storeOne(
  path: string,
  result: Result,
  property: PropertyResult,
  { cwd, update, creates, warn, remedy }: Store,
  onOutdated: () => void,
): boolean {
  const found = toCounterexample(result, property, packageInfo)
  const markdown = markdownBeside(path)
  const exists = existsSync(path)
  // a run that was cut short does not replace a stored story of the same length
  const text = () => {
    const trace = (property.counterexample ?? property.witness) as Trace
    return markdownOf(found, trace, noteOn(property.name, result.notes))
  }
  const keeps = exists && property.notLeast === true && storyDifference(read(path), found) === undefined
  if (!exists && !creates && !update) return false
  if (exists && (!update || keeps)) {
    const stored = read(path)
    const difference = storyDifference(stored, found)
    if (difference !== undefined) {
      const what = `${shown(path, cwd)}: this stored counterexample differs from today's counterexample`
      warn(`${what}: ${difference}; ${remedy('replace')}`)
    }
    if (stored === undefined || difference !== undefined || !isSameStory(stored, found)) return false
    if (existsSync(markdown)) {
      const isExplained = property.counterexample === undefined || found.why !== undefined
      const isCompared = isExplained && property.notLeast !== true && stored.digest !== found.digest
      if (isCompared && !isSameText(readFileSync(markdown, 'utf8'), text())) onOutdated()
      return true
    }
  }
  mkdirSync(dirname(path), { recursive: true })
  writeWhole(path, textOf(found))
  writeWhole(markdown, text())
  return true
}

/** The story of a file as Markdown. `note`: the author's note on the property. */
export function markdownOf(file: CounterexampleFile, trace: Trace, note: string | undefined): string {
  const { spec, design, property, kind, params, digest, noReturn, notes } = file
  return counterexampleMarkdown({
    ...{ spec, design, property, kind, params, digest, trace },
    ...defined({ noReturn, notes, note }),
  })
}

/**
 * The reason to replace a stored story; `undefined` if there is none. A different digest or tool version is no reason,
 * and neither is a different story of the same length.
 */
function storyDifference(
  stored: Partial<CounterexampleFile> | undefined,
  found: CounterexampleFile,
): string | undefined {
  if (stored === undefined) return 'it is not a JSON object'
  if (stored.file !== found.file) return `its spec is now ${found.file}`
  if (JSON.stringify(stored.params) !== JSON.stringify(found.params)) return 'its parameters have changed'
  if (stored.kind !== found.kind) return `the kind of its property is now ${found.kind}`
  if (stored.length !== found.length) return `it has ${stored.length} steps, today's has ${found.length}`
  return undefined
}

function isSameStory(stored: Partial<CounterexampleFile>, found: CounterexampleFile): boolean {
  const story = (file: Partial<CounterexampleFile>) => JSON.stringify([file.property, file.loopAt, file.initial])
  return story(stored) === story(found) && sameSteps(stored, found)
}

/** Whether two Markdown texts differ at most in the digest of the spec, and in the ends of lines. */
function isSameText(stored: string, found: string): boolean {
  const story = (text: string) => text.replace(/\r\n/g, '\n').replace(/^- Digest of the spec: .*$/m, '')
  return story(stored) === story(found)
}

/** The story in a file; `undefined` if the content shows that allways did not write it. */
export function readOwn(path: string): Partial<CounterexampleFile> | undefined {
  const found = read(path)
  const { tool: by, spec, file, design, property, steps } = found ?? {}
  const texts = [spec, file, design, property].every((text) => typeof text === 'string')
  return by?.name === packageInfo.name && texts && Array.isArray(steps) ? found : undefined
}

/** Removes a folder of stories if it is empty, and then its parents up to and including `root` that are empty. */
export function removeEmpty(folder: string, root: string): void {
  if (!existsSync(folder) || readdirSync(folder).length > 0) return
  rmdirSync(folder)
  if (folder !== root) removeEmpty(dirname(folder), root)
}

/** Removes a stored story. Also removes its Markdown file if allways wrote that file. */
export function removeStory(path: string): void {
  rmSync(path, { force: true })
  const markdown = markdownBeside(path)
  if (existsSync(markdown) && /^- Spec: .*\n- Design: /m.test(readFileSync(markdown, 'utf8'))) rmSync(markdown)
}

function read(path: string): Partial<CounterexampleFile> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
