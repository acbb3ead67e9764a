/** Who made a file or a document. */
import { createRequire } from 'node:module'

// By the package's own name: the same from src/ and from dist/.
const { name, version } = createRequire(import.meta.url)('allways/package.json') as {
  readonly name: string
  readonly version: string
}

export const tool = { name, version }
