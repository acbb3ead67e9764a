import { int, model, SpecError, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { kebab, modelOf } from '../../src/language/spec.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

const counter = ({ top = 3, start = 0 } = {}) =>
  model({ name: `to ${top} from ${start}`, state: { n: int(0, top) }, invariants: { small: (s) => s.n < 2 } })
const made = (designs: Any) => spec({ name: 'counter', model: counter, designs })

describe('spec', () => {
  it.each<[string, string, RegExp, Any]>([
    [
      'a name that is not in kebab-case',
      'bad-name',
      /'Lease Lock': expected words in kebab-case/,
      { name: 'Lease Lock' },
    ],
    [
      'a model that is built already',
      'bad-spec',
      /`model` is a finished model: pass the function that builds the model/,
      { model: counter() },
    ],
    ['an option that it does not have', 'unknown-option', /spec 'counter': unknown option 'design'/, { design: {} }],
    [
      'an option that a design does not have',
      'unknown-option',
      /design 'only': unknown option 'expects'; available: params, expect/,
      { designs: { only: { expects: {} } } },
    ],
    ['no designs', 'bad-spec', /expected at least one/, { designs: {} }],
    [
      'designs that share a file name',
      'duplicate-name',
      /'A b' and 'a-b' would share/,
      { designs: { 'A b': {}, 'a-b': {} } },
    ],
  ])('refuses %s', (_, code, message, options) => {
    const make = () => spec({ name: 'counter', model: counter, designs: { only: {} }, ...options })
    expect(make).toThrow(SpecError)
    expect(make).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })

  it('lays a design over the defaults of the model, and overrides over the design', () => {
    const { model: built, params } = modelOf(made({ big: { params: { top: 7, start: 1 } } }), 'big', { start: 2 })
    expect(built.name).toBe('to 7 from 2')
    expect(params).toEqual({ top: 7, start: 2 })
  })

  it.each<[string, string, RegExp, string, Any]>([
    ['a design that is not there', 'unknown-design', /no design 'other'; available: only/, 'other', {}],
    [
      'an expectation of no property',
      'unknown-property',
      /available: small, no deadlock/,
      'only',
      { expect: { tiny: 'holds' } },
    ],
    [
      'an expectation that is no verdict',
      'bad-spec',
      /expected 'holds' or 'violated'/,
      'only',
      { expect: { small: 'maybe' } },
    ],
  ])('refuses %s', (_, code, message, design, only) => {
    const build = () => modelOf(made({ only }), design)
    expect(build).toThrow(SpecError)
    expect(build).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })

  it('refuses a model function that returns no model', () => {
    const nothing = spec({ name: 'nothing', model: (() => undefined) as Any, designs: { only: {} } })
    expect(() => modelOf(nothing, 'only')).toThrow(/returned undefined: expected model/)
  })
})

describe('kebab', () => {
  it.each([
    ['No older write!', 'no-older-write'],
    ['  a  b  ', 'a-b'],
    ['Été 2025', 'e-te-2025'],
    ['…', 'unnamed'],
  ])('names a file after %o', (name, expected) => {
    expect(kebab(name)).toBe(expected)
  })
})
