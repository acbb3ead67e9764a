// biome-ignore-all lint/suspicious/noAssignInExpressions: it is short
// biome-ignore-all lint/complexity/noCommaOperator: it is short
/** An engine that is wrong is our bug, and told as one: no model is blamed for it. */
import { describe, expect, it, vi } from 'vitest'
import type { Program } from '../../src/engine/compile/program.ts'
import { InternalError } from '../../src/errors.ts'
import { bool, int, model, spec } from '../../src/index.ts'
import { checkDesign } from '../../src/run/check.ts'

let breaking: (program: Program) => Program = (program) => program
vi.mock('../../src/engine/compile/program.ts', async (original) => {
  const real = await original<typeof import('../../src/engine/compile/program.ts')>()
  return { ...real, compile: (...args: Parameters<typeof real.compile>) => breaking(real.compile(...args)) }
})

const make = () =>
  model({
    name: 'm',
    state: { n: int(0, 5), b: bool },
    actions: {
      up: (s) => {
        s.n = (s.n + 1) % 6
      },
      switch: (s) => {
        s.b = !s.b
      },
    },
    invariants: { i: (s) => s.n <= 5 },
    temporal: ({ canAlwaysReach }) => ({ r: canAlwaysReach((s) => s.b) }),
  })
const check = () => checkDesign(spec({ name: 'm', model: make, designs: { a: {} } }), 'a')

describe('an engine that', () => {
  it.each<[string, (program: Program) => Partial<Program>]>([
    [
      'loses successors',
      (program) => ({
        successors: (out) => wrong(program, out),
        each: (visit) => program.each((action, picks) => action !== 0 && visit(action, picks)),
      }),
    ],
    [
      'finds an invariant false',
      ({ tests }) => ({ tests: [() => false, ...tests.slice(1)], together: () => () => false }),
    ],
    ['finds a predicate true', ({ atoms }) => ({ atoms: atoms.map(() => () => true) })],
    [
      'starts elsewhere',
      (program) => ({ initial: (emit) => program.initial(() => ((program.register[0] = 1), emit())) }),
    ],
  ])('%s is a bug of ours', async (_, part) => {
    breaking = (program) => ({ ...program, ...part(program) })
    await expect(check()).rejects.toThrow(InternalError)
  })

  it('is right is none', async () => {
    breaking = (program) => program
    expect((await check()).error).toBeUndefined()
  })
})

/** The successors without those of the first action. */
function wrong(program: Program, out: Parameters<Program['successors']>[0]): number {
  const from = out.count
  const found = program.successors(out)
  const { words } = program
  let kept = from
  for (let n = from; n < out.count; n++) {
    if (out.actions[n] === 0) continue
    out.actions[kept] = out.actions[n] as number
    out.rows.copyWithin(kept * words, n * words, (n + 1) * words)
    kept++
  }
  out.count = kept
  return found
}
