/**
 * Bundles src/ into dist/. index.js is the package. Tests import check.js, conform.js, fast-check.js and vitest.js.
 * cli.js is the command, its threads run worker.js and bell.cjs, and its processes child.js. page.html is the template of the pages that the
 * command writes. It serves explore.html. Code that several of them share is in parts, each named by a hash of its
 * content. The build moves the parts into place first, and keeps those of the last build. So a command that starts
 * during a build sees either the old build or the new one.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

/** Builds if any source file is newer than dist/. */
export async function buildIfStale() {
  const built = join(dist, 'cli.js')
  const newest = Math.max(newestIn(join(root, 'src')), statSync(fileURLToPath(import.meta.url)).mtimeMs)
  if (existsSync(built) && newest <= statSync(built).mtimeMs) return
  await build()
}

/** `alone`: removes the parts of earlier builds, although a command that is just starting may need them. */
export async function build({ alone = false } = {}) {
  const started = new Date()
  const { build } = await import('esbuild')
  await mkdir(dist, { recursive: true })
  const last = statSync(join(dist, 'cli.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  // keep parts up to ten minutes older than the last build: builds at the same time share parts
  removeParts((file) => statSync(join(dist, file)).mtimeMs < last - 10 * 60_000)
  const temporary = mkdtempSync(join(dist, '.build-'))
  try {
    await build({
      absWorkingDir: root,
      entryPoints: {
        index: 'src/index.ts',
        check: 'src/adapters/check.ts',
        conform: 'src/adapters/conform.ts',
        'fast-check': 'src/adapters/fast-check.ts',
        vitest: 'src/adapters/vitest.ts',
        recorder: 'src/adapters/recorder.ts',
        cli: 'src/cli/main.ts',
        worker: 'src/cli/host/worker.ts',
        child: 'src/cli/processes/child.ts',
      },
      outdir: temporary,
      splitting: true,
      chunkNames: 'part-[hash]',
      format: 'esm',
      packages: 'external',
      ...settings,
    })
    // Every command starts this thread. A script without imports starts faster than a module.
    await build({
      absWorkingDir: root,
      entryPoints: { bell: 'src/cli/host/bell.ts' },
      outdir: temporary,
      outExtension: { '.js': '.cjs' },
      format: 'cjs',
      ...settings,
    })
    writeFileSync(join(temporary, 'page.html'), await page(build, 'src/page/main.tsx'))
    const served = await page(build, 'src/page/explore/explore.tsx')
    writeFileSync(join(temporary, 'explore.html'), served.replace("default-src 'none'", "$&; connect-src 'self'"))
    const files = readdirSync(temporary)
    for (const file of [...files.filter(isPart), ...files.filter((file) => !isPart(file))]) {
      // a source that is saved during the build must count as newer than its result
      utimesSync(join(temporary, file), started, started)
      renameSync(join(temporary, file), join(dist, file))
    }
    if (alone) removeParts((file) => !files.includes(file))
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Each start of a command reads and parses the code: without its white space, that takes less time. */
const settings = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  sourcemap: true,
  logLevel: 'error',
}

const isPart = (file) => file.startsWith('part-')

function removeParts(isOld) {
  for (const file of readdirSync(dist)) if (isPart(file) && isOld(file)) rmSync(join(dist, file), { force: true })
}

/** A page in one file: its style, its script, and the licences of the bundled packages. */
async function page(build, entry) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: dist,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    write: false,
    metafile: true,
    logLevel: 'error',
  })
  const textOf = (end) => outputFiles.find(({ path }) => path.endsWith(end)).text.trim()
  const packages = Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [])
  const licences = [...new Set(packages)].sort().map((path) => {
    const name = readdirSync(join(root, path)).find((file) => /^licen[cs]e/i.test(file))
    return `${path.slice('node_modules/'.length)}\n\n${readFileSync(join(root, path, name), 'utf8').trim()}`
  })
  const script = textOf('.js').replaceAll('</script', '<\\/script')
  // the page's policy allows only this script to run
  const hash = createHash('sha256').update(script).digest('base64')
  return readFileSync(join(root, 'src/page/page.html'), 'utf8')
    .replace('/* the style */', () => textOf('.css'))
    .replace("'the script'", () => `'sha256-${hash}'`)
    .replace('/* the script */', () => script)
    .replace('the licences', () => licences.join('\n\n').replaceAll('--', '- -'))
}

/** When a file was last changed in a folder. Every command waits for this, so it avoids slower functions of Node. */
function newestIn(folder) {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : statSync(path).mtimeMs)
  }
  return newest
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build({ alone: true })
