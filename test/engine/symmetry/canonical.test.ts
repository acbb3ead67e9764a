/** The chosen state of an orbit, against all permutations of plain states. `ALLWAYS_STATES` is the number of states. */
import { struct } from 'allways'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode, layoutOf } from '../../../src/engine/compile/layout.ts'
import type { Canonical } from '../../../src/engine/symmetry/canonical.ts'
import { Elements } from '../../../src/engine/symmetry/elements.ts'
import { partsOf } from '../../../src/engine/symmetry/parts.ts'
import { permuter } from '../../../src/engine/symmetry/permute.ts'
import { refined } from '../../../src/engine/symmetry/refined.ts'
import { sorted } from '../../../src/engine/symmetry/sorted.ts'
import type { Plain } from '../../../src/plain.ts'
import { permuted, type Renaming, renamings } from './plain-permutation.ts'
import { inOrder, random, type Shape } from './random-states.ts'

const numRuns = Number(process.env.ALLWAYS_STATES ?? 90)
const seed = Number(process.env.ALLWAYS_SEED ?? 23)

type Forms = 'sorted' | 'refined'

function engineOf({ fields, classes }: Shape, form?: Forms) {
  const type = struct(fields)
  const { root, words } = layoutOf(type)
  const elements = new Elements(classes)
  const parts = partsOf(elements, root)
  const isSorted = form === undefined ? !parts.isPaired : form === 'sorted'
  const canonical: Canonical = isSorted ? sorted(elements, parts, words) : refined(elements, root, words)
  return {
    ...{ canonical, elements, parts, words, root },
    row(state: Plain): Int32Array {
      const row = new Int32Array(words)
      encode(row, root, inOrder(type, state))
      return row
    },
    /** The text of a state. Equal states have equal texts. */
    text: (row: Int32Array) => JSON.stringify(permuted(fields, decode(row, root), classes, {})),
    movedOf: (to: Renaming) => Int32Array.from(classes.flatMap(({ name }) => to[name] as number[])),
    renamingOf: (moved: Int32Array): Renaming =>
      Object.fromEntries(elements.classes.map(({ name, from, size }) => [name, [...moved.slice(from, from + size)]])),
  }
}

/** Demands all that a canonical form promises, of one state. */
function expectCanonical(shape: Shape, state: Plain, form?: Forms): void {
  const engine = engineOf(shape, form)
  const { canonical, words, row, text } = engine
  const all = renamings(shape.classes)
  const images = all.map((to) => permuted(shape.fields, state, shape.classes, to))
  const orbit = new Set(images.map((image) => JSON.stringify(image)))
  // a state lies between two others, which must stay as they are
  const rows = new Int32Array(3 * words).fill(0x55aa)
  const settle = (plain: Plain) => {
    const from = row(plain)
    rows.set(from, words)
    const changed = canonical.settle(rows, words)
    const chosen = rows.slice(words, 2 * words)
    const to = changed ? engine.renamingOf(canonical.moved) : {}
    expect(text(chosen), 'moved leads there').toBe(JSON.stringify(permuted(shape.fields, plain, shape.classes, to)))
    if (!changed) expect(chosen).toEqual(from)
    return chosen
  }
  const image = new Int32Array(words)
  rows.set(row(state), words)
  for (const to of all) {
    canonical.permute(rows, words, image, engine.movedOf(to))
    expect(image).toEqual(row(permuted(shape.fields, state, shape.classes, to)))
  }
  const chosen = settle(state)
  expect(orbit.has(text(chosen)), 'the chosen state is in the orbit').toBe(true)
  for (const image of images) expect(settle(image).join(), 'one state for the whole orbit').toBe(chosen.join())
  expect(rows.slice(0, words).every((word) => word === 0x55aa)).toBe(true)
  expect(rows.slice(2 * words).every((word) => word === 0x55aa)).toBe(true)
  rows.set(chosen, words)
  expect(canonical.settle(rows, words), 'the chosen state stays').toBe(false)
  expect(canonical.orbit(rows, words), 'the size of the orbit').toBe(orbit.size)
}

describe('the chosen state of an orbit', () => {
  it('is one of the orbit and the same for all of it, if parts depend on one id each', () => {
    fc.assert(
      fc.property(random(true), ({ shape, state }) => {
        expect(engineOf(shape).parts.isPaired).toBe(false)
        expectCanonical(shape, state)
      }),
      { numRuns, seed },
    )
  })

  it('is one of the orbit and the same for all of it, if parts depend on several ids', () => {
    fc.assert(
      fc.property(random(false), ({ shape, state }) => expectCanonical(shape, state)),
      { numRuns, seed },
    )
  })

  it('may be chosen by the general form even if parts depend on one id each', () => {
    fc.assert(
      fc.property(random(true), ({ shape, state }) => expectCanonical(shape, state, 'refined')),
      { numRuns: numRuns / 3, seed },
    )
  })
})

describe('the permutation of a packed state', () => {
  it('is that of the plain state', () => {
    fc.assert(
      fc.property(random(false), ({ shape, state, other }) => {
        const { elements, root, words, row, text, movedOf } = engineOf(shape)
        const permute = permuter(elements, root)
        const from = row(state)
        for (const to of renamings(shape.classes)) {
          const target = row(other)
          permute(from, target, movedOf(to))
          expect(text(target)).toBe(JSON.stringify(permuted(shape.fields, state, shape.classes, to)))
          expect(target).toEqual(row(permuted(shape.fields, state, shape.classes, to)))
          expect(target.length).toBe(words)
        }
      }),
      { numRuns: numRuns / 2, seed },
    )
  })
})
