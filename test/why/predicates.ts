/** Random predicates, as texts of JavaScript, over random states; and what they come to, by JavaScript alone. */
import { array, bool, int, model, oneOf, optional, struct } from 'allways'

export type Dice = (sides: number) => number

/** Dice that fall the same way for the same seed. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

export interface PlainState {
  readonly hosts: readonly {
    readonly n: number
    readonly ok: boolean
    readonly links: readonly { readonly w: number; readonly up: boolean }[]
    readonly tags: readonly number[]
  }[]
  readonly up: readonly boolean[]
  readonly total: number
  readonly mode: string
  readonly lease: number | null
}

const times = <T>(count: number, one: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i))

export function stateOf(dice: Dice): PlainState {
  return {
    hosts: times(3, () => ({
      n: dice(5),
      ok: dice(2) === 1,
      links: times(2, () => ({ w: dice(4), up: dice(2) === 1 })),
      tags: times(2, () => dice(3)),
    })),
    up: times(3, () => dice(2) === 1),
    total: dice(5),
    mode: dice(2) === 1 ? 'on' : 'off',
    lease: dice(3) === 0 ? null : dice(3),
  }
}

/** A model with that state and one property, or one guard. */
export function modelWith(kind: 'invariant' | 'step' | 'guard', test: unknown) {
  const Link = struct({ w: int(0, 3), up: bool })
  const Host = struct({ n: int(0, 4), ok: bool, links: array(2, Link), tags: array(2, int(0, 2)) })
  return model({
    name: 'random',
    state: {
      ...{ hosts: array(3, Host), up: array(3, bool), total: int(0, 4) },
      ...{ mode: oneOf('off', 'on'), lease: optional(int(0, 2)) },
    },
    actions: { tick: { ...(kind === 'guard' ? { when: test } : {}), do: (s: { total: number }) => void s.total++ } },
    ...(kind === 'guard' ? {} : { [kind === 'step' ? 'steps' : 'invariants']: { p: test } }),
  } as never)
}

/** The values that the predicates capture. */
export function capturedOf(dice: Dice) {
  const max = dice(5)
  const limits = { low: dice(3), high: dice(5) }
  return {
    ...{ max, limits, strict: dice(2) === 1, names: ['off', 'on'] },
    over: (host: { readonly n: number }) => host.n > max,
    anyUp: (host: PlainState['hosts'][number]) => host.links.some((link) => link.up),
    within: (n: number, { low, high }: typeof limits) => low <= n && n <= high,
  }
}

type Kind = 'host' | 'link' | 'tag' | 'flag'

interface Variable extends Element {
  readonly kind: Kind
}

export interface Predicate {
  readonly text: string
  readonly params: readonly string[]
  readonly callbacks: readonly Callback[]
}

export interface Callback {
  /** The elements that it may name, its own last. */
  readonly elements: readonly Element[]
  readonly body: string
}

export interface Element {
  readonly name: string
  readonly index: string | undefined
  /** The parameter of the predicate in which it lies. */
  readonly root: string
}

export function predicateOf(dice: Dice, kind: 'invariant' | 'step'): Predicate {
  const params = kind === 'step' ? ['before', 'after'] : ['s']
  const callbacks: Callback[] = []
  let variables = 0
  const oneOfThese = <T>(...all: readonly T[]): T => all[dice(all.length)] as T
  const root = () => oneOfThese(...params)
  const compared = () => oneOfThese('>', '<', '>=', '<=', '===', '!==')

  const number = (known: readonly Variable[]): string => {
    const one = known[dice(known.length + 1)]
    const own = {
      host: (name: string) => `${name}.${oneOfThese('n', 'n', 'tags[0]', 'links[1].w', 'tags.length')}`,
      link: (name: string) => `${name}.w`,
      tag: (name: string) => name,
      flag: undefined,
    }[one?.kind ?? 'flag']
    if (one !== undefined && own !== undefined && dice(4) > 0) return own(one.name)
    return oneOfThese(
      ...['max', 'max', 'limits.low', 'limits.high', '2', `${root()}.total`, `${root()}.hosts[1].n`],
      ...[`${root()}.total + 1`, `${root()}.hosts.filter((q) => q.ok).length`, 'max - limits.low'],
      ...[`(${root()}.hosts.find((q) => q.n > 2)?.n ?? 0)`, one?.index ?? `${root()}.hosts.length`],
    )
  }
  const yes = (depth: number, known: readonly Variable[]): string => {
    const inner = () => yes(depth - 1, known)
    const whole = () => `(${inner()})`
    if (depth <= 0) return atom(known)
    return oneOfThese(
      () => quantified(depth, known),
      () => quantified(depth, known),
      () => quantified(depth, known),
      () => `!${whole()}`,
      () => `!${quantified(depth, known)}`,
      () => `${whole()} && ${whole()}`,
      () => `${whole()} || ${whole()}`,
      () => `(${inner()} ? ${inner()} : ${inner()})`,
      () => `!${root()}.hosts.find((q) => q.n ${compared()} ${number(known)})`,
      () => `${root()}.hosts.filter((q) => q.ok).every((q) => q.n ${compared()} ${number(known)})`,
      () => atom(known),
    )()
  }
  const atom = (known: readonly Variable[]): string => {
    const hosts = known.filter((one) => one.kind === 'host').map(({ name }) => name)
    return oneOfThese(
      ...times(4, () => `${number(known)} ${compared()} ${number(known)}`),
      ...known.map(
        ({ name, kind }) => ({ host: `${name}.ok`, link: `!${name}.up`, tag: `!${name}`, flag: name })[kind],
      ),
      ...hosts.flatMap((name) => [`over(${name})`, `!anyUp(${name})`, `within(${name}.n, limits)`]),
      ...[`${root()}.mode === 'on'`, `${root()}.mode !== names[0]`, 'strict', `${root()}.lease !== null`],
      ...[`(${root()}.lease ?? 0) < max`, `over(${root()}.hosts[0])`],
    )
  }
  const quantified = (depth: number, known: readonly Variable[]): string => {
    const method = oneOfThese('some', 'every')
    const host = known.find((one) => one.kind === 'host')
    const at = root()
    const [path, kind, letter, own] = oneOfThese<readonly [string, Kind, string, string]>(
      [`${at}.hosts`, 'host', 'h', at],
      [`${at}.up`, 'flag', 'u', at],
      ...(host === undefined
        ? []
        : times(3, (i): [string, Kind, string, string] =>
            i > 0 ? [`${host.name}.links`, 'link', 'l', host.root] : [`${host.name}.tags`, 'tag', 't', host.root],
          )),
    )
    if (kind === 'host' && dice(8) === 0) return `${path}.${method}(${oneOfThese('over', 'anyUp')})`
    const number = ++variables
    const name = `${letter}${number}`
    const index = dice(3) === 0 ? `i${number}` : undefined
    const all = [...known, { name, kind, index, root: own }]
    const body = depth > 1 && dice(2) === 0 ? quantified(depth - 1, all) : yes(depth - 1, all)
    // some give a number, and no boolean
    const given = kind === 'host' && dice(8) === 0 ? `${name}.n && ${body}` : body
    callbacks.push({ elements: all, body: given })
    return dice(6) === 0
      ? `${path}.${method}((${[name, index].filter(Boolean).join(', ')}) => { return ${given} })`
      : `${path}.${method}((${[name, index].filter(Boolean).join(', ')}) => ${given})`
  }
  return { text: yes(3, []), params, callbacks }
}

/** The value of an expression in which names stand for values. */
export function comesTo(text: string, names: { readonly [name: string]: unknown }): unknown {
  return new Function(...Object.keys(names), `return (${text})`)(...Object.values(names))
}
