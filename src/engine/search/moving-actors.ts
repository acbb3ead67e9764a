/** The numbers of actors in states whose instances have been permuted. */
import type { Program } from '../compile/program.ts'

/** `actors`: the actor of each action. The result takes an actor to its number after a permutation. */
export function movingActors(
  { symmetry }: Program,
  actors: Int32Array,
): (actor: number, moved: Int32Array | undefined) => number {
  if (symmetry === undefined) return (actor) => actor
  const action = new Map<number, number>()
  actors.forEach((actor, i) => {
    if (!action.has(actor)) action.set(actor, i)
  })
  return (actor, moved) => {
    if (moved === undefined) return actor
    return actors[symmetry.movedAction(action.get(actor) as number, moved)] as number
  }
}
