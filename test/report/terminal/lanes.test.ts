import { describe, expect, test } from 'vitest'
import type { Plain } from '../../../src/plain.ts'
import { renderTrace } from '../../../src/report/terminal/trace.ts'
import type { Change, Trace, TraceStep, Why } from '../../../src/result.ts'
import { esc, tooLong } from '../fixtures.ts'

const plain = { width: 80, color: false }

function did(
  actor: string,
  name: string,
  at: string,
  ...changes: readonly (readonly [string, Plain, Plain])[]
): TraceStep {
  const [process, instance] = actor.split(' ') as [string, string | undefined]
  const own = `${process}[${instance ?? 0}]`
  const told = changes.map(([path, before, after]): Change => ({ path, before, after }))
  return {
    ...{ name, kind: 'step', process, instance: Number(instance ?? 0), actor, choices: [], picks: [] },
    changes: [{ path: `${own}.at`, before: name, after: at }, ...told],
    state: { record: 0 },
  }
}

/** An old write over a newer one: B overtakes A between its read and its write. */
const race: Trace = {
  initial: {
    choices: [],
    picks: [],
    state: {
      record: 0,
      note: '',
      writer: [
        { at: 'read', seen: 0 },
        { at: 'read', seen: 0 },
      ],
    },
  },
  steps: [
    did('writer 0', 'read', 'write', ['writer[0].seen', 0, 1]),
    did('clerk', 'note', 'note', ['note', '', 'x']),
    did('writer 1', 'write', 'read', ['record', 0, 2]),
    did('writer 0', 'write', 'read', ['record', 2, 1]),
  ],
}

const why: Why = {
  parts: [],
  slice: [1, 3, 4],
  flows: [
    { path: 'writer[0].seen', from: 1, to: 4 },
    { path: 'record', from: 3, to: 4 },
    { path: 'record', from: 4, to: 5 },
  ],
  stale: [{ path: 'record', value: 0, read: 1, overwritten: 3, used: 4 }],
  turningPoint: 3,
}

describe('a trace of several actors', () => {
  test('is told in lanes, with the words at the right where they are narrow', () => {
    expect(renderTrace(race, plain).split('\n')).toEqual([
      '  At the start: record: 0, note: "", writer: 2 × {at: read, seen: 0}',
      '',
      '     writer 0',
      '     │ clerk',
      '     │ │ writer 1',
      '  1  ● │ │  writer 0: read   seen: 0 → 1',
      '  2  │ ● │  clerk: note      note: "" → x',
      '     │ │ │                   at: note → note',
      '  3  │ │ ●  writer 1: write  record: 0 → 2',
      '     │ │ │                   at: write → read',
      '  4  ● │ │  writer 0: write  record: 2 → 1',
      '     │ │ │                   at: write → read',
      "  at: the actor's new label; left out if its next step has this name",
    ])
  })

  test('says below which reads and labels it leaves out, if it shows some', () => {
    const flows = [
      { path: 'record', from: 3, to: 4 },
      { path: 'writer[0].seen', from: 1, to: 4 },
    ]
    const legend = (trace: Trace) =>
      renderTrace(trace, plain)
        .split('\n')
        .filter((line) => /^ {2}(reads|at):/.test(line))
    const label = "  at: the actor's new label; left out if its next step has this name"
    const reads = "  reads: inputs, others' writes; own writes if the step changes no variable"
    expect(legend({ ...race, why: { ...why, flows } })).toEqual([reads, label])
    expect(legend({ ...race, why: { ...why, flows: flows.slice(0, 1) } })).toEqual([label])
    expect(legend({ ...race, why: { ...why, flows: flows.slice(1) } })).toEqual([reads, label])
    expect(legend({ ...race, why: { ...why, flows: flows.slice(1), stale: [] } })).toEqual([label])
    expect(legend({ ...race, steps: race.steps.slice(0, 1) })).toEqual([])
  })

  test('shows both values of a queue if they fit on a line', () => {
    const [first, ...others] = race.steps as [TraceStep, ...TraceStep[]]
    const line = (length: number) => Array.from({ length }, (_, i) => i)
    const shown = (length: number) => {
      const changes = [{ path: 'line', before: line(length), after: line(length + 1) }]
      const trace = { ...race, maps: [], queues: ['line'], steps: [{ ...first, changes }, ...others] }
      return renderTrace(trace, plain).split('\n')
    }
    expect(shown(3)).toContain('  1  ● │ │  writer 0: read   line: [0, 1, 2] → [0, 1, 2, 3]')
    expect(shown(12)).toContain('  1  ● │ │  writer 0: read   line: +12')
  })

  test('has the words in the lanes where there is room', () => {
    const lines = renderTrace(race, { width: 110, color: false }).split('\n')
    const [head, first] = lines.slice(2)
    expect(head).toMatch(/^ {5}writer 0 +clerk +writer 1$/)
    expect(first).toMatch(/^ {2}1 {2}● read +│ +│$/)
    expect(first?.indexOf('│')).toBe(head?.indexOf('clerk'))
  })

  test('leaves out a label that the next step of its actor shows, and no other', () => {
    const text = renderTrace(race, plain)
    expect(text).not.toContain('at: read → write')
    expect(text.match(/at: write → read/g)).toHaveLength(2)
  })

  test('has a line for a step that changes nothing but a label that is left out', () => {
    const steps = [did('writer 0', 'wait', 'read'), ...race.steps]
    expect(renderTrace({ ...race, steps }, plain)).toContain('  1  ● │ │  writer 0: wait\n  2  ● │ │  writer 0: read')
    const known = { ...race, steps, why: { ...why, slice: [2, 4, 5], flows: [], stale: [] } }
    expect(renderTrace(known, plain)).toContain('  1  ○ │ │  writer 0: wait\n  2  ● │ │  writer 0: read')
  })

  test('tells since when a value is there that a step has written again', () => {
    const steps = race.steps.map((step, i) => (i === 2 ? { ...step, changes: [], state: { record: 7 } } : step))
    expect(renderTrace({ ...race, steps, why }, plain)).toContain('reads record: 7 (from the start)')
  })

  test('names a variable of the actor by its full path where a shared one has that name', () => {
    const steps = race.steps.map((step) => ({ ...step, state: { seen: 9 } }))
    expect(renderTrace({ ...race, steps }, plain)).toContain('writer[0].seen: 0 → 1')
  })

  test('with its causes marks what stands between, and says what was read, what was stale, and what turned it', () => {
    const text = renderTrace({ ...race, why }, plain)
    expect(text).toMatch(/2 {2}│ ○ │ {2}clerk: note/)
    expect(text).toMatch(/3 {2}│ │ ● {2}writer 1: write/)
    expect(text).toContain('reads record: 2 (from step 3)')
    expect(text).not.toContain('reads seen')
    expect(text.replace(/[\s│]+/g, ' ')).toContain('stale: record = 0 read in step 1, overwritten in step 3')
    expect(text).toContain('reads record: 0 (overwritten in step 3)')
    expect(text).toContain('▸ from here on, the violation is unavoidable\n  4')
    expect(text).toContain('▸ the property reads `record = 1` (from step 4)')
    expect(text).toContain('○ irrelevant: the violation does not depend on this step')
    expect(renderTrace(race, plain)).not.toContain('○')
  })

  test('in colour dims what stands between, and says the same', () => {
    const dim = `${esc}[2m`
    const text = renderTrace({ ...race, why }, { width: 80, color: true })
    expect(text).toContain(`○ ${dim}│`)
    expect(text).toContain(`${dim}clerk: note`)
    expect(text).not.toContain(`${dim}writer 0`)
    expect(text.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')).toBe(renderTrace({ ...race, why }, plain))
  })

  test('draws the loop of a lasso at the left', () => {
    const lines = renderTrace({ ...race, loopAt: 2 }, plain)
      .split('\n')
      .slice(5)
    expect(lines.map((line) => line.slice(0, 5))).toEqual([
      '    1',
      '    2',
      '     ',
      '  ╭ 3',
      '  │  ',
      '  │ 4',
      '  │  ',
      '  ╰ t',
      '  at:',
    ])
    expect(lines.at(-2)).toBe('  ╰ then back to the state after step 2, and so on forever')
  })

  test('gives each module of a composition a lane of its own', () => {
    const act = (module: string, name: string): TraceStep => ({
      ...{ name: `${module} ${name}`, kind: 'action', module, actor: 'environment' },
      ...{ choices: [], picks: [], changes: [], state: {} },
    })
    const initial = { choices: [], picks: [], state: { dns: { up: true }, leases: { held: true } } }
    const composed = renderTrace({ initial, steps: [act('dns', 'fails'), act('leases', 'lapse')] }, plain)
    expect(composed).toMatch(/dns +leases\n {2}1 {2}● fails +│/)
  })

  test('takes no variable for a module, whatever actions are called', () => {
    const act = (name: string): TraceStep => ({
      ...{ name, kind: 'action', actor: 'environment', choices: [], picks: [], changes: [], state: {} },
    })
    const initial = { choices: [], picks: [], state: { lease: { held: true }, record: { up: true } } }
    const text = renderTrace({ initial, steps: [act('lease expires'), act('record drops')] }, plain)
    expect(text).toContain('environment: lease expires')
    expect(text).toContain('environment: record drops')
  })

  test('is a list where there are too many actors for the width', () => {
    const steps = Array.from({ length: 30 }, (_, i) => did(`writer ${i}`, 'read', 'write'))
    expect(renderTrace({ ...race, steps }, plain)).toContain(' 1  writer 0: read')
    expect(renderTrace({ ...race, steps }, plain)).not.toContain('●')
    expect(renderTrace({ ...race, steps }, { width: 120, color: false })).toContain('●')
  })

  test.each([40, 60, 80, 100, 120, 160])(
    'fits in %i columns but for words that are longer, in colour and without',
    (width) => {
      const long = did('writer 1', `a step ${'with a long name '.repeat(9)}`, 'x', ['a.b', 'y'.repeat(200), [1, [2]]])
      const trace = { ...race, why, steps: [...race.steps, long], loopAt: 1 }
      const text = renderTrace(trace, { width, color: false })
      expect(tooLong(text, width)).toEqual([])
      expect(text).toContain('y'.repeat(200))
      const colored = renderTrace(trace, { width, color: true })
      expect(colored.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), '')).toBe(text)
    },
  )
})
