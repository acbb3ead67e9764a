import { array, bool, int, model, optional, process, spec, struct } from 'allways'
import { describe, expect, it } from 'vitest'
import dns from '../../specs/dynamodb-dns.model.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import { Recorder } from '../../src/reference/recorder.ts'
import { reasonsOf } from '../../src/report/words/reasons.ts'
import type { PropertyResult, Trace, Why } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'

/** Workers that add one, by a read and a write; `bystander` steps matter to nobody. */
const counter = ({ workers = 2 } = {}) => {
  const state = { n: int(0, workers), seen: int(0, 3) }
  const worker = process(state, {
    instances: workers,
    local: { copy: int(0, workers) },
    steps: {
      read: (s, me) => {
        me.copy = s.n
        return 'write'
      },
      write: (s, me) => {
        s.n = me.copy + 1
        return 'done'
      },
    },
    terminal: ['done'],
    fair: true,
  })
  const bystander = process(state, {
    steps: { look: { when: (s) => s.seen < 3, do: (s) => void s.seen++ } },
    resting: ['look'],
  })
  return model({
    name: 'counter',
    state,
    processes: { worker, bystander },
    invariants: {
      'every addition counts': {
        'nobody is done before': (s) => s.worker.some((one) => one.at === 'done') || s.n === 0,
        'n is what was added': (s) => !s.worker.every((one) => one.at === 'done') || s.n === workers,
      },
    },
  })
}

async function violated(make: () => ReturnType<typeof model>, name: string): Promise<PropertyResult & { why: Why }> {
  const designs = spec({ name: 'tried', model: make, designs: { only: {} } })
  const result = await checkDesign(designs, 'only', { explain: () => true })
  const property = result.properties.find((other) => other.name === name) as PropertyResult
  return { ...property, why: property.counterexample?.why as Why }
}

describe('of a lost update', () => {
  it('the stale read, the part that is false, and the pair of steps that would have saved it are told', async () => {
    const { why, counterexample } = await violated(counter as never, 'every addition counts')
    const { steps } = counterexample as Trace
    expect(steps.map(({ actor, name }) => `${actor} ${name}`)).toHaveLength(4)
    expect(why.parts).toMatchObject([{ text: 'n is what was added' }])
    expect(why.parts[0]?.values).toContainEqual({ path: 'n', value: 1 })
    expect(why.stale).toHaveLength(1)
    const [{ path, value, read, overwritten, used }] = why.stale as [Why['stale'][0]]
    expect({ path, value }).toEqual({ path: 'n', value: 0 })
    expect([steps[read - 1]?.name, steps[overwritten - 1]?.name, steps[used - 1]?.name]).toEqual([
      'read',
      'write',
      'write',
    ])
    expect(steps[read - 1]?.actor).toBe(steps[used - 1]?.actor)
    expect(steps[overwritten - 1]?.actor).not.toBe(steps[used - 1]?.actor)
    expect(why.saving).toMatchObject([{ process: 'worker', first: 'read', second: 'write' }])
    expect(why.slice).toEqual([1, 2, 3, 4])
  })

  it('what a guard read is stale as well, where its step keeps something else in a local variable', async () => {
    const lease = () => {
      const state = { owner: optional(int(0, 1)), term: int(0, 3), both: bool }
      const replica = process(state, {
        instances: 2,
        local: { seen: int(0, 3) },
        steps: {
          read: {
            when: (s) => s.owner === null,
            do: (s, me) => {
              me.seen = s.term
              return 'write'
            },
          },
          write: (s, me) => {
            if (s.owner !== null) s.both = true
            s.owner = me.id
            return 'done'
          },
        },
        terminal: ['done'],
        resting: ['read'],
      })
      return model({ name: 'lease', state, processes: { replica }, invariants: { 'one owner': (s) => !s.both } })
    }
    const { why } = await violated(lease as never, 'one owner')
    expect(why.stale).toMatchObject([{ path: 'owner', value: null }])
  })

  it('the turning point is the step after which only writes are left', async () => {
    const { why, counterexample } = await violated(counter as never, 'every addition counts')
    const names = (counterexample as Trace).steps.slice(0, why.turningPoint).map(({ name }) => name)
    // both have read: what they write is fixed, and both are fair
    expect(names.filter((name) => name === 'read')).toHaveLength(2)
    expect(why.turningPoint).toBeLessThan(4)
  })
})

describe('what a step reads', () => {
  const make = () => {
    const state = {
      job: optional(struct({ size: int(0, 3), done: bool })),
      cells: array(3, int(0, 3)),
    }
    const hand = process(state, {
      steps: {
        take: (s) => {
          s.job = { size: 1, done: false }
          return 'grow'
        },
        grow: (s) => {
          if (s.job !== null) s.job.size = 2
          return 'fill'
        },
        fill: (s, me) => {
          s.cells[1] = 2
          if (s.cells[1] === 2) s.cells[2] = (s.cells[0] ?? 0) + 1
          return me.at === 'fill' ? 'end' : 'take'
        },
      },
      terminal: ['end'],
    })
    return model({ name: 'reads', state, processes: { hand }, invariants: { small: (s) => s.job?.size !== 2 } })
  }

  it('is not what it had assigned itself', () => {
    const made = make()
    const reference = interpreter(made as never)
    const start = reference.initials()[0]?.state as never
    const path = ['take', 'grow'].reduce((state, _, i) => reference.outcomes(state, i)[0]?.state as never, start)
    const { reads, writes } = reference.recorded(path, 2)
    expect(reads.map((read) => read.path)).toEqual(['hand[0].at', 'cells[0]', 'hand[0].at'])
    expect([...writes]).toEqual(['cells[1]', 'cells[2]', 'hand[0].at'])
  })

  it('has all who wrote a part of it in the slice', async () => {
    const { why } = await violated(make as never, 'small')
    expect(why.slice).toEqual([1, 2])
    expect(why.flows).toContainEqual({ path: 'job', from: 1, to: 3 })
    expect(why.flows).toContainEqual({ path: 'job.size', from: 2, to: 3 })
  })
})

describe('the race of the DNS automation as deployed', async () => {
  const { properties } = await checkDesign(dns, 'as deployed', {
    properties: ['endpoint never empty'],
    explain: () => true,
  })
  const { counterexample } = properties[0] as { counterexample: Trace }
  const why = counterexample.why as Why

  it('comes from a stale look at the active plan', () => {
    const [stale, ...others] = why.stale
    expect(others).toEqual([])
    const names = [stale?.read, stale?.overwritten, stale?.used].map((at) => counterexample.steps[(at ?? 0) - 1]?.name)
    expect(stale).toMatchObject({ path: 'records[0].active', value: 1 })
    expect(names).toEqual(['pick plan', 'apply plan', 'apply plan'])
  })

  it('would not be there if pick and apply were one step', () => {
    expect(why.saving).toMatchObject([{ process: 'enactor', first: 'pick plan', second: 'apply plan' }])
  })

  it('is told for the endpoint, with what it holds', () => {
    expect(why.parts).toMatchObject([{ of: 'records[0]' }])
    expect(reasonsOf(counterexample, 'endpoint never empty').join(' ')).toContain('records[0].trees = [1, 4]')
  })
})

describe('elements that decide', () => {
  const make = (earlier: boolean) => {
    const state = { up: array(3, bool), nodes: array(2, struct({ links: array(2, struct({ n: int(0, 3) })) })) }
    return model({
      name: 'elements',
      state,
      actions: {
        fail: (s) => {
          s.up.fill(true)
          s.nodes[1]!.links[0]!.n = 3
        },
      },
      invariants: {
        'none is up': (s) => !s.up.some((one) => one),
        'links are short': (s) => s.nodes.every((node) => node.links.every((link) => link.n < 3)),
        'nobody guesses': (s) => earlier || s.nodes.every((node) => node.links[0]!.n < 3),
      },
    })
  }

  it('are found in the innermost of the questions, and only where the question is the whole predicate', async () => {
    const parts = async (name: string) => (await violated((() => make(false)) as never, name)).why.parts
    expect(await parts('none is up')).toMatchObject([
      { of: 'up[0]', text: 'one', values: [{ path: 'up[0]', value: true }] },
    ])
    expect(await parts('links are short')).toEqual([
      { text: 'link.n < 3', of: 'nodes[1], nodes[1].links[0]', values: [{ path: 'nodes[1].links[0].n', value: 3 }] },
    ])
    const [guessed] = await parts('nobody guesses')
    expect(guessed?.of).toBeUndefined()
  })
})

it('a recorder leaves out what was assigned, and what lies in it', () => {
  const recorder = new Recorder()
  recorder.read('a.b')
  recorder.write('a')
  recorder.read('a.b')
  recorder.read('ab')
  recorder.write('q', false)
  recorder.read('q')
  expect(recorder.reads.map(({ path }) => path)).toEqual(['a.b', 'ab', 'q'])
})
