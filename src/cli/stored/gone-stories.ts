/** Stored stories whose spec or design no longer exists: a check names them, and `check --update` removes them. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { CounterexampleFile } from '../../trace/counterexample.ts'
import type { LoadedSpec } from '../project/load.ts'
import { below, shown } from '../project/paths.ts'
import { readOwn, removeEmpty, removeStory, storiesFolder } from './story-files.ts'

export interface Project {
  readonly loaded: readonly LoadedSpec[]
  /** Whether the run looked at every file of the project, and could load every one. */
  readonly isWhole: boolean
  /** The folder of the stories, relative to `cwd`. */
  readonly folder: string
  readonly cwd: string
}

/** Names the stories whose spec or design no longer exists: one line for each folder and reason. */
export function nameGone(project: Project, update: string, warn: (line: string) => void): void {
  const found = new Map<string, { readonly folder: string; readonly why: string; readonly count: number }>()
  for (const { path, why } of goneStories(project)) {
    const folder = shown(dirname(path), project.cwd)
    const key = JSON.stringify([folder, why])
    found.set(key, { folder, why, count: (found.get(key)?.count ?? 0) + 1 })
  }
  for (const { folder, why, count } of found.values()) {
    const what = count === 1 ? '1 stored counterexample is obsolete' : `${count} stored counterexamples are obsolete`
    warn(`${folder}: ${what}: ${why}; run \`${update}\` to remove ${count === 1 ? 'it' : 'them'}`)
  }
}

/** Removes these stories, and then the empty folders of stories. @throws Error of the system */
export function removeGone(project: Project): void {
  const { folder, cwd, loaded } = project
  const root = resolve(cwd, folder)
  if (!existsSync(root)) return
  const gone = goneStories(project)
  for (const { path } of gone) removeStory(path)
  const ofSpecs = loaded.map(({ spec }) => storiesFolder(root, spec.name)).filter((path) => existsSync(path))
  const ofDesigns = ofSpecs.flatMap((path) =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [join(path, entry.name)] : [],
    ),
  )
  for (const path of new Set([...gone.map(({ path }) => dirname(path)), ...ofDesigns, ...ofSpecs, root])) {
    removeEmpty(path, root)
  }
}

interface Gone {
  readonly path: string
  readonly why: string
}

function goneStories(project: Project): Gone[] {
  const root = resolve(project.cwd, project.folder)
  if (!existsSync(root)) return []
  return below(root, '.json').flatMap((path) => {
    const stored = readOwn(path)
    const why = stored === undefined ? undefined : whyGone(stored as CounterexampleFile, project)
    return why === undefined ? [] : [{ path, why }]
  })
}

/** The reason; `undefined` if the story may have a design. A file that exists but was not loaded may hold its spec. */
function whyGone({ spec, design, file }: CounterexampleFile, { loaded, isWhole, cwd }: Project): string | undefined {
  const isLoaded = loaded.some((one) => one.file === file)
  if (!isLoaded && existsSync(resolve(cwd, file))) return undefined
  const today = loaded.find((one) => one.spec.name === spec)
  if (today !== undefined) {
    return Object.hasOwn(today.spec.designs, design) ? undefined : `spec '${spec}' has no design '${design}'`
  }
  return isLoaded || isWhole ? `there is no spec '${spec}'` : undefined
}
