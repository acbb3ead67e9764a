import { describe, expect, it } from 'vitest'
import { type Model, model } from '../../../src/language/model.ts'
import { process } from '../../../src/language/processes/process.ts'
import { spec } from '../../../src/language/spec.ts'
import { bool, oneOf, ref, timer } from '../../../src/language/types.ts'
import { checkDesign } from '../../../src/run/check.ts'

/**
 * CSMA/CD (S. Yovine, Kronos: a verification tool for real-time systems, 1997), with two stations. A station may begin
 * while the signal of the other is on its way, for less than `delay`. Then it takes `delay` until both hear the collision.
 */
function carrierSense({ delay = 2, frame = 4 }) {
  const Station = ref('station', 2)
  const state = {
    medium: oneOf('idle', 'begun', 'collision'),
    front: timer(delay),
    jam: timer(delay, { urgent: true }),
    lost: bool,
  }
  const station = process(state, {
    instances: Station,
    alike: true,
    local: { frame: timer(frame, { urgent: true }) },
    steps: {
      wait: [
        {
          name: 'begin',
          when: (s) => s.medium === 'idle',
          do: (s, me) => {
            s.medium = 'begun'
            s.front.start(delay)
            me.frame.start(frame)
            return 'send'
          },
        },
        {
          name: 'collide',
          when: (s) => s.medium === 'begun' && !s.front.due,
          do: (s, me) => {
            s.medium = 'collision'
            s.jam.start(delay)
            me.frame.start(frame)
            return 'send'
          },
        },
      ],
      send: [
        {
          name: 'done',
          when: (_, me) => me.frame.due,
          do: (s, me) => {
            me.frame.stop()
            s.front.stop()
            if (s.medium === 'collision') s.lost = true
            else s.medium = 'idle'
            return 'wait'
          },
        },
        {
          name: 'hear',
          when: (s) => s.jam.due,
          do: (_, me) => {
            me.frame.stop()
            return 'wait'
          },
        },
      ],
    },
    resting: ['wait'],
  })
  return model({
    name: 'carrier-sense',
    state,
    processes: { station },
    actions: {
      'the medium is quiet': {
        when: (s) => s.jam.due,
        do: (s) => {
          s.jam.stop()
          s.front.stop()
          s.medium = 'idle'
        },
      },
    },
    invariants: { 'no collision goes unheard': (s) => !s.lost },
  })
}

/** A record in two caches. A cache that answers another gives the time to live that is left, or all of it (RFC 1035). */
function caches({ ttl = 5, atMost = 5, passesOn = true }) {
  const cached = oneOf('none', 'old', 'new')
  return model({
    name: 'caches',
    state: { record: oneOf('old', 'new'), resolver: cached, stub: cached, left: timer(ttl), own: timer(ttl) },
    actions: {
      'record changes': {
        when: (s) => s.record === 'old',
        do: (s) => {
          s.record = 'new'
        },
      },
      'resolver asks': {
        when: (s) => s.resolver === 'none' || s.left.due,
        do: (s) => {
          s.resolver = s.record
          s.left.start(ttl)
        },
      },
      'stub asks': {
        when: (s) => (s.stub === 'none' || s.own.due) && s.resolver !== 'none' && !s.left.due,
        do: (s) => {
          s.stub = s.resolver
          if (passesOn) s.own = s.left
          else s.own.start(ttl)
        },
      },
      'stub drops': {
        when: (s) => s.own.due,
        takes: [0, 0],
        do: (s) => {
          s.stub = 'none'
          s.own.stop()
        },
      },
    },
    temporal: ({ longestTime }) => {
      type Caches = { stub: string; resolver: string; left: { due: boolean } }
      const isOld = (s: Caches) => s.stub === 'old' || (s.resolver === 'old' && !s.left.due)
      return {
        'an old record can be had': longestTime(
          (s) => s.record === 'new' && isOld(s),
          (s) => !isOld(s),
          { atMost },
        ),
      }
    },
    resting: () => true,
  })
}

const first = async (of: Model) => {
  const result = await checkDesign(spec({ name: 'networks', model: () => of, designs: { one: {} } }), 'one')
  expect(result.error).toBe(undefined)
  return result.properties[0]
}

describe('timed networks', () => {
  it.each([
    [3, 'violated'],
    [4, 'holds'],
    [5, 'holds'],
  ] as const)('hear each collision if a frame takes at least twice the delay of 2: %i', async (frame, verdict) => {
    expect((await first(carrierSense({ frame })))?.verdict).toBe(verdict)
  })

  it('use an old record for one time to live of 5, or for almost two if a cache does not pass on what is left', async () => {
    for (const [passesOn, longest] of [
      [true, 5],
      // the stub asks one unit before the resolver's record ends
      [false, 9],
    ] as const) {
      for (const [atMost, verdict] of [
        [longest - 1, 'violated'],
        [longest, 'holds'],
        [longest + 1, 'holds'],
      ] as const) {
        const property = await first(caches({ atMost, passesOn }))
        expect([passesOn, atMost, property?.verdict, property?.value]).toEqual([passesOn, atMost, verdict, longest])
      }
    }
  })
})
