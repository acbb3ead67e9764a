import { expect, it } from 'vitest'
import { legendOf } from '../../../src/page/overview/legend.ts'
import { property, result, violated } from '../../report/fixtures.ts'

const shown = ({ expected: _, ...one }: ReturnType<typeof property>) => one

it.each<[string, Parameters<typeof result>[1], string[]]>([
  ['what holds', { properties: [property('p')] }, ['holds']],
  ['what is violated as expected', { properties: [violated('p', 2)] }, ['violated']],
  [
    'what is not as expected',
    { properties: [violated('p', 2, { expected: 'holds', ok: false })] },
    ['✗ not as expected'],
  ],
  ['what is open', { properties: [property('p', { verdict: 'unknown', ok: false })] }, ['? not decided']],
  [
    'all of it',
    { properties: [property('p'), violated('q', 2), violated('r', 1, { ok: false })] },
    ['holds', 'violated', '✗ not as expected'],
  ],
  ['another size', { properties: [shown(violated('p', 2))] }, ['violated']],
  ['nothing', { properties: [] }, []],
])('the legend of %s names what occurs', (_, overrides, texts) => {
  expect(legendOf([result('d', overrides)]).map(({ text }) => text)).toEqual(texts)
})

it('says that nothing is expected at another size', () => {
  const [sign] = legendOf([result('d', { properties: [shown(violated('p', 2))] })])
  expect(sign?.meaning).toBe("at another size than the design's own, where no verdict is expected.")
})
