/** Starts a name server of our own, Debian's bind9, for one zone that this machine may change. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Server } from './dns-connection.ts'

const host = '127.0.0.1'
const startLimitMs = 30_000
/** Debian keeps servers out of the path of ordinary users. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

export const isNamedInstalled = (): boolean => spawnSync('named', ['-V'], { env, stdio: 'ignore' }).status === 0

export interface Named {
  readonly server: Server
  stop(): Promise<void>
  /** Lets this process end although the server runs. The server ends with it. */
  unref(): void
}

/** Rejects with the last words of the server if it does not start. */
export const startNamed = async (zone: string): Promise<Named> => {
  const folder = await mkdtemp(join(tmpdir(), `named-${zone}-`))
  try {
    return await launch(zone, folder)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

const launch = async (zone: string, folder: string): Promise<Named> => {
  const port = await freePort()
  await writeFile(join(folder, 'named.conf'), configuration(zone, folder))
  await writeFile(join(folder, 'zone.db'), emptyZone)
  const named = spawn('named', ['-g', '-n', '1', '-c', join(folder, 'named.conf'), '-p', String(port)], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const kill = () => {
    named.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', kill)
  const ended = new Promise<void>((resolve) => named.once('close', () => resolve()))
  const stop = async () => {
    process.off('exit', kill)
    named.ref()
    named.kill()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  await running(named).catch(async (error) => {
    await stop()
    throw error
  })
  const unref = () => {
    named.unref()
    ;(named.stderr as Socket).unref()
  }
  return { server: { host, port }, stop, unref }
}

const running = (named: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = ''
    const fail = () => reject(new Error(`named did not start:\n${log.trim().split('\n').slice(-5).join('\n')}`))
    const limit = setTimeout(fail, startLimitMs)
    named.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4000)
      if (!log.includes(' running\n')) return
      clearTimeout(limit)
      resolve()
    })
    named.once('error', reject)
    named.once('close', () => {
      clearTimeout(limit)
      fail()
    })
  })

/** A port that was free a moment ago, for TCP. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, host, () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })

const configuration = (zone: string, folder: string) => `
options {
  directory "${folder}";
  listen-on { ${host}; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  recursion no;
  dnssec-validation no;
  notify no;
  allow-transfer { ${host}; };
};
controls { };
zone "${zone}" { type primary; file "zone.db"; allow-update { ${host}; }; };
`

const emptyZone = `
$TTL 60
@ SOA localhost. hostmaster 1 3600 600 86400 60
@ NS  localhost.
`
