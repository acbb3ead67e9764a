/** The messages to a name server, and what is said if it does not do its part. */
import { readdirSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { decode } from 'dns-packet'
import { describe, expect, it } from 'vitest'
import { encodeUpdate } from '../../../examples/dns-automation/dns-message.ts'
import { DnsZone } from '../../../examples/dns-automation/dns-zone.ts'
import { startNamed } from '../../../examples/dns-automation/named.ts'
import { withoutNamed } from './zones.ts'

describe('an update', () => {
  const one = { name: 'one.example', addresses: ['10.0.0.1', '10.0.0.2'] }
  const message = encodeUpdate(
    7,
    'example',
    new Map([
      ['one.example', one],
      ['no.example', undefined],
    ]),
    new Map([
      ['www.example', { name: 'www.example', target: 'one.example' }],
      ['old.example', undefined],
    ]),
  )

  it('has the numbers of its sections in its header', () => {
    // id, opcode UPDATE, then: one zone, three prerequisites, three updates, nothing else
    expect([...message.subarray(0, 12)]).toEqual([0, 7, 5 << 3, 0, 0, 1, 0, 3, 0, 3, 0, 0])
  })

  it('asks for what was read, and for no name where there was none', () => {
    expect(decode(message).questions).toEqual([{ name: 'example', type: 'SOA', class: 'IN' }])
    const prerequisite = { ttl: 0, flush: false }
    expect(decode(message).answers).toEqual([
      { ...prerequisite, name: 'one.example', type: 'A', class: 'IN', data: '10.0.0.1' },
      { ...prerequisite, name: 'one.example', type: 'A', class: 'IN', data: '10.0.0.2' },
      // class NONE, which dns-packet has no name for
      { ...prerequisite, name: 'no.example', type: 'ANY', class: 'UNKNOWN_254', data: Buffer.alloc(0) },
    ])
  })

  it('deletes what a name has before it writes the new record', () => {
    const deletion = { type: 'ANY', class: 'ANY', ttl: 0, flush: false, data: Buffer.alloc(0) }
    expect(decode(message).authorities).toEqual([
      { ...deletion, name: 'www.example' },
      { name: 'www.example', type: 'CNAME', class: 'IN', ttl: 60, flush: false, data: 'one.example' },
      { ...deletion, name: 'old.example' },
    ])
  })
})

describe('a zone whose server does not do its part', () => {
  const listening = async (onConnection: (socket: Socket) => void): Promise<[Server, DnsZone]> => {
    const server = createServer(onConnection)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return [server, new DnsZone({ host: '127.0.0.1', port }, 'example')]
  }

  it('fails if nobody listens', async () => {
    const [server, zone] = await listening(() => {})
    await new Promise((resolve) => server.close(resolve))
    await expect(zone.read('one.example')).rejects.toThrow('ECONNREFUSED')
  })

  it('fails if the server closes the connection without an answer', async () => {
    const [server, zone] = await listening((socket) => socket.resume().end())
    await expect(zone.read('one.example')).rejects.toThrow(/closed the connection before it had answered/)
    server.close()
  })
})

describe.skipIf(withoutNamed)(withoutNamed ?? 'a name server', () => {
  it('refuses changes of a zone that is not its own', async () => {
    const named = await startNamed('example')
    const zone = new DnsZone(named.server, 'elsewhere')
    const upserts = [{ name: 'one.elsewhere', addresses: ['10.0.0.1'] }]
    await expect(zone.change({ upserts })).rejects.toThrow('the name server refused an update of elsewhere with code 9')
    await expect(zone.read('one.elsewhere')).rejects.toThrow('refused a query for one.elsewhere (A) with code 5')
    await expect(zone.list('elsewhere')).rejects.toThrow('refused a query for elsewhere (AXFR) with code')
    await named.stop()
  })

  it('that cannot start says why, and leaves nothing behind', async () => {
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('named-no..zone'))
    await expect(startNamed('no..zone')).rejects.toThrow(/named did not start:[\s\S]*no\.\.zone/)
    expect(folders()).toEqual([])
  })
})
