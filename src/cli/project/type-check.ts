/**
 * Checks the types of the specs with the project's own TypeScript, so that a misspelt name is an error before anything
 * runs. The compiler runs beside the exploration, and its errors do not suppress any verdict.
 *
 * This module writes a config that extends the nearest `tsconfig.json` of the specs. So strictness, libraries and paths
 * are the project's. The compiler reads the specs to check, what they import, and the declarations (`*.d.ts`) in the
 * folder of that `tsconfig.json` and below. It ignores errors elsewhere in the project. It resolves modules like the
 * bundler, because the bundler loads the specs.
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, parse, resolve } from 'node:path'
import { defined } from '../../plain.ts'
import type { Finding } from '../../result.ts'
import { packageInfo, packageRoot } from '../host/package.ts'
import { cacheFolder } from './bundle-cache.ts'
import { shown } from './paths.ts'
import { above, type Compiler, type Compiling, compile, compilerOf, installCommand, resolved } from './typescript.ts'

/** A compilation in progress. */
export interface TypesCheck {
  /** The findings, sorted by place; none if the compilation was stopped. */
  readonly findings: Promise<readonly Finding[]>
  /** Ends the compiler. It may be called at any time, and more than once. */
  stop(): void
}

const oldest = 5

/** Starts to compile these spec files, given as absolute paths. It skips JavaScript, which has no types. */
export function checkTypes(files: readonly string[], cwd: string): TypesCheck {
  const typed = files.filter((file) => /\.[cm]?tsx?$/.test(file))
  if (typed.length === 0) return { findings: Promise.resolve([]), stop() {} }
  const found = compilerOf([cwd, ...new Set(typed.map((file) => dirname(file)))])
  const wrong = found === undefined ? 'no-typescript' : Number.parseInt(found.version, 10) < oldest ? 'old' : undefined
  if (found === undefined || wrong !== undefined) {
    const what = found === undefined ? 'typescript is not installed' : `typescript ${found.version} is too old`
    const message = `${what}, so the types of the specs are not checked; run \`${installCommand(cwd)}\`, or add --no-types`
    const place = existsSync(join(cwd, 'package.json')) ? 'package.json' : shown(typed[0] as string, cwd)
    return { findings: Promise.resolve([{ file: place, code: 'no-typescript', level: 'error', message }]), stop() {} }
  }
  const byConfig = new Map<string | undefined, string[]>()
  for (const file of typed) {
    const config = above(dirname(file))
      .map((folder) => join(folder, 'tsconfig.json'))
      .find(existsSync)
    byConfig.set(config, [...(byConfig.get(config) ?? []), file])
  }
  const running = [...byConfig].map(([base, files]) => compileGroup(found, base, files, cwd))
  const stop = () => {
    for (const one of running) one.stop()
  }
  const all = Promise.all(running.map(({ findings }) => findings)).then((lists) => inOrder(lists.flat()))
  return { findings: all, stop }
}

/** Compiles the specs that share a `tsconfig.json`. */
function compileGroup(compiler: Compiler, base: string | undefined, files: readonly string[], cwd: string): TypesCheck {
  const config = writeConfig(compiler, base, files)
  let compiling: Compiling | undefined = compile(compiler, ['-p', config, '--pretty', 'false'], cwd)
  let stopped = false
  const findings = compiling.ended.then(({ code, output }) => {
    compiling = undefined
    rmSync(config, { force: true })
    if (stopped) return []
    const told = findingsIn(output, config, base, cwd)
    if (code === 0 || told.length > 0) return told
    const message = cutToLines(
      `tsc ${compiler.version} ended with code ${code}: ${output.trim() || 'it printed nothing'}`,
    )
    return [{ file: shown(base ?? (files[0] as string), cwd), code: 'tsc', level: 'error' as const, message }]
  })
  return {
    findings,
    stop() {
      stopped = true
      compiling?.kill()
      rmSync(config, { force: true })
    },
  }
}

/** The options for a project without a config: the same that `allways init` writes for specs. */
const ownOptions = {
  ...{ strict: true, target: 'es2022', lib: ['es2023'], noUncheckedIndexedAccess: true, types: [] },
}

let written = 0

function writeConfig({ version }: Compiler, base: string | undefined, files: readonly string[]): string {
  const [major, minor] = version.split('.').map(Number) as [number, number]
  const name = `types.${process.pid}.${written++}.tsconfig.json`
  const first = files[0] as string
  const text = base === undefined ? '' : readFileSync(base, 'utf8')
  const types = join(packageRoot, 'dist/index.d.ts')
  // if allways is not installed in the project, as with npx, the specs get the types of this package
  const isOutside =
    resolved(`${packageInfo.name}/package.json`, dirname(first)) === undefined && !text.includes('"paths"')
  const settle = (folder: string, more: object) => {
    const path = join(folder, name)
    mkdirSync(folder, { recursive: true })
    const options = {
      ...(base === undefined ? ownOptions : {}),
      module: major > 5 || minor >= 4 ? 'preserve' : 'esnext',
      ...{ moduleResolution: 'bundler', allowImportingTsExtensions: true, skipLibCheck: true },
      // the compiler writes nothing; options for output are switched off, because some exclude `noEmit`
      ...{ noEmit: true, composite: false, incremental: false, declaration: false, emitDeclarationOnly: false },
      ...{
        declarationMap: false,
        rootDir: parse(first).root,
        outFile: null,
        declarationDir: null,
        tsBuildInfoFile: null,
      },
      isolatedDeclarations: major > 5 || minor >= 5 ? false : undefined,
      ...(isOutside && existsSync(types) ? { paths: { [packageInfo.name]: [types] } } : {}),
      ...more,
    }
    const config = {
      ...defined({ extends: base }),
      ...{ compilerOptions: options, files, references: [] },
      include: base === undefined ? [] : [`${dirname(base)}/**/*.d.ts`],
    }
    writeFileSync(path, JSON.stringify(config))
    return path
  }
  try {
    // in a folder below the project, so that the compiler finds the project's @types
    return settle(cacheFolder(first) ?? tmpdir(), {})
  } catch {
    const roots = above(dirname(base ?? first)).map((folder) => join(folder, 'node_modules/@types'))
    return settle(tmpdir(), text.includes('"typeRoots"') ? {} : { typeRoots: roots.filter(existsSync) })
  }
}

const maxLines = 5

/** Shortens a long error: keeps the first line, which says which types differ, and the last ones, which say why. */
function cutToLines(text: string): string {
  const lines = text.split(/\r?\n/)
  return lines.length <= maxLines ? lines.join('\n') : [lines[0], '  …', ...lines.slice(2 - maxLines)].join('\n')
}

/** Reads the output of `tsc --pretty false`: one line for each error, and further lines that begin with spaces. */
function findingsIn(output: string, config: string, base: string | undefined, cwd: string): Finding[] {
  const found: { file: string; line?: number; code: string; lines: string[] }[] = []
  for (const line of output.split(/\r?\n/)) {
    const [, file, at, code, text] = /^(?:(.+)\((\d+),\d+\): )?error (TS\d+): (.*)$/.exec(line) ?? []
    if (code !== undefined && text !== undefined) {
      const path = file === undefined ? undefined : resolve(cwd, file)
      // an error in the generated config comes from the config that it extends
      const place = path === undefined || path === config ? (base ?? join(cwd, 'tsconfig.json')) : path
      const isPlaced = path !== undefined && path !== config
      found.push({ file: shown(place, cwd), ...(isPlaced ? { line: Number(at) } : {}), code, lines: [text] })
    } else if (/^\s+\S/.test(line)) found.at(-1)?.lines.push(line)
  }
  return found.map(({ lines, ...one }) => ({ ...one, level: 'error', message: cutToLines(lines.join('\n')) }))
}

function inOrder(findings: readonly Finding[]): Finding[] {
  const key = ({ file, line = 0 }: Finding) => [file, String(line).padStart(9, '0')].join('\n')
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}
