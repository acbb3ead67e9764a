/**
 * A sliding window with selective repeat, over two channels that keep the order and lose anything. The receiver keeps
 * the frames that arrive early. An acknowledgement says whether its frame was a repetition. After one that was, the
 * sender has only one frame under way. This folder has the same model in Promela, Murphi and TLA+.
 */
import { bool, int, mapOf, model, process, queue, type State, setOf, spec, struct } from 'allways'

export const window = ({ items = 3, size = 2, frames = 2, acks = 2 } = {}) => {
  /** Numbers of frames are used again, after twice the size of the window. */
  const numbers = 2 * size
  const FrameNumber = int(0, numbers - 1)
  const Item = int(0, items - 1)
  const state = {
    frames: queue(struct({ number: FrameNumber, item: Item, again: bool }), frames),
    acks: queue(struct({ number: FrameNumber, again: bool }), acks),
    /** The first item that is not acknowledged, and the first one that has never been sent. */
    first: int(0, items),
    next: int(0, items),
    /** The items of the window that are acknowledged, although an earlier one is not. */
    acknowledged: setOf(Item),
    /** Whether the last acknowledgement was of a repeated frame. */
    careful: bool,
    /** The number of items that the receiver has delivered. */
    delivered: int(0, items),
    /** The items that the receiver keeps because an earlier one has not arrived. */
    early: mapOf(FrameNumber, Item),
    /** Whether the receiver has delivered an item out of its order. */
    mixedUp: bool,
  }
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)
  const distance = (from: number, to: number) => (((to - from) % numbers) + numbers) % numbers
  const unacknowledged = (s: State<typeof state>) =>
    upTo(items).filter((item) => item >= s.first && item < s.next && !s.acknowledged.has(item))

  const sender = process(state, {
    steps: {
      send: {
        when: (s) => s.next < items && s.next < s.first + (s.careful ? 1 : size) && !s.frames.isFull,
        do: (s) => {
          s.frames.push({ number: s.next % numbers, item: s.next, again: false })
          s.next++
        },
      },
    },
    resting: ['send'],
  })
  const timer = process(state, {
    steps: {
      'send again': {
        when: (s) => !s.frames.isFull,
        do: (s, _me, choose) => {
          const item = choose(unacknowledged(s))
          s.frames.push({ number: item % numbers, item, again: true })
        },
      },
    },
    resting: ['send again'],
  })
  const receiver = process(state, {
    steps: {
      receive: {
        when: (s) => s.frames.length > 0 && !s.acks.isFull,
        do: (s) => {
          const { number, item, again } = s.frames.shift()!
          // a frame from before the window was delivered before, but its acknowledgement may be lost
          if (distance(s.delivered, number) < size) s.early.set(number, item)
          while (s.early.has(s.delivered % numbers)) {
            if (s.early.get(s.delivered % numbers) !== s.delivered) s.mixedUp = true
            s.early.delete(s.delivered % numbers)
            s.delivered++
          }
          s.acks.push({ number, again })
        },
      },
    },
    resting: ['receive'],
  })
  const listener = process(state, {
    steps: {
      hear: {
        when: (s) => s.acks.length > 0,
        do: (s) => {
          const { number, again } = s.acks.shift()!
          const item = s.first + distance(s.first, number)
          s.careful = again
          if (item < s.next) s.acknowledged.add(item)
          while (s.acknowledged.delete(s.first)) s.first++
        },
      },
    },
    resting: ['hear'],
  })

  return model({
    name: 'window',
    state,
    processes: { sender, timer, receiver, listener },
    actions: {
      'a frame is lost': (s, choose) => {
        s.frames.removeAt(choose(upTo(s.frames.length)))
      },
      'an acknowledgement is lost': (s, choose) => {
        s.acks.removeAt(choose(upTo(s.acks.length)))
      },
    },
    invariants: {
      'items are delivered in their order, and only what is delivered is acknowledged': (s) =>
        !s.mixedUp && s.first <= s.delivered,
    },
  })
}

export default spec({
  name: 'window',
  model: window,
  designs: {
    small: { params: { items: 3, size: 2, frames: 2, acks: 2 }, counts: { states: 1895, transitions: 8875 } },
    large: {
      params: { items: 6, size: 3, frames: 4, acks: 3 },
      counts: { states: 1_993_334, transitions: 16_356_991 },
    },
  },
})
