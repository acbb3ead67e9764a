/** A fixed slice of `npm run fuzz`. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Folder, formatNames, projectOf } from './formats.ts'
import { Captured, fuzzOnce, hasPlace } from './fuzz.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** The number of files of each format; lower if each file takes a whole check. */
const files = (name: string) =>
  ['story', 'blob', 'itf', 'config', 'package.json', 'log', 'spans'].includes(name) ? 40 : 12

let folder: Folder
const before = { ...process.env }
beforeAll(async () => {
  for (const name of ['CI', 'GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY']) delete process.env[name]
  folder = await projectOf(root, (cwd) => new Captured().terminalIn(cwd))
})
afterAll(() => {
  Object.assign(process.env, before)
  folder.remove()
})

describe('broken files', () => {
  it.each(formatNames)('of the format %s are read, ignored or refused with a place', async (name) => {
    const format = folder.formats.find((one) => one.name === name)
    if (format === undefined) throw new Error(`no format is called ${name}`)
    const codes = new Set<number>()
    for (let seed = 1; seed <= files(name); seed++) {
      const { code, trouble } = await fuzzOnce(folder, format, seed)
      expect(trouble).toBeUndefined()
      codes.add(code)
    }
    // what is ignored is never refused, and of all else some is
    expect(codes.has(2)).toBe(format.isIgnored !== true)
  })
})

describe('a message', () => {
  it.each([
    ['allways: a.json: `states[0].x` is 1; expected a text', true],
    ['allways: a.json:1:2: not valid JSON: the file is empty', true],
    ['allways: a.json is []; expected an object', true],
    ['allways: `states[0].x` is 1; expected a text', false],
    ['allways: a.json', false],
    ['allways: something is wrong with a.json', false],
  ])('%s: has it a place? %s', (said, expected) => {
    expect(hasPlace(said, 'stored/a.json')).toBe(expected)
  })
})
