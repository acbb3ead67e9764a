/**
 * Serves the page of `allways explore`, and the states that the page requests. Two routes need no framework. The server
 * listens only to this machine, and answers only requests to the machine's local names. So a foreign page whose host
 * name points to this machine gets nothing (DNS rebinding).
 */

import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SpecError, show, UsageError } from '../../errors.ts'
import { defined } from '../../plain.ts'
import type { PathStep, StepThrough } from '../../result.ts'
import { template } from '../output/page.ts'

export interface Explored {
  /** Reads the spec anew. If the spec is wrong, later walks throw the error. */
  reload(): Promise<void>
  /** @throws UsageError, SpecError */
  walk(asked: Asked): StepThrough
}

/** A request of the page. */
export interface Asked {
  readonly path: readonly PathStep[]
  /** The number of the state to show, along the path. */
  readonly at: number
  /** Absent for the design of the command line. */
  readonly design?: string
}

interface Reply {
  readonly status: number
  readonly type?: 'text/html' | 'application/json' | 'text/plain'
  readonly text: string
}

/** Maximum size of a request body, in bytes. */
const maxBody = 1_000_000

/** @throws UsageError if the port cannot be used */
export async function serve(port: number, explored: Explored): Promise<{ readonly url: string; close(): void }> {
  // loaded here, because no other command needs a server
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
    throw new UsageError(
      `cannot use port ${port}: ${(error as Error).message}; choose a different port, or remove --port`,
    )
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/**
 * The page's own policy, which names the script that may run. In addition, no other page may embed this page in a
 * frame.
 */
function policyOf(type: NonNullable<Reply['type']>, text: string): string {
  const [, own = "default-src 'none'"] =
    (type === 'text/html' && /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(text)) || []
  return `${own}; frame-ancestors 'none'`
}

async function answer(request: IncomingMessage, explored: Explored): Promise<Reply> {
  const { method = '', url = '', headers } = request
  if (!isLocal(headers.host) || (headers.origin !== undefined && !isLocal(headers.origin.replace(/^http:\/\//, '')))) {
    return { status: 403, text: 'This server only answers requests to 127.0.0.1 and localhost.\n' }
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
  return { status: 404, text: `Unknown route ${route}; available: GET / and POST /api/walk.\n` }
}

/** Whether a host, with or without a port, is a local name of this machine. */
function isLocal(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '')
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxBody) throw new WrongRequest(413, `the body of the request has more than ${maxBody} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Reads a request body: `{ path: [{ action, choices, picks? }], at, design? }`. @throws WrongRequest */
function read(text: string): Asked {
  let body: { readonly path?: unknown; readonly at?: unknown; readonly design?: unknown } | null
  try {
    body = JSON.parse(text)
  } catch {
    throw new WrongRequest(400, `the body of the request is ${show(text.slice(0, 40))}; expected JSON`)
  }
  const { path, at, design } = body ?? {}
  if (!Array.isArray(path)) throw new WrongRequest(400, `'path' is ${show(path)}; expected a list of steps`)
  for (const [i, step] of path.entries()) {
    const { action, choices, picks = [] } = (step ?? {}) as { readonly [field: string]: unknown }
    const fine = typeof action === 'string' && Array.isArray(choices) && Array.isArray(picks)
    if (!fine) throw new WrongRequest(400, `'path[${i}]' is ${show(step)}; expected { action, choices }`)
  }
  if (!Number.isInteger(at) || (at as number) < 0) {
    throw new WrongRequest(400, `'at' is ${show(at)}; expected the number of a state, 0 or more`)
  }
  if (design !== undefined && typeof design !== 'string') {
    throw new WrongRequest(400, `'design' is ${show(design)}; expected the name of a design`)
  }
  return { path, at: at as number, ...defined({ design }) }
}

/** A request that the page of `allways explore` never sends. */
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
        : [500, `this is a bug of allways; please report it: ${String(error)}`]
  return { status, type: 'application/json', text: JSON.stringify({ error: message }) }
}
