/**
 * DNS messages that `dns-packet` does not encode by itself. An update (RFC 2136) has the layout of a query, with other
 * names for its sections: the zone, the prerequisites, and the updates. Records without data, of the classes ANY and
 * NONE, are what it adds.
 */
import { type Answer, encode, type Question } from 'dns-packet'
import { type DnsRecord, isAlias } from './zone.ts'

const headerBytes = 12
const updateOpcode = 5 << 11
const classNone = 254
const ttlSeconds = 60

/** The record set of each name that must be unchanged; `undefined` if there must be none. */
export type Prerequisites = ReadonlyMap<string, DnsRecord | undefined>

export const encodeUpdate = (
  id: number,
  zone: string,
  prerequisites: Prerequisites,
  writes: ReadonlyMap<string, DnsRecord | undefined>,
): Buffer => {
  const required = [...prerequisites].flatMap(([name, record]) =>
    record === undefined ? [withoutData(name, 'NONE')] : answersOf(record, 0).map(withData),
  )
  // A name has one record set: its new one replaces all that it had.
  const updates = [...writes].flatMap(([name, record]) => [
    withoutData(name, 'ANY'),
    ...(record === undefined ? [] : answersOf(record, ttlSeconds).map(withData)),
  ])
  const head = encode({ id, flags: updateOpcode, questions: [{ name: zone, type: 'SOA' }] })
  head.writeUInt16BE(required.length, 6)
  head.writeUInt16BE(updates.length, 8)
  return Buffer.concat([head, ...required, ...updates])
}

const answersOf = (record: DnsRecord, ttl: number): Answer[] =>
  isAlias(record)
    ? [{ name: record.name, type: 'CNAME', ttl, data: record.target }]
    : record.addresses.map((data) => ({ name: record.name, type: 'A', ttl, data }))

const withData = (answer: Answer): Buffer => encode({ answers: [answer] }).subarray(headerBytes)

/** As a prerequisite, NONE says that the name is not in use. As an update, ANY deletes all that the name has. */
const withoutData = (name: string, kind: 'NONE' | 'ANY'): Buffer => {
  const anyType = 'ANY' as Question['type']
  const start = encode({ questions: [{ name, type: anyType, class: 'ANY' }] }).subarray(headerBytes)
  if (kind === 'NONE') start.writeUInt16BE(classNone, start.length - 2)
  const ttlAndLength = Buffer.alloc(6)
  return Buffer.concat([start, ttlAndLength])
}

/** The record sets in the answers of a server, by name. Records of other types are left out. */
export const recordsOf = (answers: readonly Answer[]): Map<string, DnsRecord> => {
  const records = new Map<string, DnsRecord>()
  for (const answer of answers) {
    const { name } = answer
    if (answer.type === 'CNAME') records.set(name, { name, target: answer.data })
    if (answer.type !== 'A') continue
    const before = records.get(name)
    const addresses = before === undefined || isAlias(before) ? [] : before.addresses
    records.set(name, { name, addresses: [...addresses, answer.data].sort() })
  }
  return records
}
