/**
 * Stamps while the model's code runs. The execution that runs it says how a step gets a new stamp, and the reference
 * interpreter also says which stamps there are. Nothing here depends on the types of the language.
 */
import { ModelError } from '../errors.ts'
import { spring } from './traps.ts'

/** Gives new stamps to the step that runs. `family`: the object that all types of one call of `stamp` share. */
export interface Minting {
  mint(family: object): number
}

/** The stamps that the code may know: those of the states that it sees, and those that its step has made. */
export interface KnownStamps {
  /** The place of a stamp among them, from the oldest on; −1 if the code cannot know it. */
  placeOf(family: object, stamp: unknown): number
  /** The stamp at a place. */
  at(family: object, place: number): number
}

let minting: Minting | undefined
let known: KnownStamps | undefined

/** From now on, `fresh` asks `next`. Without one, no step runs that could make a stamp. Returns the one before. */
export function mintBy(next: Minting | undefined): Minting | undefined {
  const before = minting
  minting = next
  return before
}

/** From now on, stamps are those that `next` knows. Without it, a stamp is its own place. Returns the one before. */
export function knowStamps(next: KnownStamps | undefined): KnownStamps | undefined {
  const before = known
  known = next
  return before
}

export const knownStamps = (): KnownStamps | undefined => known

/** A new stamp. @throws ModelError outside of a step, and if a step makes too many */
export function minted(family: object): number {
  if (minting !== undefined) return minting.mint(family)
  const text = '`fresh` was called outside of a step: a guard or a property only compares the stamps that there are'
  throw spring(new ModelError('step-threw', text))
}

/** The error of a step that makes more than `most` stamps of a family. */
export const tooManyMade = (most: number): ModelError =>
  new ModelError(
    'too-many-stamps',
    `the step made more than ${most} stamps of a stamp(${most}): make one for each value that it keeps, or raise the number`,
  )

/** The error of a state with more than `most` different stamps of a family. */
export const tooManyAlive = (most: number, where: string): ModelError =>
  new ModelError(
    'too-many-stamps',
    `the step leads to a state with more than ${most} different stamps of the stamp(${most})${where}: raise the number, or forget old stamps`,
  )
