/**
 * This driver says what the steps of the model mean in the service: `npx allways conform examples/dns-automation/driver.ts` runs the
 * service along every transition of three designs.
 */
import { driver, notDriven, ports } from 'allways/conform'
import spec from '../../specs/dynamodb-dns.model.ts'
import type { Clock } from './clock.ts'
import { type DesignName, designs } from './designs.ts'
import { Enactor } from './enactor.ts'
import { MemoryZone } from './memory-zone.ts'
import { MemoryPlanStore } from './plan-store.ts'
import { Planner } from './planner.ts'
import { install, stateOf } from './records.ts'
import type { Batch, Zone } from './zone.ts'

const endpoint = 'dynamodb.example'
/** Time passes as soon as nothing else can happen. */
const clock: Clock = { sleep: async () => {} }

/** The driver of the service on a zone. `open` opens an empty zone, and gives a function that closes it. */
export const driverOn = (open: () => Promise<{ zone: Zone; close(): Promise<void> }>) =>
  driver(spec)({
    designs: Object.keys(designs),
    start: async ({ design, params }) => {
      const { enactors = 2, plans = 4, age = 2 } = params as { enactors?: number; plans?: number; age?: number }
      const { zone, close } = await open()
      const store = new MemoryPlanStore(1)
      await install(zone, endpoint, 1)
      const gates = ports(
        { zone, store, clock },
        { names: { 'zone.change': ({ deletes }: Batch) => (deletes === undefined ? 'apply' : 'delete') } },
      )
      const { through } = gates
      gates.task('planner', 0, () => new Planner({ ...through, options: { everyMs: 1, last: plans } }).run())
      for (let id = 0; id < enactors; id++) {
        const options = { endpoints: [endpoint], age, pollMs: 1, retryMs: 1, ...designs[design as DesignName] }
        gates.task('enactor', id, () => new Enactor({ id, ...through, options }).run())
      }
      return { zone, store, gates, [Symbol.asyncDispose]: close }
    },
    ports: ({ gates }) => gates,
    free: ['clock.sleep'],
    steps: {
      'planner publish': { calls: ['store.latest', 'store.publish'] },
      'enactor pick plan': { calls: ['store.latest', 'zone.read'] },
      'enactor apply plan': { calls: ['zone.change (apply)'] },
      'enactor find old plans': { calls: ['zone.list'] },
      // the service deletes in ascending order
      'enactor delete old plan': { calls: ['zone.change (delete)'], choices: 'code' },
      ...notInTheseDesigns,
    },
    observe: async ({ zone, store }) => ({ latest: await store.latest(), records: [await stateOf(zone, endpoint)] }),
  })

const none = notDriven('no design of the service has it')
const notInTheseDesigns = {
  'enactor take lock': none,
  'enactor check again': none,
  'enactor build tree': none,
  'enactor check old plan': none,
  'enactor release lock': none,
  'enactor restart': none,
  'enactor crash': none,
  'enactor permanent crash': none,
  'operator install plan by hand': none,
  'lease expires': none,
  'freeze automation': none,
}

export default driverOn(async () => ({ zone: new MemoryZone(), close: async () => {} }))
