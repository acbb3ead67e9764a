import {
  array,
  bag,
  bool,
  compose,
  input,
  int,
  mapOf,
  model,
  process,
  ref,
  SpecError,
  setOf,
  struct,
  type Type,
} from 'allways'
import { describe, expect, it } from 'vitest'
import { idsOf } from '../../src/language/ids.ts'
import { showType } from '../../src/language/values.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a careless author passes
type Any = any

const idle = () => {}
const Node = ref('node', 3)

/** A model with these variables, whose processes have these options. */
function having(processes: { readonly [name: string]: Any }, state: { readonly [name: string]: Type } = {}) {
  const made = Object.entries(processes).map(([name, options]) => {
    return [name, options && process(state, { steps: { a: idle }, ...options })] as const
  })
  return model({ name: 'm', state, processes: Object.fromEntries(made) as Any })
}

describe('ids', () => {
  it('of one type belong to several processes, to references and to arrays', () => {
    const made = having(
      { leader: { instances: Node }, follower: { instances: Node } },
      {
        owner: Node,
        seen: setOf(Node),
        flags: array(Node, bool),
        sent: bag(struct({ to: Node, marks: array(Node, bool) }), 2),
        byNode: mapOf(Node, array(Node, int(0, 1))),
      },
    )
    expect(made.processes.leader).toMatchObject({ instances: 3, ids: Node })
    expect(made.system.fields.flags).toEqual({ kind: 'array', length: 3, of: bool, index: Node })
    expect(made.system.fields.follower).toMatchObject({ kind: 'array', length: 3 })
    expect(made.classes).toEqual([])
  })

  it('may have the name of the process that has them', () => {
    const made = having({ node: { instances: Node } }, { owner: Node })
    expect(made.processes.node?.ids).toEqual(Node)
  })

  it('form a class if all their processes are alike', () => {
    const Host = ref('host', 2)
    const alike = true
    const made = having({
      leader: { instances: Node, alike },
      host: { instances: Host, alike },
      follower: { instances: Node, alike },
      client: { instances: 4, alike },
      plain: { instances: 2 },
      said: { instances: ref('said', 2), alike: false },
    })
    expect(made.classes).toEqual([
      { name: 'node', instances: 3, processes: ['leader', 'follower'] },
      { name: 'host', instances: 2, processes: ['host'] },
      { name: 'client', instances: 4, processes: ['client'] },
    ])
  })

  it('form no class if there are fewer than two', () => {
    const made = having({
      a: { instances: ref('one', 1), alike: true },
      b: { instances: 0, alike: true },
      c: { alike: true },
    })
    expect(made.classes).toEqual([])
  })

  it('do not depend on a process that the design leaves out', () => {
    const made = having({ node: undefined, monitor: { instances: Node, alike: true } }, { owner: Node })
    expect(made.classes).toEqual([{ name: 'node', instances: 3, processes: ['monitor'] }])
  })

  it('get the name of their module in front in a composition', () => {
    const part = having({ leader: { instances: Node, alike: true } }, { flags: array(Node, Node), seen: setOf(Node) })
    const inner = compose({ name: 'inner', modules: { part } })
    const outer = compose({ name: 'outer', modules: { x: inner, y: part } })
    expect(outer.classes).toEqual([
      { name: 'x part node', instances: 3, processes: ['x part leader'] },
      { name: 'y node', instances: 3, processes: ['y leader'] },
    ])
    const called = ref('x part node', 3)
    expect(outer.processes['x part leader']?.ids).toEqual(called)
    expect((outer.system.fields.x as Any).fields.part.fields).toEqual({
      flags: array(called, called),
      seen: setOf(called),
    })
  })

  it('of two modules may not share a name', () => {
    const one = having({ worker: { instances: ref('b c', 2) } })
    const other = having({ worker: { instances: ref('c', 2) } })
    expect(() => compose({ name: 'm', modules: { a: one, 'a b': other } })).toThrow(
      "ids 'b c' of module 'a' and ids 'c' of module 'a b' are both called 'a b c': rename one of them",
    )
  })

  it('are listed in order, and the list cannot be changed', () => {
    expect(idsOf(Node)).toEqual([0, 1, 2])
    expect(Object.isFrozen(idsOf(Node))).toBe(true)
    expect(() => idsOf(3 as Any)).toThrow("idsOf got 3: expected ids, as in idsOf(ref('node', 3))")
  })

  it('are shown with the type of an array', () => {
    expect(showType(array(Node, bool))).toBe("array(ref('node', 3), bool)")
  })

  it.each<[string, RegExp, () => unknown]>([
    [
      'ids of different numbers',
      /processes 'a' and 'b' have the ids 'node', but 3 and 2 instances: use the same ref for both/,
      () => having({ a: { instances: Node }, b: { instances: ref('node', 2) } }),
    ],
    [
      'ids of the name of a process with another number of instances',
      /processes 'a' and 'node' have the ids 'node', but 3 and 2 instances/,
      () => having({ a: { instances: Node }, node: { instances: 2 } }),
    ],
    [
      'ids of the name of a process with other ids',
      /`instances` of process 'a': ref\('node', 3\) names process 'node', but the ids of this process are ref\('host', 3\)/,
      () => having({ a: { instances: Node }, node: { instances: ref('host', 3) } }),
    ],
    [
      'a reference to a process that has other ids',
      /state\.owner: ref\('node', 3\) names process 'node', but the ids of this process are ref\('host', 3\): use that, or rename the process/,
      () => having({ node: { instances: ref('host', 3) } }, { owner: Node }),
    ],
    [
      'a reference to another number of ids',
      /state\.owner: ref\('node', 2\) does not fit: process 'a' has 3 instances/,
      () => having({ a: { instances: Node } }, { owner: ref('node', 2) }),
    ],
    [
      'an array of another number of ids',
      /the index of state\.flags: ref\('node', 2\) does not fit: process 'a' has 3 instances/,
      () => having({ a: { instances: Node } }, { flags: array(ref('node', 2), bool) }),
    ],
    [
      'ids that misspell those of a process',
      /the index of state\.flags: no process has the ids of ref\('nodes', …\), and 'node' has almost this name/,
      () => having({ a: { instances: Node } }, { flags: array(ref('nodes', 3), bool) }),
    ],
    ['an input as the index of an array', /array: found an input/, () => array(input(Node), bool)],
    [
      'processes of which only one is alike',
      /processes 'b' and 'a' have the ids 'node', but only 'b' is `alike`: say `alike: true` for both, or for none/,
      () => having({ a: { instances: Node }, b: { instances: Node, alike: true } }),
    ],
  ])('refuse %s', (_, message, make) => {
    expect(make).toThrow(SpecError)
    expect(make).toThrow(message)
  })
})
