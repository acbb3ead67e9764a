/** Requests and answers that are lost, late, or not those of the port, as steps and faults of a model. */
import { bool, int, model, oneOf, process, spec } from 'allways'
import { describe, expect, it } from 'vitest'
import { type Calls, driver } from '../../src/conform/driver.ts'
import { releaseOf } from '../../src/conform/tasks.ts'
import { type Ending, ports } from '../../src/ports/ports.ts'
import { conform, reportOf, storyOf } from './systems.ts'

interface Store {
  add(id: number): Promise<'stored' | 'known'>
}

/** Adds something, and tries again until it has an answer. */
async function send(store: Store, id: number): Promise<string> {
  for (;;) {
    try {
      return await store.add(id)
    } catch {
      // no answer: it may have been stored
    }
  }
}

/** Each sender stores once, although requests and answers get lost. The store knows what it has. */
const sendingModel = () => {
  const state = { stored: int(0, 2) }
  const sender = process(state, {
    instances: 2,
    local: { arrived: bool, answer: oneOf('none', 'stored', 'known') },
    steps: {
      send: (s, me) => {
        me.answer = me.arrived ? 'known' : 'stored'
        if (!me.arrived) s.stored++
        me.arrived = true
        return 'hear'
      },
      hear: () => 'done',
    },
    terminal: ['done'],
    faults: {
      'request is lost': { at: ['send'], budget: 1, do: () => {} },
      'answer is lost': {
        at: ['send'],
        budget: 1,
        do: (s, me) => {
          if (!me.arrived) s.stored++
          me.arrived = true
        },
      },
      conflict: {
        at: ['send'],
        budget: 1,
        do: (_, me) => {
          me.answer = 'known'
          return 'done'
        },
      },
    },
  })
  return model({ name: 'sending', state, processes: { sender } })
}

const timeout = new Error('timeout')
const sendingSpec = spec({ name: 'sending', model: sendingModel, designs: { d: {} } })

function sendingDriver({ isIdempotent = true, code = send, calls = {} as { [step: string]: Calls } } = {}) {
  const of = (name: string, usual: Calls) => ({ calls: calls[name] ?? usual })
  return driver(sendingSpec)({
    start: () => {
      const known = new Set<number>()
      const answers: ('none' | 'stored' | 'known')[] = ['none', 'none']
      let stored = 0
      const store: Store = {
        async add(id) {
          if (isIdempotent && known.has(id)) return 'known'
          known.add(id)
          stored++
          return 'stored'
        },
      }
      const gates = ports({ store }, { limitMs: 200 })
      for (const id of [0, 1]) {
        gates.task('sender', id, async () => {
          answers[id] = (await code(gates.through.store, id)) as 'stored' | 'known'
        })
      }
      return { gates, answers, count: () => stored }
    },
    ports: ({ gates }) => gates,
    steps: {
      'sender send': of('send', [{ call: 'store.add', answer: 'held' }]),
      'sender hear': of('hear', ['answer of store.add']),
      'sender request is lost': of('request', [{ call: 'store.add', made: false, error: timeout }]),
      'sender answer is lost': of('answer', [{ call: 'store.add', error: timeout }]),
      'sender conflict': of('conflict', [{ call: 'store.add', made: false, value: 'known' }]),
    },
    observe: ({ count, answers, gates }) => ({
      stored: count(),
      // an answer is known to the code when it has ended
      sender: answers.map((answer, id) => (gates.tasks[id]?.ended ? { answer } : {})),
    }),
  })
}

describe('what becomes of the calls of a step', () => {
  it('follows the model, if the code stands it', async () => {
    const result = await conform(sendingDriver())
    expect(reportOf(result)).toContain('The code took all')
    expect(result.driven).toBe(result.drivable)
  })

  it('finds code that is not idempotent', async () => {
    const result = await conform(sendingDriver({ isIdempotent: false }))
    expect(storyOf(result)?.map((step) => step.replace(/\d/, 'n'))).toEqual([
      'sender n answer is lost',
      'sender n send',
    ])
    expect(result.drift?.message).toMatch(/after 'sender \d send', stored is 2 in the code, and 1 in the model/)
  })

  it('finds code that gives up when it has no answer', async () => {
    const code = async (store: Store, id: number) => store.add(id).catch(() => 'none')
    const result = await conform(sendingDriver({ code }))
    expect(result.drift?.message).toMatch(/sender \d has ended after '.* is lost'; the model goes on with 'send'/)
  })

  it('finds code that takes the answer for the call', async () => {
    const code = async (store: Store, id: number) => {
      const answer = await send(store, id)
      return answer === 'known' ? send(store, id) : answer
    }
    const result = await conform(sendingDriver({ code }))
    expect(storyOf(result)).toEqual([expect.stringMatching(/sender \d conflict/)])
  })

  it.each<[string, Calls, string]>([
    ['an unknown answer', [{ call: 'store.add', answer: 'late' as never }], "answer is 'late'; expected 'held' or"],
    ['no outcome of a call that is not made', [{ call: 'store.add', made: false }], 'is not made, so it has no answer'],
    ['a value and an error', [{ call: 'store.add', value: 1, error: 1 }], 'has a value and an error; expected one'],
    ['a value that is lost', [{ call: 'store.add', answer: 'lost', value: 1 }], 'is lost, so it is no value or error'],
    ['a misspelt option', [{ call: 'store.add', anser: 'held' } as never], "unknown option 'anser'"],
    ['a misspelt call', [{ call: 'store.ad', answer: 'held' }], "names the call 'store.ad', which is not a method"],
    ['the answer of a misspelt call', ['answer of store.ad'], "names the call 'answer of store.ad', which is not"],
  ])('cannot be %s', async (_, calls, says) => {
    await expect(conform(sendingDriver({ calls: { send: calls } }))).rejects.toThrow(says)
  })

  it('cannot be something else', () => {
    expect(() => releaseOf(5)).toThrow('a call of a step is 5; expected its name, or what becomes of it')
  })
})

describe('a call that is let through', () => {
  const released = async (ending: Ending, store = { add: async () => 'stored' }) => {
    const gates = ports({ store }, { limitMs: 100 })
    const heard: unknown[] = []
    gates.task('sender', 0, () =>
      gates.through.store.add().then(
        (value) => heard.push(value),
        (error) => heard.push(error),
      ),
    )
    await gates.rest()
    const [call] = gates.tasks[0]?.waiting ?? []
    if (call === undefined) throw new Error('no call waits')
    await gates.proceed(call, ending)
    return { gates, heard, waiting: () => gates.tasks[0]?.waiting.map(({ name }) => name) }
  }

  it.each<[string, Ending, unknown[], unknown]>([
    ['is made, and answered', {}, ['stored'], 'stored'],
    ['is answered with another value', { value: 1 }, [1], 'stored'],
    ['is answered with an error', { error: timeout }, [timeout], 'stored'],
    ['is not made, and answered with a value', { made: false, value: 2 }, [2], undefined],
    ['is not made, and its answer is lost', { made: false, answer: 'lost' }, [], undefined],
    ['is made, and its answer is lost', { answer: 'lost' }, [], 'stored'],
  ])('%s', async (_, ending, heard, value) => {
    const run = await released(ending)
    expect(run.heard).toEqual(heard)
    expect(run.waiting()).toEqual([])
    expect(run.gates.calls).toEqual([{ by: 'sender 0', name: 'store.add', args: [], outcome: { value } }])
    run.gates.close()
  })

  it('is made, and its answer waits', async () => {
    for (const ending of [{ answer: 'held' }, { answer: 'held', value: 'else' }] as const) {
      const { gates, heard, waiting } = await released(ending)
      expect([heard, waiting()]).toEqual([[], ['answer of store.add']])
      await gates.proceed(gates.tasks[0]?.waiting[0] as never)
      expect([heard, waiting()]).toEqual([['value' in ending ? 'else' : 'stored'], []])
      expect(gates.tasks[0]?.ended).toBe(true)
      gates.close()
    }
  })

  it('is forgotten with its answer if the task crashes', async () => {
    const { gates, heard, waiting } = await released({ answer: 'held' })
    gates.drop('sender', 0)
    await gates.rest()
    expect([heard, waiting(), gates.troubles]).toEqual([[], [], []])
    gates.close()
  })
})
