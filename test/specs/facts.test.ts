/** The list of published facts in specs/README.md names what the models have, and leaves no step of theirs out. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import dynamodbDns from '../../specs/dynamodb-dns.model.ts'
import ec2Leases from '../../specs/ec2-leases.model.ts'
import networkManager from '../../specs/network-manager.model.ts'
import nlbHealth from '../../specs/nlb-health.model.ts'
import usEast1 from '../../specs/us-east-1.model.ts'
import { modelOf, type Spec } from '../../src/language/spec.ts'
import type { Type } from '../../src/language/types.ts'

const specs: readonly Spec[] = [dynamodbDns, ec2Leases, networkManager, nlbHealth, usEast1]
const cascade = usEast1.name
const text = readFileSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'specs/README.md'), 'utf8')

/** The rows of a list, without its head. */
const rowsOf = (list: string): string[][] =>
  (new RegExp(`<!-- list: ${list} -->\n([\\s\\S]*?)<!-- end -->`).exec(text)?.[1] ?? '')
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
const namesIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string)

const models = ({ designs, ...spec }: Spec) =>
  Object.keys(designs).map((design) => modelOf({ designs, ...spec }, design).model)
const stepsOf = (spec: Spec) =>
  new Set(
    models(spec).flatMap(({ actions }) =>
      actions.map(({ process, name }) => (process === undefined ? name : `${process} ${name}`)),
    ),
  )

/** Every step, process, property, design, parameter and variable of a spec. */
function namesOf(spec: Spec): Set<string> {
  return new Set([
    ...stepsOf(spec),
    ...Object.entries(spec.designs).flatMap(([design, { params }]) => [design, ...Object.keys(params ?? {})]),
    ...models(spec).flatMap(({ processes, properties, system }) => [
      ...Object.keys(processes),
      ...properties.map(({ name }) => name),
      ...variablesOf(system),
    ]),
  ])
}

function variablesOf(type: Type): string[] {
  if (type.kind === 'struct') {
    return Object.entries(type.fields).flatMap(([name, field]) => [name, ...variablesOf(field)])
  }
  return 'of' in type ? variablesOf(type.of) : []
}

const facts = rowsOf('facts')
const others = rowsOf('other steps')
/** All that a spec is said to have, in the one list or the other. */
const told = (spec: string) => [
  ...facts.flatMap((row) => (row[2] === `\`${spec}\`` ? namesIn(row[3]) : [])),
  ...(spec === cascade ? facts.flatMap((row) => namesIn(row[4])) : []),
  ...others.flatMap((row) => (row[0] === `\`${spec}\`` ? namesIn(row[1]) : [])),
]

describe.each(specs.map((spec) => [spec.name, spec] as const))('of %s, the list of facts', (name, spec) => {
  test('names only what the spec has', () => {
    const known = namesOf(spec)
    expect(told(name).filter((one) => !known.has(one))).toEqual([])
  })

  test('names every step, or says that nothing published is behind it', () => {
    const named = new Set(told(name))
    expect([...stepsOf(spec)].filter((step) => !named.has(step))).toEqual([])
  })
})

test('the list of facts names no spec that is not there', () => {
  const known = specs.map((spec) => `\`${spec.name}\``)
  expect(facts.length).toBeGreaterThan(60)
  for (const row of facts) {
    expect(row).toHaveLength(5)
    expect([...known, '-']).toContain(row[2])
    if (row[2] === '-') expect(namesIn(row[3]), row[0]).toEqual([])
  }
  for (const [spec] of others) expect(known).toContain(spec)
})
