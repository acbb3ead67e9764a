import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { loadSpec } from '../src/cli/project/load.ts'
import { fileNameOf } from '../src/cli/stored/file-names.ts'
import { checkDesign } from '../src/run/check.ts'
import { type CounterexampleFile, replay } from '../src/trace/counterexample.ts'

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

  it.each(find('specs', '.model.ts'))('are those of %s, neither longer nor shorter, and replay', async (file) => {
    const { spec } = await loadSpec(join(root, file), root)
    const expected = new Map<string, number>()
    for (const design of Object.keys(spec.designs)) {
      const { properties } = await checkDesign(spec, design)
      for (const { name, kind, counterexample, witness } of properties) {
        const story = counterexample ?? (kind === 'reachableInOrder' ? witness : undefined)
        if (story === undefined) continue
        const path = `counterexamples/${spec.name}/${fileNameOf(design)}/${fileNameOf(name)}.json`
        expected.set(path, story.steps.length)
      }
    }
    const ours = stored.filter((path) => path.startsWith(`counterexamples/${spec.name}/`))
    expect(Object.fromEntries(ours.map((path) => [path, read(path).length]))).toEqual(Object.fromEntries(expected))
    for (const path of ours) {
      expect(replay(spec, read(path)), path).toMatchObject({ ok: true })
      expect(existsSync(join(root, path.replace(/json$/, 'md'))), path).toBe(true)
    }
  })
})
