// biome-ignore-all lint/complexity/noCommaOperator: one line a step, so that the table can be read
// biome-ignore-all lint/suspicious/noAssignInExpressions: one line a step
// biome-ignore-all lint/correctness/noSelfAssign: a step that assigns a struct to itself replaces it
import { array, bag, bool, int, mapOf, optional, queue, setOf, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import { inBoth } from './both-executions.ts'

// biome-ignore lint/suspicious/noExplicitAny: the models of these tests are of every type
type Any = any

const N = int(0, 3)
const V = struct({ v: N })
const Deep = struct({ st: V, cells: array(2, N), rows: array(2, array(2, N)), nodes: array(2, V) })
const state = {
  ...{ out: N, st: V, opt: optional(V), deep: Deep, cells: array(3, N), nodes: array(2, V) },
  ...{ grid: array(2, array(2, N)), opts: array(2, optional(V)), map: mapOf(int(0, 1), V) },
  ...{ counts: mapOf(int(0, 1), N), inOpt: optional(struct({ set: setOf(N), queue: queue(N, 2), bag: bag(N, 2) })) },
  ...{ maps: mapOf(int(0, 1), mapOf(int(0, 1), V)), holder: optional(struct({ inner: optional(V) })) },
  flag: bool,
}
const deep = { st: { v: 3 }, cells: [1, 2], rows: [[0, 1], [2, 3]], nodes: [{ v: 2 }, { v: 1 }] } // biome-ignore format: one value
const init = (s: Any) => {
  s.st = { v: 1 }
  s.opt = { v: 2 }
  s.cells = [1, 2, 3]
  s.opts = [{ v: 1 }, { v: 2 }]
  s.map.set(0, { v: 1 })
  s.maps.set(0, new Map([[0, { v: 1 }]]))
  s.inOpt = { set: [1], queue: [2], bag: [3] }
  s.holder = { inner: { v: 1 } }
}

/** Each step takes a handle, replaces or removes its place or one around it, and uses the handle. */
const gone: { readonly [what: string]: (s: Any, choose: Any) => void } = {
  'a struct, read': (s) => ((old) => ((s.st = { v: 3 }), (s.out = old.v)))(s.st),
  'a struct, written': (s) => ((old) => ((s.st = { v: 3 }), (old.v = 0)))(s.st),
  'a struct, spread': (s) => ((old) => ((s.st = { v: 3 }), (s.st = { ...old })))(s.st),
  'a struct, assigned': (s) => ((old) => ((s.st = { v: 3 }), (s.nodes[0].v = 1), (s.st = old)))(s.st),
  'a struct that gets an equal value': (s) => ((old) => ((s.st = { v: 1 }), (s.out = old.v)))(s.st),
  'a struct that is assigned itself': (s) => ((old) => ((s.st = s.st), (s.out = old.v)))(s.st),
  'a struct that is replaced twice': (s) => ((old) => ((s.st = { v: 3 }), (s.st = { v: 2 }), (s.out = old.v)))(s.st),
  'a struct taken between two': (s) => {
    s.st = { v: 3 }
    const old = s.st
    s.st = { v: 2 }
    s.out = old.v
  },
  'an error that is swallowed': (s) => {
    const old = s.st
    s.st = { v: 3 }
    try {
      s.out = old.v
    } catch {}
  },
  'an optional that is removed': (s) => ((old) => ((s.opt = null), (s.out = old.v)))(s.opt),
  'an optional that comes back': (s) => ((old) => ((s.opt = null), (s.opt = { v: 3 }), (s.out = old.v)))(s.opt),
  'an optional that is replaced': (s) => ((old) => ((s.opt = { v: 3 }), (s.out = old.v)))(s.opt),
  'a struct in a struct': (s) => ((old) => ((s.deep = deep), (s.out = old.v)))(s.deep.st),
  'a struct in an array in a struct': (s) => ((old) => ((s.deep = deep), (s.out = old.v)))(s.deep.nodes[1]),
  'an array in a struct': (s) => ((old) => ((s.deep = deep), (s.out = old[0])))(s.deep.cells),
  'a row in a struct': (s) => ((old) => ((s.deep = deep), (s.out = old[0])))(s.deep.rows[1]),
  'a struct in a struct, itself replaced': (s) => ((old) => ((s.deep.st = { v: 1 }), (s.out = old.v)))(s.deep.st),
  'an optional in an optional': (s) => ((old) => ((s.holder = { inner: null }), (s.out = old.v)))(s.holder.inner),
  'an array of scalars, read': (s) => ((old) => ((s.cells = [0, 0, 0]), (s.out = old[0])))(s.cells),
  'an array of scalars, beyond its end': (s) =>
    ((old) => ((s.cells = [0, 0, 0]), (s.flag = old[5] === undefined)))(s.cells),
  'an array of scalars, written': (s) => ((old) => ((s.cells = [0, 0, 0]), (old[0] = 1)))(s.cells),
  'an array of scalars, beyond its end, written': (s) => ((old) => ((s.cells = [0, 0, 0]), (old[3] = 1)))(s.cells),
  'an array of scalars, spread': (s) => ((old) => ((s.cells = [0, 0, 0]), (s.cells = [...old])))(s.cells),
  'an array of scalars, mapped': (s) =>
    ((old) => ((s.cells = [0, 0, 0]), (s.cells = old.map((n: number) => n))))(s.cells),
  'an array of scalars, filled': (s) => ((old) => ((s.cells = [0, 0, 0]), old.fill(1)))(s.cells),
  'an array of scalars, taken apart': (s) => ((old) => ((s.cells = [0, 0, 0]), ([s.out] = old)))(s.cells),
  'an array of scalars, asked for an element': (s) => ((old) => ((s.cells = [0, 0, 0]), (s.flag = 0 in old)))(s.cells),
  'an array of scalars, as JSON': (s) => ((old) => ((s.cells = [0, 0, 0]), JSON.stringify(old)))(s.cells),
  'an array of scalars that is assigned itself': (s) => ((old) => ((s.cells = s.cells), (s.out = old[1])))(s.cells),
  'an array of structs': (s) => ((old) => ((s.nodes = [{ v: 1 }, { v: 2 }]), (s.out = old[0].v)))(s.nodes),
  'an element of an array of structs': (s) =>
    ((old) => ((s.nodes = [{ v: 1 }, { v: 2 }]), (s.out = old.v)))(s.nodes[1]),
  'a row of an array of arrays': (s) => ((old) => ((s.grid = [[1, 1], [1, 1]]), (s.out = old[0])))(s.grid[1]), // biome-ignore format: one step
  'the rows of an array of arrays': (s) => ((old) => ((s.grid = [[1, 1], [1, 1]]), (s.out = old[0][1])))(s.grid), // biome-ignore format: one step
  'an element of an array of optionals': (s) => ((old) => ((s.opts[0] = { v: 3 }), (s.out = old.v)))(s.opts[0]),
  'an element of an array of optionals, removed': (s) => ((old) => ((s.opts[0] = null), (s.out = old.v)))(s.opts[0]),
  'an array of optionals': (s) => ((old) => ((s.opts = [null, null]), (s.flag = old[0] === null)))(s.opts),
  'an array of optionals, written': (s) => ((old) => ((s.opts = [null, null]), (old[0] = null)))(s.opts),
  'an element of a replaced array of optionals': (s) =>
    ((old) => ((s.opts = [null, null]), (s.out = old.v)))(s.opts[1]),
  'two elements swapped by destructuring': (s) => {
    ;[s.opts[0], s.opts[1]] = [s.opts[1], s.opts[0]]
  },
  'two structs swapped by destructuring': (s) => {
    ;[s.st, s.opt] = [s.opt, s.st]
  },
  'an item of a map, set': (s) => ((old) => (s.map.set(0, { v: 3 }), (s.out = old.v)))(s.map.get(0)),
  'an item of a map, deleted': (s) => ((old) => (s.map.delete(0), (s.out = old.v)))(s.map.get(0)),
  'an item of a map, deleted and set': (s) =>
    ((old) => (s.map.delete(0), s.map.set(0, { v: 3 }), (s.out = old.v)))(s.map.get(0)),
  'an item of a map, cleared and set': (s) =>
    ((old) => (s.map.clear(), s.map.set(0, { v: 3 }), (s.out = old.v)))(s.map.get(0)),
  'an item of a map that is assigned': (s) => ((old) => ((s.map = [[0, { v: 3 }]]), (s.out = old.v)))(s.map.get(0)),
  'a map that is assigned': (s) => ((old) => ((s.map = [[0, { v: 3 }]]), (s.out = old.size)))(s.map),
  'a map in a map, set': (s) => ((old) => (s.maps.set(0, []), (s.out = old.size)))(s.maps.get(0)),
  'a map in a map, deleted': (s) => ((old) => (s.maps.delete(0), (s.out = old.size)))(s.maps.get(0)),
  'an item of a map in a map': (s) => ((old) => (s.maps.set(0, []), (s.out = old.v)))(s.maps.get(0).get(0)),
  'a set in an optional': (s) =>
    ((old) => ((s.inOpt = { set: [], queue: [], bag: [] }), (s.out = old.size)))(s.inOpt.set),
  'a set in an optional, asked': (s) =>
    ((old) => ((s.inOpt = { set: [], queue: [], bag: [] }), (s.flag = old.has(9))))(s.inOpt.set),
  'a set in an optional, changed': (s) =>
    ((old) => ((s.inOpt = { set: [], queue: [], bag: [] }), old.add(2)))(s.inOpt.set),
  'a set that is replaced alone': (s) => ((old) => ((s.inOpt.set = [2]), old.clear()))(s.inOpt.set),
  'a queue in an optional': (s) => ((old) => ((s.inOpt = { set: [], queue: [], bag: [] }), old.push(1)))(s.inOpt.queue),
  'a queue in an optional, iterated': (s) =>
    ((old) => ((s.inOpt = { set: [], queue: [1], bag: [] }), ([s.out] = old)))(s.inOpt.queue),
  'a bag in an optional': (s) =>
    ((old) => ((s.inOpt = { set: [], queue: [], bag: [] }), (s.out = old.count(3))))(s.inOpt.bag),
  'a bag in an optional, changed': (s) =>
    ((old) => ((s.inOpt = { set: [], queue: [], bag: [] }), old.delete(3)))(s.inOpt.bag),
  'a field by Object.assign': (s) => ((old) => (Object.assign(s.deep, { st: { v: 2 } }), (s.out = old.v)))(s.deep.st),
  'after a choice': (s, choose) => {
    const old = s.st
    if (choose([0, 1]) === 1) s.st = { v: 3 }
    else s.out = old.v
    choose([0])
    s.out = old.v
  },
}

/** Steps that leave a handle as good as it was, and the value of `out` after each. */
const good: { readonly [what: string]: readonly [step: (s: Any, choose: Any) => void, out: number] } = {
  'a struct whose field is assigned': [(s) => ((old) => ((s.st.v = 3), (s.out = old.v)))(s.st), 3],
  'a struct taken again': [(s) => (s.st, (s.st = { v: 3 }), (s.out = s.st.v)), 3],
  'a struct that is assigned itself, taken again': [(s) => ((s.st = s.st), (s.out = s.st.v)), 1],
  'a struct that is spread into itself': [(s) => ((s.st = { ...s.st, v: s.st.v + 1 }), (s.out = s.st.v)), 2],
  'a struct of which another is replaced': [(s) => ((old) => ((s.opt = { v: 3 }), (s.out = old.v)))(s.st), 1],
  'what lies around': [(s) => ((old) => ((s.deep.st = { v: 3 }), (s.out = old.st.v)))(s.deep), 3],
  'an array around an element': [(s) => ((old) => ((s.opts[0] = { v: 3 }), (s.out = old[0].v)))(s.opts), 3],
  'another element': [(s) => ((old) => ((s.opts[0] = { v: 3 }), (s.out = old.v)))(s.opts[1]), 2],
  'another item': [(s) => ((old) => (s.map.set(1, { v: 3 }), (s.out = old.v)))(s.map.get(0)), 1],
  'a map around an item': [(s) => ((old) => (s.map.set(0, { v: 3 }), (s.out = old.get(0).v)))(s.map), 3],
  'an array whose elements are assigned': [(s) => ((old) => ((s.cells[0] = 3), (s.out = old[0])))(s.cells), 3],
  'an array that is filled': [(s) => ((old) => (s.cells.fill(2), (s.out = old[0])))(s.cells), 2],
  'an array that is mapped to itself': [
    (s) => ((s.cells = s.cells.map((n: number) => 3 - n)), (s.out = s.cells[0])),
    2,
  ],
  'an array that is mapped twice': [(s) => { for (let i = 0; i < 2; i++) s.cells = s.cells.map((n: number) => (n + 1) % 4); s.out = s.cells[0] }, 3], // biome-ignore format: one step
  'a set that is assigned by assign': [
    (s) => ((old) => (s.inOpt.set.assign([1, 2]), (s.out = old.size)))(s.inOpt.set),
    2,
  ],
  'a queue that is pushed to': [(s) => ((old) => (s.inOpt.queue.push(1), (s.out = old.length)))(s.inOpt.queue), 2],
  'a map that is cleared': [(s) => ((old) => (s.map.clear(), (s.out = 3 - old.size)))(s.map), 3],
  'the length of an array that is gone': [(s) => ((old) => ((s.cells = [0, 0, 0]), (s.out = old.length)))(s.cells), 3],
  'copies swapped': [
    (s) => (([s.opts[0], s.opts[1]] = [{ ...s.opts[1] }, { ...s.opts[0] }]), (s.out = s.opts[0].v)),
    2,
  ],
  'a struct replaced before a choice over nothing': [(s, choose) => { const old = s.st; if (choose([0, 1]) === 0) { s.st = { v: 3 }; choose([]) } s.out = old.v }, 1], // biome-ignore format: one step
  'a struct replaced in another choice': [(s, choose) => { const old = s.st; if (choose([0, 1]) === 0) s.st = { v: 0 }; else s.out = old.v; if (s.st.v === 0) s.out = 1 }, 1], // biome-ignore format: one step
}

/** Every method of a collection, called as it would change nothing if the place were there. */
const idle: { readonly [collection: string]: readonly ((old: Any) => unknown)[] } = {
  queue: [
    (old) => old.removeAt(-1),
    (old) => old.removeAt(9),
    (old) => old.removeAt(0.5),
    (old) => old.removeAt(),
    (old) => old.at(9),
    (old) => old.some(() => true),
    (old) => old.assign([...old]),
    (old) => JSON.stringify(old),
  ],
  set: [(old) => old.delete(9), (old) => old.has(9), (old) => old.add(1), (old) => old.assign([])],
  bag: [(old) => old.delete(9), (old) => old.count(9), (old) => [...old]],
}

describe('a handle whose place is gone is a model error in both executions', () => {
  it.each(Object.entries(idle).flatMap(([name, uses]) => uses.map((use) => [`${name}: ${use}`, name, use] as const)))(
    '%s',
    (_, name, use) => {
      const step = (s: Any) => {
        const old = s.inOpt[name]
        s.inOpt[name] = []
        use(old)
      }
      expect(inBoth(state, { step }, { init })).toEqual({ step: 'gone-place' })
    },
  )

  it.each(Object.keys(gone))('%s', (what) => {
    const step = gone[what] as (s: Any, choose: Any) => void
    expect(inBoth(state, { step }, { init })).toEqual({ step: 'gone-place' })
  })
})

describe('a handle whose place is there is good in both executions', () => {
  it.each(Object.keys(good))('%s', (what) => {
    const [step, out] = good[what] as (typeof good)[string]
    const { step: found } = inBoth(state, { step }, { init, depth: 3 })
    expect((found as Any[]).map((state) => state.out)).toContain(out)
    for (const one of found as Any[]) expect(one.out).toBe(out)
  })
})
