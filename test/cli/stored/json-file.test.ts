import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readJson } from '../../../src/cli/stored/json-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'allways-json-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'a.json')

function read(content: string | Uint8Array): unknown {
  writeFileSync(path, content)
  return readJson(path, 'a.json', 'restore it')
}

describe('a file of JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', '  ', '\n', '\r\n'), (text, space) => {
        if (text.includes('__proto__')) return
        expect(read(`${space}${text}${space}`)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is refused where JSON.parse refuses it, and nowhere else', () => {
    const almost = fc.array(fc.constantFrom(...'{}[],:"\\ 0123.-+eE\n', 'true', 'null', '"a"', '\\u00', '\\n'), {
      maxLength: 12,
    })
    const isJson = (text: string) => {
      try {
        JSON.parse(text)
        return true
      } catch {
        return false
      }
    }
    fc.assert(
      fc.property(almost, (parts) => {
        const text = parts.join('')
        // JSON.parse takes the last of equal keys
        if (isJson(text)) {
          if (!/"a".*"a"/s.test(text)) expect(read(text)).toEqual(JSON.parse(text))
        } else {
          expect(() => read(text)).toThrow(/^a\.json: cannot be read as JSON: line \d+, column \d+ is not JSON/)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is read with the mark that editors of Windows put before it', () => {
    expect(read('\ufeff{\r\n  "a": 1\r\n}\r\n')).toEqual({ a: 1 })
  })

  it.each([
    ['nothing', '', 'line 1, column 1 is not JSON: it is empty'],
    ['blanks', ' \n ', 'is not JSON: it is empty'],
    ['a text that ends', '{\n  "a": [1,', `line 2, column 11 is not JSON: the text ends, expected a value`],
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', `line 3, column 3 is not JSON: found "\\"", expected ',' or '}'`],
    ['a comma too many', '[1,]', 'line 1, column 4 is not JSON: found "]", expected a value'],
    ['more than one value', '{} {}', 'line 1, column 4 is not JSON: found "{", expected the end'],
    ['a merge that was not finished', '{\n<<<<<<< HEAD\n', 'line 2, column 1 is not JSON'],
    ['a comment', '{} // why', 'line 1, column 4 is not JSON'],
    ['single quotes', "{ 'a': 1 }", `line 1, column 3 is not JSON: found "'", expected a key in double quotes`],
    ['a line break in a text', '{ "a": "x\ny" }', 'line 1, column 8 is not JSON'],
    ['zeros', '{ "a": 1 }\0\0', 'line 1, column 11 is not JSON: found "\\u0000"'],
    [
      'a key that stands twice',
      '{\n  "a": 1,\n  "b": {},\n  "a": 2\n}',
      `line 4, column 3 has the key 'a' twice in one object`,
    ],
    ['a key that stands twice, written otherwise', '{ "a": 1, "\\u0061": 2 }', `has the key 'a' twice`],
    ['a name that nothing can have', '{ "__proto__": {} }', `line 1, column 3 has the key '__proto__'`],
    ['deep nesting', '['.repeat(100_000), 'line 1, column 501 has values more than 500 levels deep'],
    ['deep nesting of objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'levels deep'],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'its text is UTF-16: save it as UTF-8'],
    ['Latin 1', Buffer.from('{\n "a": "é" }', 'latin1'), 'line 2, column 8 is not UTF-8'],
  ])('is refused with a place: %s', (_, content, says) => {
    expect(() => read(content)).toThrow('a.json: cannot be read as JSON: ')
    expect(() => read(content)).toThrow(says)
    expect(() => read(content)).toThrow(/: (restore it|save it as UTF-8)$/)
  })

  it('is refused where it is a folder, is not there, or may not be read', () => {
    mkdirSync(join(folder, 'folder.json'))
    expect(() => readJson(join(folder, 'folder.json'), 'folder.json', '')).toThrow(
      'folder.json: cannot be read: it is a folder',
    )
    expect(() => readJson(join(folder, 'none.json'), 'none.json', '')).toThrow(
      'none.json: cannot be read: no such file',
    )
    writeFileSync(path, '{}')
    chmodSync(path, 0)
    // an administrator may read everything
    if (process.getuid?.() !== 0)
      expect(() => readJson(path, 'a.json', '')).toThrow('a.json: cannot be read: you have no right')
    chmodSync(path, 0o644)
  })
})
