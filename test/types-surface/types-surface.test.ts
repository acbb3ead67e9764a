/**
 * The types of the package, as `npm run build` writes them. `surface.txt` is a snapshot of all of them: every exported
 * name of each entry point, and every declaration that it reaches. `npx vitest run test/types-surface -u` writes it.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'

interface Declaration {
  readonly name: string
  readonly file: string
  readonly text: string
  readonly exported?: 'value' | 'type'
}
type Read = (file: string) => string
interface Types {
  readonly entries: { readonly [name: string]: string }
  emitted(): Read
  reached(entry: string, read: Read): Declaration[]
  declarationFile(header: string, declarations: readonly Declaration[]): string
  headerOf(entry: string): string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const types: Types = await import(new URL('../../bin/types.js', import.meta.url).href)

/** The parts of src/ that public types may reach. All others are internal: the engine, the runs, the command line. */
const open = [
  ...[
    'adapters',
    'config',
    'conform/driver',
    'conform/observation',
    'conformance',
    'errors',
    'language',
    'plain',
    'ports',
    'result',
  ],
  ...['runtime/assume', 'runtime/collections', 'runtime/same', 'runtime/timer-view', 'fast-check'],
]

const internal = (declarations: readonly Declaration[]) =>
  declarations
    .filter(({ file }) => !open.some((part) => file === part || file.startsWith(`${part}/`)))
    .map(({ name, file }) => `${name} of ${file}`)

/** As the formatter of this repository breaks lines. */
function formatted(text: string): string {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'format', '--stdin-file-path=surface.d.ts']
  return execFileSync(process.execPath, args, { cwd: root, input: text, encoding: 'utf8' })
}

describe('the types of the package', () => {
  let read: Read
  beforeAll(() => {
    read = types.emitted()
  }, 120_000)

  it('are those of the snapshot', async () => {
    const text = Object.entries(types.entries).map(([name, entry]) => {
      const title = name === 'index' ? 'allways' : `allways/${name}`
      const file = types.declarationFile(types.headerOf(entry), types.reached(entry, read))
      return `# ${title}\n\n${formatted(file)}`
    })
    await expect(text.join('\n')).toMatchFileSnapshot('surface.txt')
  })

  it('compile on their own', () => {
    const folder = mkdtempSync(join(tmpdir(), 'allways-surface-'))
    try {
      const files = Object.entries(types.entries).map(([name, entry]) => {
        const file = join(folder, `${name}.d.ts`)
        writeFileSync(file, types.declarationFile(types.headerOf(entry), types.reached(entry, read)))
        return file
      })
      mkdirSync(join(folder, 'node_modules'))
      symlinkSync(join(root, 'node_modules/fast-check'), join(folder, 'node_modules/fast-check'), 'dir')
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const options = [
        '--noEmit',
        '--strict',
        '--ignoreConfig',
        '--module',
        'nodenext',
        '--skipLibCheck',
        '--lib',
        'es2023,dom',
        '--types',
        '',
      ]
      const { stdout, status } = spawnSync(process.execPath, [tsc, ...options, ...files], { encoding: 'utf8' })
      expect(stdout).toBe('')
      expect(status).toBe(0)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('reach nothing internal', () => {
    for (const entry of Object.values(types.entries)) expect(internal(types.reached(entry, read))).toEqual([])
  })

  it('have a comment on everything that they export', () => {
    for (const [name, entry] of Object.entries(types.entries)) {
      const bare = types.reached(entry, read).filter(({ text, exported }) => exported && !text.startsWith('/**'))
      expect(bare.map((declaration) => `${name}: ${declaration.name}`)).toEqual([])
    }
  })

  it('are where package.json says', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const said = Object.values<{ types?: string }>(exports).flatMap(({ types }) => types ?? [])
    expect(said).toEqual(Object.keys(types.entries).map((name) => `./dist/${name}.d.ts`))
  })
})

describe('what types reach', () => {
  const files: { readonly [file: string]: string } = {
    'adapters/entry': `/** About the whole. */
import type { Told } from '../language/told.ts';
export { Kept } from '../language/kept.ts';
export type { Named } from '../language/kept.ts';
/** A function. */
export declare function ask(told: Told, member: { Lost: string }): void;
declare const alone: Alone;
export {};
`,
    'language/told': `import type { Table } from '../engine/store/table.ts';
/** Not this 'Comment' of Lost. */
export type Told = \`\${Prefix} \${string}\` | Table['size'] | 'Lost';
type Prefix = 'a' | 'b;}';
type Lost = string;
`,
    'language/kept': `export declare class Kept<T> {
    readonly all: T[];
}
/** A class that is exported as a type. */
export declare class Named {
    of: Kept<Named>;
}
`,
    'engine/store/table': `export interface Table {
    size: number;
}
`,
  }
  const read: Read = (file) => files[file] as string

  it('is followed through imports, templates and unexported types, and not through members, texts and comments', () => {
    const names = types.reached('adapters/entry', read).map(({ name, exported }) => `${name} ${exported ?? 'inside'}`)
    expect(names.sort()).toEqual(
      ['Kept value', 'Named type', 'ask value', 'Told inside', 'Prefix inside', 'Table inside'].sort(),
    )
  })

  it('is refused if it is internal', () => {
    expect(internal(types.reached('adapters/entry', read))).toEqual(['Table of engine/store/table'])
  })

  it('is written with the exported declarations first, and a class that is no value exported as a type', () => {
    const text = types.declarationFile('/** About the whole. */', types.reached('adapters/entry', read))
    expect(text).toMatch(/^\/\*\* About the whole\. \*\/\n\nexport declare class Kept<T> \{/)
    expect(text).toContain('\n/** A class that is exported as a type. */\ndeclare class Named {')
    expect(text).toContain("\ntype Prefix = 'a' | 'b;}';\n")
    expect(text.endsWith('export type { Named };\n')).toBe(true)
    expect(text).not.toContain('Alone')
  })

  it('has one declaration of each name, and no type of another package', () => {
    const twice: { [file: string]: string } = {
      ...files,
      'language/kept': `${files['language/kept']}type Told = 1;\nexport type A = Told;\n`,
    }
    twice['adapters/entry'] = `${files['adapters/entry']}export type { A } from '../language/kept.ts';\n`
    expect(() => types.reached('adapters/entry', (file) => twice[file] as string)).toThrow("'Told' is declared in")
    const foreign: { readonly [file: string]: string } = {
      'adapters/entry': "import type { Session } from 'node:inspector';\nexport type A = Session;\n",
    }
    const reach = () => types.reached('adapters/entry', (file) => foreign[file] as string)
    expect(reach).toThrow("adapters/entry needs 'Session' of the package node:inspector")
  })
})
