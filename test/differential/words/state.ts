/**
 * The states of random models with the words of control planes, as plain data. Nothing here shares code with the checker.
 * A stamp is a number that grows without end; a bag is kept in order.
 */

export interface Message {
  from: number
  t: number
  b: boolean
}

export interface Instance {
  at: string
  x: number
  mine: number | null
  got: number | null
  t: number | null
}

export interface State {
  n: number
  f: boolean
  held: number | null
  term: number
  seen: number[]
  wire: Message[]
  /** The pairs that are cut from each other, both ways: `'0 1'`. */
  net: string[]
  ttl: number | null
  lease: (number | null)[]
  node: Instance[]
  /** How often each fault has happened. */
  used: { [fault: string]: number }
  /** The units since each step with bounds became enabled; `null` if it is disabled. */
  clocks: (number | null)[]
  /** The timer of another module. */
  other: number | null
}

export const start = (nodes: number): State => ({
  ...{ n: 0, f: false, held: null, term: 0, wire: [], net: [], ttl: null, used: {}, clocks: [], other: null },
  seen: Array.from({ length: nodes }, () => 0),
  lease: Array.from({ length: nodes }, () => null),
  node: Array.from({ length: nodes }, () => ({ at: 'a', x: 0, mine: null, got: null, t: null })),
})

export const arranged = (messages: readonly Message[]): Message[] =>
  [...messages].sort((m, o) => m.from - o.from || m.t - o.t || Number(m.b) - Number(o.b))

export const stampsOf = (s: State): number[] => [
  s.term,
  ...s.seen,
  ...s.wire.map(({ t }) => t),
  ...s.node.flatMap(({ mine }) => (mine === null ? [] : [mine])),
]

/** All running timers, to read and to move. */
export function timersOf(s: State): { left: number | null; move: (left: number) => void; isLease: boolean }[] {
  return [
    {
      left: s.ttl,
      move: (left) => {
        s.ttl = left
      },
      isLease: false,
    },
    {
      left: s.other,
      move: (left) => {
        s.other = left
      },
      isLease: false,
    },
    ...s.lease.map((left, i) => ({
      left,
      move: (to: number) => {
        s.lease[i] = to
      },
      isLease: true,
    })),
    ...s.node.map((me) => ({
      left: me.t,
      move: (to: number) => {
        me.t = to
      },
      isLease: false,
    })),
  ]
}

/** A text that equal states share. `units`: whether the number of units left counts. */
export function keyOf(s: State, units: boolean): string {
  const ranks = [...new Set(stampsOf(s))].sort((a, b) => a - b)
  const rank = (t: number | null) => (t === null ? null : ranks.indexOf(t))
  const left = (l: number | null) => (units || l === null ? l : l === 0 ? 'due' : 'on')
  return JSON.stringify([
    ...[s.n, s.f, s.held, rank(s.term), s.seen.map(rank)],
    ...[s.wire.map(({ from, t, b }) => [from, rank(t), b]), [...s.net].sort(), left(s.ttl), s.lease.map(left)],
    s.node.map(({ at, x, mine, got, t }) => [at, x, rank(mine), got, left(t)]),
    ...[Object.entries(s.used).sort(), units ? s.clocks : [], left(s.other)],
  ])
}
