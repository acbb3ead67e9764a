/** The lines of a log after its header. Events that differ only in their host and time are of one kind. */

import { didYouMean, show } from '../errors.ts'
import type { ActionInfo } from '../language/actions.ts'
import type { Model } from '../language/model.ts'
import { actionsNamed, type Named, stepName } from './event-actions.ts'
import { partsOf, type SeenPart } from './partial-state.ts'
import { Unstated } from './unstated.ts'

/** The content of an event, without its host and time. */
export interface Kind {
  /** The event as JSON, without its host and time. */
  readonly text: string
  /** The name under which such events are counted. */
  readonly label: string
  /** The actions that it may mean; `undefined` for an observation, at which nothing happens. */
  readonly actions: readonly number[] | undefined
  /** The choices of the step, as JSON. */
  readonly choices: string | undefined
  /** The known parts of the state right after it. */
  readonly parts: readonly SeenPart[]
}

export interface Event {
  readonly kind: Kind
  readonly host: string | undefined
  readonly time: number | undefined
}

/** A line is an event, the start of a new run, or wrong: then there is a sentence for each error. */
export type Read = Event | 'start' | readonly string[]

const keys = ['step', 'process', 'instance', 'choices', 'state', 'host', 'time', 'note'] as const

/** The name under which observations are counted. */
export const observation = 'observation'

export class Events {
  readonly #model: Model
  /** The variables that no event has shown. */
  readonly unstated: Unstated
  #kinds = new Map<string, Kind | readonly string[]>()
  /** The kinds of lines without host, time and note, so that most lines need not be parsed. */
  #byLine = new Map<string, Kind>()
  /** Bytes that the kinds take, about. */
  bytes = 0

  constructor(model: Model) {
    this.#model = model
    this.unstated = new Unstated(model)
  }

  /** Forgets the kinds. The same text then gets a new kind. */
  clear(): void {
    this.#kinds = new Map()
    this.#byLine = new Map()
    this.bytes = 0
  }

  read(line: string): Read {
    const end = endOf(line)
    const text = end === undefined ? line : `${line.slice(0, end.at)}}`
    const known = this.#byLine.get(text)
    if (known !== undefined) return { kind: known, host: end?.host, time: end?.time }
    const event = this.#parsed(line)
    // remembers the kind for the next such line
    if (end !== undefined && typeof event === 'object' && 'kind' in event) this.#parsed(text)
    return event
  }

  #parsed(line: string): Read {
    let read: unknown
    try {
      read = JSON.parse(line)
    } catch (error) {
      return [`this line is not JSON: ${(error as Error).message}`]
    }
    if (typeof read !== 'object' || read === null || Array.isArray(read)) {
      return [`this line is ${show(read)}: expected an event, as in {"step":"…","state":{…}}`]
    }
    if ('allways' in read) return marked(read)
    const { host, time, note: _, ...rest } = read as { [name: string]: unknown }
    const errors: string[] = []
    if (host !== undefined && typeof host !== 'string') errors.push(`host is ${show(host)}: expected a text`)
    if (time !== undefined && !Number.isFinite(time)) errors.push(`time is ${show(time)}: expected a number`)
    let kind: Kind | readonly string[]
    try {
      kind = this.#kindOf(rest)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return ['this line is nested too deeply: expected an event, as in {"step":"…","state":{…}}']
    }
    if (host === undefined && time === undefined && !('note' in read) && 'label' in kind) this.#byLine.set(line, kind)
    if (errors.length > 0 || !('label' in kind)) return 'label' in kind ? errors : [...errors, ...kind]
    return { kind, host: host as string | undefined, time: time as number | undefined }
  }

  #kindOf(rest: { readonly [name: string]: unknown }): Kind | readonly string[] {
    const text = JSON.stringify(rest)
    const known = this.#kinds.get(text)
    if (known !== undefined) return known
    const kind = this.#read(rest, text)
    this.#kinds.set(text, kind)
    this.bytes += 12 * text.length + 600
    return kind
  }

  #read(rest: { readonly [name: string]: unknown }, text: string): Kind | readonly string[] {
    const { step, process, instance, choices, state } = rest
    const errors = Object.keys(rest)
      .filter((name) => !(keys as readonly string[]).includes(name))
      .map((name) => `unknown key ${show(name)}; available: ${keys.join(', ')}.${didYouMean(name, keys)}`)
    for (const [name, value] of Object.entries({ step, process })) {
      if (value !== undefined && typeof value !== 'string') errors.push(`${name} is ${show(value)}: expected a text`)
    }
    if (instance !== undefined && !Number.isInteger(instance))
      errors.push(`instance is ${show(instance)}: expected a whole number`)
    if (choices !== undefined && !Array.isArray(choices))
      errors.push(`choices is ${show(choices)}: expected a list of the values that the step chose`)
    if (choices !== undefined && step === undefined) errors.push('choices needs the step that chose them')
    const { parts, errors: wrong } = state === undefined ? nothing : partsOf(this.#model.system, state)
    errors.push(...wrong)
    if (step === undefined && wrong.length === 0 && parts.length === 0)
      errors.push('this event says neither what happened nor any part of the state: give it a step or a state')
    if (errors.length > 0) return errors
    const isObservation = step === undefined && process === undefined && instance === undefined
    const actions = isObservation ? undefined : actionsNamed(this.#model, rest as Named)
    if (typeof actions === 'string') return [actions]
    this.unstated.see(parts)
    return {
      text,
      label: labelOf(this.#model, actions, step as string | undefined),
      actions,
      choices: choices === undefined ? undefined : JSON.stringify(choices),
      parts,
    }
  }
}

const tail = /(?:,"host":"([^"\\\p{Cc}]*)")?(?:,"time":(-?(?:0|[1-9]\d*)(?:\.\d+)?))?\}/uy

/** The host and time at the end of a line, where recorders write them, and the place at which they begin. */
function endOf(line: string): { at: number; host: string | undefined; time: number | undefined } | undefined {
  const ofTime = line.lastIndexOf(',"time":')
  const ofHost = line.lastIndexOf(',"host":"', ofTime < 0 ? undefined : ofTime)
  for (const at of [ofHost, ofTime]) {
    if (at < 0) continue
    tail.lastIndex = at
    const found = tail.exec(line)
    if (found === null || tail.lastIndex !== line.length) continue
    return { at, host: found[1], time: found[2] === undefined ? undefined : Number(found[2]) }
  }
  return undefined
}

const nothing = { parts: [], errors: [] }

function marked(read: object): Read {
  const { allways, ...rest } = read as { readonly allways: unknown }
  if (allways === 'start' && Object.keys(rest).length === 0) return 'start'
  if (allways === 'log') {
    return ['this is a second header: a log has one; write {"allways":"start"} where the system starts again']
  }
  if (allways === 'lost')
    return [`the recorder could not write the event here: ${show((read as { message?: unknown }).message)}`]
  return [`allways is ${show(allways)}: expected {"allways":"start"}, where the system starts again`]
}

function labelOf({ actions }: Model, meant: readonly number[] | undefined, step: string | undefined): string {
  if (meant === undefined) return observation
  const names = new Set(meant.map((i) => stepName(actions[i] as ActionInfo)))
  if (names.size === 1) return [...names][0] as string
  return step ?? `some step of ${actions[meant[0] as number]?.process}`
}
