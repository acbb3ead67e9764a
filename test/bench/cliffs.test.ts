import { expect, test } from 'vitest'
import cliffs, { designs } from '../../bench/cliffs/cliffs.model.ts'
import { exponentOf } from '../../bench/exponent.ts'
import { compile } from '../../src/engine/compile/program.ts'
import { modelOf } from '../../src/language/spec.ts'
import { checkDesign } from '../../src/run/check.ts'

test('the exponent of a power is its exponent', () => {
  const points = (power: number) => [1, 2, 4, 8].map((n) => [n, 3 * n ** power] as const)
  expect(exponentOf(points(1))).toBeCloseTo(1)
  expect(exponentOf(points(2))).toBeCloseTo(2)
  expect(exponentOf(points(0))).toBeCloseTo(0)
})

test('costs below the noise have the exponent 0', () => {
  expect(exponentOf([1, 2, 4, 8].map((n) => [n, n / 1000]))).toBe(0)
})

test.each(Object.entries(designs))('%s can be made at its first size and at its last', (design, { params }) => {
  for (const factor of [1, 8]) {
    const { model } = modelOf(cliffs, design, { n: params.n * factor })
    expect(compile(model).words).toBeGreaterThan(0)
  }
})

const quick = Object.entries(designs).filter(([name]) => /^(options|initial|choice)/.test(name))

test.each(quick)('%s has verdicts as declared at a tiny size', async (design, { params, ...rest }) => {
  const { complete, properties } = await checkDesign(cliffs, design, { params: { ...params, n: 16 } })
  expect(complete).toBe(true)
  const expected: { readonly [name: string]: string } = 'expect' in rest ? rest.expect : {}
  for (const { name, verdict } of properties) expect(verdict, name).toBe(expected[name] ?? 'holds')
})
