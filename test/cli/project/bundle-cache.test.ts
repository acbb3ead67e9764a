import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundleSpec } from '../../../src/cli/project/bundle.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'allways-cache-')))
  mkdirSync(join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a file with an old time of change, so that this time cannot show whether the file has changed. */
function write(name: string, text: string): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  utimesSync(path, 1e9, 1e9)
}

const cache = () => join(folder, 'node_modules/.cache/allways')
const entries = () => {
  try {
    return readdirSync(cache())
  } catch {
    return []
  }
}
const bundled = async () => (await bundleSpec(join(folder, 'lock.model.ts'), folder)).code

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

type Entry = { readonly [field: string]: unknown }

/** Changes the only entry. */
function change(to: (kept: Entry) => Entry): void {
  const path = join(cache(), entries()[0] as string)
  writeFileSync(path, JSON.stringify(to(JSON.parse(readFileSync(path, 'utf8')))))
}

/** Puts a mark into what is kept, with the right digest, so that one sees whether it is taken. */
const markKept = () => change((kept) => ({ ...kept, code: 'kept', digest: sha256('kept') }))

describe('bundles of earlier runs', () => {
  beforeEach(() => {
    write('lock.model.ts', `import { size } from './parts/size.ts'\nexport default size + 1\n`)
    write('parts/size.ts', 'export const size = 1\n')
  })

  it('are taken where no file has changed', async () => {
    await bundled()
    markKept()

    expect(await bundled()).toBe('kept')
    expect(entries()).toHaveLength(1)
  })

  it.each([
    ['the spec', 'lock.model.ts', `import { size } from './parts/size.ts'\nexport default size + 2\n`],
    ['a file that it imports', 'parts/size.ts', 'export const size = 2\n'],
    ['a tsconfig.json that is new', 'parts/tsconfig.json', '{ "compilerOptions": { "target": "es2020" } }'],
    ['a package.json that is new', 'package.json', '{ "sideEffects": false }'],
  ])('are not taken once there is another text of %s', async (_, name, text) => {
    await bundled()
    markKept()
    write(name, text)

    expect(await bundled()).not.toBe('kept')
  })

  it('are not taken once a file is gone: the error is today’s', async () => {
    await bundled()
    rmSync(join(folder, 'parts/size.ts'))

    await expect(bundled()).rejects.toThrow('Could not resolve')
  })

  it('are made anew where what is kept is broken', async () => {
    const code = await bundled()
    writeFileSync(join(cache(), entries()[0] as string), '{ "code": "half')

    expect(await bundled()).toBe(code)
  })

  it.each<[string, (kept: Entry) => Entry]>([
    ['code that was changed', (kept) => ({ ...kept, code: `${kept.code};globalThis.changed = true` })],
    ['code without its end', (kept) => ({ ...kept, code: String(kept.code).slice(0, -1) })],
    ['no code', ({ code: _, ...kept }) => kept],
    ['another digest', (kept) => ({ ...kept, digest: sha256('another') })],
    ['no digest', ({ digest: _, ...kept }) => kept],
    ['another map', (kept) => ({ ...kept, map: String(kept.map).replace('parts', 'other') })],
    ['a map without files', (kept) => ({ ...kept, map: '{"sources":[],"sourcesContent":[]}' })],
    ['fewer configs', (kept) => ({ ...kept, configs: {} })],
    ['fewer files', (kept) => ({ ...kept, files: [] })],
    ['other reads', (kept) => ({ ...kept, reads: ['process'] })],
    ['code that is no text', (kept) => ({ ...kept, code: [kept.code] })],
    ['no seal', ({ seal: _, ...kept }) => kept],
  ])('are made anew where what is kept has %s', async (_, to) => {
    const bundle = await bundleSpec(join(folder, 'lock.model.ts'), folder)
    const path = join(cache(), entries()[0] as string)
    const kept = readFileSync(path, 'utf8')
    change(to)

    expect(await bundleSpec(join(folder, 'lock.model.ts'), folder)).toEqual(bundle)
    expect(readFileSync(path, 'utf8')).toBe(kept)
  })

  it('are made anew where what is kept is of another spec with the same text', async () => {
    write('other.model.ts', readFileSync(join(folder, 'lock.model.ts'), 'utf8'))
    await bundled()
    const [own] = entries() as [string]
    await bundleSpec(join(folder, 'other.model.ts'), folder)
    const other = entries().find((name) => name !== own) as string
    const text = readFileSync(join(cache(), own), 'utf8')
    writeFileSync(join(cache(), own), readFileSync(join(cache(), other)))
    await bundled()

    expect(readFileSync(join(cache(), own), 'utf8')).toBe(text)
  })

  it('are neither read nor written where no cache is to be used', async () => {
    const { code } = await bundleSpec(join(folder, 'lock.model.ts'), folder, { caches: false })
    expect(entries()).toEqual([])
    await bundled()
    markKept()
    expect((await bundleSpec(join(folder, 'lock.model.ts'), folder, { caches: false })).code).toBe(code)
    expect(await bundled()).toBe('kept')
  })

  it.each([
    ['a package is bundled', "import { size } from 'sizes'\nexport default size\n"],
    ['a file is named by half', "import { size } from './parts/size'\nexport default size\n"],
  ])('are not kept where %s: another file might come first tomorrow', async (_, text) => {
    write('node_modules/sizes/index.js', 'export const size = 1\n')
    write('lock.model.ts', text)
    await bundled()

    expect(entries()).toEqual([])
  })

  it('are not kept where a file was saved meanwhile, or a config extends another', async () => {
    utimesSync(join(folder, 'parts/size.ts'), new Date(), new Date(Date.now() + 60_000))
    await bundled()
    expect(entries()).toEqual([])

    write('parts/size.ts', 'export const size = 1\n')
    write('base.json', '{}')
    write('tsconfig.json', '{ "extends": "./base.json" }')
    await bundled()
    expect(entries()).toEqual([])
  })
})
