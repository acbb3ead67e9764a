/**
 * The page of `allways explore`, and the states that it asks for. Two routes need no framework. It listens to this
 * machine alone, and answers only to its names: a page from elsewhere that has its own name point here gets nothing.
 */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SpecError, show, UsageError } from '../errors.ts'
import type { PathStep, Walk } from '../result.ts'
import { template } from './page.ts'

export interface Explored {
  /** Reads the spec anew; what is wrong with it is thrown by the walks that follow. */
  reload(): Promise<void>
  /** @throws UsageError, SpecError */
  walk(asked: Asked): Walk
}

/** What the page asks for. */
export interface Asked {
  readonly path: readonly PathStep[]
  /** The state to tell of, by its number. */
  readonly at: number
  /** Absent for the one that the command names. */
  readonly design?: string
}

interface Reply {
  readonly status: number
  readonly type?: 'text/html' | 'application/json' | 'text/plain'
  readonly text: string
}

/** The longest path that is read, in bytes. */
const maxBody = 1_000_000

/** @throws UsageError where the port is taken */
export async function serve(port: number, explored: Explored): Promise<{ readonly url: string; close(): void }> {
  // loaded here, for no other command serves anything
  const { createServer } = await import('node:http')
  const server = createServer(async (request, response) => {
    const { status, type = 'text/plain', text } = await answer(request, explored)
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': policyOf(type, text),
    })
    response.end(text)
  })
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new UsageError(`port ${port} cannot be used: ${(error as Error).message}: name another, or none`)
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What the page itself says, which knows the script that may run, and that nobody may show the page inside of another. */
function policyOf(type: NonNullable<Reply['type']>, text: string): string {
  const [, own = "default-src 'none'"] =
    (type === 'text/html' && /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(text)) || []
  return `${own}; frame-ancestors 'none'`
}

async function answer(request: IncomingMessage, explored: Explored): Promise<Reply> {
  const { method = '', url = '', headers } = request
  if (!isLocal(headers.host) || (headers.origin !== undefined && !isLocal(headers.origin.replace(/^http:\/\//, '')))) {
    return { status: 403, text: 'This page answers to 127.0.0.1 and localhost alone.\n' }
  }
  const route = `${method} ${url.replace(/\?.*/, '')}`
  try {
    if (route === 'GET /') {
      await explored.reload()
      return { status: 200, type: 'text/html', text: template('explore.html') }
    }
    if (route === 'POST /api/walk') {
      const asked = read(await bodyOf(request))
      return { status: 200, type: 'application/json', text: JSON.stringify(explored.walk(asked)) }
    }
  } catch (error) {
    return failed(error)
  }
  return { status: 404, text: `There is no ${route}: there are GET / and POST /api/walk.\n` }
}

/** Whether a host, with or without a port, is this machine by one of its own names. */
function isLocal(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '')
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxBody) throw new WrongRequest(413, `the path is longer than ${maxBody} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** What the page asks for: `{ path: [{ action, choices, picks? }], at, design? }`. @throws WrongRequest */
function read(text: string): Asked {
  let body: { readonly path?: unknown; readonly at?: unknown; readonly design?: unknown } | null
  try {
    body = JSON.parse(text)
  } catch {
    throw new WrongRequest(400, `the body is ${show(text.slice(0, 40))}: expected JSON`)
  }
  const { path, at, design } = body ?? {}
  if (!Array.isArray(path)) throw new WrongRequest(400, `path is ${show(path)}: expected a list of steps`)
  for (const [i, step] of path.entries()) {
    const { action, choices, picks = [] } = (step ?? {}) as { readonly [field: string]: unknown }
    const fine = typeof action === 'string' && Array.isArray(choices) && Array.isArray(picks)
    if (!fine) throw new WrongRequest(400, `path[${i}] is ${show(step)}: expected { action, choices }`)
  }
  if (!Number.isInteger(at) || (at as number) < 0) {
    throw new WrongRequest(400, `at is ${show(at)}: expected the number of a state, 0 or more`)
  }
  if (design !== undefined && typeof design !== 'string') {
    throw new WrongRequest(400, `design is ${show(design)}: expected the name of a design`)
  }
  return { path, at: at as number, ...(design === undefined ? {} : { design }) }
}

/** A request that no page of ours makes. */
class WrongRequest extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

function failed(error: unknown): Reply {
  const [status, message] =
    error instanceof WrongRequest
      ? [error.status, error.message]
      : error instanceof SpecError || error instanceof UsageError
        ? [422, error.message]
        : [500, `this is a bug of allways, please report it: ${String(error)}`]
  return { status, type: 'application/json', text: JSON.stringify({ error: message }) }
}
