/** Which parameters a spec's model takes, as far as its text says so. */
import { SpecError, UsageError } from '../errors.ts'
import type { Spec } from '../model/spec.ts'
import { unknownName } from './names.ts'

/**
 * @throws UsageError for a key that no design of `spec` sets and that the model does not take apart. Where the
 * model's text does not say which keys it takes (it passes its argument on, or takes a rest), any key passes.
 */
export function checkParamNames(spec: Spec, keys: readonly string[]): void {
  const taken = destructured(spec.model.toString())
  if (taken === undefined) return
  const set = Object.values(spec.designs).flatMap((design) => Object.keys(design.params ?? {}))
  const known = [...new Set([...taken, ...set])]
  for (const key of keys) {
    if (!known.includes(key)) throw new UsageError(unknownName(`parameter of '${spec.name}'`, key, known))
  }
}

/** @throws SpecError for a parameter that a design sets and the model does not take, as far as its text says so */
export function checkDesignParams(spec: Spec, { file, line }: { readonly file: string; readonly line?: number }): void {
  const taken = destructured(spec.model.toString())
  if (taken === undefined) return
  for (const [design, { params }] of Object.entries(spec.designs)) {
    for (const key of Object.keys(params ?? {})) {
      if (taken.includes(key)) continue
      const what = `design '${design}': ${unknownName(`parameter of '${spec.name}'`, key, taken)}`
      throw new SpecError('unknown-parameter', `${file}${line === undefined ? '' : `:${line}`}: ${what}`)
    }
  }
}

/** The keys of a function's destructured first parameter; `undefined` where its text does not settle them. */
export function destructured(text: string): string[] | undefined {
  const [head] = /^(?:function\b[^(]*|[\w$]+)?\(\s*\{/.exec(text) ?? []
  if (head === undefined) return undefined
  const keys: string[] = []
  let depth = 1
  let atKey = true
  for (let i = head.length; i < text.length && depth > 0; i++) {
    const char = text[i] as string
    if (/\s/.test(char)) continue
    // A regular expression or template could hold any bracket: better not to know than to guess.
    if (char === '/' || char === '`') return undefined
    if (char === '"' || char === "'") {
      const close = endOfString(text, i)
      if (depth === 1 && atKey) keys.push(text.slice(i + 1, close))
      atKey = false
      i = close
    } else if (depth === 1 && char === ',') atKey = true
    else if ('{[('.includes(char)) {
      if (depth === 1 && atKey) return undefined
      depth++
    } else if ('}])'.includes(char)) depth--
    else if (depth === 1 && atKey) {
      const [name] = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(text.slice(i)) ?? []
      if (name === undefined) return undefined
      keys.push(name)
      atKey = false
      i += name.length - 1
    }
  }
  return keys
}

function endOfString(text: string, start: number): number {
  let i = start + 1
  while (i < text.length && text[i] !== text[start]) i += text[i] === '\\' ? 2 : 1
  return i
}
