import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'

const schema = JSON.parse(readFileSync(new URL('../../counterexample.schema.json', import.meta.url), 'utf8'))
const accepts = new Ajv({ allErrors: true }).compile(schema)

const file = {
  $schema: '../../../counterexample.schema.json',
  version: 1,
  tool: { name: 'allways', version: '0.1.0' },
  spec: 'dynamodb-dns',
  file: 'specs/dynamodb-dns.model.ts',
  design: 'as deployed',
  params: { enactors: 2 },
  property: 'endpoint never empty',
  kind: 'invariant',
  verdict: 'violated',
  digest: 'ab'.repeat(32),
  length: 2,
  initial: { choices: [], picks: [], state: { latest: 1 } },
  steps: [
    {
      name: 'apply',
      kind: 'step',
      process: 'enactor',
      instance: 1,
      actor: 'enactor 1',
      choices: [{ plan: 2 }, null],
      picks: [1, 0],
      state: { latest: 1 },
    },
    { name: 'publish', kind: 'action', actor: 'environment', choices: [], picks: [], state: { latest: 2 } },
  ],
}

describe('the schema of a counterexample file', () => {
  test('accepts a counterexample, a lasso and a witness', () => {
    expect(accepts(file), JSON.stringify(accepts.errors)).toBe(true)
    expect(accepts({ ...file, loopAt: 0 })).toBe(true)
    expect(accepts({ ...file, kind: 'reachable', verdict: 'holds' })).toBe(true)
    expect(accepts({ ...file, digest: '' })).toBe(true)
  })

  test.each([
    ['an unknown key', { ...file, extra: 1 }],
    ['another version', { ...file, version: 2 }],
    ['a witness that is violated', { ...file, kind: 'reachable' }],
    ['a violated invariant that holds', { ...file, verdict: 'holds' }],
    ['a path with backslashes', { ...file, file: 'specs\\x.model.ts' }],
    ['an absolute path', { ...file, file: '/specs/x.model.ts' }],
    ['a negative length', { ...file, length: -1 }],
    ['a digest that is none', { ...file, digest: 'xyz' }],
    ['a step with an unknown key', { ...file, steps: [{ ...file.steps[1], changes: [] }] }],
    ['a process without its instance', { ...file, steps: [{ ...file.steps[1], process: 'enactor' }] }],
    ['a state that is no object', { ...file, initial: { ...file.initial, state: 3 } }],
  ])('refuses %s', (_, wrong) => {
    expect(accepts(wrong)).toBe(false)
  })

  test.each(schema.required as string[])('demands %s', (key) => {
    expect(accepts(Object.fromEntries(Object.entries(file).filter(([name]) => name !== key)))).toBe(false)
  })
})
