/** Commands that messages recommend. Each repeats the files and options of this run that change what it does. */
import { basename, dirname, relative, resolve } from 'node:path'
import { quoted } from '../../report/terminal/lock.ts'
import type { SearchArgs } from '../options/options.ts'
import { fileNameOf } from '../stored/file-names.ts'

type Repeated = Omit<SearchArgs, 'design' | 'param'> & {
  readonly files: readonly string[]
  readonly lock: string
  readonly counterexamples: string
  readonly write: boolean
}

/**
 * The files and options that a later `check` of the same specs has to repeat, with a space before each. Designs are
 * left out, because the advice may concern a different design. `given` holds the names of the options on the command
 * line. The later run reads the options of the config again.
 */
export function againOf(args: Repeated, given: readonly string[]): string {
  const { files, lock, counterexamples, maxStates, maxMemory, maxSeconds, workers, symmetry, write, property } = args
  const options = { lock, counterexamples, maxStates, maxMemory, maxSeconds, workers, symmetry }
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

/** The command that repeats this check with `--update`. */
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
  /** The file of its spec, as written in the stored story. */
  readonly file: string
}

/**
 * The command that stores these stories anew in their own folder. It is `undefined` if `check` stores no stories there.
 * `named`: whether the spec files exist, so that the command can name them.
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

/** The folder of all stories. It is `undefined` if the path of this story does not match its spec and design. */
function rootOf({ path, spec, design }: StoredStory): string | undefined {
  const ofDesign = dirname(resolve(path))
  const ofSpec = dirname(ofDesign)
  const isThere = basename(ofDesign) === fileNameOf(design) && basename(ofSpec) === fileNameOf(spec)
  return isThere ? dirname(ofSpec) : undefined
}
