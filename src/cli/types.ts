/**
 * The types of the specs, as the project's own TypeScript sees them: what is misspelt is an error before anything runs.
 * It compiles beside the exploration, and what it finds keeps no verdict from being printed.
 *
 * A config is made for it, which extends the nearest `tsconfig.json` of the specs. So strictness, libraries and paths
 * are the project's, and what is compiled are the specs that are checked, what they import, and the declarations
 * (`*.d.ts`) beside that config: an error elsewhere in the project is none of ours. Modules are resolved as the bundler
 * resolves them, because it is what loads a spec.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, parse, resolve } from 'node:path'
import type { Finding } from '../result.ts'
import { cacheFolder } from './bundle-cache.ts'
import { above, type Compiler, type Compiling, compile, compilerOf, installCommand, resolved } from './compiler.ts'
import { shown } from './paths.ts'
import { packageRoot, tool } from './tool.ts'

/** What is compiled meanwhile. */
export interface TypesCheck {
  /** What was found, sorted by place; nothing where it was stopped. */
  readonly findings: Promise<readonly Finding[]>
  /** Ends the compiler, at any time and as often as wanted. */
  stop(): void
}

const oldest = 5

/** Begins to compile these spec files, which are absolute paths. Files in JavaScript have no types. */
export function checkTypes(files: readonly string[], cwd: string): TypesCheck {
  const typed = files.filter((file) => /\.[cm]?tsx?$/.test(file))
  if (typed.length === 0) return { findings: Promise.resolve([]), stop() {} }
  const found = compilerOf([cwd, ...new Set(typed.map((file) => dirname(file)))])
  const wrong = found === undefined ? 'no-typescript' : Number.parseInt(found.version, 10) < oldest ? 'old' : undefined
  if (found === undefined || wrong !== undefined) {
    const what = found === undefined ? 'typescript is not installed' : `typescript ${found.version} is too old`
    const message = `${what}, so the types of the specs are not checked: run ${installCommand(cwd)}, or check with --no-types`
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

/** The specs that share a `tsconfig.json`. */
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
    const message = cutToLines(`tsc ${compiler.version} ended with code ${code}: ${output.trim() || 'it said nothing'}`)
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

/** As `allways init` writes them for specs, where a project has no config at all. */
const ownOptions = {
  ...{ strict: true, target: 'es2022', lib: ['es2023'], noUncheckedIndexedAccess: true, types: [] },
}

let written = 0

function writeConfig({ version }: Compiler, base: string | undefined, files: readonly string[]): string {
  const [major, minor] = version.split('.').map(Number) as [number, number]
  const name = `types.${process.pid}.${written++}.tsconfig.json`
  const first = files[0] as string
  const text = base === undefined ? '' : readFileSync(base, 'utf8')
  const types = join(packageRoot, 'dist/types/index.d.ts')
  // a command that is not installed in the project, as by npx: its own types
  const isOutside = resolved(`${tool.name}/package.json`, dirname(first)) === undefined && !text.includes('"paths"')
  const settle = (folder: string, more: object) => {
    const path = join(folder, name)
    mkdirSync(folder, { recursive: true })
    const options = {
      ...(base === undefined ? ownOptions : {}),
      module: major > 5 || minor >= 4 ? 'preserve' : 'esnext',
      ...{ moduleResolution: 'bundler', allowImportingTsExtensions: true, skipLibCheck: true },
      // nothing is written, and what is only about writing is switched off: some of it excludes `noEmit`
      ...{ noEmit: true, composite: false, incremental: false, declaration: false, emitDeclarationOnly: false },
      ...{
        declarationMap: false,
        rootDir: parse(first).root,
        outFile: null,
        declarationDir: null,
        tsBuildInfoFile: null,
      },
      isolatedDeclarations: major > 5 || minor >= 5 ? false : undefined,
      ...(isOutside && existsSync(types) ? { paths: { [tool.name]: [types] } } : {}),
      ...more,
    }
    const config = {
      ...(base === undefined ? {} : { extends: base }),
      ...{ compilerOptions: options, files, references: [] },
      include: base === undefined ? [] : [`${dirname(base)}/**/*.d.ts`],
    }
    writeFileSync(path, JSON.stringify(config))
    return path
  }
  try {
    // below the project, so that the compiler finds its @types
    return settle(cacheFolder(first) ?? tmpdir(), {})
  } catch {
    const roots = above(dirname(base ?? first)).map((folder) => join(folder, 'node_modules/@types'))
    return settle(tmpdir(), text.includes('"typeRoots"') ? {} : { typeRoots: roots.filter(existsSync) })
  }
}

const maxLines = 5

/** An error may have any length. Its first line says which types differ, and its last ones say why: these are kept. */
function cutToLines(text: string): string {
  const lines = text.split(/\r?\n/)
  return lines.length <= maxLines ? lines.join('\n') : [lines[0], '  …', ...lines.slice(2 - maxLines)].join('\n')
}

/** What `tsc --pretty false` says: a line an error, and more lines of it that begin with spaces. */
function findingsIn(output: string, config: string, base: string | undefined, cwd: string): Finding[] {
  const found: { file: string; line?: number; code: string; lines: string[] }[] = []
  for (const line of output.split(/\r?\n/)) {
    const [, file, at, code, text] = /^(?:(.+)\((\d+),\d+\): )?error (TS\d+): (.*)$/.exec(line) ?? []
    if (code !== undefined && text !== undefined) {
      const path = file === undefined ? undefined : resolve(cwd, file)
      // what is wrong in our own config is of the one that it extends
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
