import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const src = join(root, 'src')

/** Part of `src` (folder, or file without ending) to its row in the table of docs/architecture.md. */
const layers = new Map<string, number>()
for (const row of readFileSync(join(root, 'docs/architecture.md'), 'utf8').matchAll(/^\| (\d+) \| (.+?) \|/gm)) {
  for (const part of (row[2] as string).matchAll(/`([a-z/]+)`/g)) layers.set(part[1] as string, Number(row[1]))
}

/** The imports of each file below a folder, types included. */
function importsIn(folder: string): Map<string, string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      const found = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] as string)
      return [file, found.map((name) => (name.startsWith('.') ? posix.join(dirname(file), name) : name))]
    }),
  )
}

const imports = importsIn(src)
const files = [...imports.keys()]
/** The first folders of `src` are parts, and so are the folders of `engine`. */
const partOf = (file: string) => (/^(?:engine\/)?[^/]+/.exec(file) as RegExpExecArray)[0].replace(/\.tsx?$/, '')

describe('the layers of src', () => {
  it('each part stands in the table', () => {
    for (const file of files) if (file !== 'index.ts') expect(layers.has(partOf(file)), file).toBe(true)
  })

  it('imports go down only', () => {
    const up: string[] = []
    for (const [file, targets] of imports) {
      if (file === 'index.ts') continue
      for (const target of targets) {
        if (!imports.has(target) || partOf(target) === partOf(file)) continue
        // the command line hands the public surface to the specs that it loads
        if (target === 'index.ts' && partOf(file) === 'cli') continue
        const [from, to] = [layers.get(partOf(file)) as number, layers.get(partOf(target)) ?? 99]
        if (to >= from) up.push(`${file} imports ${target}`)
      }
    }
    expect(up).toEqual([])
  })

  it.each(['report', 'gate'])('%s sees results and errors, nothing else of ours', (part) => {
    const others = [...imports]
      .filter(([file]) => partOf(file) === part)
      .flatMap(([, targets]) => targets.filter((target) => imports.has(target)))
      .filter((target) => ![part, 'result', 'conformance', 'errors', 'plain'].includes(partOf(target)))
    expect(others).toEqual([])
  })

  it('the page sees results and reports, nothing else of ours', () => {
    const others = [...imports]
      .filter(([file]) => partOf(file) === 'page')
      .flatMap(([, targets]) => targets.filter((target) => imports.has(target)))
      .filter((target) => !['page', 'report', 'result', 'errors', 'plain'].includes(partOf(target)))
    expect(others).toEqual([])
  })

  it('only the command line, the adapters and the ports touch the host', () => {
    const hosted = [...imports]
      .filter(([file]) => !['cli', 'adapters', 'ports'].includes(partOf(file)))
      .flatMap(([file, targets]) => targets.filter((t) => t.startsWith('node:')).map((t) => `${file}: ${t}`))
    expect(hosted).toEqual([])
  })

  it('no folder of src has more than 20 files', () => {
    const sizes = new Map<string, number>()
    for (const file of files) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1)
    expect([...sizes].filter(([, size]) => size > 20)).toEqual([])
  })

  it.each(['src', 'specs', 'bench', 'examples'])('a file of %s with over 300 lines says why', (folder) => {
    const silent = [...importsIn(join(root, folder)).keys()].filter((file) => {
      const text = readFileSync(join(root, folder, file), 'utf8')
      const head = text.slice(0, text.indexOf('*/')).replaceAll(/\s+\*?\s*/g, ' ')
      return text.split('\n').length > 301 && !head.includes('ver 300 lines')
    })
    expect(silent).toEqual([])
  })

  it.each(['src', 'specs', 'bench', 'examples'])(
    'no import in %s leads back to where it came from, types included',
    (folder) => {
      const imports = importsIn(join(root, folder))
      const done = new Set<string>()
      const visit = (file: string, path: readonly string[]): void => {
        expect(path.includes(file), [...path, file].map((f) => relative('', f)).join(' → ')).toBe(false)
        if (done.has(file)) return
        for (const target of imports.get(file) ?? []) if (imports.has(target)) visit(target, [...path, file])
        done.add(file)
      }
      for (const file of imports.keys()) visit(file, [])
    },
  )
})
