/**
 * What a function means, as a digest: its text, and the values that it captures, functions among them. A predicate
 * that stays the same to the letter while a helper or a constant of it changes is another predicate.
 */
import { createHash } from 'node:crypto'
import { Session } from 'node:inspector'

/** A digest of plain data with functions in it. */
export function digestOf(value: unknown): string {
  const session = new Session()
  session.connect()
  try {
    return createHash('sha256')
      .update(told(session, value, []))
      .digest('hex')
      .slice(0, 16)
  } finally {
    session.disconnect()
  }
}

/** `above`: what is being told around it, so that what captures itself comes to an end. */
function told(session: Session, value: unknown, above: readonly unknown[]): string {
  if (value === undefined) return 'undefined'
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value)
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return JSON.stringify(value)
  const at = above.indexOf(value)
  if (at >= 0) return `<${above.length - at} up>`
  const parts = (entries: Iterable<readonly [unknown, unknown]>) =>
    [...entries].map(([key, of]) => `${key}:${told(session, of, [...above, value])}`).join()
  if (typeof value === 'function') {
    const text = Function.prototype.toString.call(value)
    const names = new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
    return `${text}{${parts(Object.entries(captured(session, value)).filter(([name]) => names.has(name)))}}`
  }
  if (value instanceof Map || value instanceof Set) return `{${parts(value.entries())}}`
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === null || prototype === Object.prototype || Array.isArray(value)
  // others, such as the exports of allways itself, are the same for every spec
  return isPlain ? `{${parts(Object.entries(value))}}` : `[${value.constructor?.name ?? 'object'}]`
}

/** The variables around a function that V8 keeps for closures, innermost first, by name; globals are left out. */
function captured(session: Session, fn: unknown): { readonly [name: string]: unknown } {
  const key = 'allways: closures to read'
  const globals = globalThis as { [key: string]: unknown }
  const all: { [name: string]: unknown } = {}
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
    for (const { description, object } of Array.isArray(scopes) ? (Object.values(scopes) as Scope[]) : []) {
      if (description === 'Global' || description === 'Script') continue
      for (const [name, value] of Object.entries(object)) if (!(name in all)) all[name] = value
    }
  } finally {
    delete globals[key]
  }
  return all
}

interface Scope {
  readonly description: string
  readonly object: object
}
