/** How large pages become. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Result } from '../../src/result.ts'
import { type CounterexampleFile, storedTrace } from '../../src/trace/counterexample.ts'
import { property, result } from '../report/fixtures.ts'
import { htmlOf } from './fixtures.ts'

const folder = fileURLToPath(new URL('../../counterexamples', import.meta.url))

it('a page of every stored story takes less than 3 MB, and less than 4 kB a story', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
  const results = files.map((file): Result => {
    const stored = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CounterexampleFile
    const { spec, design, params, kind, verdict } = stored
    const counterexample = storedTrace(stored)
    return result(design, { spec, params, properties: [property(stored.property, { kind, verdict, counterexample })] })
  })
  expect(files.length).toBeGreaterThan(300)
  const bytes = Buffer.byteLength(htmlOf(results))
  expect(bytes).toBeLessThan(3_000_000)
  expect((bytes - Buffer.byteLength(htmlOf([]))) / files.length).toBeLessThan(4000)
})
