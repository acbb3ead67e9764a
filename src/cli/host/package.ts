/** The name and version of allways, for files and documents, and its folders. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

// The package's own name works from src/ and from dist/.
const path = createRequire(import.meta.url).resolve('allways/package.json')

const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly name: string; readonly version: string }

export const packageInfo = { name, version }

/** The folder of the package: the same from src/ and from dist/. */
export const packageRoot = dirname(path)

/** The folder of the code that runs: dist/, which is flat, or this folder. */
export const codeFolder = dirname(fileURLToPath(import.meta.url))
