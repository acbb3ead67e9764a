import { expect, it } from 'vitest'
import { SteppedClock } from '../../../examples/dns-automation/clock.ts'
import { delayed } from '../../../examples/dns-automation/delayed.ts'
import { MemoryZone } from '../../../examples/dns-automation/memory-zone.ts'

it('a stepped clock wakes those whose time has come, the earliest first', async () => {
  const clock = new SteppedClock()
  const woken: number[] = []
  for (const ms of [30, 10, 20]) clock.sleep(ms).then(() => woken.push(ms))
  clock.advance(9)
  await Promise.resolve()
  expect(woken).toEqual([])
  clock.advance(11)
  await Promise.resolve()
  expect(woken).toEqual([10, 20])
  clock.advance(10)
  await Promise.resolve()
  expect(woken).toEqual([10, 20, 30])
})

it('a delayed call reaches the zone only after its delay', async () => {
  const clock = new SteppedClock()
  const zone = new MemoryZone()
  const one = { name: 'one.example', addresses: ['10.0.0.1'] }
  const slow = delayed(zone, clock, (call) => ({ read: 10, list: 20, change: 30 })[call])
  const calls = [slow.change({ upserts: [one] }), slow.list('example'), slow.read('one.example')]
  clock.advance(29)
  expect(await zone.read('one.example')).toBeUndefined()
  clock.advance(1)
  expect(await Promise.all(calls)).toEqual([{ ok: true }, [], undefined])
  expect(await zone.read('one.example')).toEqual(one)
})
