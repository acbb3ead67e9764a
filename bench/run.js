// Bundles a script of this folder as a spec is bundled, so that it runs at full speed on every Node, and runs it:
// node bench/run.js main [--json], compare [--peers], deopts, simulate, or differential [models] [seed].
// With options alone, all that measures: main, runs, and compare, which gets the options; with --quick only the last.

import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name = '', ...rest] = process.argv.slice(2)

if (name === '' || name.startsWith('--')) {
  const options = process.argv.slice(2)
  for (const script of options.includes('--quick') ? ['compare'] : ['main', 'runs', 'compare']) {
    const args = [fileURLToPath(import.meta.url), script, ...(script === 'compare' ? options : [])]
    // A missed bar ends with exit code 1; what comes after is measured all the same.
    if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exitCode = 1
  }
} else {
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
}
