// Bundles the command, in the same way as a spec, and runs it. So it runs on every Node that allways supports.

import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
// a file of its own, because several may run at the same time
const outfile = `${root}dist/examples/dns-automation-${process.pid}.mjs`

mkdirSync(`${root}dist/examples`, { recursive: true })
await build({
  entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'error',
})
try {
  await import(pathToFileURL(outfile).href)
} finally {
  rmSync(outfile)
}
