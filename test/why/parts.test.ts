import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { array, bool, idsOf, int, model, ref, spec, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { loadSpec } from '../../src/cli/project/load.ts'
import { capturedNames } from '../../src/cli/source/closures.ts'
import { partSentence } from '../../src/report/words/reasons.ts'
import type { DecidingPart } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import type { Located } from '../../src/why/parts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const locate: Located = Object.assign(() => undefined, { captured: capturedNames })

/** The parts that decide a property of a model in the first state that breaks it. */
async function partsOf(
  make: () => ReturnType<typeof model>,
  name: string,
  known: Located | undefined = locate,
): Promise<readonly DecidingPart[]> {
  const designs = spec({ name: 'tried', model: make, designs: { only: {} } })
  const asked = { explain: () => true, ...(known === undefined ? {} : { locate: known }) }
  const { properties } = await checkDesign(designs, 'only', asked)
  return properties.find((other) => other.name === name)?.counterexample?.why?.parts ?? []
}

const sentencesOf = async (...args: Parameters<typeof partsOf>) => (await partsOf(...args)).map(partSentence)

const hosts = ({ max = 2, limits = { load: 1, names: ['a', 'b'] } } = {}) => {
  const Link = struct({ n: int(0, 3) })
  const busy = (host: { readonly n: number }) => host.n > max
  const overloaded = (host: { readonly n: number }, { load, hosts = 1 }: { load: number; hosts?: number }) =>
    host.n > load * hosts
  return model({
    name: 'hosts',
    state: { hosts: array(2, struct({ n: int(0, 4), up: bool, links: array(2, Link) })), total: int(0, 9) },
    actions: {
      load: (s) => {
        s.hosts[1]!.n = 3
        s.hosts[1]!.links[0]!.n = 2
        s.total = 7
      },
    },
    invariants: {
      'none above': (s) => !s.hosts.some((h) => h.n > max),
      'none busy': (s) => !s.hosts.some((host) => busy(host)),
      'not one busy': (s) => !s.hosts.some(busy),
      'all short': (s) => s.hosts.every((h) => !h.links.some((l) => l.n > limits.load)),
      'below the limits': (s) => !s.hosts.some((h) => overloaded(h, limits)),
      'up and short': (s) => s.total < 9 && s.hosts.every((h) => h.n <= max),
      'few busy': (s) => s.hosts.filter(busy).length < limits.load,
      'in a block': (s) =>
        !s.hosts.some((h) => {
          const load = h.n
          return load > max
        }),
      'a returned block': (s) =>
        !s.hosts.some((h) => {
          return h.n > max
        }),
      'others are never asked': (s) => s.hosts.every((h) => s.hosts.some((other) => other.n > h.n && h.n > max)),
      named: { 'nobody above': (s) => !s.hosts.some((h) => h.n > max) },
    },
  })
}

describe('a sentence about a part of a predicate', () => {
  const make = hosts as unknown as () => ReturnType<typeof model>
  it('gives what it came to for the element, both sides, and captured names', async () => {
    expect(await sentencesOf(make, 'none above')).toEqual([
      '`h.n > max` is true for `hosts[1]`: `hosts[1].n = 3`, `max = 2`',
    ])
    expect(await sentencesOf(make, 'none busy')).toEqual(['`busy(host)` is true for `hosts[1]`: `hosts[1].n = 3`'])
    expect(await sentencesOf(make, 'not one busy')).toEqual(['`busy` is true for `hosts[1]`: `hosts[1].n = 3`'])
    expect(await sentencesOf(make, 'up and short')).toEqual([
      '`h.n <= max` is false for `hosts[1]`: `hosts[1].n = 3`, `max = 2`',
    ])
  })

  it('names the inner element of nested quantifiers', async () => {
    expect(await sentencesOf(make, 'all short')).toEqual([
      '`l.n > limits.load` is true for `hosts[1]`, `hosts[1].links[0]`: `hosts[1].links[0].n = 2`, `limits.load = 1`',
    ])
  })

  it('names no element if all were asked and none decides', async () => {
    const [part] = await partsOf(make, 'others are never asked')
    expect(part).toMatchObject({ of: 'hosts[0]' })
    expect(part?.holds).toBeUndefined()
  })

  it('gives the value of a side that is no place of the state', async () => {
    const [sentence] = await sentencesOf(make, 'few busy')
    expect(sentence).toBe(
      '`s.hosts.filter(busy).length < limits.load` is false: `hosts[0].n = 0`, `hosts[1].n = 3`, ' +
        '`s.hosts.filter(busy).length = 1`, `limits.load = 1`',
    )
  })

  it('quotes no block, and of one that only returns the expression', async () => {
    expect(await sentencesOf(make, 'in a block')).toEqual([
      "'in a block' is false because of `hosts[1]`: `hosts[1].n = 3`, `max = 2`",
    ])
    expect(await sentencesOf(make, 'a returned block')).toEqual([
      '`h.n > max` is true for `hosts[1]`: `hosts[1].n = 3`, `max = 2`',
    ])
  })

  it('says of a part with a name that it is false, whatever its element came to', async () => {
    expect(await sentencesOf(make, 'named')).toEqual([
      "'nobody above' is false because of `hosts[1]`: `hosts[1].n = 3`, `max = 2`",
    ])
  })

  it('gives what was read of a captured object that is too long to be shown, and nothing else of it', async () => {
    const limits = {
      load: 1,
      names: ['a name', 'another name', 'and another'],
      others: { load: 2 },
      spare: 17,
      hosts: 2,
    }
    expect(await sentencesOf((() => hosts({ limits })) as unknown as typeof make, 'all short')).toEqual([
      '`l.n > limits.load` is true for `hosts[1]`, `hosts[1].links[0]`: `hosts[1].links[0].n = 2`, `limits.load = 1`',
    ])
    const [sentence] = await sentencesOf((() => hosts({ limits })) as unknown as typeof make, 'below the limits')
    expect(sentence).toBe(
      '`overloaded(h, limits)` is true for `hosts[1]`: `hosts[1].n = 3`, `limits.load = 1`, `limits.hosts = 2`',
    )
  })

  it('shows no types among the captured names', async () => {
    const counts = () => {
      const Node = ref('node', 2)
      return model({
        name: 'm',
        state: { up: array(Node, bool) },
        actions: {
          starts: (s, choose) => {
            s.up[choose(idsOf(Node))] = true
          },
        },
        invariants: { 'none up': (s) => idsOf(Node).filter((id) => s.up[id]).length < 1 },
      })
    }
    const [sentence] = await sentencesOf(counts as never, 'none up')
    expect(sentence).toContain('.length < 1` is false: `up[0] = true`')
    expect(sentence).not.toContain('`Node')
  })

  it('shows a captured Map by its keys and a captured Set as a list, but not beside a value read from them', async () => {
    const withMap = () => {
      const limits = new Map([
        ['a', 1],
        ['b', 2],
      ])
      // as in a bundled spec
      class Checked extends Set<string> {}
      const names = new Checked(['a'])
      const nested = new Map([[{ key: 1 }, 1]])
      return model({
        name: 'limits',
        state: { n: int(0, 3) },
        actions: {
          set: (s) => {
            s.n = 2
          },
        },
        invariants: {
          'a map': (s) => ![...limits].some(([, limit]) => s.n === limit),
          'a set': (s) => s.n !== 2 || !names.has('a'),
          'a limit': (s) => s.n < limits.get('b')!,
          'a size': (s) => s.n < limits.size,
          'keys that are objects': (s) => ![...nested.values()].some((limit) => s.n > limit),
        },
      })
    }
    const of = (name: string) => sentencesOf(withMap as unknown as typeof make, name)
    expect(await of('a map')).toEqual([
      '`![...limits].some(([, limit]) => s.n === limit)` is false: `n = 2`, `limits = {a: 1, b: 2}`',
    ])
    expect((await of('a set')).join()).toContain('`n = 2`, `names = [a]`')
    expect(await of('a limit')).toEqual(['`s.n < limits.get("b")` is false: `n = 2`, `limits.get("b") = 2`'])
    expect(await of('a size')).toEqual(['`s.n < limits.size` is false: `n = 2`, `limits.size = 2`'])
    expect((await of('keys that are objects')).join()).not.toContain('nested =')
  })

  it('leaves captured values out if the host cannot tell them', async () => {
    const silent: Located = () => undefined
    expect(await sentencesOf(make, 'none above', silent)).toEqual([
      '`h.n > max` is true for `hosts[1]`: `hosts[1].n = 3`',
    ])
  })

  it.each([
    ['ec2-leases', 'as deployed', 'queue stays bounded', /^`isCongested\(host, parameters\)` is true for `hosts\[0\]`/],
    [
      'network-manager',
      'queue-size throttle',
      'launch accepted',
      /^`caller\.at !== 'RequestLimitExceeded'` is false for caller/,
    ],
  ])('of a bundled spec is as its author wrote it: %s', async (name, design, property, expected) => {
    const { spec: designs, locate: known } = await loadSpec(join(root, `specs/${name}.model.ts`), root)
    const { properties } = await checkDesign(designs, design, {
      ...{ properties: [property], explain: () => true, locate: known },
    })
    const [part] = properties[0]?.counterexample?.why?.parts ?? []
    expect(partSentence(part as DecidingPart)).toMatch(expected)
  })
})
