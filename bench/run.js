// Bundles a script of this folder as a spec is bundled, so that it runs at full speed on every Node, and runs it:
// node bench/run.js main [--json], node bench/run.js compare [--peers], node bench/run.js differential [models] [seed]

import { mkdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name = 'main', ...rest] = process.argv.slice(2)
const outfile = `${root}dist/bench/${name}.mjs`
mkdirSync(`${root}dist/bench`, { recursive: true })
await build({
  entryPoints: [`${root}bench/${name}.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  alias: { allways: `${root}src/index.ts` },
  packages: 'external',
  logLevel: 'error',
})
process.argv = [process.execPath, outfile, ...rest]
await import(pathToFileURL(outfile).href)
