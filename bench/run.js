// Bundles the benchmark as a spec is bundled, so that it runs at full speed on every Node, and runs it.

import { mkdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const outfile = `${root}dist/bench/main.mjs`
mkdirSync(`${root}dist/bench`, { recursive: true })
await build({
  entryPoints: [`${root}bench/main.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  alias: { allways: `${root}src/index.ts` },
  packages: 'external',
  logLevel: 'error',
})
process.argv[1] = outfile
await import(pathToFileURL(outfile).href)
