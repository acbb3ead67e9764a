/**
 * What lies in Route 53 and in the plan store. Each endpoint has a tree of records for every plan it keeps, an
 * alias to the tree of the active plan, and an alias to the one to roll back to. Whether an endpoint has addresses
 * is never stored: it follows from whether the tree of its active plan is there.
 */
import { array, int, setOf, struct } from 'allways'
import type { Parameters } from './parameters.ts'

export const dnsState = ({ endpoints, plans }: Pick<Parameters, 'endpoints' | 'plans'>) => {
  const Plan = int(1, plans)
  return {
    /** The newest plan that the planner has published. */
    latest: Plan,
    records: array(endpoints, struct({ active: Plan, rollback: Plan, trees: setOf(Plan) })),
  }
}

export interface EndpointRecord {
  readonly active: number
  readonly rollback: number
  readonly trees: { has(plan: number): boolean }
}

/** Whether the endpoint answers with addresses; where not, resolvers get a success without answers. */
export const resolves = (record: EndpointRecord) => record.trees.has(record.active)

export const canRollBack = (record: EndpointRecord) => record.trees.has(record.rollback)
