/**
 * A program over one state of each orbit. States that differ only in the order of alike instances are an orbit, and the
 * canonical form chooses one of them. The program hands out chosen states only, so the search, its tables and its
 * workers need not know of orbits. `docs/symmetry.md` says what this keeps, and why.
 */
import { familyOf } from '../../language/actions.ts'
import type { Model } from '../../language/model.ts'
import { layoutOf } from '../compile/layout.ts'
import type { Out } from '../compile/out.ts'
import { type Checking, compile, type Program, type Reduction, type Symmetry } from '../compile/program.ts'
import { AlikeCheck } from './alike-check.ts'
import { Elements } from './elements.ts'
import { partsOf } from './parts.ts'
import { composed, inverse, neighbours } from './permutations.ts'
import { refined } from './refined.ts'
import { sorted } from './sorted.ts'

/** Compiles a model; over orbits, if there is a reduction. @throws SpecError for a type that the engine refuses */
export function programOf(model: Model, reduction: Reduction | undefined): Program {
  const program = compile(model)
  if (reduction === undefined) return program
  const classes = model.classes.filter(({ name }) => reduction.classes.includes(name))
  return quotient(program, { ...model, classes }, reduction.checking, reduction.countsStored !== undefined)
}

/** The program over the orbits of a model's alike instances. */
export function quotient(program: Program, model: Model, checking: Checking, countsStored = false): Program {
  const { words, register } = program
  const elements = new Elements(model.classes)
  const { root } = layoutOf(model.system)
  const parts = partsOf(elements, root)
  const canonical = parts.isPaired ? refined(elements, root, words) : sorted(elements, parts, words)
  const { settle } = canonical
  const { permute } = canonical
  const movedAction = movedActions(model, elements)
  const unmoved = elements.identity()
  const countsWhole = () => !countsStored && check.startsWhole
  const check = new AlikeCheck({ model, program, elements, canonical, movedAction }, checking)
  /** The number of states in the orbit of the state that was expanded last. */
  let size = 1
  const symmetry: Symmetry = {
    ...{ real: program, moved: canonical.moved, permute, movedAction, standing: check },
    settle(rows, at) {
      program.renumber?.(rows, at)
      return settle(rows, at)
    },
    orbit: (rows, at) => (countsWhole() ? canonical.orbit(rows, at) : 1),
    expectAlike() {
      if (check.samples(size)) check.expectAlike(size)
    },
    generators: neighbours(elements),
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
      size = canonical.orbit(register, 0)
      out.weight = countsWhole() ? size : 1
      const enabled = program.successors(out)
      // a program that numbers stamps anew has kept what it replaced
      if (program.renumber === undefined) out.keepReal(start)
      const { rows, count, moves } = out
      if (moves === undefined) for (let n = start; n < count; n++) settle(rows, n * words)
      else for (let n = start; n < count; n++) moves[n] = settle(rows, n * words) ? canonical.moved.slice() : unmoved
      return enabled
    },
  }
}

/** For each action and permutation, the same action of the instance to which the permutation moves its own one. */
function movedActions(model: Model, elements: Elements): Symmetry['movedAction'] {
  const own = model.actions.map(({ process, each }) => {
    if (each?.ids !== undefined) return elements.classOfIds(each.ids.process)
    return process === undefined ? -1 : elements.classOfField(process)
  })
  const first = new Map<string, number[]>()
  model.actions.forEach((action, i) => {
    const all = first.get(familyOf(action)) ?? []
    all[action.instance] = i
    first.set(familyOf(action), all)
  })
  const families = model.actions.map((action) => first.get(familyOf(action)) as number[])
  return (action, moved) => {
    const index = own[action] as number
    if (index < 0) return action
    const { from } = elements.classes[index] as Elements['classes'][number]
    const { instance } = model.actions[action] as Model['actions'][number]
    return (families[action] as number[])[moved[from + instance] as number] as number
  }
}
