/**
 * A program over one state of each orbit. States that differ only in the order of alike instances are an orbit, and the
 * canonical form chooses one of them. The program hands out chosen states only, so the search, its tables and its
 * workers need not know of orbits. `docs/symmetry.md` says what this keeps, and why.
 */
import type { Model } from '../../language/model.ts'
import { layoutOf } from '../compile/layout.ts'
import type { Out } from '../compile/out.ts'
import type { Program, Symmetry } from '../compile/program.ts'
import { AlikeCheck, type Checking } from './alike-check.ts'
import { Elements } from './elements.ts'
import { partsOf } from './parts.ts'
import { composed, inverse } from './permutations.ts'
import { permuter } from './permute.ts'
import { refined } from './refined.ts'
import { sorted } from './sorted.ts'

export type { Checking }

/** The program over the orbits of a model's alike instances; the program itself if it has none. */
export function quotient(program: Program, model: Model, checking: Checking): Program {
  if (model.classes.length === 0) return program
  const { words, register } = program
  const elements = new Elements(model.classes)
  const { root } = layoutOf(model.system)
  const parts = partsOf(elements, root)
  const canonical = parts.isPaired ? refined(elements, root, words) : sorted(elements, parts)
  const { settle, orbit } = canonical
  const permute = permuter(elements, root)
  const movedAction = movedActions(model, elements)
  const unmoved = elements.identity()
  const check = new AlikeCheck({ model, program, elements, canonical, permute, movedAction }, checking)
  const symmetry: Symmetry = {
    ...{ real: program, settle, moved: canonical.moved, orbit, permute, movedAction, standing: check },
    identity: () => elements.identity(),
    inverse: (moved) => inverse(elements, moved),
    composed: (first, second) => composed(elements, first, second),
  }
  return {
    ...program,
    symmetry,
    initial(emit) {
      check.beginInitial()
      program.initial(() => {
        check.noteInitial()
        settle(register, 0)
        emit()
      })
      check.endInitial()
    },
    successors(out: Out) {
      const start = out.count
      out.weight = orbit(register, 0)
      const enabled = program.successors(out)
      if (check.samples(out.weight)) check.expectAlike(out.weight)
      out.keepReal(start)
      const { rows, count, moves } = out
      if (moves === undefined) for (let n = start; n < count; n++) settle(rows, n * words)
      else for (let n = start; n < count; n++) moves[n] = settle(rows, n * words) ? canonical.moved.slice() : unmoved
      return enabled
    },
  }
}

/** For each action and permutation, the same action of the instance to which the permutation moves its own one. */
function movedActions(model: Model, elements: Elements): Symmetry['movedAction'] {
  const own = model.actions.map(({ process }) => (process === undefined ? -1 : elements.classOfField(process)))
  const first = new Map<string, number[]>()
  const keyOf = (action: Model['actions'][number]) => JSON.stringify([action.process, action.kind, action.name])
  model.actions.forEach((action, i) => {
    const all = first.get(keyOf(action)) ?? []
    all[action.instance] = i
    first.set(keyOf(action), all)
  })
  const families = model.actions.map((action) => first.get(keyOf(action)) as number[])
  return (action, moved) => {
    const index = own[action] as number
    if (index < 0) return action
    const { from } = elements.classes[index] as Elements['classes'][number]
    const { instance } = model.actions[action] as Model['actions'][number]
    return (families[action] as number[])[moved[from + instance] as number] as number
  }
}
