/** Published refinements, and versions of them that are wrong in one place. */
import { describe, expect, it } from 'vitest'
import { type Model, spec } from '../../src/index.ts'
import type { PropertyResult, Result } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { alternatingBit } from './models/alternating-bit.ts'
import { writeThroughCache } from './models/cache.ts'
import { twoPhaseCommit } from './models/commit.ts'
import { paxos, voting } from './models/consensus.ts'
import { ewd998 } from './models/termination.ts'

async function checked(model: Model): Promise<{ result: Result; property: PropertyResult }> {
  const result = await checkDesign(spec({ name: 'published', model: () => model, designs: { it: {} } }), 'it')
  expect(result.error).toBeUndefined()
  const property = result.properties.find(({ kind }) => kind === 'refinement')
  return { result, property: property as PropertyResult }
}

/** The names of the steps of the counterexample. */
const story = ({ counterexample }: PropertyResult) => counterexample?.steps.map(({ name }) => name)

describe('two-phase commit', () => {
  it('refines transaction commit, in its 288 states', async () => {
    const { result, property } = await checked(twoPhaseCommit())
    expect([property.verdict, result.states]).toEqual(['holds', 288])
  })

  it('does not if the transaction manager does not wait for everybody', async () => {
    const { property } = await checked(twoPhaseCommit({ missing: 1 }))
    expect(property.verdict).toBe('violated')
    expect(story(property)).toHaveLength(6)
    expect(story(property)?.at(-1)).toBe('manager hears of commit')
    expect(property.notes?.slice(-2)).toMatchInlineSnapshot(`
      [
        "Step 6 is not a step of 'transaction commit': it changes rm[0] from "prepared" to "committed".",
        "'commit' would do this, but is not enabled: \`one === "prepared"\` is false for rm[2]; \`one === "committed"\` is false for rm[2].",
      ]
    `)
  })
})

describe('voting', () => {
  it('refines consensus', async () => {
    expect((await checked(voting())).property.verdict).toBe('holds')
  })

  it('does not if acceptors vote for values that are not safe', async () => {
    const { property } = await checked(voting({ checks: false }))
    expect(property.verdict).toBe('violated')
    expect(property.notes?.at(-1)).toMatchInlineSnapshot(
      `"'choose' would do this, but is not enabled: \`s.chosen === null\` is false, with chosen = 1."`,
    )
  })
})

describe('Paxos', () => {
  it('refines voting', async () => {
    expect((await checked(paxos())).property.verdict).toBe('holds')
  })

  it('does not if acceptors break their promises', async () => {
    const { property } = await checked(paxos({ promises: false }))
    expect(property.verdict).toBe('violated')
    expect(story(property)).toMatchInlineSnapshot(`
      [
        "1a",
        "1a",
        "1b",
        "1b",
        "1b",
        "2a",
        "2b",
      ]
    `)
    expect(property.notes?.slice(-2)).toMatchInlineSnapshot(`
      [
        "Step 7 is not a step of 'voting': it changes votes[0].in[0] from null to 0.",
        "The nearest is 'raise ballot', which ends with votes[0].in[0] = null where the map gives 0 and maxBallot[1] = 1 where the map gives 0.",
      ]
    `)
  })
})

describe('the alternating bit', () => {
  it('is a channel if frames are received under strong fairness', async () => {
    expect((await checked(alternatingBit())).property.verdict).toBe('holds')
  })

  it('never delivers under weak fairness, because each frame may be lost', async () => {
    const { property } = await checked(alternatingBit({ hears: 'weak' }))
    expect(property.counterexample?.loopAt).toBeDefined()
    expect(story(property)).toEqual(['accept data', 'send', 'lose a frame'])
    expect(property.notes).toMatchInlineSnapshot(`
      [
        "Step 1 is 'put' of 'channel' (buffer from [] to [0]).",
        "The other steps change nothing in 'channel'.",
        "The run breaks a promise of 'channel': 'get' is weakly fair and enabled throughout the loop, but is never taken in the loop.",
        "It would hold if 'receive' were strongly fair (fair: 'strong').",
      ]
    `)
  })

  it('is not a channel if the receiver does not look at the bit', async () => {
    const { property } = await checked(alternatingBit({ checks: false }))
    expect(property.counterexample?.loopAt).toBeUndefined()
    expect(story(property)).toMatchInlineSnapshot(`
      [
        "accept data",
        "send",
        "receive",
        "send",
        "hear an answer",
        "accept data",
        "receive",
      ]
    `)
  })
})

describe('EWD998', () => {
  it('refines the detection of termination, its promise included', async () => {
    const { result, property } = await checked(ewd998())
    expect([property.verdict, result.states]).toMatchInlineSnapshot(`
      [
        "holds",
        77640,
      ]
    `)
  }, 120_000)

  it('detects nothing if nobody has to pass the token', async () => {
    const { property } = await checked(ewd998({ fair: false }))
    expect(property.counterexample?.loopAt).toBe(property.counterexample?.steps.length)
    expect(property.notes?.[0]).toMatchInlineSnapshot(
      `"The run breaks a promise of 'termination detection': 'detect' is weakly fair and enabled at the end of the run, but is never taken."`,
    )
  }, 120_000)

  it('detects too early if a message does not blacken its receiver', async () => {
    const { property } = await checked(ewd998({ blackens: false }))
    expect(property.counterexample?.loopAt).toBeUndefined()
    expect(story(property)?.length).toMatchInlineSnapshot(`8`)
    expect(property.notes?.slice(-2)).toMatchInlineSnapshot(`
      [
        "Step 8 is not a step of 'termination detection': it changes detected from false to true.",
        "'detect' would do this, but is not enabled: \`!active\` is false for active[2], with active[2] = true.",
      ]
    `)
  }, 120_000)
})

describe('a write-through cache', () => {
  it('is a memory', async () => {
    const { result, property } = await checked(writeThroughCache())
    expect([property.verdict, result.states]).toMatchInlineSnapshot(`
      [
        "holds",
        13155,
      ]
    `)
  })

  it('is not if a queued read finds the memory without the writes behind it', async () => {
    const { property } = await checked(writeThroughCache({ reads: 'at its place' }))
    expect(property.counterexample?.loopAt).toBeUndefined()
    expect(story(property)).toMatchInlineSnapshot(`
      [
        "request",
        "request",
        "queue a read",
        "write",
        "the memory serves",
        "read the cache",
      ]
    `)
    expect(property.notes?.slice(-2)).toMatchInlineSnapshot(`
      [
        "Step 6 is not a step of 'memory': it changes processor[0].at from "busy" to "done" and processor[0].answer from null to 0.",
        "The nearest is 'perform', which ends with processor[0].answer = 1 where the map gives 0.",
      ]
    `)
  })

  it('may leave a request unanswered if nobody has to serve', async () => {
    const { property } = await checked(writeThroughCache({ fair: false }))
    expect(property.counterexample?.loopAt).toBeDefined()
  })
})
