#!/usr/bin/env node
import { existsSync } from 'node:fs'
import module from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`allways: this is Node ${process.versions.node}: it needs 20.19 or newer\n`)
  process.exit(2)
}
// A source checkout builds itself on first use and after each change. The published package has no src/.
if (existsSync(new URL('../src/cli/main.ts', import.meta.url))) {
  const { buildIfStale } = await import('./build.js')
  await buildIfStale().catch((error) => {
    process.stderr.write(`allways: cannot build itself; is everything installed (npm ci)? ${error.message}\n`)
    process.exit(70)
  })
}
// Node 22 and newer keep compiled code between runs.
module.enableCompileCache?.()
const { main } = await import('../dist/cli.js')
await main(process.argv.slice(2))
