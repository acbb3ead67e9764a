/**
 * A model as the engine knows it. `compile` generates one straight-line function that expands a state: for each
 * instance a switch over its label, for each step its guard, its body once per choice, and an `emit`. The register
 * holds the source state before and after every action, and the successor while `emit` runs.
 */
import { InternalError, ModelError, show } from '../errors.ts'
import { Collection } from '../model/collections.ts'
import type { Model } from '../model/model.ts'
import { purely, takeTrapped } from '../model/pure.ts'
import { encodeText, loadText, storeText } from './codec.ts'
import { decode, encode, type Layout, layoutOf } from './layout.ts'
import { Access, viewsOf } from './views.ts'

/** All that the search knows of a model. Call `load` (or write `register`) first, then `successors`, then the tests. */
export interface Program {
  /** 32-bit words of a packed state. */
  readonly words: number
  /** The state in hand: `words` long. */
  readonly register: Int32Array
  /** Calls `emit` for every initial state, in order, duplicates included. @throws StepFailure */
  initial(emit: () => void): void
  /** Calls `emit(action)` for every successor of the register, in order; returns how many were not by faults. @throws StepFailure */
  successors(emit: (action: number) => void): number
  /** One test a property, over the register (and, for a step property, over the source of `successors`). @throws StepFailure */
  readonly tests: readonly (() => boolean)[]
  /** Whether every process is at a label where waiting forever is fine. */
  mayRest(): boolean
  /** What the `choose`s of the step in hand picked, as indices; valid during `emit`. */
  picks(): number[]
  /** Between words and the plain states of the reference interpreter. */
  readonly codec: { decode(words: Int32Array): unknown; encode(state: unknown, into: Int32Array): void }
}

/** The model failed at the state in hand; the reference interpreter says how. */
export class StepFailure extends Error {
  /** Number of the action in `model.actions`, or −1 for `init` and properties. */
  readonly action: number
  readonly picks: readonly number[]
  constructor(action: number, picks: readonly number[], cause: unknown) {
    super('a step of the model failed', { cause })
    this.action = action
    this.picks = picks
  }
}

/** Compiles a model. @throws SpecError for a type that the engine refuses */
export function compile(model: Model): Program {
  const { root, words } = layoutOf(model.system)
  const register = new Int32Array(words)
  const before = new Int32Array(words)
  const step = viewsOf(model, root, new Access(register, true))
  const guard = viewsOf(model, root, new Access(register, false))
  const now = viewsOf(model, root, new Access(register, false))
  const earlier = viewsOf(model, root, new Access(before, false))
  const choices = new Choices()
  const hasArrays = usesCellArrays(root)
  const hasStepProperties = model.properties.some((property) => property.kind === 'step')

  let current = -1
  const run = {
    at(action: number) {
      current = action
    },
    notBoolean(result: unknown): never {
      throw new ModelError('step-threw', `the guard returned ${show(result)}: expected true or false`)
    },
    unknownLabel(result: unknown): never {
      throw new ModelError('unknown-label', `it returned ${show(result)}`)
    },
    promise(): never {
      throw new ModelError('not-a-function', 'it returned a Promise')
    },
  }
  const text = successorsText(model, root, words, { hasArrays, hasStepProperties })
  const make = new Function('W', 'B', 'S', 'G', 'N', 'F', 'M', 'choices', 'run', 'disabled', 'Promise', text)
  const guards = model.actions.map((action) => action.when)
  const bodies = model.actions.map((action) => action.do)
  const expand: (emit: (action: number) => void) => number = make(
    register,
    before,
    step,
    guard,
    now,
    guards,
    bodies,
    choices,
    run,
    disabled,
    Promise,
  )

  function failing<T>(body: () => T): T {
    current = -1
    try {
      return body()
    } catch (error) {
      if (error instanceof StepFailure || error instanceof InternalError) throw error
      throw new StepFailure(current, choices.picks.slice(0, choices.depth), error)
    }
  }

  const inits: (() => void)[] = []
  const init = model.init as ((s: object, choose: unknown) => void) | undefined
  if (init !== undefined) inits.push(() => init(step.shared, choices.choose))
  for (const [name, process] of Object.entries(model.processes)) {
    const own = process.init as ((me: object, choose: unknown) => void) | undefined
    if (own === undefined) continue
    for (const me of step.instances[name] as readonly object[]) inits.push(() => own(me, choices.choose))
  }

  return {
    words,
    register,
    tests: model.properties.map((property) => {
      if (property.test === undefined) return () => true
      const what = `property '${property.name}'`
      const test = new Function(
        'T',
        'a',
        'b',
        'E',
        'X',
        'not',
        property.kind === 'step'
          ? 'return ()=>{E.epoch++;X.epoch++;const r=T(a,b);if(r===true)return true;if(r===false)return false;return not(r)}'
          : 'return ()=>{E.epoch++;const r=T(b);if(r===true)return true;if(r===false)return false;return not(r)}',
      )
      const not = (result: unknown) => {
        throw new ModelError('step-threw', `${what} returned ${show(result)}`)
      }
      const inner: () => boolean = test(property.test, earlier.system, now.system, now.access, earlier.access, not)
      return () => {
        try {
          return inner()
        } catch (error) {
          throw new StepFailure(-1, [], error)
        }
      }
    }),
    initial(emit) {
      failing(() => {
        choices.depth = 0
        do {
          register.fill(0)
          step.access.epoch++
          step.access.loadedCount = 0
          step.access.error = undefined
          choices.begin()
          try {
            for (const start of inits) start()
            step.access.settle()
          } catch (error) {
            if (!choices.blocked) throw error
          }
          if (step.access.error !== undefined) throw step.access.error
          if (!choices.blocked) emit()
        } while (choices.advance())
      })
    },
    successors: (emit) => failing(() => expand(emit)),
    mayRest: mayRest(model, root, register),
    picks: () => choices.picks.slice(0, choices.depth),
    codec: {
      decode: (from) => decode(from, root),
      encode: (state, into) => encode(into, root, state as never),
    },
  }
}

/** Runs model code of the engine with the clock and randomness trapped. @throws StepFailure where a trap was sprung */
export function trapped<T>(body: () => T): T {
  takeTrapped()
  const result = purely(body)
  const error = takeTrapped()
  if (error !== undefined) throw new StepFailure(-1, [], error)
  return result
}

const disabled = new Error('a choose over nothing disables the step')

/** The odometer over the choices of one step: it runs again for each way its `choose`s can go. */
class Choices {
  readonly picks: number[] = []
  readonly #arities: number[] = []
  /** How many choices the run makes whose picks are settled. */
  depth = 0
  #at = 0
  blocked = false

  begin(): void {
    this.#at = 0
    this.blocked = false
  }
  readonly choose = (options: Iterable<unknown>): unknown => {
    const list = Array.isArray(options) ? options : options instanceof Collection ? options.values() : [...options]
    if (list.length === 0) this.blocked = true
    if (this.blocked) throw disabled
    if (this.#at === this.depth) this.picks[this.depth++] = 0
    const pick = this.picks[this.#at] as number
    if (pick >= list.length) throw new ModelError('not-a-function', 'it chose from fewer options on the same state')
    this.#arities[this.#at++] = list.length
    return list[pick]
  }
  /** Moves to the next way; `false` when all have been run. */
  advance(): boolean {
    this.depth = this.#at
    while (this.depth > 0 && (this.picks[this.depth - 1] as number) + 1 >= (this.#arities[this.depth - 1] as number)) {
      this.depth--
    }
    if (this.depth === 0) return false
    this.picks[this.depth - 1] = (this.picks[this.depth - 1] as number) + 1
    return true
  }
}

function usesCellArrays(layout: Layout): boolean {
  if (layout.kind === 'struct') return layout.fields.some(([, field]) => usesCellArrays(field))
  return layout.kind === 'array' && (layout.cells || layout.elements.some(usesCellArrays))
}

type Cell = Layout & { kind: 'cell' }

function cellAt(root: Layout & { kind: 'struct' }, field: string, key: string | number, then?: string): Cell {
  const outer = root.fields.find(([name]) => name === field)?.[1] as Layout
  const inner = outer.kind === 'array' ? outer.elements[key as number] : outer
  const name = then ?? key
  return (inner as Layout & { kind: 'struct' }).fields.find(([other]) => other === name)?.[1] as Cell
}

/** Whether a function can get hold of `choose`: it is passed only then, and the step run again only then. */
function mayChoose(body: (...args: never[]) => unknown, before: number): boolean {
  return body.length > before || /\.\.\.|\barguments\b|\[native code\]|=/.test(String(body).split('=>')[0] as string)
}

function successorsText(
  model: Model,
  root: Layout & { kind: 'struct' },
  words: number,
  { hasArrays, hasStepProperties }: { hasArrays: boolean; hasStepProperties: boolean },
): string {
  const lines: string[] = []
  const saved = Array.from({ length: words }, (_, i) => `w${i}=W[${i}]`).join(',')
  const restore = Array.from({ length: words }, (_, i) => `W[${i}]=w${i};`).join('')
  const declared: string[] = ['const A=S.access,GA=G.access;']
  model.actions.forEach((action, i) => {
    declared.push(`const d${i}=M[${i}];`)
    if (action.when !== undefined) declared.push(`const g${i}=F[${i}];`)
    const views = (of: string) =>
      action.process === undefined
        ? `${of}.shared`
        : `${of}.shared,${of}.instances[${JSON.stringify(action.process)}][${action.instance}]`
    const [s, me] = views('S').split(',')
    const [gs, gme] = views('G').split(',')
    declared.push(`const s${i}=${s},gs${i}=${gs};`)
    if (me !== undefined) declared.push(`const m${i}=${me},gm${i}=${gme};`)
  })
  model.actions.forEach((action, i) => {
    const conditions: string[] = []
    const counter = action.counter === undefined ? undefined : cellAt(root, 'faults', action.counter)
    if (counter !== undefined) {
      conditions.push(`${loadText(counter.slot)}<${(counter.type as { hi: number }).hi}`)
    }
    const label = action.process === undefined ? undefined : cellAt(root, action.process, action.instance, 'at')
    if (label !== undefined && action.at !== undefined) {
      const { labels } = label.type as { labels: readonly string[] } & typeof label.type
      conditions.push(
        `(${action.at.map((at) => `${loadText(label.slot)}===${labels.indexOf(at)}`).join('||') || 'false'})`,
      )
    }
    const me = action.process === undefined ? '' : `,m${i}`
    const chooses = mayChoose(action.do, action.process === undefined ? 1 : 2)
    lines.push(`if(${conditions.join('&&') || 'true'}){run.at(${i});`)
    if (action.when !== undefined) {
      lines.push(
        `const g=g${i}(gs${i}${action.process === undefined ? '' : `,gm${i}`});if(g!==true&&g!==false)run.notBoolean(g);if(g){`,
      )
    }
    lines.push('choices.depth=0;')
    if (chooses) lines.push('do{choices.begin();try{')
    if (hasArrays) lines.push('A.epoch++;A.loadedCount=0;')
    lines.push(`const v=d${i}(s${i}${me}${chooses ? ',choices.choose' : ''});`)
    lines.push('if(v instanceof Promise)run.promise();')
    if (label !== undefined) {
      lines.push(
        `if(v!==undefined){const r=${encodeText(label.type, 'v', () => 'undefined')};if(r<0)run.unknownLabel(v);${storeText(label.slot)}}`,
      )
    }
    if (counter !== undefined) lines.push(`{const r=${loadText(counter.slot)}+1;${storeText(counter.slot)}}`)
    if (hasArrays) lines.push('if(!choices.blocked)A.settle();')
    lines.push('if(A.error!==undefined)throw A.error;')
    if (chooses)
      lines.push('}catch(e){if(A.error!==undefined)throw A.error;if(!choices.blocked)throw e}if(!choices.blocked){')
    lines.push(`emit(${i});${action.kind === 'fault' ? '' : 'enabled++;'}`)
    if (chooses) lines.push('}')
    lines.push(restore)
    if (chooses) lines.push('}while(choices.advance());')
    if (action.when !== undefined) lines.push('}')
    lines.push('}')
  })
  return `'use strict';${declared.join('\n')}
return function successors(emit){
const ${saved};let enabled=0;A.error=undefined;
${hasArrays ? 'GA.epoch++;' : ''}${hasStepProperties ? 'B.set(W);' : ''}
${lines.join('\n')}
return enabled}`
}

function mayRest(model: Model, root: Layout & { kind: 'struct' }, register: Int32Array): () => boolean {
  const conditions = Object.entries(model.processes).flatMap(([name, process]) =>
    Array.from({ length: process.instances }, (_, id) => {
      const { slot } = cellAt(root, name, id, 'at')
      const resting = process.mayRest.map((label) => `${loadText(slot)}===${process.labels.indexOf(label)}`)
      return `(${resting.join('||') || 'false'})`
    }),
  )
  return new Function('W', `return ()=>${conditions.join('&&') || 'true'}`)(register)
}
