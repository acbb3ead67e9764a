import { array, bool, int, mapOf, model, oneOf, optional, process, setOf, spec, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { counterexampleMarkdown } from '../../../src/report/documents/markdown.ts'
import { renderUnexpected } from '../../../src/report/terminal/story.ts'
import { changed, inline } from '../../../src/report/words/data.ts'
import { isMap, readable } from '../../../src/report/words/maps.ts'
import type { Change, Trace } from '../../../src/result.ts'
import { checkDesign } from '../../../src/run/check.ts'
import { storedTrace, toCounterexample } from '../../../src/trace/counterexample.ts'

const Key = oneOf('a', 'b')
const state = {
  n: int(0, 2),
  plain: mapOf(Key, int(0, 3)),
  byStruct: mapOf(struct({ x: int(0, 1) }), bool),
  deep: struct({ inner: optional(mapOf(int(-1, 3), setOf(Key))) }),
  many: array(2, mapOf(Key, bool)),
  nested: mapOf(Key, mapOf(int(0, 1), Key)),
  pairs: setOf(array(2, int(0, 1))),
}

const made = () => {
  const worker = process(state, {
    local: { seen: mapOf(Key, int(0, 1)) },
    steps: {
      go: (s, me) => {
        if (s.n === 2) return
        s.n++
        s.plain.set('b', s.n)
        s.byStruct.set({ x: 1 }, true)
        s.deep.inner = new Map([
          [s.n, new Set<string>(['a'])],
          [-1, new Set<string>(['b'])],
        ]) as never
        s.many[1]?.set('a', true)
        s.nested.set('a', new Map([[1, 'b']]) as never)
        s.pairs.add([0, 1])
        me.seen.set('a', 1)
      },
    },
    resting: ['go'],
  })
  return model({ name: 'maps', state, processes: { worker }, invariants: { small: (s) => s.plain.get('b') !== 2 } })
}

const found = async () => checkDesign(spec({ name: 'maps', model: made as never, designs: { d: {} } }), 'd')
const plain = { width: 200, color: false }

describe('a map in a story', () => {
  it('is told by its keys, wherever it lies', async () => {
    const result = await found()
    const trace = result.properties[0]?.counterexample as Trace
    expect(trace.maps).toEqual(['plain', 'byStruct', 'deep.inner', 'many[]', 'nested', 'nested[]', 'worker[].seen'])
    const text = renderUnexpected([result], plain).replace(/\s+/g, ' ')
    for (const said of [
      'plain: {}',
      'plain: {b: 1} \u2192 {b: 2}',
      'byStruct: {} \u2192 {{x: 1}: true}',
      'deep.inner: null \u2192 {1: [a], -1: [b]}',
      'many[1]: {} \u2192 {a: true}',
      'nested: {} \u2192 {a: {1: b}}',
      'pairs: +[0, 1]',
      'seen: {} \u2192 {a: 1}',
    ])
      expect(text).toContain(said)
    expect(text).not.toMatch(/\[\[(?!0, 1\])/)
  })

  it('is so in Markdown, too, and not in the file of the story', async () => {
    const result = await found()
    const property = result.properties[0] as (typeof result.properties)[number]
    const trace = property.counterexample as Trace
    const { kind } = property
    const text = counterexampleMarkdown({ spec: 'maps', design: 'd', property: 'small', kind, params: {}, trace })
    expect(text).toContain('plain: {b: 1} \u2192 {b: 2}')
    expect(text).toContain('\nplain: {b: 2}\n')
    const stored = JSON.stringify(toCounterexample(result, property, { name: 'allways', version: '0' }))
    expect(stored).toContain('"plain":[["b",2]]')
    expect(stored).not.toContain('maps":')
  })

  it('is a list of pairs where nothing is known of types', async () => {
    const result = await found()
    const property = result.properties[0] as (typeof result.properties)[number]
    const stored = storedTrace(toCounterexample(result, property, { name: 'allways', version: '0' }))
    expect(stored.maps).toBeUndefined()
    expect(readable(stored)).toBe(stored)
  })

  it('is told apart from a struct, and made once', async () => {
    const trace = (await found()).properties[0]?.counterexample as Trace
    const told = readable(trace)
    const last = told.steps.at(-1)?.state as { readonly [name: string]: never }
    expect(isMap(last.plain as never)).toBe(true)
    expect(isMap(last.deep as never)).toBe(false)
    expect(readable(trace)).toBe(told)
    expect(readable(told)).toBe(told)
  })
})

describe('a change', () => {
  const typed = { maps: [] }
  it.each<[string, Change['before'], Change['after'], string]>([
    ['of a value', 1, 2, '1 \u2192 2'],
    ['of what came', [], ['a'], '+a'],
    ['of what went', ['a', 'b'], ['b'], '\u2212a'],
    ['of what came and went', [1, 2], [2, 3, 4], '+3 +4 \u22121'],
    ['of a bag with equal elements', [{ k: 1 }, { k: 1 }], [{ k: 1 }], '\u2212{k: 1}'],
    ['of a queue', [1, 2, 1], [2, 1, 3], '+3 \u22121'],
    ['of order alone', [1, 2], [2, 1], '[1, 2] \u2192 [2, 1]'],
    ['of order and more', [1, 2, 3], [2, 1, 4], '[1, 2, 3] \u2192 [2, 1, 4]'],
    ['from nothing', null, [1], 'null \u2192 [1]'],
    ['to nothing', [1], null, '[1] \u2192 null'],
  ])('%s', (_, before, after, said) => {
    expect(changed({ before, after }, typed)).toBe(said)
    expect(changed({ before, after }, {})).toBe(`${inline(before)} \u2192 ${inline(after)}`)
  })

  describe('of a queue', () => {
    const at = { path: 'hosts[0].line' }
    const known = { maps: [], queues: ['hosts[].line'] }
    it.each<[string, Change['before'], Change['after'], number, string]>([
      ['has both values if they fit', [1], [1, 2], 12, '[1] \u2192 [1, 2]'],
      ['says what came and went if they do not', [1], [1, 2], 11, '+2'],
      ['has both values if an element came elsewhere than at the end', [1], [0, 1], 0, '[1] \u2192 [0, 1]'],
      ['has both values if equal elements would cancel', [2], [3, 0, 2], 0, '[2] \u2192 [3, 0, 2]'],
      ['says that the first of equal elements went', [1, 2, 1], [2, 1], 0, '\u22121'],
      ['has both values if another one of them went', [1, 2, 1], [1, 2], 0, '[1, 2, 1] \u2192 [1, 2]'],
    ])('%s', (_, before, after, columns, said) => {
      expect(changed({ ...at, before, after }, known, columns)).toBe(said)
    })

    it('is known by its type', () => {
      const change = { path: 'hosts[0].set', before: [1], after: [0, 1] }
      expect(changed(change, known, 80)).toBe('+0')
    })
  })
})
