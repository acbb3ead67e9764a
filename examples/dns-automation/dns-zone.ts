/**
 * A zone on a DNS server, changed by dynamic updates (RFC 2136). A server compares records for equality only. So the
 * zone reads what a batch depends on, decides, and sends the update with the prerequisite that all it has read is
 * unchanged. If the server refuses that, it begins again. A refusal of the batch is confirmed by an update that changes
 * nothing. So each decision is true of one moment, as if the server had made it.
 */
import { randomInt } from 'node:crypto'
import { Resolver as StubResolver } from 'node:dns/promises'
import { type DecodedPacket, encode, type Question } from 'dns-packet'
import { exchange, type Server } from './dns-connection.ts'
import { encodeUpdate, type Prerequisites, recordsOf } from './dns-message.ts'
import { type Batch, type Change, type Decision, type DnsRecord, decide, type Resolver, type Zone } from './zone.ts'

const responseCodes = { noError: 0, noSuchName: 3, nameExists: 6, recordSetExists: 7, noSuchRecordSet: 8 } as const
const { noError, noSuchName, nameExists, recordSetExists, noSuchRecordSet } = responseCodes
const refusedByPrerequisite: readonly number[] = [noSuchName, nameExists, recordSetExists, noSuchRecordSet]

export class DnsZone implements Zone, Resolver {
  private readonly server: Server
  private readonly origin: string
  private readonly stub = new StubResolver({ timeout: 2000, tries: 3 })

  /** The origin is the name of the zone: `example`. */
  constructor(server: Server, origin: string) {
    this.server = server
    this.origin = origin
    this.stub.setServers([`${server.host}:${server.port}`])
  }

  async read(name: string): Promise<DnsRecord | undefined> {
    const [answer] = await this.ask(name, 'A')
    // The answer goes on with the target of an alias.
    return recordsOf(answer!.answers ?? []).get(name)
  }

  // A transfer of the whole zone. It begins and ends with the record of the zone itself, which no other message has.
  async list(name: string): Promise<readonly DnsRecord[]> {
    const starts = (messages: readonly DecodedPacket[]) =>
      messages.flatMap(({ answers = [] }) => answers).filter(({ type }) => type === 'SOA').length
    const messages = await this.ask(this.origin, 'AXFR', (messages) => starts(messages) === 2)
    const records = recordsOf(messages.flatMap(({ answers = [] }) => answers))
    const found = [...records.values()].filter((record) => `.${record.name}`.endsWith(`.${name}`))
    return found.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async change(batch: Batch): Promise<Change> {
    for (;;) {
      const { decision, read } = await this.decide(batch)
      const isUnchanged = await this.update(read, decision.ok ? decision.writes : new Map())
      if (isUnchanged) return decision.ok ? { ok: true } : decision
    }
  }

  async resolve(name: string): Promise<readonly string[]> {
    try {
      return (await this.stub.resolve4(name)).sort()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOTFOUND' || code === 'ENODATA') return []
      throw error
    }
  }

  private async decide(batch: Batch): Promise<{ decision: Decision; read: Prerequisites }> {
    const read = new Map<string, DnsRecord | undefined>()
    const decision = decide(batch)
    let step = decision.next()
    while (!step.done) {
      const name = step.value
      if (!read.has(name)) read.set(name, await this.read(name))
      step = decision.next(read.get(name))
    }
    return { decision: step.value, read }
  }

  /** Whether the update was made. If not, a prerequisite did not hold. */
  private async update(prerequisites: Prerequisites, writes: ReadonlyMap<string, DnsRecord | undefined>) {
    const request = encodeUpdate(randomInt(0x10000), this.origin, prerequisites, writes)
    const [answer] = await exchange(this.server, request)
    const code = codeOf(answer!)
    if (code === noError) return true
    if (refusedByPrerequisite.includes(code)) return false
    throw new Error(`the name server refused an update of ${this.origin} with code ${code}`)
  }

  private async ask(
    name: string,
    type: Question['type'],
    isComplete?: (messages: readonly DecodedPacket[]) => boolean,
  ): Promise<readonly DecodedPacket[]> {
    const request = encode({ type: 'query', id: randomInt(0x10000), questions: [{ name, type }] })
    const answers = await exchange(
      this.server,
      request,
      (all) => codeOf(all[0]!) !== noError || (isComplete?.(all) ?? true),
    )
    const code = codeOf(answers[0]!)
    if (code !== noError && code !== noSuchName) {
      throw new Error(`the name server refused a query for ${name} (${type}) with code ${code}`)
    }
    return answers
  }
}

/** The code is in the last bits of the flags. */
const codeOf = ({ flags }: DecodedPacket): number => (flags ?? 0) & 0xf
