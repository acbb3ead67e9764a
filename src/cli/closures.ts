/** What a closure is made of: its text, and the values that it captures, read from V8 by its inspector. */
import { Session } from 'node:inspector'
import { textOf } from '../model/source-text.ts'

export interface Captured {
  readonly text: string
  /** Those of the variables around it that its text names. */
  readonly captured: readonly (readonly [name: string, value: unknown])[]
  /** Whether it is written in a module, whose own variables are left out. A spec is bundled as a script. */
  readonly isOfModule: boolean
}

/** What a function says, and what it captures: of the variables that V8 keeps for closures, innermost first; no globals. */
export function capturedBy(session: Session, fn: object): Captured {
  const text = textOf(fn)
  const names = new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
  const captured: [string, unknown][] = []
  for (const { description, object } of scopesOf(session, fn)) {
    if (description === 'Global' || description === 'Script') continue
    if (description === 'Module') return { text, captured, isOfModule: true }
    for (const name of Object.keys(object)) if (names.delete(name)) captured.push([name, object[name]])
  }
  return { text, captured, isOfModule: false }
}

/** What a function captures, by name. */
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
