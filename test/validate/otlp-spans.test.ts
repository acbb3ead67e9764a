import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SpanMapping } from '../../src/config.ts'
import { spanLog, wrongMapping } from '../../src/validate/otlp-spans.ts'
import { run } from '../cli/run.ts'
import { logOf } from './lease-lock.ts'

const value = (of: unknown): object =>
  typeof of === 'number' ? { intValue: String(of) } : typeof of === 'boolean' ? { boolValue: of } : { stringValue: of }
const attributes = (all: object) => Object.entries(all).map(([key, of]) => ({ key, value: value(of) }))
// beyond 2 ** 53, as real times are
const at = (ms: number) => String(1_790_000_000_000_000_000n + BigInt(Math.round(ms * 1e6)))
const span = (name: string, from: number, to: number, all: object = {}) => ({
  ...{ traceId: '1', spanId: '2', name, startTimeUnixNano: at(from), endTimeUnixNano: at(to) },
  attributes: attributes(all),
})
const document = (spans: object[], resource: object = {}) => ({
  resourceSpans: [{ resource: { attributes: attributes(resource) }, scopeSpans: [{ scope: {}, spans }] }],
})

const mappings: { readonly [span: string]: SpanMapping } = {
  'lock.acquire': {
    ...{ step: 'acquire', process: 'client', instance: 'attribute client.id' },
    state: { epoch: 'attribute lock.epoch', holder: 'attribute client.id' },
  },
  'lock.write': { step: 'write', process: 'client', instance: 'attribute client.id' },
}
const spans = [
  span('lock.write', 1, 9, { 'client.id': 1 }),
  span('http.get', 2, 3),
  span('lock.acquire', 4, 5, { 'client.id': 1, 'lock.epoch': 1 }),
]

describe('spans', () => {
  it('become events in the order of their ends, with the values of their attributes', () => {
    const { lines, ignored } = spanLog([document(spans, { 'host.name': 'a' })], mappings)
    expect(ignored).toBe(1)
    expect(lines.map(({ number, text }) => [number, JSON.parse(text)])).toEqual([
      [3, { step: 'acquire', process: 'client', instance: 1, state: { epoch: 1, holder: 1 }, host: 'a', time: 0 }],
      [1, { step: 'write', process: 'client', instance: 1, host: 'a', time: 4 }],
    ])
  })

  it('leave out what their attributes do not say, and may begin the event', () => {
    const starts = {
      'lock.write': {
        ...(mappings['lock.write'] as SpanMapping),
        time: 'start' as const,
        state: { a: ['attribute b'] },
      },
    }
    const { lines } = spanLog([document([span('lock.write', 1, 9), span('lock.write', 0, 9)])], starts)
    expect(lines.map(({ text }) => JSON.parse(text))).toEqual([
      { step: 'write', process: 'client', state: {}, time: 0 },
      { step: 'write', process: 'client', state: {}, time: 1 },
    ])
  })

  it('have values of every kind', () => {
    const all = [
      { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { doubleValue: 2 }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'x', value: { boolValue: true } }] } } },
    ]
    const one = { ...span('s', 0, 1), attributes: all }
    const { lines } = spanLog([document([one])], { s: { state: { list: 'attribute list', map: 'attribute map' } } })
    expect(JSON.parse(lines[0]?.text as string).state).toEqual({ list: [1, 2], map: { x: true } })
  })

  it.each<[unknown, string]>([
    [[], 'spans is []'],
    [{ a: 'b' }, "spans['a'] is 'b'"],
    [{ a: { stp: 'x' } }, "Did you mean 'step'?"],
    [{ a: { step: 'x', time: 'middle' } }, "spans['a'].time is 'middle'"],
    [{ a: { process: 'x' } }, "spans['a'] says nothing"],
  ])('have a mapping that is checked: %j', (mapping, said) => {
    expect(wrongMapping(mapping)).toContain(said)
  })
})

describe('validate', () => {
  const folder = (text: string, config: unknown = { spans: mappings }) => {
    const cwd = logOf()
    writeFileSync(join(cwd, 'spans.json'), text)
    if (config !== null) writeFileSync(join(cwd, 'allways.config.ts'), `export default ${JSON.stringify(config)}`)
    return cwd
  }
  const validate = (cwd: string, ...more: string[]) => {
    const one = ['--spec', 'specs/lease-lock.model.ts', '--design', 'plain lease']
    return run(['validate', 'spans.json', ...one, ...more], cwd)
  }

  it('reads spans from one document, or from one on each line', async () => {
    const whole = JSON.stringify(document(spans), null, 2)
    const lines = spans.map((span) => `${JSON.stringify(document([span]))}\n`).join('')
    for (const text of [whole, lines]) {
      const { code, stdout } = await validate(folder(text))
      expect([code, stdout]).toEqual([0, expect.stringContaining('2 events explained')])
      expect(stdout).toContain('1 span not mapped by the config')
    }
  })

  it('names the span that nothing explains', async () => {
    const [first, ...rest] = spans as [object, ...object[]]
    const { code, stdout } = await validate(folder(JSON.stringify(document([...rest, first, first]))))
    expect([code, stdout]).toEqual([1, expect.stringContaining('spans.json, span 4')])
  })

  it.each<[string, string, unknown, string]>([
    [
      'without a mapping',
      JSON.stringify(document(spans)),
      {},
      'add `spans` to allways.config.ts; it says which step each span is',
    ],
    [
      'without a config',
      JSON.stringify(document(spans)),
      null,
      'add `spans` to allways.config.ts; it says which step each span is',
    ],
    [
      'with a wrong mapping',
      JSON.stringify(document(spans)),
      { spans: { a: {} } },
      "allways.config.ts: spans['a'] says",
    ],
    ['that are not mapped', JSON.stringify(document([span('other', 0, 1)])), { spans: mappings }, "called 'other'"],
    ['that are none', JSON.stringify(document([])), { spans: mappings }, 'it has no spans'],
    ['without a time', JSON.stringify(document([{ name: 'lock.write' }])), { spans: mappings }, 'span 1: this span'],
    [
      'of an unknown instance',
      JSON.stringify(document([span('lock.write', 0, 1, { 'client.id': 7 })])),
      { spans: mappings },
      "spans.json, span 1: step 'write' has no instance 7",
    ],
    [
      'that are cut off',
      `${JSON.stringify(document(spans))}\n{"resourceSpans":[`,
      { spans: mappings },
      'spans.json:2: the last line is cut off',
    ],
    [
      'with another line',
      `${JSON.stringify(document(spans))}\nhello\n`,
      { spans: mappings },
      'spans.json:2: this line is not a JSON document',
    ],
  ])('refuses spans %s', async (_, text, config, said) => {
    const { code, stdout, stderr } = await validate(folder(text, config))
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(said)])
  })
})
