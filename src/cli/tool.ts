/** Who made a file or a document. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

// By the package's own name: the same from src/ and from dist/.
const { name, version } = createRequire(import.meta.url)('allways/package.json') as {
  readonly name: string
  readonly version: string
}

export const tool = { name, version }

/** The folder of the package: the same from src/ and from dist/. */
export const packageRoot = dirname(createRequire(import.meta.url).resolve('allways/package.json'))

/** The folder that has the code that runs: dist/, where it is flat, or this one. */
export const codeFolder = dirname(fileURLToPath(import.meta.url))
