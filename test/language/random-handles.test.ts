// biome-ignore-all lint/complexity/noCommaOperator: one line a step, so that the table can be read
// biome-ignore-all lint/suspicious/noAssignInExpressions: one line a step
// biome-ignore-all lint/correctness/noSelfAssign: a step that assigns a struct to itself replaces it
/** Random steps that take handles, replace places and use the handles: both executions must agree on every one. */
import { array, bag, int, mapOf, optional, queue, setOf, struct } from 'allways'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inBoth } from './both-executions.ts'

// biome-ignore lint/suspicious/noExplicitAny: the places are of every type
type Any = any

const N = int(-1, 2)
const V = struct({ v: N, w: N })
const state = {
  n: N,
  st: V,
  deep: struct({ st: V, cells: array(2, N), opt: optional(V), set: setOf(N) }),
  cells: array(2, N),
  rows: array(2, array(2, N)),
  nodes: array(2, V),
  opts: array(2, optional(V)),
  opt: optional(struct({ inner: V, queue: queue(N, 2), bag: bag(N, 2) })),
  map: mapOf(int(0, 1), V),
}

const init = (s: Any) => {
  s.opts = [{ v: 1, w: 2 }, null]
  s.map.set(0, { v: 1, w: 1 })
  s.opt = { inner: { v: 0, w: 0 }, queue: [1], bag: [2] }
}

/** Ways to a place. The last three give scalars or nothing at times; that is part of the test. */
const ways: readonly ((s: Any) => Any)[] = [
  (s) => s.st,
  (s) => s.deep,
  (s) => s.deep.st,
  (s) => s.deep.cells,
  (s) => s.deep.opt,
  (s) => s.deep.set,
  (s) => s.cells,
  (s) => s.rows,
  (s) => s.rows[1],
  (s) => s.nodes,
  (s) => s.nodes[0],
  (s) => s.opts,
  (s) => s.opts[0],
  (s) => s.opts[1],
  (s) => s.opt,
  (s) => s.opt?.inner,
  (s) => s.opt?.queue,
  (s) => s.opt?.bag,
  (s) => s.map,
  (s) => s.map.get(0),
  (s) => s.map.get(1),
]

const v = (n: number) => ({ v: n, w: 0 })

/** Ways to change a state; `n` is a value, and `h` a handle, which may be of a wrong type. */
const changes: readonly ((s: Any, n: number, h: Any) => unknown)[] = [
  (s, n) => (s.st = v(n)),
  (s) => (s.st = s.st),
  (s, n) => (s.st = { ...s.st, v: n }),
  (s, _, h) => (s.st = h),
  (s, n) => (s.deep = { st: v(n), cells: [n, n], opt: null, set: [n] }),
  (s, n) => (s.deep.st = v(n)),
  (s, n) => (s.deep.cells = [n, 0]),
  (s, n) => (s.deep.cells = s.deep.cells.map((c: number) => Math.min(c, n))),
  (s, n) => (s.deep.opt = n < 0 ? null : v(n)),
  (s, n) => s.deep.set.assign([n]),
  (s, n) => (s.cells = [n, n]),
  (s) => (s.cells = [...s.cells].reverse()),
  (s, _, h) => (s.cells = h),
  (s, n) => (s.cells[0] = -n),
  (s, n) => (s.rows = [[n, 0], [0, n]]), // biome-ignore format: one value
  (s, n) => (s.rows[0][1] = n),
  (s, n) => (s.nodes = [v(n), v(0)]),
  (s, n) => Object.assign(s.nodes[0], v(n)),
  (s, n) => (s.opts[0] = n < 0 ? null : v(n)),
  (s, n) => (s.opts = [null, v(n)]),
  (s) => ([s.opts[0], s.opts[1]] = [s.opts[1], s.opts[0]]),
  (s, _, h) => (s.opts[1] = h),
  (s, n) => (s.opt = n < 0 ? null : { inner: v(n), queue: [], bag: [n] }),
  (s, n) => s.opt && (s.opt.inner = v(n)),
  (s, n) => s.opt?.queue.push(n),
  (s) => s.opt?.bag.clear(),
  (s, n) => s.map.set(0, v(n)),
  (s, n, h) => s.map.set(n & 1, h),
  (s) => s.map.delete(0),
  (s) => s.map.clear(),
  (s, n) => (s.map = [[1, v(n)]]),
]

/** Ways to use a handle of any type. */
const uses: readonly ((h: Any, n: number, s: Any) => unknown)[] = [
  (h, _, s) => (s.n = h.v),
  (h, n) => (h.v = n),
  (h, _, s) => (s.n = h[0]),
  (h, n) => (h[1] = n),
  (h, _, s) => (s.n = h.size),
  (h, _, s) => (s.n = [...h].length),
  (h, n) => h.clear?.(n),
  (h, _, s) => (s.n = h.st.v),
  (h, _, s) => (s.n = h.cells[1]),
  (h, _, s) => (s.n = h[0].v),
  (h, _, s) => (s.n = h.inner.w),
  (h, n) => h.fill?.(n),
  (h) => JSON.stringify(h),
  (h, _, s) => (s.n = h.length),
  (h, _, s) => (s.n = Object.keys(h).length),
  (h) => h.get(0).v,
]

const op = fc.oneof(
  fc.record({ take: fc.nat(ways.length - 1), to: fc.nat(2) }),
  fc.record({ change: fc.nat(changes.length - 1), n: fc.integer({ min: -1, max: 2 }), with: fc.nat(2) }),
  fc.record({ use: fc.nat(uses.length - 1), n: fc.integer({ min: -1, max: 2 }), of: fc.nat(2), caught: fc.boolean() }),
)

function stepOf(ops: readonly Any[]): (s: Any, choose: Any) => void {
  return (s) => {
    const handles: Any[] = [0, 0, 0]
    for (const one of ops) {
      if ('take' in one) handles[one.to] = ways[one.take]?.(s) ?? 0
      else if ('change' in one) changes[one.change]?.(s, one.n, handles[one.with])
      else if (one.caught) {
        try {
          uses[one.use]?.(handles[one.of], one.n, s)
        } catch {}
      } else uses[one.use]?.(handles[one.of], one.n, s)
    }
  }
}

describe('random handles', () => {
  it('are good or gone in both executions alike', () => {
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(fc.array(fc.array(op, { minLength: 2, maxLength: 7 }), { minLength: 1, maxLength: 3 }), (steps) => {
        const actions = Object.fromEntries(steps.map((ops, i) => [`a${i}`, stepOf(ops)]))
        for (const end of Object.values(inBoth(state, actions, { init, depth: 3 }))) {
          const how = typeof end === 'string' ? end : 'fine'
          ends.set(how, (ends.get(how) ?? 0) + 1)
        }
      }),
      { numRuns: Number(process.env.ALLWAYS_MODELS ?? 400), seed: Number(process.env.ALLWAYS_SEED ?? 20251019) },
    )
    for (const how of ['fine', 'gone-place', 'value-out-of-range']) expect(ends.get(how), how).toBeGreaterThan(10)
  })
})
