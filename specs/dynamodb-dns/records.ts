/**
 * The state of Route 53 and of the plan store. Each endpoint has a tree of records for every plan that it keeps, an
 * alias to the tree of the active plan, and an alias to the tree for a rollback. The state does not store whether an
 * endpoint has addresses: it has them if the tree of its active plan exists.
 */
import { array, bool, int, setOf, struct, type View } from 'allways'
import { only } from '../only.ts'
import { inFlightState } from './in-flight.ts'
import type { Parameters } from './parameters.ts'
import { fencing, lockState } from './tokens.ts'

export const dnsState = (parameters: Parameters) => {
  const { endpoints, plans, tombstones, freeze } = parameters
  const Plan = int(1, plans)
  const endpoint = struct({
    active: Plan,
    rollback: Plan,
    trees: setOf(Plan),
    /** The plans that must no longer be written to this endpoint. */
    ...only(tombstones !== 'none', { tombstones: setOf(Plan) }),
    ...fencing(parameters),
  })
  return {
    /** The newest plan that the planner has published. */
    latest: Plan,
    records: array(endpoints, endpoint),
    ...lockState(parameters),
    ...inFlightState(parameters),
    ...only(freeze, { frozen: bool }),
  }
}

export type DnsState = ReturnType<typeof dnsState>
/** The state as steps change it, and as guards see it. */
export type Shared = { [K in keyof DnsState]: View<DnsState[K]> }
export type Seen = Pick<Shared, 'latest' | 'holder' | 'frozen'> & { readonly records: readonly EndpointRecord[] }

export interface EndpointRecord {
  readonly active: number
  readonly rollback: number
  readonly trees: { has(plan: number): boolean }
}

/** Whether the endpoint answers with addresses. If not, resolvers get a success without answers. */
export const resolves = (record: EndpointRecord) => record.trees.has(record.active)

// Assumption: "newer than the plan applied before" compares with the plans that the endpoints serve, and one endpoint
// with an older plan is enough. AWS did not publish where an enactor looks.
export const isBehind = (s: { readonly latest: number; readonly records: readonly { readonly active: number }[] }) =>
  s.records.some((record) => s.latest > record.active)

export const canRollBack = (record: EndpointRecord) => record.trees.has(record.rollback)
