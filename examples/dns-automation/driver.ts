/**
 * This driver says what the steps of the model mean in the service. `npx allways conform
 * examples/dns-automation/driver.ts` runs the service along every transition of three designs.
 */
import { driver, notDriven, ports } from 'allways/conform'
import spec from '../../specs/dynamodb-dns.model.ts'
import type { Clock } from './clock.ts'
import { type EnactorDesign, designs as ofService } from './designs.ts'
import { Enactor, type EnactorEvent, type EnactorPorts } from './enactor.ts'
import { MemoryZone } from './memory-zone.ts'
import { MemoryPlanStore } from './plan-store.ts'
import { Planner, type PlannerPorts } from './planner.ts'
import { install, stateOf, treeName } from './records.ts'
import type { Batch, Zone } from './zone.ts'

export const endpoint = 'dynamodb.example'
/** Time passes as soon as nothing else can happen. */
const clock: Clock = { sleep: async () => {} }

/** The code under test. */
export interface Service {
  readonly planner: (ports: PlannerPorts) => Promise<void>
  readonly enactor: (ports: EnactorPorts) => Promise<void>
  readonly designs: { readonly [name: string]: EnactorDesign }
}

export const service: Service = {
  planner: (ports) => new Planner(ports).run(),
  enactor: (ports) => new Enactor(ports).run(),
  designs: ofService,
}

/** The driver of the service on a zone. `open` opens an empty zone, and gives a function that closes it. */
export const driverOn = (
  open: () => Promise<{ zone: Zone; close(): Promise<void> }>,
  { planner, enactor, designs } = service,
) =>
  driver(spec)({
    designs: Object.keys(designs),
    start: async ({ design, params }) => {
      const { enactors = 2, plans = 4, age = 2 } = params as { enactors?: number; plans?: number; age?: number }
      const { zone, close } = await open()
      const store = new MemoryPlanStore(1)
      await install(zone, endpoint, 1)
      const gates = ports(
        { zone, store, clock },
        { names: { 'zone.change': ({ deletes }: Batch) => (deletes === undefined ? 'apply' : `delete ${deletes}`) } },
      )
      const { through } = gates
      const hands: Hand[] = Array.from({ length: enactors }, () => new Hand())
      gates.task('planner', 0, () => planner({ ...through, options: { everyMs: 1, last: plans } }))
      for (const [id, hand] of hands.entries()) {
        const options = { endpoints: [endpoint], age, pollMs: 1, retryMs: 1, ...(designs[design] as EnactorDesign) }
        gates.task('enactor', id, () => enactor({ id, ...through, options, log: (event) => hand.take(event) }))
      }
      return { zone, store, hands, gates, [Symbol.asyncDispose]: close }
    },
    ports: ({ gates }) => gates,
    free: ['clock.sleep'],
    steps: {
      'planner publish': { calls: ['store.latest', 'store.publish'] },
      'enactor pick plan': { calls: ['zone.read', 'store.latest'] },
      'enactor apply plan': { calls: ['zone.change (apply)'] },
      'enactor find old plans': { calls: ['zone.list'] },
      'enactor delete old plan': {
        calls: ({ instance, choices: [, chosen], state }) =>
          chosen === undefined ? [state.enactor[instance].victims[0].map(deletion)] : [deletion(chosen as number)],
      },
      ...notInTheseDesigns,
    },
    observe: async ({ zone, store, hands }) => ({
      latest: await store.latest(),
      records: [await stateOf(zone, endpoint)],
      enactor: hands.map(({ plan, victims }) => ({ plan, victims: [victims] })),
    }),
  })

/** The call that deletes a plan. An enactor makes those of all old plans at once. */
const deletion = (plan: number) => `zone.change (delete ${treeName(endpoint, plan)})`

/** The plan and the victims that an enactor has in hand, as its log says. */
class Hand {
  /** The plan that it has picked and not yet tried to apply. */
  plan: number | undefined
  /** The plans that it has found and not yet tried to delete. */
  victims: number[] = []

  take(event: EnactorEvent): void {
    this.plan = event.did === 'pick plan' ? event.plan : undefined
    if (event.did === 'find old plans') this.victims = event.found.map(({ plan }) => plan)
    if (event.did === 'delete old plan') this.victims = this.victims.filter((plan) => plan !== event.plan)
  }
}

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
