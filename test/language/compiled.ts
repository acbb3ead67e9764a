/** Compiles programs that have mistakes, as projects of others would. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'allways-slips-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/**
 * The lines that the compiler prints for each, behind the same head; the last entry is for the head alone. It is started
 * once for all.
 */
export async function compiled(
  project: string,
  strictness: object,
  head: string,
  all: readonly { readonly code: string }[],
): Promise<readonly string[][]> {
  const files = [...all.map(({ code }) => code), ''].map((code, i) => {
    const file = `${project}-${i}.ts`
    writeFileSync(join(folder, file), `${head}${code}\nexport {}\n`)
    return file
  })
  const compilerOptions = {
    ...{ strict: true, target: 'es2022', lib: ['es2023'], module: 'nodenext', noEmit: true, skipLibCheck: true },
    ...{ allowImportingTsExtensions: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
    ...{
      paths: { allways: [join(root, 'src/index.ts')], 'allways/conform': [join(root, 'src/adapters/conform.ts')] },
      ...strictness,
    },
  }
  const config = join(folder, `${project}.json`)
  writeFileSync(config, JSON.stringify({ compilerOptions, files }))
  const args = [join(root, 'node_modules/typescript/bin/tsc'), '-p', config, '--pretty', 'false']
  const run = promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 24 })
  const { stdout } = await run.catch((error: { readonly stdout: string }) => error)
  const said = files.map((): string[] => [])
  let lines: string[] = []
  for (const line of stdout.split('\n').filter((line) => line !== '')) {
    const [, i] = /^\w+-(\d+)\.ts\(/.exec(line) ?? []
    if (i !== undefined) lines = said[Number(i)] as string[]
    lines.push(line)
  }
  return said
}
