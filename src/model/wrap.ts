/** A module's functions, as a composition calls them: on the module's part of the state, with its inputs kept up. */
import type { AnyFunction } from './process.ts'
import { textOf } from './source-text.ts'

const origins = new WeakMap<AnyFunction, AnyFunction>()

/** The function that an author wrote, where this one was made around it. */
export function originOf(made: unknown): unknown {
  return (typeof made === 'function' && origins.get(made as AnyFunction)) || made
}

const around = new WeakMap<AnyFunction, (other: AnyFunction) => AnyFunction | undefined>()

/** The same made around another function; `undefined` if it is made around several. */
export function remade(whole: AnyFunction, other: AnyFunction): AnyFunction | undefined {
  if (originOf(whole) === whole) return other
  return around.get(whole)?.(other)
}

const ingredients = new WeakMap<object, unknown>()

/** Notes what a function of allways itself is made of: that, and not how it is written, is what differs from model to model. */
export function madeOf<F extends object>(made: F, parts: unknown): F {
  ingredients.set(made, parts)
  return made
}

/** What a function was made of, where that was noted; else the value itself. */
export function ingredientsOf(value: unknown): unknown {
  return (typeof value === 'function' && ingredients.get(value)) || value
}

/** Whether a function can get hold of `choose`: it is passed only then, and the step run again only then. */
export function mayChoose(body: AnyFunction, before: number): boolean {
  const own = originOf(body) as AnyFunction
  return own.length > before || /\.\.\.|\barguments\b|\[native code\]|=/.test(textOf(own).split('=>')[0] as string)
}

/** Everything below is made as text, so that each function keeps what the optimiser learns of it to itself. */
function made(text: string, original: AnyFunction, other: unknown): AnyFunction {
  const result = new Function('f', 'g', text)(original, other) as AnyFunction
  origins.set(result, originOf(original) as AnyFunction)
  around.set(result, (instead) => {
    const inner = remade(original, instead)
    return inner && made(text, inner, other)
  })
  return result
}

/** A guard on part `name` of the state. */
export function guardOn(name: string, guard: AnyFunction, ofProcess: boolean): AnyFunction {
  const key = JSON.stringify(name)
  return made(ofProcess ? `return (s,me)=>f(s[${key}],me)` : `return (s)=>f(s[${key}])`, guard, undefined)
}

/** A step on part `name` of the state; `after` sees the whole of it when the step is done. */
export function stepOn(name: string, body: AnyFunction, ofProcess: boolean, after: AnyFunction): AnyFunction {
  const me = ofProcess ? ',me' : ''
  const choose = mayChoose(body, ofProcess ? 2 : 1) ? ',choose' : ''
  const text = `return (s${me}${choose})=>{const v=f(s[${JSON.stringify(name)}]${me}${choose});g(s);return v}`
  return made(text, body, after)
}

/** True where all parts are, asked in their order; what a part gives that is no boolean is what it gives. */
export function allOf(parts: readonly AnyFunction[], ofSteps: boolean): AnyFunction {
  const args = ofSteps ? 'a,b' : 'a'
  const asked = parts.map((_, i) => `r=p${i}(${args});if(r!==true)return r;`).join('')
  const names = parts.map((_, i) => `p${i}`)
  const result = new Function(...names, `return (${args})=>{let r;${asked}return true}`)(...parts) as AnyFunction
  origins.set(result, originOf(parts[0]) as AnyFunction)
  return result
}

/** A predicate on what `view` makes of the state or states. */
export function testOn(view: (s: object) => object, test: AnyFunction, ofSteps: boolean): AnyFunction {
  return made(ofSteps ? 'return (a,b)=>f(g(a),g(b))' : 'return (s)=>f(g(s))', test, view)
}
