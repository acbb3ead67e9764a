/**
 * The wires of a composition. A wire is computed on demand: the wired inputs that it reads are computed first, whatever
 * the order of modules. Both executions run this code, on their own views.
 */
import { ModelError } from '../errors.ts'
import { replaceMinusZero } from '../runtime/minus-zero.ts'
import { type Standing, viewsOf as shapeOfViews, standingOf, viewAt } from '../runtime/struct-views.ts'
import { spring } from '../runtime/traps.ts'
import { firstValues, type NamedInput } from './input.ts'
import type { AnyFunction } from './processes/named-step.ts'
import type { Choose } from './processes/steps.ts'
import { refuseLater } from './returned-values.ts'

/** The parts of a module that wires and inits need. */
export interface WiredPart {
  readonly name: string
  /** The variables of its shared state. */
  readonly variables: readonly string[]
  readonly inputs: readonly NamedInput[]
  /** The wires by input; an input without a wire is free. */
  readonly wires: ReadonlyMap<string, AnyFunction>
  readonly init: AnyFunction | undefined
}

type Values = { [variable: string]: never }
type State = { readonly [part: string]: Values }
type Read = (part: WiredPart, variable: string) => unknown

interface Wire {
  readonly part: string
  readonly input: string
  readonly called: string
  readonly compute: (s: object) => never
}

/** Returns a function that computes all wires, then assigns their values to the wired inputs all at once. */
export function wiring(parts: readonly WiredPart[]): (s: State) => void {
  const wires = parts.flatMap(wiresOf)
  if (wires.length === 0) return () => {}
  const count = wires.length
  const values: never[] = []
  /** For each wire, the round in which it was last computed; negative while it is being computed. */
  const rounds = new Float64Array(count)
  const running = new Int32Array(count)
  const numbers = new Map(wires.map(({ part, input }, i) => [JSON.stringify([part, input]), i]))
  let depth = 0
  let round = 0
  /** The last state, and its parts below. The engine has one object for all states: a view that reads fast pays off. */
  let known: State | undefined
  let isAgain = false
  let here: Values[] = []
  let view: object = {}
  const { once, often } = viewsOf(parts, (part) => (variable) => {
    const i = numbers.get(JSON.stringify([part.name, variable]))
    if (i !== undefined) return () => valueIn(i)
    return (of) => of[variable]
  })
  const partOf = wires.map(({ part }) => parts.findIndex(({ name }) => name === part))
  const compute = wires.map((wire) => wire.compute)
  const valueIn = (i: number): never => {
    const at = rounds[i] as number
    if (at === round) return values[i] as never
    if (at === -round) {
      const trail = [...running.subarray(running.indexOf(i), depth), i]
      throw spring(cycle(trail.map((k) => (wires[k] as Wire).called)))
    }
    rounds[i] = -round
    running[depth++] = i
    let done = false
    try {
      values[i] = (compute[i] as Wire['compute'])(view)
      done = true
    } finally {
      depth--
      rounds[i] = done ? round : 0
    }
    return values[i] as never
  }
  return (s) => {
    if (s !== known) {
      known = s
      isAgain = false
      here = parts.map(({ name }) => s[name] as Values)
      view = once(here)
    } else if (!isAgain) {
      isAgain = true
      view = often(here)
    }
    replaceMinusZero()
    round++
    depth = 0
    for (let i = 0; i < count; i++) valueIn(i)
    for (let i = 0; i < count; i++) {
      const target = here[partOf[i] as number] as Values
      target[(wires[i] as Wire).input] = values[i] as never
    }
  }
}

function wiresOf({ name, wires }: WiredPart): Wire[] {
  return [...wires].map(([input, wire]) => {
    return { part: name, input, called: `${name}.${input}`, compute: wire as unknown as Wire['compute'] }
  })
}

/**
 * The init of a composition: the init of each module, in order. If an init reads a wired input, the inits of the
 * modules that its wire reads run first.
 */
export function initial(parts: readonly WiredPart[], after: (s: State) => void): AnyFunction {
  const init = (s: State, choose: Choose) => {
    const started = new Set<WiredPart>()
    const done = new Set<WiredPart>()
    const trail: { readonly part: WiredPart; readonly input: string | undefined }[] = []
    const within = <T>(part: WiredPart, input: string | undefined, body: () => T): T => {
      const from = trail.findIndex((one) => one.part === part && one.input === input)
      const here = { part, input }
      if (from >= 0) {
        const round = [...trail.slice(from), here]
        const names = round.map(({ part, input }) =>
          input === undefined ? `init of ${part.name}` : `${part.name}.${input}`,
        )
        throw spring(
          cycle(
            names,
            round.some((one) => one.input === undefined),
          ),
        )
      }
      trail.push(here)
      try {
        return body()
      } finally {
        trail.pop()
      }
    }
    /** Gives the free inputs of a module their first values. */
    const start = (part: WiredPart) => {
      if (started.has(part)) return
      started.add(part)
      const free = part.inputs.filter(({ name }) => !part.wires.has(name))
      firstValues(free)(s[part.name] as Values, choose)
    }
    const initialise = (part: WiredPart) => {
      if (done.has(part)) return
      within(part, undefined, () => {
        start(part)
        refuseLater((part.init as ((s: object, choose: Choose) => unknown) | undefined)?.(ownView(part), choose))
        done.add(part)
      })
    }
    const read: Read = (part, variable) => {
      const wire = part.wires.get(variable) as ((s: object) => unknown) | undefined
      if (wire !== undefined) {
        replaceMinusZero()
        return within(part, variable, () => wire(view))
      }
      if (part.inputs.some(({ name }) => name === variable)) start(part)
      else initialise(part)
      return (s[part.name] as Values)[variable]
    }
    const view = viewOf(parts, (part) => (variable) => () => read(part, variable))
    /** The view for the init of a module: its part of the state, with its wired inputs at their later values. */
    const ownView = (part: WiredPart): object => {
      const own = s[part.name] as Values
      if (part.wires.size === 0) return own
      const { once } = structs(part.name, part.variables, (variable) => ({
        get: () => (part.wires.has(variable) ? read(part, variable) : own[variable]),
        set: (value: never) => {
          if (part.wires.has(variable)) throw spring(written(part.name, variable))
          own[variable] = value
        },
      }))
      return once(own)
    }
    for (const part of parts) initialise(part)
    after(s)
  }
  return init as AnyFunction
}

/** Reads a variable, given the part of the state that a view shows. */
type Getter = (of: Values) => unknown
type Reading = (part: WiredPart) => (variable: string) => Getter

/** The view of all modules for wires; `reading` makes the getter of each variable. */
function viewOf(parts: readonly WiredPart[], reading: Reading): object {
  return viewsOf(parts, reading).once([])
}

interface OfState extends Standing {
  readonly here: readonly Values[]
}

interface OfPart extends Standing {
  readonly of: Values
}

/**
 * Like `viewOf`, for one state after another, given its parts. `once` makes a view quickly; `often` makes a view that
 * is fast to read. Each state has its own view, which detects a wire that keeps a view, or keeps something by it.
 */
function viewsOf(
  parts: readonly WiredPart[],
  reading: Reading,
): { readonly [how in 'once' | 'often']: (here: readonly Values[]) => object } {
  const ofParts = parts.map((part) => {
    const getter = reading(part)
    const set = (variable: string) => () => {
      throw spring(new ModelError('step-threw', `a wire assigned ${part.name}.${variable}: a wire may only read`))
    }
    return structs(part.name, part.variables, (variable) => ({ get: getter(variable), set: set(variable) }))
  })
  const names = parts.map(({ name }) => name)
  const whole = shapeOfViews<OfState>({}, names, () => ({ what: 'the modules', fail: spring }))
  const of = (here: readonly Values[], how: 'once' | 'often'): OfState => {
    const made: object[] = []
    const extra = (name: string) => {
      const i = names.indexOf(name)
      made[i] ??= (ofParts[i] as Structs)[how](here[i])
      return made[i]
    }
    return { here, extra }
  }
  return { once: (here) => viewAt(whole, of(here, 'once')), often: (here) => whole.fixed(of(here, 'often')) }
}

interface Structs {
  once(of: Values | undefined): object
  often(of: Values | undefined): object
}

/** Makes objects with these fields. Reading any other field is a model error, as in a view of the state. */
function structs(
  what: string,
  fields: readonly string[],
  described: (field: string) => { readonly get: Getter; readonly set: (value: never) => void },
): Structs {
  const accessors = fields.map((field) => {
    const { get, set } = described(field)
    const accessor: PropertyDescriptor = {
      get() {
        return get(standingOf<OfPart>(this).of)
      },
      set,
      enumerable: true,
    }
    return [field, accessor] as const
  })
  const shape = shapeOfViews<OfPart>(Object.fromEntries(accessors), [], () => ({ what, fail: spring }))
  return { once: (of = none) => viewAt(shape, { of }), often: (of = none) => shape.fixed({ of }) }
}

const none: Values = {}

function written(part: string, input: string): ModelError {
  return new ModelError(
    'step-threw',
    `init of '${part}' assigned its input '${input}', which a wire decides: remove the assignment`,
  )
}

function cycle(names: readonly string[], hasInit = false): ModelError {
  const circle = names.join(' <- ')
  if (!hasInit) {
    return new ModelError('wire-cycle', `the wires form a cycle: ${circle}. Let one of them read something else`)
  }
  const remedy = 'Let one init read something else'
  return new ModelError('init-cycle', `an init reads a module that is not initialised yet: ${circle}. ${remedy}`)
}
