import { describe, expect, it } from 'vitest'
import { bool, int, model, process, spec } from '../../src/index.ts'
import { seenAtTheEnd } from '../../src/report/words/step-facts.ts'
import type { Trace } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'

/** A client asks; a server answers while it is up, and an operator takes it down for good. */
const service = () => {
  const state = { asked: bool, answered: bool, up: bool, shifts: int(0, 2), log: int(0, 3) }
  const client = process(state, {
    steps: {
      ask: (s) => {
        s.asked = true
        s.log = 1
        return 'end'
      },
    },
    terminal: ['end'],
    fair: true,
  })
  const server = process(state, {
    steps: {
      answer: {
        when: (s) => s.asked && s.up,
        do: (s) => {
          s.answered = true
        },
      },
    },
    resting: ['answer'],
    fair: true,
  })
  return model({
    name: 'service',
    state,
    processes: { client, server },
    init: (s) => {
      s.up = true
    },
    actions: {
      'goes down': {
        when: (s) => s.up,
        do: (s) => {
          s.up = false
        },
      },
    },
    temporal: ({ leadsTo, canAlwaysReach, within }) => ({
      'who asks is answered': leadsTo(
        (s) => s.asked,
        (s) => s.answered,
      ),
      'can be answered': canAlwaysReach((s) => s.answered),
      'asks at once': within(0, (s) => s.asked),
    }),
  })
}

async function seen(name: string): Promise<{ trace: Trace; seen: string[] }> {
  const designs = spec({ name: 'service', model: service, designs: { only: {} } })
  const { properties } = await checkDesign(designs, 'only', { properties: [name], explain: () => true })
  const trace = properties.find((one) => one.name === name)?.counterexample as Trace
  return { trace, seen: seenAtTheEnd(trace).map((text) => text.replace(/^`(.+?) = .*/s, '$1')) }
}

describe('what the property reads', () => {
  it('is what its formula looks at, and not what keeps fair steps from being taken', async () => {
    const { trace, seen: told } = await seen('who asks is answered')
    const down = trace.steps.findIndex(({ name }) => name === 'goes down') + 1
    expect(told).toEqual(['asked'])
    // it matters all the same
    expect(down).toBeGreaterThan(0)
    expect(trace.why?.slice).toContain(down)
  })

  it('is the goal of canAlwaysReach, and not the guards of the ways that do not lead there', async () => {
    const { trace, seen: told } = await seen('can be answered')
    expect(told).toEqual([])
    expect(trace.why?.slice).toContain(trace.steps.findIndex(({ name }) => name === 'goes down') + 1)
  })

  it('is nothing that comes after the steps that a bound leaves', async () => {
    const { seen: told } = await seen('asks at once')
    expect(told).toEqual([])
  })
})
