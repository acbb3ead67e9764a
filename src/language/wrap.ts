/** Wraps a module's functions for a composition: on the module's part of the state, with its inputs kept up. */

import { textOf } from '../runtime/source-text.ts'
import type { AnyFunction } from './processes/named-step.ts'

const origins = new WeakMap<AnyFunction, AnyFunction>()

/** The author's function inside a wrapper; any other value itself. */
export function originOf(made: unknown): unknown {
  return (typeof made === 'function' && origins.get(made as AnyFunction)) || made
}

const around = new WeakMap<AnyFunction, (other: AnyFunction) => AnyFunction | undefined>()

/** The same wrapper around another function; `undefined` if `whole` wraps several functions. */
export function remade(whole: AnyFunction, other: AnyFunction): AnyFunction | undefined {
  if (originOf(whole) === whole) return other
  return around.get(whole)?.(other)
}

const ingredients = new WeakMap<object, unknown>()

/** Records what a function of allways was made of. Its parts differ between models; its text does not. */
export function madeOf<F extends object>(made: F, parts: unknown): F {
  ingredients.set(made, parts)
  return made
}

/** The recorded parts of a function; any other value itself. */
export function ingredientsOf(value: unknown): unknown {
  return (typeof value === 'function' && ingredients.get(value)) || value
}

/**
 * Whether a function can receive `choose`. Only such a function is passed `choose`, and only its step runs again for
 * other choices. `before` is the number of parameters before `choose`.
 */
export function mayChoose(body: AnyFunction, before: number): boolean {
  const own = originOf(body) as AnyFunction
  return own.length > before || /\.\.\.|\barguments\b|\[native code\]|=/.test(textOf(own).split('=>')[0] as string)
}

/** The texts of the author's functions. */
export const textsOf = (functions: readonly (AnyFunction | undefined)[]): string[] =>
  functions.flatMap((one) => (one === undefined ? [] : textOf(originOf(one) as AnyFunction)))

/** Builds a wrapper from text, so that the optimiser of the JavaScript engine treats each wrapper separately. */
function made(text: string, original: AnyFunction, other: unknown): AnyFunction {
  const result = new Function('f', 'g', text)(original, other) as AnyFunction
  origins.set(result, originOf(original) as AnyFunction)
  around.set(result, (instead) => {
    const inner = remade(original, instead)
    return inner && made(text, inner, other)
  })
  return result
}

/** A guard on the part `name` of the state. */
export function guardOn(name: string, guard: AnyFunction, ofProcess: boolean): AnyFunction {
  const key = JSON.stringify(name)
  return made(ofProcess ? `return (s,me)=>f(s[${key}],me)` : `return (s)=>f(s[${key}])`, guard, undefined)
}

/** A guard of a process that is true only if `first`, a text, is true as well. */
export function guardAfter(first: string, guard: AnyFunction): AnyFunction {
  return made(`return (s,me)=>${first}&&f(s,me)`, guard, undefined)
}

/** A step on the part `name` of the state. When the step is done, `after` runs on the whole state. */
export function stepOn(name: string, body: AnyFunction, ofProcess: boolean, after: AnyFunction): AnyFunction {
  const me = ofProcess ? ',me' : ''
  const choose = mayChoose(body, ofProcess ? 2 : 1) ? ',choose' : ''
  const text = `return (s${me}${choose})=>{const v=f(s[${JSON.stringify(name)}]${me}${choose});g(s);return v}`
  return made(text, body, after)
}

/** A step of a process that runs `first`, a text, and then the body. It leads to `label` if the body does not name one. */
export function stepAfter(first: string, body: AnyFunction, label: string): AnyFunction {
  const choose = mayChoose(body, 2) ? ',choose' : ''
  const text = `return (s,me${choose})=>{${first}const to=f(s,me${choose});return to===undefined?${JSON.stringify(label)}:to}`
  return made(text, body, undefined)
}

/** True if all parts are, tested in order. If a part does not return `true`, its result is the result. */
export function allOf(parts: readonly AnyFunction[], ofSteps: boolean): AnyFunction {
  const args = ofSteps ? 'a,b' : 'a'
  const asked = parts.map((_, i) => `r=p${i}(${args});if(r!==true)return r;`).join('')
  const names = parts.map((_, i) => `p${i}`)
  const result = new Function(...names, `return (${args})=>{let r;${asked}return true}`)(...parts) as AnyFunction
  origins.set(result, originOf(parts[0]) as AnyFunction)
  return result
}

/** A predicate on the result of `view` for the state, or for both states of a step. */
export function testOn(view: (s: object) => object, test: AnyFunction, ofSteps: boolean): AnyFunction {
  return made(ofSteps ? 'return (a,b)=>f(g(a),g(b))' : 'return (s)=>f(g(s))', test, view)
}
