/**
 * How plans lie in the zone. A plan has a tree of its own, `plan-4.dynamodb.example`, with the addresses of the load
 * balancers. The endpoint, `dynamodb.example`, is an alias of the tree of the active plan. Another alias,
 * `rollback.dynamodb.example`, names the plan to go back to.
 */
import { type Addresses, type Condition, type DnsRecord, isAlias, type Resolver, type Zone } from './zone.ts'

export const treeName = (endpoint: string, plan: number) => `plan-${plan}.${endpoint}`
export const rollbackName = (endpoint: string) => `rollback.${endpoint}`

/** The number of the plan whose tree has this name. */
export const planOf = (name: string): number | undefined => {
  const [, plan] = /^plan-(\d+)\./.exec(name) ?? []
  return plan === undefined ? undefined : Number(plan)
}

/** The plan that an alias names. */
export const planNamed = (record: DnsRecord | undefined): number | undefined =>
  isAlias(record) ? planOf(record.target) : undefined

/** The load balancers that a plan chooses. Here, they follow from its number. */
export const tree = (endpoint: string, plan: number): Addresses => ({
  name: treeName(endpoint, plan),
  addresses: [1, 2, 3].map((balancer) => `10.${plan >> 8}.${plan & 255}.${balancer}`),
})

export const namesOlderThan = (endpoint: string, plan: number): Condition => ({
  name: endpoint,
  expected: `names a plan older than ${plan}`,
  holds: (record) => (planNamed(record) ?? 0) < plan,
})

/** Installs the first plan of an endpoint by hand. Nothing precedes it, so the rollback record names it, too. */
export const install = (zone: Zone, endpoint: string, plan: number) => {
  const target = treeName(endpoint, plan)
  return zone.change({
    upserts: [tree(endpoint, plan), { name: endpoint, target }, { name: rollbackName(endpoint), target }],
  })
}

export interface EndpointState {
  readonly active: number | undefined
  readonly rollback: number | undefined
  /** The plans that have a tree, in ascending order. */
  readonly trees: readonly number[]
}

export const plansWithTrees = (records: readonly DnsRecord[]): number[] =>
  records
    .map((record) => planOf(record.name))
    .filter((plan) => plan !== undefined)
    .sort((a, b) => a - b)

export const stateOf = async (zone: Zone, endpoint: string): Promise<EndpointState> => {
  const records = await zone.list(endpoint)
  const named = (name: string) => planNamed(records.find((record) => record.name === name))
  return { active: named(endpoint), rollback: named(rollbackName(endpoint)), trees: plansWithTrees(records) }
}

/** The addresses that a client gets, as text. */
export const answer = async (resolver: Resolver, endpoint: string): Promise<string> =>
  (await resolver.resolve(endpoint)).join(' ') || 'nothing'
