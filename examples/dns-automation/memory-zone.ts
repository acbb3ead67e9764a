/** A zone in memory, and the name server for it. */
import { type Batch, type Change, type DnsRecord, decide, isAlias, type Resolver, type Zone } from './zone.ts'

export class MemoryZone implements Zone, Resolver {
  private readonly records = new Map<string, DnsRecord>()

  async read(name: string): Promise<DnsRecord | undefined> {
    return this.records.get(name)
  }

  async list(name: string): Promise<readonly DnsRecord[]> {
    const found = [...this.records.values()].filter((record) => `.${record.name}`.endsWith(`.${name}`))
    return found.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  // Nothing is awaited here, so nothing happens in between.
  async change(batch: Batch): Promise<Change> {
    const decision = decide(batch)
    let step = decision.next()
    while (!step.done) step = decision.next(this.records.get(step.value))
    if (!step.value.ok) return step.value
    for (const [name, record] of step.value.writes) {
      if (record === undefined) this.records.delete(name)
      else this.records.set(name, record)
    }
    return { ok: true }
  }

  async resolve(name: string): Promise<readonly string[]> {
    const record = this.records.get(name)
    if (record === undefined) return []
    return isAlias(record) ? this.resolve(record.target) : [...record.addresses].sort()
  }
}
