/** The example, held to its model: the story of the outage, and every transition of the recommended design. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { driverOn } from '../../../examples/dns-automation/driver.ts'
import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'
import { openOnServer, stopServer } from '../../../examples/dns-automation/named.driver.ts'
import type { Resolver, Zone } from '../../../examples/dns-automation/zone.ts'
import { conformDesign } from '../../../src/conform/conform.ts'
import { playStory } from '../../../src/conform/play.ts'
import { run, spawned } from '../../cli/run.ts'
import { endpoint } from './fixture.ts'
import { withoutNamed } from './zones.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const story = 'counterexamples/dynamodb-dns/as-deployed/endpoint-never-empty.json'
const stored = JSON.parse(readFileSync(`${root}${story}`, 'utf8'))
const options = { file: 'spec', driverFile: 'driver', digest: '', locate: () => undefined }

interface Opened {
  readonly zone: Zone & Resolver
  close(): Promise<void>
}

const inMemory = async (): Promise<Opened> => ({ zone: new MemoryZone(), close: async () => {} })

afterAll(stopServer)

describe.each([
  { name: 'in memory', skip: undefined, open: inMemory, file: 'driver.ts', command: run },
  { name: 'on a name server', skip: withoutNamed, open: openOnServer, file: 'named.driver.ts', command: spawned },
])('$name', ({ skip, open, file, command }) => {
  /** Plays the story. Returns what the endpoint answers when the run ends, too. */
  const play = async (design: string) => {
    const answers: (readonly string[])[] = []
    const watched = async () => {
      const { zone, close } = await open()
      const end = async () => {
        answers.push(await zone.resolve(endpoint))
        await close()
      }
      return { zone, close: end }
    }
    const played = await playStory(driverOn(watched), stored, design)
    return { ...played, answers }
  }

  describe.skipIf(skip)(skip ?? 'the story of the outage', () => {
    it('plays on the code as deployed, and the endpoint then answers with nothing', async () => {
      expect(await play('as deployed')).toEqual({ design: 'as deployed', taken: 9, ok: true, answers: [[]] })
    })

    it('is refused by the code of the recommended design at the step where the fix is', async () => {
      const { taken, prevented, ok, drift, answers } = await play('recommended')
      expect({ taken, prevented, ok }).toEqual({ taken: 6, prevented: 7, ok: true })
      expect(drift).toMatchObject({
        kind: 'differs',
        message: "after 'enactor 0 apply plan', records[0].active is 4 in the code, and 2 in the model",
      })
      expect(drift?.trace.steps).toHaveLength(7)
      expect(answers).toEqual([['10.0.4.1', '10.0.4.2', '10.0.4.3']])
    })

    it('is told by the command', async () => {
      const driver = ['--driver', `examples/dns-automation/${file}`]
      const same = await command(['replay', story, ...driver], root)
      expect(same).toMatchObject({ code: 0, stderr: '' })
      expect(same.stdout.replace(/\s+/g, ' ')).toContain("the code of 'as deployed' reproduces it: all 9 steps")
      const other = await command(['replay', story, ...driver, '--design', 'recommended'], root)
      expect(other).toMatchObject({ code: 0, stderr: '' })
      const said = other.stdout.replace(/\s+/g, ' ')
      expect(said).toContain("the code of 'recommended' departs from it at step 7 of 9, as its model does")
      expect(said).toContain('In step 7: after')
    })
  })

  it.skipIf(skip)(
    skip ?? 'the recommended code takes every transition, in at most 1.3 times the fewest steps',
    async () => {
      const result = await conformDesign(driverOn(open), 'recommended', options)
      expect(result).toMatchObject({ states: 548, complete: true, driven: result.drivable })
      expect(result.drift).toBeUndefined()
      expect(result.driven).toBeGreaterThan(1000)
      expect(result.leastSteps).toBeGreaterThan(result.driven)
      expect(result.steps / result.leastSteps!).toBeLessThanOrEqual(1.3)
    },
  )
})

it('a story is not reproduced if the code makes another choice', async () => {
  const driver = driverOn(inMemory)
  const ascending = { calls: ['zone.change (delete plan-1.dynamodb.example)'], waits: [], choices: 'code' as const }
  const steps = { ...driver.steps, 'enactor delete old plan': ascending }
  const { taken, ok, drift } = await playStory({ ...driver, steps }, stored)
  expect({ taken, ok }).toEqual({ taken: 8, ok: false })
  expect(drift?.message).toBe("in 'enactor 1 delete old plan', the code makes another choice than the story")
  expect(drift?.trace.steps).toHaveLength(9)
})
