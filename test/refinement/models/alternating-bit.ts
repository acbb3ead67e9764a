/**
 * The alternating bit protocol over lines that lose messages (K. A. Bartlett, R. A. Scantlebury and P. T. Wilkinson, "A
 * note on reliable full-duplex transmission over half-duplex links", CACM 12(5), 1969), and the channel that it is.
 */
import { bool, int, model, optional, queue, struct } from '../../../src/index.ts'

export const channel = () =>
  model({
    name: 'channel',
    state: { buffer: queue(int(0, 1), 1), delivered: optional(int(0, 1)) },
    actions: {
      put: {
        when: (s) => s.buffer.length === 0,
        do: (s, choose) => {
          s.buffer.push(choose([0, 1]))
        },
      },
      get: {
        when: (s) => s.buffer.length > 0,
        do: (s) => {
          s.delivered = s.buffer.shift() ?? null
        },
        fair: true,
      },
    },
  })

/** `hears`: the fairness of what is received. `checks`: whether the receiver looks at the bit. */
export const alternatingBit = ({
  hears = 'strong',
  checks = true,
}: {
  readonly hears?: 'weak' | 'strong'
  readonly checks?: boolean
} = {}) =>
  model({
    name: 'alternating bit',
    state: {
      data: int(0, 1),
      isBusy: bool,
      bit: bool,
      expected: bool,
      frames: queue(struct({ data: int(0, 1), bit: bool }), 1),
      answers: queue(bool, 1),
      /** A history variable: the data that was delivered last. */
      delivered: optional(int(0, 1)),
    },
    actions: {
      'accept data': {
        when: (s) => !s.isBusy,
        do: (s, choose) => {
          s.isBusy = true
          s.data = choose([0, 1])
        },
      },
      send: {
        when: (s) => s.isBusy && s.frames.length === 0,
        do: (s) => {
          s.frames.push({ data: s.data, bit: s.bit })
        },
        fair: true,
      },
      'lose a frame': {
        when: (s) => s.frames.length > 0,
        do: (s) => {
          s.frames.shift()
        },
      },
      receive: {
        when: (s) => s.frames.length > 0 && s.answers.length === 0,
        do: (s) => {
          const { bit, data } = s.frames.shift() as { bit: boolean; data: number }
          if (!checks || bit === s.expected) {
            s.expected = !s.expected
            s.delivered = data
          }
          s.answers.push(bit)
        },
        fair: hears,
      },
      'lose an answer': {
        when: (s) => s.answers.length > 0,
        do: (s) => {
          s.answers.shift()
        },
      },
      'hear an answer': {
        when: (s) => s.answers.length > 0,
        do: (s) => {
          if (s.answers.shift() !== s.bit || !s.isBusy) return
          s.bit = !s.bit
          s.isBusy = false
        },
        fair: hears,
      },
    },
    temporal: ({ refines }) => ({
      'it is a channel': refines({
        of: channel(),
        by: (s) => ({ buffer: s.isBusy && s.bit === s.expected ? [s.data] : [], delivered: s.delivered }),
      }),
    }),
  })
