/**
 * A step must be a function of the state, and a model a function of its parameters. That is undecidable. So the usual
 * ways around it, the clock and the sources of randomness, are trapped while a spec is loaded, a model is built, or its
 * code runs. The traps replace the host's functions from the first use on. So a function taken at load, as by `const {
 * random } = Math`, is a trap too. While no code of a spec runs, a trap does what the host's function does. Running
 * steps twice detects what the traps miss.
 */
import { ModelError, SpecError } from '../errors.ts'

/** The clocks of the host, in ms. They are taken here, so that they are never traps, however late a module is loaded. */
export const now: () => number = performance.now.bind(performance)
export const dateNow: () => number = Date.now.bind(Date)

/** The code that runs: a spec that is being loaded, the function that makes a model, or the model. */
type Runs = 'load' | 'build' | 'step'

let runs: Runs | undefined
let trapped: ModelError | SpecError | undefined

const remedies: { readonly [runs in Runs]: string } = {
  step: 'a step must depend only on the state. Model time and chance as state, or with `choose`',
  build: 'a model must depend only on its parameters. Make this value a parameter, or choose it in `init`',
  load: 'a spec must be the same on each load. Write a fixed value, or choose it in `init`',
}
const whens: { readonly [runs in Runs]: string } = {
  step: '',
  build: ' while the model was built',
  load: ' while the spec was loaded',
}

/** Keeps the first error that the model's code must not swallow. Returns the given error, for the caller to throw. */
export function spring(error: ModelError): ModelError {
  trapped ??= error
  return error
}

/** Whether such an error is kept now. */
export const sprung = (): boolean => trapped !== undefined

/** Throws if code of a spec runs, and keeps the error, because that code may catch it. */
export function refuseHere(what: string, remedy?: string): void {
  if (runs === undefined) return
  const text = `${what}${whens[runs]}: ${remedy ?? remedies[runs]}`
  const error = runs === 'step' ? new ModelError('not-a-function', text) : new SpecError('not-a-function', text)
  trapped ??= error
  throw error
}

/** Wraps a function of the host that code of specs must not call. `isPure`: whether a call is allowed. */
function trap(name: string, own: object, isPure: (args: readonly unknown[]) => boolean = () => false): object {
  return new Proxy(own, {
    apply(target, self, args: unknown[]) {
      if (runs !== undefined && !isPure(args)) refuseHere(`${name} was called`)
      return Reflect.apply(target as () => unknown, self, args)
    },
  })
}

/** Replaces the named functions of an object by traps. Names that the object lacks are skipped. */
export function trapIn(holder: unknown, label: string, names: readonly string[]): void {
  for (const name of names) {
    const found = isObject(holder) ? at(holder, name) : undefined
    if (found === undefined || !found.configurable || typeof found.value !== 'function') continue
    const own = found.value as object
    if (traps.has(own)) continue
    const made = trap(`${label}.${name}`, own)
    traps.add(made)
    Object.defineProperty(holder as object, name, { ...found, value: made })
  }
}

const traps = new WeakSet<object>()
const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** The descriptor of a property of an object or of its prototypes. */
function at(holder: object, name: string): PropertyDescriptor | undefined {
  for (let of: object | null = holder; of !== null; of = Object.getPrototypeOf(of) as object | null) {
    const found = Object.getOwnPropertyDescriptor(of, name)
    if (found !== undefined) return found
  }
  return undefined
}

let isSet = false
const others: (() => void)[] = []

/** Calls `set` when the traps are set, now or later. For modules that replace other functions of the host. */
export function alsoTrap(set: () => void): void {
  if (isSet) set()
  else others.push(set)
}

/** Whether code of a spec runs now. */
export const isRunning = (): boolean => runs !== undefined

/** Sets the traps, once and permanently. */
export function setTraps(): void {
  if (isSet) return
  isSet = true
  for (const set of others) set()
  trapDate()
  trapIn(Math, 'Math', ['random'])
  const { performance, process, crypto } = globalThis as { readonly [name: string]: unknown }
  for (const holder of [Object.getPrototypeOf(performance ?? {}), performance]) {
    trapIn(holder, 'performance', ['now', 'mark', 'measure', 'toJSON'])
  }
  trapHrtime(process)
  trapIn(process, 'process', ['uptime', 'cpuUsage', 'memoryUsage', 'resourceUsage'])
  for (const holder of [Object.getPrototypeOf(crypto ?? {}), crypto]) {
    trapIn(holder, 'crypto', ['randomUUID', 'getRandomValues'])
  }
}

function trapDate(): void {
  const RealDate = Date
  const now = trap('Date.now', RealDate.now)
  const TrappedDate = new Proxy(RealDate, {
    apply(target, self, args) {
      refuseHere('Date() was called')
      return Reflect.apply(target, self, args)
    },
    construct(target, args, made) {
      if (args.length === 0) refuseHere('new Date() was called')
      return Reflect.construct(target, args, made) as object
    },
  })
  Object.defineProperty(RealDate, 'now', { value: now, writable: true, configurable: true })
  Object.defineProperty(RealDate.prototype, 'constructor', { value: TrappedDate, writable: true, configurable: true })
  Object.defineProperty(globalThis, 'Date', { value: TrappedDate, writable: true, configurable: true })
  // formats use the current time if they receive no date
  const formats = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format')
  Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
    ...formats,
    get(this: Intl.DateTimeFormat) {
      return trap('Intl.DateTimeFormat.format', formats?.get?.call(this) as object, ([date]) => date !== undefined)
    },
  })
}

function trapHrtime(process: unknown): void {
  const own = isObject(process) ? at(process, 'hrtime')?.value : undefined
  if (own === undefined || traps.has(own)) return
  trapIn(process, 'process', ['hrtime'])
  trapIn(own, 'process.hrtime', ['bigint'])
}

/** Runs `body`, which runs the model's code, with the traps active. */
export function purely<T>(body: () => T): T {
  return whileRuns('step', body)
}

/** Runs `body`, which loads a spec or builds a model. @throws SpecError if a trap was sprung, even if it was caught */
export function strictly<T>(what: 'load' | 'build', body: () => T): T {
  trapped = undefined
  const result = whileRuns(what, body)
  const error = trapped as ModelError | SpecError | undefined
  trapped = undefined
  if (error !== undefined) throw error
  return result
}

function whileRuns<T>(what: Runs, body: () => T): T {
  setTraps()
  const before = runs
  runs = what
  try {
    return body()
  } finally {
    runs = before
  }
}

/** Deactivates the traps after the code that ran was terminated, because it could not do so itself. */
export function liftTraps(): void {
  runs = undefined
}

/** Returns and clears the error of the first trap sprung since the last call, even if the model's code caught it. */
export function takeTrapped(): ModelError | undefined {
  const error = trapped
  trapped = undefined
  return error instanceof ModelError ? error : undefined
}
