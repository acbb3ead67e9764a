import { describe, expect, it } from 'vitest'
import type { LoadedSpec } from '../../../src/cli/project/load.ts'
import { StateGraphs } from '../../../src/cli/stored/state-graphs.ts'
import { int, model, spec } from '../../../src/index.ts'
import type { Result } from '../../../src/result.ts'
import { checkDesign } from '../../../src/run/check.ts'

interface Edit {
  readonly safe?: (n: number) => boolean
  readonly top?: number
  readonly expected?: 'holds' | 'violated'
  readonly reads?: readonly string[]
  readonly failing?: boolean
  readonly more?: boolean
}

/** A spec as it is loaded after an edit. */
function edited({ safe = (n) => n < 3, top = 5, expected = 'violated', reads = [], failing, more }: Edit = {}) {
  const made = () =>
    model({
      name: 'counter',
      state: { n: int(0, top), down: int(0, 1) },
      actions: {
        up: (s) => {
          if (s.n < top) s.n++
        },
        down: (s) => {
          s.down = 1
        },
      },
      invariants: { safe: (s) => safe(s.n), fine: (s) => (failing === true && s.n === 4 ? (1 as never) : s.n >= 0) },
      reachable: { top: (s) => s.n === top },
      temporal: ({ canAlwaysReach }) => ({
        'ends up': canAlwaysReach((s) => s.n === top),
        ...(more === true ? { 'ends down': canAlwaysReach((s) => s.down === 1) } : {}),
      }),
    })
  const of = spec({ name: 'counter', model: made, designs: { plain: { expect: { safe: expected } } } })
  return {
    spec: of,
    file: 'a.model.ts',
    digest: 'd',
    locate: () => undefined,
    bundle: { reads },
  } as unknown as LoadedSpec
}

const said = ({ seconds: _, bytesPerState: __, reused: ___, ...rest }: Result) => rest

/** The result of the last of several edits, checked one after another, and the result of a new check of that edit. */
async function told(...edits: readonly Edit[]) {
  const graphs = new StateGraphs(2 ** 20)
  let again: Result | undefined
  for (const edit of edits) again = await graphs.check(edited(edit), 'plain', { digest: 'd', file: 'a.model.ts' })
  const anew = await checkDesign(edited(edits.at(-1)).spec, 'plain', { digest: 'd', file: 'a.model.ts' })
  return { again: again as Result, anew }
}

describe('a design that was checked before', () => {
  it.each<[string, readonly Edit[]]>([
    ['nothing', [{}, {}]],
    ['a property', [{}, { safe: (n) => n < 2 }]],
    ['a property, which holds now', [{}, { safe: (n) => n < 9, expected: 'holds' }]],
    ['a property, and back', [{}, { safe: (n) => n < 2 }, {}]],
    ['what is expected', [{}, { expected: 'holds' }]],
    ['a property that is new', [{}, { more: true }]],
    ['a property that is gone', [{ more: true }, {}]],
  ])('is not explored again after a change of %s, and says what a check says', async (_, edits) => {
    const { again, anew } = await told(...edits)
    expect(again.reused).toBe('graph')
    expect(said(again)).toEqual(said(anew))
  })

  it.each<[string, readonly Edit[]]>([
    ['a bound', [{}, { top: 6 }]],
    ['what a spec may read beside its text', [{}, { reads: ['process'] }]],
    ['a property that fails', [{}, { failing: true }]],
  ])('is explored again after a change of %s', async (_, edits) => {
    const { again, anew } = await told(...edits)
    expect(again.reused).toBeUndefined()
    expect(said(again)).toEqual(said(anew))
  })

  it('is known as it was after a model that failed meanwhile', async () => {
    const { again } = await told({}, { failing: true }, { safe: (n) => n < 2 })
    expect(again.reused).toBe('graph')
  })

  it('gives up its states where there is no room, and is explored again for what is new', async () => {
    const graphs = new StateGraphs(1)
    const check = (edit: Edit) => graphs.check(edited(edit), 'plain', {})
    await check({})
    expect((await check({})).reused).toBe('graph')
    expect((await check({ safe: (n) => n < 2 })).reused).toBeUndefined()
  })
})
