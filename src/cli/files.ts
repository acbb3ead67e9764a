/** Stored counterexamples: written whole or not at all, and replaced only when told to. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { counterexampleMarkdown } from '../report/markdown.ts'
import type { PropertyResult, Result, Trace } from '../result.ts'
import { type CounterexampleFile, toCounterexample } from '../trace/counterexample.ts'
import { fileNameOf } from './file-names.ts'
import { shown } from './paths.ts'
import { sameSteps, textOf } from './story-text.ts'
import { tool } from './tool.ts'
import type { Troubles } from './troubles.ts'
import { removeLeftovers, writeWhole } from './write-whole.ts'

export interface Store {
  /** Where the files lie, as a path from `cwd`. */
  readonly folder: string
  readonly cwd: string
  readonly update: boolean
  /** Whether results are of all properties, and not of some that were named. */
  readonly everyProperty: boolean
  /** All properties of the model: the stories of a design have files of their own. */
  readonly names: readonly string[]
  /** Told of a stored story that is not today's, and what is to be done. */
  readonly warn: (line: string) => void
  readonly remedy?: string
  /** Told of what cannot be read or written; nothing else is given up for it. */
  readonly troubles: Pick<Troubles, 'try'>
}

/** Whether a story is to be written: there is none of that property, or it is to be replaced. */
export function isDue(spec: string, design: string, property: string, store: Store): boolean {
  const path = fileOf({ spec, design }, property, store)
  return store.update || !existsSync(path) || !existsSync(markdownBeside(path))
}

/** Where the stories of a design lie; of a spec, where none is named. `root` is the folder of all stories. */
export function storiesFolder(root: string, spec: string, design?: string): string {
  return join(root, fileNameOf(spec), ...(design === undefined ? [] : [fileNameOf(design)]))
}

type Of = Pick<Result, 'spec' | 'design'>

const markdownBeside = (path: string) => path.replace(/json$/, 'md')
const folderOf = ({ spec, design }: Of, { folder, cwd }: Store) => storiesFolder(resolve(cwd, folder), spec, design)
const fileOf = (of: Of, property: string, store: Store) =>
  join(folderOf(of, store), `${fileNameOf(property, store.names)}.json`)

/** `result` with the file of each story, of a counterexample or of milestones: written where there is none, and left out where it holds another. */
export function storeCounterexamples(result: Result, store: Store): Result {
  const folder = folderOf(result, store)
  if (existsSync(folder)) {
    store.troubles.try(`the folder ${shown(folder, store.cwd)} cannot be tidied`, () => {
      removeLeftovers(folder)
      if (result.complete && result.error === undefined) tidy(folder, result, store)
    })
  }
  const properties = result.properties.map((property) => {
    // a run of milestones is a story of its own; other witnesses are found anew each time
    if (
      property.counterexample === undefined &&
      (property.kind !== 'reachableInOrder' || property.witness === undefined)
    ) {
      return property
    }
    const path = fileOf(result, property.name, store)
    const file = shown(path, store.cwd)
    const what = `the story of '${property.name}' cannot be stored in ${file}`
    return store.troubles.try(what, () => storeOne(path, result, property, store)) ? { ...property, file } : property
  })
  return { ...result, properties }
}

/**
 * Stories that the design does not tell any more: of properties that hold now, or that are gone. They are removed with
 * `--update`, and named without. Where properties were chosen, of the others nothing is known.
 */
function tidy(folder: string, { spec, design, properties, params }: Result, store: Store): void {
  const { cwd, update, everyProperty, warn } = store
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const path = join(folder, name)
    const stored = read(path)
    if (stored?.tool?.name !== tool.name || stored.spec !== spec || stored.design !== design) continue
    if (JSON.stringify(stored.params) !== JSON.stringify(params)) continue
    const property = properties.find((property) => property.name === stored.property)
    if (property?.verdict === 'unknown') continue
    if (property === undefined && !everyProperty) continue
    const today = property === undefined ? undefined : fileOf({ spec, design }, property.name, store)
    const isTold =
      property?.counterexample !== undefined || (property?.witness !== undefined && stored.verdict === 'holds')
    if (isTold && path === today) continue
    if (update) for (const file of [path, markdownBeside(path)]) rmSync(file, { force: true })
    else {
      const why =
        property === undefined || today === undefined
          ? 'is of a property that is gone'
          : `is of '${property.name}', ${isTold ? `whose file is ${shown(today, cwd)} now` : 'which holds now'}`
      warn(`stored counterexample ${shown(path, cwd)} ${why}; run with --update to remove it`)
    }
  }
}

/** Whether the file holds the story now, and not another one. */
function storeOne(
  path: string,
  result: Result,
  property: PropertyResult,
  { cwd, update, warn, remedy }: Store,
): boolean {
  const found = toCounterexample(result, property, tool)
  const markdown = markdownBeside(path)
  if (existsSync(path) && !update) {
    const difference = storyDifference(read(path), found)
    if (difference !== undefined) {
      const what = `stored counterexample ${shown(path, cwd)} differs (${difference})`
      warn(`${what}; ${remedy ?? 'run with --update to replace it'}`)
      return false
    }
    if (existsSync(markdown)) return true
  }
  mkdirSync(dirname(path), { recursive: true })
  writeWhole(path, textOf(found))
  const trace = (property.counterexample ?? property.witness) as Trace
  writeWhole(markdown, markdownOf(found, trace, result.note))
  return true
}

/** The story of a file as Markdown; `note` is what its design's verdicts teach. */
export function markdownOf(file: CounterexampleFile, trace: Trace, note: string | undefined): string {
  const { spec, design, property, kind, params, digest, noReturn, notes } = file
  return counterexampleMarkdown({
    ...{ spec, design, property, kind, params, digest, trace },
    ...(noReturn === undefined ? {} : { noReturn }),
    ...(notes === undefined ? {} : { notes }),
    ...(note === undefined ? {} : { note }),
  })
}

/** How two stories differ, if they do; digest and tool may change without changing the story. */
function storyDifference(
  stored: Partial<CounterexampleFile> | undefined,
  found: CounterexampleFile,
): string | undefined {
  if (stored === undefined) return 'it is not JSON'
  if (stored.length !== found.length) return `it has ${stored.length} steps, today's has ${found.length}`
  const story = (file: Partial<CounterexampleFile>) =>
    JSON.stringify([file.property, file.kind, file.params, file.loopAt, file.initial])
  return story(stored) === story(found) && sameSteps(stored, found) ? undefined : 'another story of the same length'
}

function read(path: string): Partial<CounterexampleFile> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
