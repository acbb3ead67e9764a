/**
 * A run ends when it has said what it found, and a spec cannot end it before. What would end the process is refused to
 * specs, while they run and from what they have left behind; should the process end all the same, it says so, and its
 * exit code is not 0.
 */
import type { Location } from '../check/failures.ts'
import { SpecError } from '../errors.ts'
import { refuseHere } from '../model/pure.ts'

const remedy = 'a spec must not end the process that checks it; leave this out'
const ways = ['exit', 'reallyExit', 'abort', 'kill', 'execve'] as const

/** Where a spec's code stands in the stack of an error. */
export type Locate = (error: unknown) => Location | undefined
const located = new Map<string, Locate>()
let isSet = false

/** Refuses the ends of the process to a spec whose bundle is called `script`. */
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

/** @throws ModelError, SpecError where a spec's code calls, now or later, as by a timer */
function refuse(what: string): void {
  refuseHere(what, remedy)
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const error = new SpecError('ends-process', `${what}: ${remedy}`)
  Error.stackTraceLimit = limit
  const script = [...located.keys()].find((script) => error.stack?.includes(`${script}:`))
  if (script === undefined) return
  const at = located.get(script)?.(error)
  const place = at === undefined ? '' : `${at.file}:${at.line}: `
  throw new SpecError(error.code, `${place}${error.message}`)
}

/** Loads a spec by `body`. @throws SpecError where that has changed how the process is to end */
export function keepingExitCode<T>(body: () => T): T {
  const before = process.exitCode
  try {
    return body()
  } finally {
    const after = process.exitCode
    process.exitCode = before
    // biome-ignore lint/correctness/noUnsafeFinally: it is told, whatever else the spec does
    if (after !== before) throw new SpecError('ends-process', `process.exitCode was set to ${after}: ${remedy}`)
  }
}

/** What a command says of its end: that it has come, or that it fails, with this exit code. */
export interface End {
  comes(code: number): never
  fails(code: number): never
}

/** Watches over the end of the process; to be called before a spec is loaded. */
export function watchOverEnd(say: (text: string) => void): End {
  let known: typeof process.exitCode
  process.on('exit', (code) => {
    // what is left to do was forgotten: the host's own code for that is 13
    if (known !== undefined || (code !== 0 && code !== 13)) return
    say('the process ended before the command was done, so nothing is known: does a spec end it, or replace timers?')
    process.exitCode = 2
  })
  const keep = () => {
    process.exitCode = known
  }
  const ends = (code: number): never => {
    known = code
    // after whatever a spec does when the process ends
    process.on('exit', keep)
    return exit(code)
  }
  return { comes: ends, fails: ends }
}

// taken before any spec can replace it
const exit = process.exit.bind(process)
