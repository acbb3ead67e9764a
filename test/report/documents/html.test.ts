import { describe, expect, it } from 'vitest'
import { placeOfData, renderHtml } from '../../../src/report/documents/html.ts'
import { keysOf, pack, unpack } from '../../../src/report/documents/page-data.ts'
import { longTrace, resultWith } from '../../page/fixtures.ts'
import { failing, property, result, trace, violated } from '../fixtures.ts'

const tool = { name: 'allways', version: '0.0.0' }
const template = `<script>${placeOfData}</script>`
const dataOf = (html: string) => html.slice('<script>'.length, -'</script>'.length)

describe('results in a page', () => {
  it('come out as they went in, traces of errors and witnesses included', () => {
    const results = [
      resultWith(
        violated('small', 0, { counterexample: longTrace(50, 20) }),
        property('reached', { kind: 'reachable', witness: longTrace(3) }),
      ),
      result('failing', { properties: failing, error: { code: 'full-queue', message: 'full', trace: longTrace(4) } }),
    ]
    expect(unpack(JSON.parse(JSON.stringify(pack(results))))).toEqual(results)
  })

  it('leave out the states, where they follow from the changes', () => {
    const packed = JSON.stringify(pack([resultWith(violated('small', 0, { counterexample: longTrace(500) }))]))
    expect(packed.length / 500).toBeLessThan(40)
    expect(packed).not.toContain('"state":{"total":2')
    // the steps of this trace all end in one state, whatever they say they change
    const [first] = pack([resultWith(violated('odd', 0, { counterexample: trace(2) }))]).results
    expect(JSON.stringify(first)).toContain('"state":{"records":[{"active":2}]')
  })

  it('cannot end the script that they lie in, nor break its lines', () => {
    const name = '</script><!-- \u2028 $& <b>'
    const html = renderHtml(template, [resultWith(property(name))], tool)
    expect(html.match(/<\/script>/g)).toHaveLength(1)
    expect(html).not.toMatch(/\u2028|<!--|<b>/)
    const [found] = unpack(JSON.parse(dataOf(html)))
    expect(found?.properties[0]?.name).toBe('</script><!-- \\u2028 $& <b>')
  })

  it('come with what was left out, where something was', () => {
    const unchanged = { since: '3f2a1bc', designs: [{ spec: 'a', design: 'as designed' }] }
    expect(JSON.parse(dataOf(renderHtml(template, [], tool, unchanged)))).toMatchObject({ unchanged, results: [] })
    expect(JSON.parse(dataOf(renderHtml(template, [], tool)))).not.toHaveProperty('unchanged')
  })

  it('need a template with one place for them', () => {
    expect(() => renderHtml('<p>', [], tool)).toThrow(/once/)
    expect(() => renderHtml(template + template, [], tool)).toThrow(/once/)
  })
})

describe('a path', () => {
  it('leads to its variable, whatever signs a name has', () => {
    const state = { 'a.b': [{ 'c[0]': 1 }, { 'c[0]': 2 }], a: { b: [3] }, 'dns enactor': [{ at: 'pick plan' }] }
    expect(keysOf(state, 'a.b[1].c[0]')).toEqual(['a.b', 1, 'c[0]'])
    expect(keysOf(state, 'a.b[0]')).toEqual(['a.b', 0])
    expect(keysOf(state, 'dns enactor[0].at')).toEqual(['dns enactor', 0, 'at'])
    expect(keysOf(state, 'dns')).toBeUndefined()
    expect(keysOf(state, 'a.b[2]')).toBeUndefined()
  })
})
