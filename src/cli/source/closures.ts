/** Reads what a closure consists of: its text, and the values that it captures. They come from V8's inspector. */
import { Session } from 'node:inspector'
import { textOf } from '../../runtime/source-text.ts'

export interface Captured {
  readonly text: string
  /** The variables of the surrounding scopes that the text names. */
  readonly captured: readonly (readonly [name: string, value: unknown])[]
  /** Whether the function is part of a module; the module's own variables are left out. A bundled spec is a script. */
  readonly isOfModule: boolean
}

/**
 * The text of a function, and what it captures: variables that V8 keeps for closures, innermost scope first, without
 * globals.
 */
export function capturedBy(session: Session, fn: object): Captured {
  const text = textOf(fn)
  const names = new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
  const captured: [string, unknown][] = []
  for (const { description, object } of scopesOf(session, fn)) {
    if (description === 'Global' || description === 'Script') continue
    if (description === 'Module') return { text, captured, isOfModule: true }
    // in the order of the text: a scope with many variables lists them in an order that is not always the same
    for (const name of names) if (Object.hasOwn(object, name) && names.delete(name)) captured.push([name, object[name]])
  }
  return { text, captured, isOfModule: false }
}

/** The values that a function captures, by variable name. */
export function capturedNames(fn: object): ReadonlyMap<string, unknown> {
  const session = new Session()
  session.connect()
  try {
    return new Map(capturedBy(session, fn).captured)
  } finally {
    session.disconnect()
  }
}

interface Scope {
  readonly description: string
  readonly object: { readonly [name: string]: unknown }
}

/** The scopes of a function, innermost first, from the inspector; empty if the inspector does not return them. */
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
        // `this` is the list of scopes, an array without a prototype
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
