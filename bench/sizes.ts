/**
 * Explores the sizes of specs/sizes.ts in full, and writes the results into specs/sizes.md. `npm run sizes` takes the
 * whole list, and `npm run sizes -- ec2-leases` the sizes of one spec. `--missing` takes only rows that do not belong
 * to today's specs. Other rows stay. It ends with exit code 1 if a verdict differs from the list, 3 if a limit was hit.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sizes } from '../specs/sizes.ts'
import { loadSpec } from '../src/cli/project/load.ts'
import { checkDesign } from '../src/run/check.ts'
import { digestShown, keyOf, pageOf, type Row, rowOf, rowsOf, wanted } from './sizes-page.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const path = `${root}specs/sizes.md`
const options = process.argv.slice(2)
const missing = options.includes('--missing')
const only = options.find((option) => option !== '--missing')
const list = wanted(sizes).filter(({ spec }) => only === undefined || spec === only)

/** The rows of the page. Read again for each row, so that runs for two specs can write the page at the same time. */
const known = () =>
  new Map(rowsOf(existsSync(path) ? readFileSync(path, 'utf8') : '').map((row) => [keyOf(row), row] as const))

function write(row: Row): void {
  const rows = known().set(keyOf(row), row)
  writeFileSync(path, pageOf(wanted(sizes).flatMap(({ key }) => rows.get(key) ?? [])))
}

for (const { spec: name, design, params, also = [], key } of list) {
  const { spec, digest, file } = await loadSpec(`${root}specs/${name}.model.ts`, root)
  if (missing && known().get(key)?.digest === digestShown(digest)) continue
  // a story that is not stored needs no reasons
  const result = await checkDesign(spec, design, { params, digest, file, explain: () => false })
  if (result.error !== undefined) throw new Error(`${key}: ${result.error.message}`)
  write(rowOf(result, params))
  const wrong = result.properties.filter(
    ({ name, ok, verdict }) => !(also.includes(name) ? verdict === 'violated' : ok),
  )
  const states = `${result.states.toLocaleString('en-US')} states in ${result.seconds.toFixed(1)} s`
  console.log(`${wrong.length === 0 ? '✓' : '✗'} ${key}: ${states}`)
  for (const { name, verdict } of wrong) console.log(`    ${name}: ${verdict}`)
  if (result.limit !== undefined) process.exitCode ||= 3
  else if (wrong.length > 0) process.exitCode = 1
}
