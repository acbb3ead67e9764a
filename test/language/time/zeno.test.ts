import { describe, expect, it } from 'vitest'
import { model } from '../../../src/language/model.ts'
import { spec } from '../../../src/language/spec.ts'
import { bool, timer } from '../../../src/language/types.ts'
import { checkDesign } from '../../../src/run/check.ts'

/** An alarm must be handled when it is due; until then, somebody may look at it as often as they like. */
const alarm = (options: { urgent: boolean; fair: boolean; looks: boolean }) =>
  model({
    name: 'alarm',
    state: { alarm: timer(3, { urgent: options.urgent }), seen: bool, handled: bool },
    init: (s) => s.alarm.start(3),
    actions: {
      look: {
        when: (s) => options.looks && s.alarm.running,
        do: (s) => {
          s.seen = !s.seen
        },
        fair: options.looks,
      },
      handle: {
        when: (s) => s.alarm.due,
        do: (s) => {
          s.alarm.stop()
          s.handled = true
        },
        fair: options.fair,
      },
    },
    temporal: ({ eventually }) => ({ 'it is handled': eventually((s) => s.handled) }),
    resting: () => true,
  })

const told = async (options: Parameters<typeof alarm>[0]) => {
  const result = await checkDesign(spec({ name: 'a', model: () => alarm(options), designs: { one: {} } }), 'one')
  const [property] = result.properties
  return { verdict: property?.verdict, notes: property?.notes?.filter((note) => note.includes('`alarm` is due')) ?? [] }
}

describe('a run in which time is stopped', () => {
  it('is a counterexample that names the timer, if it loops in no time or ends there', async () => {
    const loop = await told({ urgent: true, fair: false, looks: true })
    expect(loop.verdict).toBe('violated')
    expect(loop.notes).toEqual([expect.stringContaining('No time passes in this loop')])
    const end = await told({ urgent: true, fair: false, looks: false })
    expect(end.verdict).toBe('violated')
    expect(end.notes).toEqual([expect.stringContaining('Time is stopped at the end of this run')])
  })

  it('is not possible if the step that lets time go on is fair', async () => {
    expect(await told({ urgent: true, fair: true, looks: true })).toEqual({ verdict: 'holds', notes: [] })
  })

  it('is told apart from one in which any time may pass', async () => {
    expect(await told({ urgent: false, fair: false, looks: true })).toEqual({ verdict: 'violated', notes: [] })
  })
})
