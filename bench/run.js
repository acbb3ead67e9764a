// Bundles a script of this folder, in the same way as a spec, and runs it. So it runs at full speed on every Node.
// The comment at the head of each script says what it does and how to call it. `--help` prints this comment.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const scripts = [
  'main',
  'runs',
  'compare',
  'watch',
  'validate',
  'memory',
  'memory-of-runs',
  'workers',
  'simulate',
  'deopts',
  'differential',
  'differential-alike',
  'conform',
  'fuzz',
  'kills',
  'checkpoints',
  'chain',
  'signals',
  'sizes',
  'cliffs',
  'reductions',
]

const args = process.argv.slice(2)
const [name = '', ...rest] = args
const isNamed = name !== '' && !name.startsWith('-')

if (isNamed && !scripts.includes(name)) {
  console.error(`bench: there is no '${name}' but ${scripts.join(', ')}`)
  process.exitCode = 2
} else if (args.includes('--help') || args.includes('-h')) {
  console.log(isNamed ? headOf(name) : help())
} else if (!isNamed) {
  for (const script of args.includes('--quick') ? ['compare'] : ['main', 'runs', 'compare']) {
    const call = [fileURLToPath(import.meta.url), script, ...(script === 'compare' ? args : [])]
    // a script that misses a bar ends with exit code 1; the next scripts still run
    if (spawnSync(process.execPath, call, { stdio: 'inherit' }).status !== 0) process.exitCode = 1
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

function help() {
  const lines = scripts.map(
    (script) =>
      `  ${script.padEnd(14)}${headOf(script)
        .split(/[.:] |[.:]\n/)[0]
        .replaceAll('\n', ' ')}`,
  )
  return `npm run bench [-- NAME] [options]

Without a name all that measures: main, runs, and compare, which gets the options; with --quick only the last.

${lines.join('\n')}

npm run bench -- NAME --help tells more of each.`
}

/** The comment at the head of a script, as text. */
function headOf(script) {
  const [, comment] = /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(`${root}bench/${script}.ts`, 'utf8'))
  return comment.replaceAll(/^ \*(?: |$)/gm, '').trim()
}
