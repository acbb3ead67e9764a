/**
 * Prevents a spec from ending the process before the run has reported its results. Functions that end the process throw
 * if a spec calls them, while it runs or later, as from a timer. If the process still ends early, a message says so and
 * the exit code is not 0.
 */

import { SpecError } from '../../errors.ts'
import type { Location } from '../../plain.ts'
import { refuseHere } from '../../runtime/traps.ts'

const remedy = 'remove this, because a spec must not end the process that checks it'
const ways = ['exit', 'reallyExit', 'abort', 'kill', 'execve'] as const

/** Finds the place of a spec's code in the stack of an error. */
export type Locate = (error: unknown) => Location | undefined
const located = new Map<string, Locate>()
let isSet = false

/** Makes the functions that end the process throw for a spec whose bundle is called `script`. */
export function refuseEnds(script: string, locate: Locate): void {
  located.set(script, locate)
  if (isSet) return
  isSet = true
  for (const name of ways) {
    const own = (process as unknown as { readonly [name: string]: unknown })[name]
    if (typeof own !== 'function') continue
    const refusing = new Proxy(own, {
      apply(target, self, args: unknown[]) {
        const isOfOthers = name === 'kill' && ![process.pid, -process.pid, 0].includes(args[0] as number)
        if (!isOfOthers) refuse(`process.${name} was called`)
        return Reflect.apply(target as () => unknown, self, args)
      },
    })
    Object.defineProperty(process, name, { value: refusing, writable: true, configurable: true, enumerable: true })
  }
}

/** @throws ModelError, SpecError if a spec's code is the caller, while it runs or later, as from a timer */
function refuse(what: string): void {
  refuseHere(what, remedy)
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const error = new SpecError('ends-process', `${what}; ${remedy}`)
  Error.stackTraceLimit = limit
  const script = [...located.keys()].find((script) => error.stack?.includes(`${script}:`))
  if (script === undefined) return
  const at = located.get(script)?.(error)
  const place = at === undefined ? '' : `${at.file}:${at.line}: `
  throw new SpecError(error.code, `${place}${error.message}`)
}

/** Runs `body`, which loads a spec. @throws SpecError if that changed the exit code of the process */
export function keepingExitCode<T>(body: () => T): T {
  const before = process.exitCode
  try {
    return body()
  } finally {
    const after = process.exitCode
    process.exitCode = before
    // biome-ignore lint/correctness/noUnsafeFinally: it is told, whatever else the spec does
    if (after !== before) throw new SpecError('ends-process', `process.exitCode was set to ${after}; ${remedy}`)
  }
}

/** How a command ends the process, with an exit code: it is done, or it fails. */
export interface End {
  comes(code: number): never
  fails(code: number): never
}

/** Reports an early end of the process. Call it before any spec is loaded. */
export function watchOverEnd(say: (text: string) => void): End {
  let known: typeof process.exitCode
  process.on('exit', (code) => {
    // 13 is Node's own code for a process that had nothing left to do, although a promise was awaited
    if (known !== undefined || (code !== 0 && code !== 13)) return
    say(
      'Node ended before the command was done, so there is no result; look for a spec that ends the process or replaces timers',
    )
    process.exitCode = 2
  })
  const keep = () => {
    process.exitCode = known
  }
  const ends = (code: number): never => {
    known = code
    // registered last, so that it runs after the exit handlers of a spec
    process.on('exit', keep)
    return exit(code)
  }
  return { comes: ends, fails: ends }
}

// read here, before any spec can replace it
const exit = process.exit.bind(process)
