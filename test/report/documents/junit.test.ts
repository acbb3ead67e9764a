import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { toJunit } from '../../../src/report/documents/junit.ts'
import { designs, esc, property, result } from '../fixtures.ts'
import { unexpected } from '../unexpected.ts'

const schema = readFileSync(fileURLToPath(new URL('../junit.xsd', import.meta.url)), 'utf8')
const errorsOf = async (xml: string) => {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [schema] })
  return errors.map(({ message }) => message)
}

describe('the JUnit report', () => {
  it.each([
    ['of a run in which all is as expected', designs],
    ['of one in which nothing is', unexpected],
    ['of no designs', []],
    [
      'of names that XML has no place for',
      [result(`a ${esc} ]]> & <b> \ud83d\ude00 \ud800`, { properties: [property('"\u0000\ufffe')] })],
    ],
  ])('satisfies the schema, %s', async (_, results) => {
    expect(await errorsOf(await toJunit(results))).toEqual([])
  })

  it('skips what was left out, by name and with the reason, and still satisfies the schema', async () => {
    const named = ['as deployed', `a ${esc} ]]> & <b>`].map((design) => ({ spec: 'ec2-leases', design }))
    const xml = await toJunit(designs, { since: '3f2a1bc', designs: named })
    expect(await errorsOf(xml)).toEqual([])
    const cases = Number(/<testsuites [^>]*tests="(\d+)"/.exec(await toJunit(designs))?.[1])
    expect(xml).toMatch(new RegExp(`<testsuites [^>]*tests="${cases + 2}" failures="0" errors="0"`))
    expect(xml).toContain('<testsuite name="ec2-leases · as deployed" tests="1" failures="0" errors="0" skipped="1"')
    expect(xml).toContain('<testcase classname="ec2-leases.as deployed" name="the design">')
    expect(xml.match(/<skipped>not checked: its spec has not changed since 3f2a1bc<\/skipped>/g)).toHaveLength(2)
  })

  it('is refused by that schema where it is not what it should be', async () => {
    expect(await errorsOf((await toJunit(unexpected)).replace('<testcase ', '<testcase nonsense="1" '))).not.toEqual([])
  })

  it('has a case for each property of each design, and counts them', async () => {
    const xml = await toJunit(unexpected)
    expect(xml.match(/<testcase /g)).toHaveLength(6)
    expect(xml).toContain('<testsuites name="allways" tests="6" failures="2" errors="1"')
  })

  it('tells the story in a failure, skips what is undecided with its reason, and places an error', async () => {
    const xml = await toJunit(unexpected)
    expect(xml).toContain('message="Expected to hold, but violated in 3 steps (the fewest possible):"')
    expect(xml).toContain('enactor 1: apply')
    expect(xml).toContain('<skipped>not decided: the search hit the state limit after 12,345 states</skipped>')
    expect(xml).toContain('at specs/dynamodb-dns/write.ts:14</error>')
  })
})
