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
import { bundleSpec } from '../../src/cli/bundle.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'allways-cache-')))
  mkdirSync(join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a file of some time ago, so that nothing can be told by when it was saved. */
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

/** Puts a mark into what is kept, so that one sees whether it is taken. */
function markKept(): void {
  const path = join(cache(), entries()[0] as string)
  const kept = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...kept, code: 'kept' }))
}

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
