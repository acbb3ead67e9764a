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
          expect(() => read(text)).toThrow(/^a\.json:\d+:\d+: (?:not valid JSON|this object has the key 'a' twice)/)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is read with the mark that editors of Windows put before it', () => {
    expect(read('\ufeff{\r\n  "a": 1\r\n}\r\n')).toEqual({ a: 1 })
  })

  it.each([
    ['nothing', '', ':1:1: not valid JSON: the file is empty'],
    ['blanks', ' \n ', 'not valid JSON: the file is empty'],
    ['a text that ends', '{\n  "a": [1,', `:2:11: not valid JSON: the text ends here, expected a value`],
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', `:3:3: not valid JSON: found "\\"", expected ',' or '}'`],
    ['a comma too many', '[1,]', ':1:4: not valid JSON: found "]", expected a value'],
    ['more than one value', '{} {}', ':1:4: not valid JSON: found "{", expected the end of the text'],
    ['a merge that was not finished', '{\n<<<<<<< HEAD\n', ':2:1: not valid JSON'],
    ['a comment', '{} // why', ':1:4: not valid JSON'],
    ['single quotes', "{ 'a': 1 }", `:1:3: not valid JSON: found "'", expected a key in double quotes`],
    ['a line break in a text', '{ "a": "x\ny" }', ':1:8: not valid JSON'],
    ['zeros', '{ "a": 1 }\0\0', ':1:11: not valid JSON: found "\\u0000"'],
    ['a key that stands twice', '{\n  "a": 1,\n  "b": {},\n  "a": 2\n}', `:4:3: this object has the key 'a' twice`],
    ['a key that stands twice, written otherwise', '{ "a": 1, "\\u0061": 2 }', `has the key 'a' twice`],
    ['a name that nothing can have', '{ "__proto__": {} }', `:1:3: the key '__proto__' is not allowed`],
    ['deep nesting', '['.repeat(100_000), ':1:501: values are nested more than 500 levels deep'],
    ['deep nesting of objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'levels deep'],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'the text is UTF-16; save the file as UTF-8'],
    ['Latin 1', Buffer.from('{\n "a": "é" }', 'latin1'), ':2:8: not valid UTF-8'],
  ])('is refused with a place: %s', (is, content, says) => {
    expect(() => read(content)).toThrow(is === 'UTF-16' ? /^a\.json: / : /^a\.json:\d+:\d+: /)
    expect(() => read(content)).toThrow(says)
    expect(() => read(content)).toThrow(/; (restore it|save the file as UTF-8)$/)
  })

  it('is refused where it is a folder, is not there, or may not be read', () => {
    mkdirSync(join(folder, 'folder.json'))
    expect(() => readJson(join(folder, 'folder.json'), 'folder.json', '')).toThrow(
      'folder.json: this is a folder; expected a file',
    )
    expect(() => readJson(join(folder, 'none.json'), 'none.json', '')).toThrow('none.json: no such file')
    writeFileSync(path, '{}')
    chmodSync(path, 0)
    // an administrator may read everything
    if (process.getuid?.() !== 0)
      expect(() => readJson(path, 'a.json', '')).toThrow('a.json: no permission to read this file')
    chmodSync(path, 0o644)
  })
})
