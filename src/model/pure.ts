/**
 * A step is a function of the state. That is undecidable, so the usual ways out are trapped while a model's code
 * runs: the clock and the sources of randomness. What slips through is looked for by running steps twice.
 */
import { ModelError } from '../errors.ts'

let trapped: ModelError | undefined

function trap(name: string): () => never {
  return () => {
    trapped ??= new ModelError(
      'not-a-function',
      `${name} was called: a step must be a function of the state; model time and chance as state, or as a choice`,
    )
    throw trapped
  }
}

const RealDate = Date
const TrappedDate = new Proxy(RealDate, {
  apply: trap('Date()'),
  construct: (target, args) => (args.length === 0 ? trap('new Date()')() : Reflect.construct(target, args)),
  get: (target, key) => (key === 'now' ? trap('Date.now') : Reflect.get(target, key)),
})

const places: [object, string, unknown, unknown][] = [
  [globalThis, 'Date', RealDate, TrappedDate],
  [Math, 'random', Math.random, trap('Math.random')],
  [performance, 'now', performance.now, trap('performance.now')],
  [process, 'hrtime', process.hrtime, trap('process.hrtime')],
  [crypto, 'randomUUID', crypto.randomUUID, trap('crypto.randomUUID')],
  [crypto, 'getRandomValues', crypto.getRandomValues, trap('crypto.getRandomValues')],
]

let depth = 0

/** Runs `body`, which runs the model's code, with the traps set; they are lifted again whatever happens. */
export function purely<T>(body: () => T): T {
  if (depth++ === 0) set(3)
  try {
    return body()
  } finally {
    if (--depth === 0) set(2)
  }
}

function set(column: 2 | 3): void {
  for (const place of places) {
    Object.defineProperty(place[0], place[1], { value: place[column], writable: true, configurable: true })
  }
}

/** The trap that was sprung since the last call, even where the model's own code caught it. */
export function takeTrapped(): ModelError | undefined {
  const error = trapped
  trapped = undefined
  return error
}
