import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mermaid from 'mermaid'
import { beforeAll, describe, expect, test } from 'vitest'
import { sequenceDiagram } from '../../../src/report/documents/mermaid.ts'
import type { Trace, TraceStep } from '../../../src/result.ts'
import { storedTrace } from '../../../src/trace/counterexample.ts'
import { step, trace } from '../fixtures.ts'

interface Message {
  readonly from?: string
  readonly to?: string
  readonly message: string
  readonly type: number
}
interface Read {
  getMessages(): Message[]
  getActors(): Map<string, { readonly description: string }>
}

/** A diagram as Mermaid's own parser reads it, its entities as the characters that are drawn. */
async function read(text: string): Promise<{ actors: string[]; arrows: string[]; notes: string[]; loops: number }> {
  const { db } = (await mermaid.mermaidAPI.getDiagramFromText(text)) as unknown as { readonly db: Read }
  const drawn = (text: string) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)))
  const ofType = (type: number) => db.getMessages().filter((message) => message.type === type)
  return {
    actors: [...db.getActors().values()].map(({ description }) => drawn(description)),
    arrows: ofType(0).map(({ from, to, message }) => `${from} ${to} ${drawn(message)}`),
    notes: ofType(2).map(({ from, message }) => `${from} ${drawn(message)}`),
    loops: ofType(10).length,
  }
}

const publish = step({
  ...{ name: 'publish', process: 'planner', instance: 0, actor: 'planner' },
  changes: [{ path: 'latest', before: 1, after: 2 }],
})
const pick = step({ name: 'pick', changes: [{ path: 'enactor[1].plan', before: 1, after: 2 }] })
const race: Trace = { ...trace(0), steps: [publish, pick, step()] }

const diagram = (trace: Trace, breaks?: string) => sequenceDiagram(trace, breaks)?.text as string

// the kinds of diagrams are known to Mermaid from its first parse on
beforeAll(() => mermaid.parse('sequenceDiagram\n  a->>b: c'))

describe('a sequence diagram', () => {
  test('has an arrow a step, to the shared state where that changes, and the changes as notes', async () => {
    expect(await read(diagram(race, 'never empty'))).toEqual({
      actors: ['planner', 'enactor 1', 'shared state'],
      arrows: ['a0 state 1. publish', 'a1 a1 2. pick', 'a1 state 3. apply'],
      notes: [
        'state latest: 1 → 2',
        'a1 plan: 1 → 2',
        'state records[0].active: null → 2',
        'a1 at: apply → scan',
        'a0 ✗ never empty',
      ],
      loops: 0,
    })
  })

  test('of a lasso has its loop in a box', async () => {
    const text = diagram({ ...race, loopAt: 1 })
    expect((await read(text)).loops).toBe(1)
    expect(text).toMatch(/1\. publish\n.*latest.*\n {2}loop forever\n[\s\S]*at: apply.*\n {2}end$/)
    expect(diagram({ ...race, loopAt: 3 })).toContain('then nothing else happens')
  })

  test('says what was read and what was stale, and has what stands between in brackets', async () => {
    const why = {
      parts: [],
      slice: [1, 3],
      flows: [{ path: 'latest', from: 1, to: 3 }],
      stale: [{ path: 'latest', value: 1, read: 2, overwritten: 1, used: 3 }],
    }
    const { arrows, notes } = await read(diagram({ ...race, why }))
    expect(arrows[1]).toBe('a1 a1 2. (pick)')
    expect(notes).toContain(
      'a1 reads latest: 2 (from step 1)<br/>stale: latest = 1 read in step 2, overwritten in step 1',
    )
    expect(notes).not.toContain('a1 plan: 1 → 2')
  })

  test('keeps the end of a long trace, and says how much is left out', async () => {
    const steps = Array.from({ length: 40 }, () => [publish, pick]).flat()
    const drawn = sequenceDiagram({ ...race, steps, loopAt: 3 }, undefined)
    expect(drawn?.leftOut).toBe(20)
    const { arrows, notes, loops } = await read(drawn?.text as string)
    expect(arrows).toHaveLength(60)
    expect(arrows[0]).toBe('a0 state 21. publish')
    expect(notes[0]).toBe('a0 steps 1 to 20 are left out')
    expect(loops).toBe(1)
  })

  test('is none of a trace of one actor', () => {
    expect(sequenceDiagram(trace(3), 'p')).toBeUndefined()
  })

  const sly = [
    'end',
    'a;b',
    'a #35; b',
    '%% no remark',
    'x\nloop y',
    '`~|<b>*',
    'wrap: on',
    'a->>b: c',
    '{"a": [1]}',
    'é ⇒ 漢字 🙂',
  ]
  test.each(sly)('leaves a name as it is, whatever is in it: %j', async (name) => {
    const shown = name.replace('\n', '\\n')
    const odd: TraceStep = step({ name, actor: name, changes: [{ path: name, before: 0, after: 1 }] })
    const { actors, arrows, notes } = await read(diagram({ ...race, steps: [publish, odd] }, name))
    expect(actors).toEqual(['planner', shown, 'shared state'])
    expect(arrows[1]).toBe(`a1 state 2. ${shown}`)
    expect(notes.slice(1)).toEqual([`state ${shown}: 0 → 1`, `a0 ✗ ${shown}`])
  })

  const stories = fileURLToPath(new URL('../../../counterexamples', import.meta.url))
  test('of what is deployed is read by Mermaid, story by story, an arrow a step', async () => {
    let count = 0
    for (const file of readdirSync(stories, { recursive: true, encoding: 'utf8' })) {
      if (!/as-deployed.[^/\\]+\.json$/.test(file)) continue
      const trace = storedTrace(JSON.parse(readFileSync(join(stories, file), 'utf8')))
      const drawn = sequenceDiagram(trace, 'it')
      if (drawn === undefined) continue
      expect((await read(drawn.text)).arrows.length, file).toBe(trace.steps.length - drawn.leftOut)
      count++
    }
    expect(count).toBeGreaterThan(10)
  })
})
