/**
 * A step is a function of the state. That is undecidable, so the usual ways out are trapped while a model's code
 * runs: the clock and the sources of randomness. What slips through is looked for by running steps twice.
 */
import { ModelError } from '../errors.ts'

let trapped: ModelError | undefined

/** Keeps the first error that the model's code must not swallow; gives the error back, to be thrown. */
export function spring(error: ModelError): ModelError {
  trapped ??= error
  return error
}

/** Whether there is such an error now. */
export const sprung = (): boolean => trapped !== undefined

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

const places = [
  { holder: globalThis, name: 'Date', own: RealDate as unknown, trapped: TrappedDate as unknown },
  ...[
    [Math, 'Math', 'random'],
    [globalThis.performance, 'performance', 'now'],
    [globalThis.process, 'process', 'hrtime'],
    [globalThis.crypto, 'crypto', 'randomUUID'],
    [globalThis.crypto, 'crypto', 'getRandomValues'],
  ].flatMap(([holder, label, name]) =>
    // not every host has all of them
    typeof holder !== 'object'
      ? []
      : [{ holder, name, own: Reflect.get(holder, name as string), trapped: trap(`${label}.${name}`) as unknown }],
  ),
]

let depth = 0

/** Runs `body`, which runs the model's code, with the traps set; they are lifted again whatever happens. */
export function purely<T>(body: () => T): T {
  if (depth++ === 0) set('trapped')
  try {
    return body()
  } finally {
    if (--depth === 0) set('own')
  }
}

function set(which: 'own' | 'trapped'): void {
  for (const place of places) {
    Object.defineProperty(place.holder, place.name as string, {
      value: place[which],
      writable: true,
      configurable: true,
    })
  }
}

/** The trap that was sprung since the last call, even where the model's own code caught it. */
export function takeTrapped(): ModelError | undefined {
  const error = trapped
  trapped = undefined
  return error
}
