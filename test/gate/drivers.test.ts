import { describe, expect, it } from 'vitest'
import type { Conformance } from '../../src/conformance.ts'
import { compareDrivers, withDrivers } from '../../src/gate/drivers.ts'

const run = (part: Partial<Conformance> = {}): Conformance => ({
  ...{ spec: 'lock', file: 'lock.model.ts', driver: 'lock.driver.ts', design: 'plain', params: {}, digest: '' },
  ...{
    states: 3,
    transitions: 9,
    complete: true,
    drivable: 9,
    driven: 9,
    missed: 0,
    unchosen: 0,
    runs: 1,
    steps: 9,
    tried: 0,
  },
  ...{ undriven: [], untried: [], together: 0, seconds: 0 },
  ...part,
})
const by = { day: '2026-01-01', tool: 'allways 0' }
const locked = withDrivers(undefined, [run({ undriven: [{ name: 'storm', reason: 'rare' }] })], by)
const said = (part: Partial<Conformance>) =>
  compareDrivers(locked, [run({ undriven: [{ name: 'storm', reason: 'rare' }], ...part })]).map(
    ({ message, more }) => `${more ? 'more: ' : ''}${message}`,
  )

describe('the lock of drivers', () => {
  it('says nothing if as much is driven as before', () => expect(said({})).toEqual([]))

  it('says how much less is driven', () =>
    expect(said({ driven: 8 })).toEqual(['8 transitions were driven, and 9 are locked']))

  it('names a step that is not driven any longer', () =>
    expect(
      said({
        undriven: [
          { name: 'storm', reason: 'rare' },
          { name: 'expire', reason: '' },
        ],
      }),
    ).toEqual(["'expire' is not driven any longer"]))

  it('does not mind more', () => {
    expect(said({ driven: 10 })).toEqual(['more: more is driven than is locked'])
    expect(said({ undriven: [] })).toEqual(['more: more is driven than is locked'])
  })

  it('says that a driver is not locked', () => {
    const [found] = compareDrivers(undefined, [run()])
    expect(found).toMatchObject({ message: 'the driver is not locked yet', more: true })
    expect(said({ design: 'constructor' })).toEqual(['more: the driver is not locked yet'])
  })

  it('leaves runs with a limit, a drift or an error to their report', () => {
    expect(said({ driven: 1, limit: 'steps' })).toEqual([])
    expect(withDrivers(locked, [run({ driven: 1, limit: 'steps' })], by)).toEqual(locked)
  })

  it('keeps the day of what has not changed, and everything else in the lock', () => {
    const later = { day: '2026-02-02', tool: 'allways 1' }
    const specs = { lock: {} }
    const same = withDrivers({ ...locked, specs }, [run({ undriven: [{ name: 'storm', reason: 'rare' }] })], later)
    expect(same).toEqual({ ...locked, specs })
    expect(withDrivers(locked, [run()], later).drivers?.['lock.driver.ts']?.plain?.since).toBe('2026-02-02')
  })
})
