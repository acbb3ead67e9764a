/**
 * What a function means, as a digest: its text, and the values that it captures, functions among them. A predicate
 * that stays the same to the letter while a helper or a constant of it changes is another predicate.
 */
import { createHash } from 'node:crypto'
import { Session } from 'node:inspector'
import { originOf } from '../model/wrap.ts'

/** A digest of plain data with functions in it. */
export function digestOf(value: unknown): string {
  const session = new Session()
  session.connect()
  try {
    return hashed(told(session, value, new Map()).text)
  } finally {
    session.disconnect()
  }
}

const hashed = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

interface Told {
  readonly text: string
  /** How far up it refers back, as a depth; infinite where it stands for itself. */
  readonly up: number
}

/** What stands for itself is told once, however many closures share it, and then by its digest. */
const standing = new WeakMap<object, string>()

/** `above`: what is being told around it, with its depth, so that what captures itself comes to an end. */
function told(session: Session, value: unknown, above: Map<unknown, number>): Told {
  const plain = (text: string): Told => ({ text, up: Number.POSITIVE_INFINITY })
  if (value === undefined) return plain('undefined')
  if (typeof value === 'bigint' || typeof value === 'symbol') return plain(String(value))
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return plain(JSON.stringify(value))
  // of a module's function what its author wrote, not the composition around it
  const own = originOf(value)
  if (own !== value) return told(session, own, above)
  const digest = standing.get(value)
  if (digest !== undefined) return plain(digest)
  const depth = above.get(value)
  const here = above.size
  // as so many up from here: the same wherever the whole of it stands
  if (depth !== undefined) return { text: `<${here - depth}>`, up: depth }
  above.set(value, here)
  let up = Number.POSITIVE_INFINITY
  const { text: head, entries } = contentOf(session, value)
  const parts = [...entries].map(([key, of]) => {
    const part = told(session, of, above)
    up = Math.min(up, part.up)
    return `${key}:${part.text}`
  })
  above.delete(value)
  const text = `${head}{${parts.join()}}`
  if (up < here) return { text, up }
  standing.set(value, hashed(text))
  return plain(hashed(text))
}

interface Content {
  readonly text: string
  readonly entries: Iterable<readonly [unknown, unknown]>
}

/** Of a function its text, and what it captures and names. What is no plain data is the same for every spec, and told by name. */
function contentOf(session: Session, value: object): Content {
  if (typeof value === 'function') {
    const { text, captured, isOfModule } = capturedBy(session, value)
    // a function of allways itself, which may read otherwise in another version
    return isOfModule ? { text: 'allways', entries: [] } : { text, entries: captured }
  }
  if (value instanceof Map || value instanceof Set) return { text: '', entries: value.entries() }
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === null || prototype === Object.prototype || Array.isArray(value)
  return { text: '', entries: isPlain ? Object.entries(value) : [['is', value.constructor?.name ?? 'object']] }
}

export interface Captured {
  readonly text: string
  /** Those of the variables around it that its text names. */
  readonly captured: readonly (readonly [name: string, value: unknown])[]
  /** Whether it is written in a module, whose own variables are left out. A spec is bundled as a script. */
  readonly isOfModule: boolean
}

/** What a function says, and what it captures: of the variables that V8 keeps for closures, innermost first; no globals. */
export function capturedBy(session: Session, fn: object): Captured {
  const text = Function.prototype.toString.call(fn)
  const names = new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
  const captured: [string, unknown][] = []
  for (const { description, object } of scopesOf(session, fn)) {
    if (description === 'Global' || description === 'Script') continue
    if (description === 'Module') return { text, captured, isOfModule: true }
    for (const name of Object.keys(object)) if (names.delete(name)) captured.push([name, object[name]])
  }
  return { text, captured, isOfModule: false }
}

interface Scope {
  readonly description: string
  readonly object: { readonly [name: string]: unknown }
}

/** The scopes of a function, as the inspector has them. */
function scopesOf(session: Session, fn: object): readonly Scope[] {
  const key = 'allways: closures to read'
  const globals = globalThis as { [key: string]: unknown }
  globals[key] = fn
  try {
    session.post('Runtime.evaluate', { expression: `globalThis[${JSON.stringify(key)}]` }, (_error, reply) => {
      const objectId = reply?.result.objectId
      if (objectId === undefined) return
      session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_error, properties) => {
        const list = properties?.internalProperties?.find(({ name }) => name === '[[Scopes]]')?.value?.objectId
        if (list === undefined) return
        // an array without a prototype
        const functionDeclaration = `function () { globalThis[${JSON.stringify(key)}] = this }`
        session.post('Runtime.callFunctionOn', { objectId: list, functionDeclaration })
      })
    })
    const scopes = globals[key]
    return Array.isArray(scopes) ? (Object.values(scopes) as Scope[]) : []
  } finally {
    delete globals[key]
  }
}
