/**
 * A DNS zone as the service sees it. A name has one record set: addresses, or an alias of another name. Changes come in
 * batches, which are applied as a whole or not at all, as in Route 53. A batch has conditions, as in RFC 2136.
 */
export type DnsRecord = Addresses | Alias

export interface Addresses {
  readonly name: string
  readonly addresses: readonly string[]
}

export interface Alias {
  readonly name: string
  readonly target: string
}

/** Something that must be true of one name when the batch is applied. */
export interface Condition {
  readonly name: string
  /** Completes the sentence that begins with the name, for logs: "exists". */
  readonly expected: string
  holds(record: DnsRecord | undefined): boolean
}

/**
 * The alias `to` gets the target that the alias `from` had before the batch. As in Route 53, no alias can be made to a
 * record that does not exist. Then the batch is refused, unless the copy has a fallback.
 */
export interface Copy {
  readonly from: string
  readonly to: string
  readonly fallback?: string
}

/** The zone first checks all conditions, in order. A delete of a name without a record does nothing. */
export interface Batch {
  readonly conditions?: readonly Condition[]
  readonly deletes?: readonly string[]
  readonly upserts?: readonly DnsRecord[]
  readonly copies?: readonly Copy[]
}

/** A refusal is an answer like any other. A promise is rejected only if the zone cannot be reached. */
export type Change = { readonly ok: true } | { readonly ok: false; readonly failed: Condition }

export interface Zone {
  read(name: string): Promise<DnsRecord | undefined>
  /** The records at the name and below it, sorted by name, all as they are at one moment. */
  list(name: string): Promise<readonly DnsRecord[]>
  change(batch: Batch): Promise<Change>
}

/** The view of those who call the endpoint. */
export interface Resolver {
  /** The addresses, sorted. The list is empty if the name or the target of its alias does not exist. */
  resolve(name: string): Promise<readonly string[]>
}

export const isAlias = (record: DnsRecord | undefined): record is Alias => record !== undefined && 'target' in record

export const exists = (name: string): Condition => ({
  name,
  expected: 'exists',
  holds: (record) => record !== undefined,
})

export const isMissing = (name: string): Condition => ({
  name,
  expected: 'does not exist',
  holds: (record) => record === undefined,
})

export const isAliasOf = (name: string, target: string): Condition => ({
  name,
  expected: `is an alias of ${target}`,
  holds: (record) => isAlias(record) && record.target === target,
})

export const isNoAliasOf = (name: string, target: string): Condition => ({
  name,
  expected: `is no alias of ${target}`,
  holds: (record) => !(isAlias(record) && record.target === target),
})

/** The new record of each name that a batch changes, or `undefined` if the batch deletes it. */
export type Writes = ReadonlyMap<string, DnsRecord | undefined>
export type Decision = { readonly ok: true; readonly writes: Writes } | Extract<Change, { ok: false }>

/**
 * Decides on a batch. It yields each name that the decision depends on, and is given the record of that name. So a zone
 * in memory can decide in one go, and one behind a network knows what must not have changed when its request arrives.
 */
export function* decide(batch: Batch): Generator<string, Decision, DnsRecord | undefined> {
  for (const condition of batch.conditions ?? []) {
    if (!condition.holds(yield condition.name)) return { ok: false, failed: condition }
  }
  const writes = new Map<string, DnsRecord | undefined>()
  for (const name of batch.deletes ?? []) writes.set(name, undefined)
  for (const record of batch.upserts ?? []) writes.set(record.name, record)
  for (const { from, to, fallback } of batch.copies ?? []) {
    const source = yield from
    const target = isAlias(source) && (yield source.target) !== undefined ? source.target : fallback
    if (target === undefined) return { ok: false, failed: exists(isAlias(source) ? source.target : from) }
    writes.set(to, { name: to, target })
  }
  return { ok: true, writes }
}
