/** Decides by definition whether the first steps of a run break a formula, whatever comes after. */
import { isNamed, type StateGraph } from './naive-graph.ts'
import { type Lasso, wrongWalk } from './naive-lasso.ts'
import type { Holds } from './naive-runs.ts'
import type { FormulaD } from './temporal.ts'

type Begun = Omit<Lasso, 'loopAt'>

/** Why `run` is not a shortest beginning that breaks the formula. `undefined` if it is one. */
export function wrongPrefix<P>(graph: StateGraph, formula: FormulaD<P>, holds: Holds<P>, run: Begun) {
  const walk = wrongWalk(graph, run)
  if (walk !== undefined) return walk
  if (canBe(graph, formula, holds, run, true)) return 'something could come after that mends it'
  const shorter = { states: run.states.slice(0, -1), actions: run.actions.slice(0, -1) }
  if (shorter.states.length > 0 && !canBe(graph, formula, holds, shorter, true)) return 'fewer steps break it as well'
  return undefined
}

/** Whether the formula can have this value at the start of a run that begins like this, with any continuation. */
function canBe<P>(graph: StateGraph, formula: FormulaD<P>, holds: Holds<P>, run: Begun, value: boolean): boolean {
  const { states, actions } = run
  const moments = states.map((_, at) => at)
  const from = (at: number) => moments.slice(at)
  const can = (d: FormulaD<P>, at: number, wanted: boolean): boolean => {
    if (at >= states.length) return true
    /** `b` comes and `a` holds until then; or `a` holds at all moments, and the continuation decides. */
    const until = (a: (now: number) => boolean, b: (now: number) => boolean) => {
      const first = from(at).find((now) => !a(now))
      return first === undefined || from(at).some((now) => now <= first && b(now))
    }
    switch (d.f) {
      case 'state':
        return holds(d.test, states[at] as number) === wanted
      case 'taken': {
        const action = graph.actions[actions[at - 1] as number]
        return (action !== undefined && isNamed(action, d.step, d.instance, d.within)) === wanted
      }
      case 'not':
        return can(d.a, at, !wanted)
      case 'and':
      case 'or': {
        const both = (d.f === 'and') === wanted
        return both ? can(d.a, at, wanted) && can(d.b, at, wanted) : can(d.a, at, wanted) || can(d.b, at, wanted)
      }
      case 'implies':
        return wanted ? can(d.a, at, false) || can(d.b, at, true) : can(d.a, at, true) && can(d.b, at, false)
      case 'next':
        return can(d.a, at + 1, wanted)
      case 'always':
      case 'eventually':
        // a value that is needed at only one moment may come in the continuation
        return (d.f === 'always') !== wanted || from(at).every((now) => can(d.a, now, wanted))
      case 'until':
      case 'weakUntil':
        return wanted
          ? until(
              (now) => can(d.a, now, true),
              (now) => can(d.b, now, true),
            )
          : until(
              (now) => can(d.b, now, false),
              (now) => can(d.a, now, false) && can(d.b, now, false),
            )
      case 'release':
        return wanted
          ? until(
              (now) => can(d.b, now, true),
              (now) => can(d.a, now, true) && can(d.b, now, true),
            )
          : until(
              (now) => can(d.a, now, false),
              (now) => can(d.b, now, false),
            )
    }
  }
  return can(formula, 0, value)
}
