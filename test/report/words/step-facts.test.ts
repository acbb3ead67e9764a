import { bool, int, model, optional, process, spec, timer } from 'allways'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../../src/language/model.ts'
import { renderTrace } from '../../../src/report/terminal/trace.ts'
import type { Trace } from '../../../src/result.ts'
import { checkDesign } from '../../../src/run/check.ts'

async function storyOf(make: () => Model, width = 120): Promise<string[]> {
  const designs = spec({ name: 'tried', model: make, designs: { only: {} } })
  const { properties } = await checkDesign(designs, 'only', { explain: () => true })
  const trace = properties.find(({ counterexample }) => counterexample !== undefined)?.counterexample as Trace
  return renderTrace(trace, { width, color: false }).split('\n')
}

/** A worker claims a job, may crash, and skips a job that is claimed. */
const claims = ({ workers = 1 } = {}) => {
  const state = { claim: optional(int(0, 1)), done: bool, open: bool }
  const worker = process(state, {
    instances: workers,
    steps: {
      claim: {
        when: (s) => s.open,
        do: (s, me) => {
          if (s.claim !== null) return 'idle'
          s.claim = me.id
          return 'work'
        },
      },
      work: (s) => {
        s.done = true
        return 'idle'
      },
    },
    terminal: ['idle'],
    faults: { crash: { at: ['work'], budget: 1, do: () => 'claim' } },
  })
  return model({
    name: 'claims',
    state,
    processes: { worker },
    actions: {
      open: {
        when: (s) => !s.open,
        do: (s) => {
          s.open = true
        },
      },
    },
    invariants: { 'a claimed job is done': (s) => !s.worker.every((one) => one.at === 'idle') || s.done },
  }) as never
}

describe('a step of time', () => {
  it('does not read the timers that it shows to run down', async () => {
    const lease = () => {
      const state = { ttl: timer(3), gone: bool }
      const client = process(state, {
        steps: {
          take: (s) => {
            s.ttl.start(3)
            return 'has'
          },
        },
        terminal: ['has'],
      })
      return model({
        name: 'lease',
        state,
        processes: { client },
        actions: {
          expires: {
            when: (s) => s.ttl.due,
            do: (s) => {
              s.gone = true
              s.ttl.stop()
            },
          },
        },
        invariants: { stays: (s) => !s.gone },
      }) as never
    }
    const text = (await storyOf(lease)).join('\n')
    expect(text).toMatch(/ttl: 3 → 0/)
    expect(text).not.toContain('reads ttl: 3')
  })
})

describe('a read of what the actor itself wrote', () => {
  it('is shown of a worker that crashed and skips because of its own earlier claim', async () => {
    const lines = await storyOf(claims)
    const at = lines.findIndex((line) => line.includes('reads claim'))
    expect(lines[at - 2]).toMatch(/^ {2}4 .*● claim$/)
    expect(lines[at]).toMatch(/reads claim: 0 \(from step 2\)$/)
    expect(lines.slice(at + 1).join('\n')).not.toContain('reads claim')
  })

  it('is shown in a story of a single lane, and so is what the property reads', async () => {
    const jugs = () =>
      model({
        name: 'jugs',
        state: { big: int(0, 5), small: int(0, 3) },
        actions: {
          'fill big': (s) => {
            s.big = 5
          },
          pour: {
            when: (s) => s.big > s.small,
            do: (s) => {
              s.small = Math.min(3, s.big)
            },
          },
        },
        invariants: { 'small stays empty': (s) => s.small === 0 },
      }) as never
    const lines = await storyOf(jugs)
    expect(lines.join('\n')).toContain('pour      reads big: 5 (from step 1), small: 0 → 3')
    expect(lines.at(-1)).toBe('  ▸ the property reads `small = 3` (from step 2)')
  })

  it('goes without saying of a step that does more, and of a variable that it changes', async () => {
    const state = { n: int(0, 4), m: int(0, 4) }
    const counter = process(state, {
      steps: {
        first: (s) => {
          s.n++
          return 'second'
        },
        second: (s) => {
          s.m = s.n
          return 'third'
        },
        third: (s) => {
          s.m += s.n
          return 'end'
        },
      },
      terminal: ['end'],
    })
    const fill = (s: { n: number }) => {
      s.n = 4
    }
    const other = process(state, {
      steps: { go: { when: (s) => s.m === 2, do: fill } },
      resting: ['go'],
    })
    const make = () =>
      model({ name: 'more', state, processes: { counter, other }, invariants: { few: (s) => s.n < 4 } }) as never
    const lines = await storyOf(make)
    expect(lines.filter((line) => line.includes('reads')).map((line) => line.replace(/.*reads/, 'reads'))).toEqual([
      'reads m: 2 (from step 3)',
      'reads `n = 4` (from step 4)',
      "reads: inputs, others' writes; own writes if the step changes no variable",
    ])
  })
})
