/**
 * Links: typed channels between parts of a system, with what goes wrong on them. A link is the type of a variable, a
 * queue or a bag of messages, and the model gets a process for it, whose faults are those of the link.
 */
import { SpecError, show } from '../../errors.ts'
import { assume, expectAssume } from '../../runtime/assume.ts'
import type { BagView, QueueView } from '../../runtime/collections.ts'
import { same } from '../../runtime/same.ts'
import { onlyKnown } from '../names.ts'
import type { Budget } from '../processes/faults.ts'
import type { Choose } from '../processes/steps.ts'
import { type BagType, bag, known, type QueueType, queue, type Type, type Value } from '../types.ts'
import type { Lane, Places } from './lanes.ts'

/** The options of `link`. */
export interface LinkOptions<T extends Type, O extends 'fifo' | 'any'> {
  /** The type of a message. */
  readonly message: T
  /** How many messages are in flight at most, from 1 to 4096. */
  readonly capacity: number
  /** `fifo`: messages arrive as they were sent. `any`, the default: in any order. */
  readonly order?: O | undefined
  /** The name of the end that sends, for stories. */
  readonly from?: string | undefined
  /** The name of the end that receives. */
  readonly to?: string | undefined
  /** How many messages are lost at most. Defaults to none. */
  readonly loses?: Budget | undefined
  /** How many messages arrive twice at most. Defaults to none. */
  readonly duplicates?: Budget | undefined
  /** Only of a link in order: how many messages are overtaken by all behind them, at most. Defaults to none. */
  readonly delays?: Budget | undefined
  /**
   * The fate of a further message if the link is full. `error`, the default: a model error. `blocks`: the step cannot be
   * taken. `drops`: the message is lost.
   */
  readonly full?: 'error' | 'blocks' | 'drops' | undefined
}

type MessageOf<T> = Value<T>
/** The variable of a link, as a step sees it. */
type LinkPlace<T, O> = O extends 'fifo' ? QueueView<MessageOf<T>> : BagView<MessageOf<T>>
/** The variable of a link, as a guard or a property sees it. */
interface SeenMessages<M> {
  some(test: (message: M) => boolean): boolean
  [Symbol.iterator](): IterableIterator<M>
}

/** The functions with which steps use a link. */
export interface LinkUse<T extends Type, O extends 'fifo' | 'any'> {
  /** Sends a message over the link in `place`, such as `s.requests`. */
  readonly send: (place: LinkPlace<T, O>, message: MessageOf<T>) => void
  /**
   * Receives a message and returns it: any one for which `wanted` is true, or the first one of a link in order. The step
   * cannot be taken if there is none.
   */
  take(place: LinkPlace<T, O>, choose: Choose, wanted?: (message: MessageOf<T>) => boolean): MessageOf<T>
  take<W extends MessageOf<T>>(
    place: LinkPlace<T, O>,
    choose: Choose,
    wanted: (message: MessageOf<T>) => message is W,
  ): W
  /** Whether `take` finds a message. For guards and properties. */
  readonly isReady: (place: SeenMessages<MessageOf<T>>, wanted?: (message: MessageOf<T>) => boolean) => boolean
}

/** The type of a link. */
export type LinkType<T extends Type = Type, O extends 'fifo' | 'any' = 'fifo' | 'any'> = (O extends 'fifo'
  ? QueueType<T>
  : BagType<T>) & { readonly lane: Lane } & LinkUse<T, O>

/**
 * A link: the type of a variable that holds the messages in flight. Its losses, duplicates and delays are faults of a
 * process that the model gets for it, with a lane of its own in stories.
 * @throws SpecError for an option that is wrong
 */
export function link<T extends Type, const O extends 'fifo' | 'any' = 'any'>(
  options: LinkOptions<T, O>,
): LinkType<T, O> {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('bad-type', `link got ${show(options)}: expected options, as in link({ message, capacity: 2 })`)
  }
  const names = ['message', 'capacity', 'order', 'from', 'to', 'loses', 'duplicates', 'delays', 'full'] as const
  onlyKnown('link', options, names)
  const { message, capacity, order = 'any', from, to, loses = 0, duplicates = 0, delays = 0, full = 'error' } = options
  known(message, 'link')
  oneOf('order', order, ['any', 'fifo'])
  oneOf('full', full, ['error', 'blocks', 'drops'])
  if ((from === undefined) !== (to === undefined)) {
    throw new SpecError('bad-type', 'link: only one end has a name: give both `from` and `to`, or none')
  }
  if (order === 'any' && delays !== 0) {
    throw new SpecError(
      'bad-type',
      "link: `delays` of a link without order changes nothing: remove it, or use order: 'fifo'",
    )
  }
  const type = order === 'fifo' ? queue(message, capacity) : bag(message, capacity)
  // `send` and `take` call it, and the steps that call these do not show it
  expectAssume()
  const lane: Lane = {
    kind: 'link',
    name: from === undefined ? undefined : `${from} to ${to}`,
    faults: (places) => faultsOf(places, order === 'fifo', { loses, duplicates, delays }),
  }
  const send = (place: AnyPlace, message: unknown) => {
    if (place.size >= place.capacity) {
      if (full === 'drops') return
      if (full === 'blocks') assume(false)
    }
    if (isQueue(place)) place.push(message)
    else place.add(message)
  }
  const take = (place: AnyPlace, choose: Choose, wanted: Wanted = always) => {
    if (isQueue(place)) {
      const first = place.at(0)
      assume(first !== undefined && wanted(first))
      return place.shift()
    }
    const message = choose(distinct(place, wanted), 'message')
    place.delete(message)
    return message
  }
  const isReady = (place: Iterable<unknown>, wanted: Wanted = always) => {
    for (const message of place) {
      if (wanted(message)) return true
      if (order === 'fifo') return false
    }
    return false
  }
  return { ...type, lane, send, take, isReady } as unknown as LinkType<T, O>
}

type AnyPlace = QueueView<unknown> | BagView<unknown>
type Wanted = (message: unknown) => boolean

const always = () => true
const isQueue = (place: AnyPlace): place is QueueView<unknown> => 'push' in place

/** Equal messages in flight once: it makes no difference which of them is taken. */
function distinct(place: BagView<unknown>, wanted: Wanted): unknown[] {
  const found: unknown[] = []
  for (const message of place) {
    if (found.length > 0 && same(found[found.length - 1], message)) continue
    if (wanted(message)) found.push(message)
  }
  return found
}

function oneOf(option: string, given: unknown, wanted: readonly string[]): void {
  if (wanted.includes(given as string)) return
  const list = wanted.map((one) => `'${one}'`).join(' or ')
  throw new SpecError('bad-type', `link: \`${option}\` is ${show(given)}: expected ${list}`)
}

interface Faults {
  readonly loses: Budget
  readonly duplicates: Budget
  readonly delays: Budget
}

function faultsOf(of: Places, isOrdered: boolean, { loses, duplicates, delays }: Faults): ReturnType<Lane['faults']> {
  const places = (last: number) => Array.from({ length: last }, (_, i) => i)
  const pick = (place: AnyPlace, choose: Choose): unknown => {
    if (!isQueue(place)) return choose(distinct(place, always), 'message')
    return choose(places(place.size), 'place')
  }
  const hasAny = (place: unknown) => (place as AnyPlace).size > 0
  const hasRoom = (place: unknown) => (place as AnyPlace).size < (place as AnyPlace).capacity
  const hasTwo = (place: unknown) => (place as AnyPlace).size > 1
  const lose = (s: unknown, _me: unknown, choose: Choose) => {
    const place = of.pick(s, choose, hasAny) as AnyPlace
    const picked = pick(place, choose)
    if (isQueue(place)) place.removeAt(picked as number)
    else place.delete(picked)
  }
  const duplicate = (s: unknown, _me: unknown, choose: Choose) => {
    const place = of.pick(s, choose, (one) => hasAny(one) && hasRoom(one)) as AnyPlace
    const picked = pick(place, choose)
    if (!isQueue(place)) {
      place.add(picked)
      return
    }
    const all = [...place]
    all.splice(picked as number, 0, all[picked as number])
    place.assign(all)
  }
  const delay = (s: unknown, _me: unknown, choose: Choose) => {
    const place = of.pick(s, choose, hasTwo) as QueueView<unknown>
    place.push(place.removeAt(choose(places(place.size - 1), 'place')))
  }
  return {
    ...(loses === 0 ? {} : { loses: { budget: loses, do: lose } }),
    ...(duplicates === 0
      ? {}
      : { duplicates: { budget: duplicates, when: (s) => of.some(s, hasRoom), do: duplicate } }),
    ...(delays === 0 || !isOrdered ? {} : { delays: { budget: delays, when: (s) => of.some(s, hasTwo), do: delay } }),
  }
}
