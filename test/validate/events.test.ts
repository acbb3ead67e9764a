import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { int, model } from '../../src/index.ts'
import { Events, type Kind } from '../../src/validate/events.ts'

const made = model({ name: 'm', state: { n: int(0, 3) }, actions: { up: (s) => void s.n++, down: (s) => void s.n-- } })

const texts = fc.constantFrom('a', 'b', '","time":5', '\\', '}', '\t', 'é', ',"host":"x"')
const parts = fc.record(
  {
    step: fc.constantFrom('up', 'down'),
    state: fc.record({ n: fc.nat(3) }),
    host: texts,
    time: fc.oneof(fc.nat(9), fc.constantFrom(-1, 1.5, 1e21, -0.25)),
    note: fc.oneof(texts, fc.record({ host: texts, time: fc.nat(9) })),
  },
  { requiredKeys: ['step'] },
)

describe('the events of a log', () => {
  it('are read from any text of a line, whichever lines were read before', () => {
    const ordered = parts.chain((event) =>
      fc.shuffledSubarray(Object.entries(event), { minLength: Object.keys(event).length }),
    )
    const logs = fc.array(ordered.map(Object.fromEntries), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(logs, (log) => {
        const events = new Events(made)
        for (const event of [...log, ...log]) {
          const { host, time, step, state } = event
          const found = events.read(JSON.stringify(event))
          const wanted = { step, ...(state === undefined ? {} : { state }) }
          expect(found).toMatchObject({ host, time })
          expect(JSON.parse((found as { kind: Kind }).kind.text)).toEqual(wanted)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('are of one kind if only their hosts, times and notes differ', () => {
    const events = new Events(made)
    const lines = ['{"step":"up"}', '{"step":"up","host":"a","time":1}', '{"note":1,"step":"up","time":2}']
    const kinds = [...lines, ...lines].map((line) => (events.read(line) as { kind: Kind }).kind)
    expect(new Set(kinds).size).toBe(1)
  })

  it('are lost only with an error', () => {
    const found = new Events(made).read('{"allways":"lost","message":"no room"}')
    expect(found).toEqual(["the recorder could not write the event here: 'no room'"])
  })
})
