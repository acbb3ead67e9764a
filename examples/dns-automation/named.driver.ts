/**
 * The same driver on a name server: `npx allways conform examples/dns-automation/named.driver.ts`. It needs bind9. All
 * runs share one server, which is started for the first of them. Each empties the zone when it ends.
 */
import { DnsZone } from './dns-zone.ts'
import { driverOn } from './driver.ts'
import { type Named, startNamed } from './named.ts'

const origin = 'example'
let started: Promise<Named> | undefined

/** Opens the zone, which is empty. */
export const openOnServer = async () => {
  started ??= startNamed(origin)
  const { server, unref } = await started
  unref()
  const zone = new DnsZone(server, origin)
  const close = async () => {
    const names = (await zone.list(origin)).map(({ name }) => name)
    if (names.length > 0) await zone.change({ deletes: names })
  }
  return { zone, close }
}

/** For tests. Other programs need not call it: the server ends with them. */
export const stopServer = async () => {
  await (await started)?.stop()
  started = undefined
}

export default driverOn(openOnServer)
