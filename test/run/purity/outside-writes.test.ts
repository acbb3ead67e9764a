import { describe, expect, it } from 'vitest'
import { outsideWrites } from '../../../src/run/purity/outside-writes.ts'

describe('the variables outside of a closure that it changes', () => {
  it.each<[string, string[]]>([
    ['(s) => { s.n = 1 }', []],
    ['(s, me) => { me.at++; s.tags.add(1) }', []],
    ['(s) => { let n = 0; n++; return n }', []],
    ['(s) => { const seen = new Set(); seen.add(s.n); return seen.size }', []],
    ['(s) => { for (const x of s.all) x.v = 1 }', []],
    ['({ job }) => { job.v = 1 }', []],
    ['([a, ...rest] = [], { b = 1, ...c }) => { a = b = c = rest = 1 }', []],
    ['(s) => { count++ }', ['count']],
    ['(s) => (seen = s.n)', ['seen']],
    ['(s) => kept.all.push(s.n)', ['kept']],
    ['(s) => memo?.set(s, 1)', ['memo']],
    ['(s) => { delete memo[s.n] }', ['memo']],
    ['() => turns.next().value', ['turns']],
    ['function f(s) { f.calls += 1 }', []],
    ['do(s) { total += s.n; most = Math.max(most, s.n) }', ['total', 'most']],
    ['when: (s) => true', []],
    ['function () { [native code] }', []],
    ['(s) => { try { s.f() } catch (e) { e.x = 1; last = e } }', ['last']],
  ])('of %s are %j', (text, names) => {
    expect(outsideWrites(text)).toEqual(names)
  })
})
