import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileNameOf } from '../../../src/cli/stored/file-names.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Names that are hard to make files of. No two may share a file. */
const odd = [
  ...['x < 2', 'x = 2', 'x > 2', 'x 2', 'x  2', ' x 2', 'x 2 ', 'x.2', 'x/2', 'x\\2', 'x:2', 'x\n2', 'x\0 2', 'x_2'],
  ...['a b', 'a-b', 'A b', 'a B', 'A-B', 'a, b', 'a: b', 'a,b', 'a--b', 'ab', 'AB', 'aB'],
  ...['不变量', '不变 量', '不变式', 'инвариант', 'ИНВАРИАНТ', 'Инвариант', 'αβγ', 'ثابت', 'अचर', '불변', 'か', 'が'],
  ...['é', 'e\u0301', 'É', 'e', 'straße', 'strasse', 'STRASSE', 'ς', 'σ', 'Σ', 'ı', 'i', 'I', 'İ', 'K', 'k', 'K'],
  ...['ﬁ', 'fi', 'ａ', 'a', 'Ａ', '①', '1', 'x²', 'x2', 'x²', 'com¹', 'ſ', 's', 'ǆ', 'ǅ', 'ǅ'.normalize('NFKC')],
  ...['', ' ', '.', '..', '...', '/', '-', '--', 'unnamed', '🙂', '🙃', '👩‍👩', '\ud800', '\ud801', '\u200b', '\u202e'],
  ...['con', 'CON', 'prn', 'aux', 'nul', 'com1', 'lpt9', 'con.json', 'nul.', 'a.', 'a ', 'a..', '~', '$HOME', '%PATH%'],
  ...['a'.repeat(80), 'a'.repeat(81), 'a'.repeat(300), `${'a'.repeat(300)}b`, 'A'.repeat(300)],
  ...['界'.repeat(40), '界'.repeat(41), '界'.repeat(300), '𠀀'.repeat(300), 'x '.repeat(150), '́'.repeat(300)],
  ...[
    'constructor',
    'toString',
    '__proto__',
    'hasOwnProperty',
    '../../etc/passwd',
    'a/../b',
    'C:\\x',
    '-rf',
    '--',
    '.x',
  ],
]
const names = [...new Set(odd)]

describe('file names', () => {
  it.each([
    ['no older write over a newer one', 'no-older-write-over-a-newer-one'],
    ['compare-and-swap, two endpoints and a crash', 'compare-and-swap-two-endpoints-and-a-crash'],
    ['dns: recovers by automation', 'dns-recovers-by-automation'],
    ['LIFO', 'lifo'],
    ['x < 2', 'x-2--'],
    ['x = 2', 'x-2--'],
    ['不变 量', '不变-量'],
    ['Été 2025', 'été-2025--'],
    ['con', 'con--'],
    ['…', 'unnamed--'],
  ])('of %j is %s', (name, expected) => {
    // a name that says a part only ends in a digest
    expect(fileNameOf(name)).toMatch(new RegExp(`^${expected}${expected.endsWith('--') ? '[0-9a-f]{8}' : ''}$`))
  })

  it('are distinct, as any file system compares them', () => {
    // by the twin of the model: all of them stand in one
    const files = new Map<string, string>()
    for (const name of names) {
      for (const fold of foldings(fileNameOf(name, names))) {
        expect(files.get(fold) ?? name, fold).toBe(name)
        files.set(fold, name)
      }
    }
  })

  it('are short, and a single part of a path that any system allows', () => {
    for (const name of names) {
      const file = fileNameOf(name, names)
      expect(file, name).toMatch(/^[\p{L}\p{M}\p{N}-]{1,80}$/u)
      expect(Buffer.byteLength(file), name).toBeLessThanOrEqual(120)
      expect(file, name).not.toMatch(/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i)
      expect(file.normalize('NFC')).toBe(file)
    }
  })

  it('can be had from the file system of this machine', () => {
    const folder = mkdtempSync(join(tmpdir(), 'allways-names-'))
    try {
      for (const name of names) writeFileSync(join(folder, `.${fileNameOf(name, names)}.json.1234567.tmp`), '')
      expect(readdirSync(folder)).toHaveLength(names.length)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('depend on the name alone, unless another differs in case and punctuation only', () => {
    for (const name of names) {
      const words = (text: string) =>
        text
          .toLowerCase()
          .match(/[a-z0-9]+/g)
          ?.join(' ')
      const others = names.filter((other) => words(other) !== words(name))
      expect(fileNameOf(name, others), name).toBe(fileNameOf(name))
    }
    expect(fileNameOf('a b', ['a-b', 'A b'])).toBe('a-b')
  })

  it('are distinct for random names', () => {
    const word = fc.stringMatching(/^[abAB ,:.<=é界-]{0,4}$/)
    const some = fc.uniqueArray(fc.oneof(word, fc.string({ unit: 'binary' })), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(some, (all) => {
        const files = new Set(all.map((name) => fileNameOf(name, all)))
        expect(files.size).toBe(all.length)
      }),
      { numRuns: 300 },
    )
  })

  it('are those of the stored counterexamples of the bundled specs', () => {
    const stored = readdirSync(join(root, 'counterexamples'), { recursive: true, encoding: 'utf8' })
    const stories = stored.filter((path) => path.endsWith('.json')).map((path) => path.replaceAll('\\', '/'))
    expect(stories.length).toBeGreaterThan(300)
    for (const path of stories) {
      const { spec, design, property } = JSON.parse(readFileSync(join(root, 'counterexamples', path), 'utf8'))
      expect([spec, design, property].map((name) => fileNameOf(name)).join('/')).toBe(path.replace('.json', ''))
    }
  })
})

/** A name as file systems compare it: to the letter, by case, by compatibility, by decomposition. */
function foldings(file: string): string[] {
  const cases = [file, file.toLowerCase(), file.toUpperCase(), file.toUpperCase().toLowerCase()]
  return [...new Set(cases.flatMap((one) => [one.normalize('NFC'), one.normalize('NFD')]))]
}
