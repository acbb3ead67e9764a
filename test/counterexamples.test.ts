import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { CounterexampleFile } from '../src/trace/counterexample.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const find = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`)
    .sort()
const stored = find('counterexamples', '.json')
const read = (file: string): CounterexampleFile => JSON.parse(readFileSync(join(root, file), 'utf8'))

describe('the stored counterexamples', () => {
  it('fit the published schema', () => {
    const validate = new Ajv({ allErrors: true }).compile(
      JSON.parse(readFileSync(join(root, 'counterexample.schema.json'), 'utf8')),
    )
    for (const file of stored) {
      validate(read(file))
      expect(validate.errors, file).toBe(null)
    }
  })

  it('refuse, by that schema, what is no counterexample', () => {
    const validate = new Ajv().compile(JSON.parse(readFileSync(join(root, 'counterexample.schema.json'), 'utf8')))
    const good = read(stored[0] as string)
    for (const wrong of [{ length: -1 }, { steps: 'none' }, { verdict: 'unknown' }, { surprise: 1 }]) {
      expect(validate({ ...good, ...wrong })).toBe(false)
    }
  })

  it('are compared with what each bundled spec does, in a test of that spec', () => {
    const tests = find('test/specs', '.test.ts').map((file) => readFileSync(join(root, file), 'utf8'))
    for (const file of find('specs', '.model.ts')) {
      const isTested = tests.some((text) => text.includes(`bundled('${file}')`) && text.includes('testStories('))
      expect(isTested, `no file of test/specs calls testStories for ${file}`).toBe(true)
    }
  })
})
