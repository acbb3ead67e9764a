/** Commands that are advised: they repeat the files and options without which they would do something else. */
import { basename, dirname, relative, resolve } from 'node:path'
import { quoted } from '../report/lock.ts'
import type { ExploreArgs } from './explore-options.ts'
import { fileNameOf } from './file-names.ts'

type Repeated = Omit<ExploreArgs, 'design' | 'param'> & {
  readonly files: readonly string[]
  readonly lock: string
  readonly counterexamples: string
  readonly write: boolean
}

/**
 * What a later `check` of the same has to be given: files and options, with a space before each. A design is left out,
 * because an advice may be about another. `given` are the names of the options of the command line: what a config says is
 * read again.
 */
export function againOf(args: Repeated, given: readonly string[]): string {
  const { files, lock, counterexamples, maxStates, maxMemory, maxSeconds, workers, write, property } = args
  const options = { lock, counterexamples, maxStates, maxMemory, maxSeconds, workers }
  return [
    ...files.map(quoted),
    ...Object.entries(options).flatMap(([name, value]) =>
      given.includes(name) ? [`--${optionOf(name)} ${quoted(String(value))}`] : [],
    ),
    ...property.map((name) => `--property ${quoted(name)}`),
    ...(write ? [] : ['--no-write']),
  ]
    .map((part) => ` ${part}`)
    .join('')
}

const optionOf = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The check that was made, with `--update`. */
export function updateCommand({
  again = '',
  design,
}: {
  readonly again?: string
  readonly design: readonly string[]
}): string {
  return `npx allways check${again}${design.map((name) => ` --design ${quoted(name)}`).join('')} --update`
}

export interface StoredStory {
  readonly path: string
  readonly spec: string
  readonly design: string
  /** The file of its spec, as the story names it. */
  readonly file: string
}

/**
 * The command that stores stories anew in the folder in which they lie; `undefined` if `check` stores none there. `named`
 * says if the files of their specs are there to be named.
 */
export function updateStories(stories: readonly StoredStory[], cwd: string, named = true): string | undefined {
  const roots = new Set(stories.map(rootOf))
  const [root] = roots
  if (roots.size !== 1 || root === undefined) return undefined
  const folder = relative(cwd, root) || '.'
  const files = [...new Set(stories.map(({ file }) => file))]
  const isUsual = files.every((file) => /^specs\//.test(file))
  const options = folder === 'counterexamples' ? '' : ` --counterexamples ${quoted(folder)}`
  const specs = isUsual || !named ? '' : files.map((file) => ` ${quoted(file)}`).join('')
  return `npx allways check${specs}${options} --update`
}

/** The folder of all stories, if this one lies where its names put it. */
function rootOf({ path, spec, design }: StoredStory): string | undefined {
  const ofDesign = dirname(resolve(path))
  const ofSpec = dirname(ofDesign)
  const isThere = basename(ofDesign) === fileNameOf(design) && basename(ofSpec) === fileNameOf(spec)
  return isThere ? dirname(ofSpec) : undefined
}
