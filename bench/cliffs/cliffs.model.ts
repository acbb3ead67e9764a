/**
 * Models whose cost should grow in proportion to one size, `n`. Each design grows in another dimension. `bench/cliffs.ts`
 * measures each at n, 2n, 4n and 8n.
 */
import { array, bag, int, model, process, queue, setOf, spec, struct } from 'allways'

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

/** One state has a step to each of n states, and each of them a step back. */
const hub = (n: number, options: () => readonly number[]) =>
  model({
    name: 'cliffs',
    state: { x: int(0, n) },
    actions: {
      take: {
        when: (s) => s.x === n,
        do: (s, choose) => {
          s.x = choose(options())
        },
      },
      'take back': {
        when: (s) => s.x < n,
        do: (s) => {
          s.x = n
        },
      },
    },
    init: (s) => {
      s.x = n
    },
    invariants: { 'x is in range': (s) => s.x <= n },
  })

/** All that grows with n is in the initial states, or in the options of one step. */
const choices = {
  /** The options of one choice in `init`. The last one violates the invariant. */
  'options in init': (n: number) => {
    const options = upTo(n)
    return model({
      name: 'cliffs',
      state: { x: int(0, n - 1) },
      init: (s, choose) => {
        s.x = choose(options)
      },
      actions: { stay: () => {} },
      invariants: { 'x is not the last': (s) => s.x < n - 1 },
    })
  },
  /** The options of one choice in a step. */
  'options in a step': (n: number) => {
    const options = upTo(n)
    return hub(n, () => options)
  },
  /** The same, but the step makes the list. */
  'options made in a step': (n: number) => hub(n, () => upTo(n)),
  /** Initial states, from several choices in `init` with few options each. */
  'initial states': (n: number) => {
    const digits = upTo(10)
    const most = upTo(Math.ceil(n / 1000))
    return model({
      name: 'cliffs',
      state: { a: int(0, 9), b: int(0, 9), c: int(0, 9), d: int(0, most.length - 1) },
      init: (s, choose) => {
        s.a = choose(digits)
        s.b = choose(digits)
        s.c = choose(digits)
        s.d = choose(most)
      },
      actions: {
        next: (s) => {
          s.a = (s.a + 1) % 10
        },
      },
      invariants: { 'a is in range': (s) => s.a < 10 },
    })
  },
}

const rounds = 5000

/** All that grows with n is the width of the state. The number of states stays the same. */
const widths = {
  /** The instances of a process, of which one can move. */
  instances: (n: number) => {
    const state = { round: int(0, rounds), turn: int(0, n - 1) }
    const worker = process(state, {
      instances: n,
      local: { done: int(0, 3) },
      steps: {
        work: {
          when: (s, me) => s.turn === me.id && s.round < rounds,
          do: (s, me) => {
            me.done = (me.done + 1) % 4
            s.turn = (s.turn + 1) % n
            s.round++
          },
        },
      },
      resting: ['work'],
    })
    return model({
      name: 'cliffs',
      state,
      processes: { worker },
      invariants: { 'nothing is out of range': (s) => s.round <= rounds },
    })
  },
  /** The length of an array of numbers, which the invariant reads whole. */
  'length of an array': (n: number) =>
    model({
      name: 'cliffs',
      state: { round: int(0, rounds), cells: array(n, int(0, 3)) },
      actions: {
        write: (s) => {
          const i = s.round % n
          s.cells[i] = (s.cells[i]! + 1) % 4
          s.round = (s.round + 1) % rounds
        },
      },
      invariants: { 'nothing is out of range': (s) => s.cells.every((cell) => cell < 4) || s.round > rounds },
      resting: () => true,
    }),
  /** The length of an array of structs. */
  'length of an array of structs': (n: number) =>
    model({
      name: 'cliffs',
      state: { round: int(0, rounds), cells: array(n, struct({ a: int(0, 3), b: int(0, 3) })) },
      actions: {
        write: (s) => {
          const cell = s.cells[s.round % n]!
          cell.a = (cell.a + 1) % 4
          cell.b = cell.a
          s.round = (s.round + 1) % rounds
        },
      },
      invariants: { 'nothing is out of range': (s) => s.cells[s.round % n]!.a < 4 },
    }),
}

/** All that grows with n is the number of values that an element could have. */
const element = (n: number) => struct({ kind: int(0, 1), a: int(0, 7), b: int(0, Math.ceil(n / 16) - 1) })
const elementOf = (i: number) => ({ kind: i % 2, a: i % 8, b: i % 16 })

const values = {
  'values of an element of a queue': (n: number) =>
    model({
      name: 'cliffs',
      state: { all: queue(element(n), 4) },
      actions: {
        push: {
          when: (s) => !s.all.isFull,
          do: (s, choose) => s.all.push(elementOf(choose(upTo(16)))),
        },
        shift: {
          when: (s) => s.all.length > 0,
          do: (s) => {
            s.all.shift()
          },
        },
      },
      invariants: { 'a kind has no others': (s) => s.all.every((one) => one.a % 2 === one.kind) },
    }),
  'values of an element of a bag': (n: number) =>
    model({
      name: 'cliffs',
      state: { all: bag(element(n), 5) },
      actions: {
        add: {
          when: (s) => !s.all.isFull,
          do: (s, choose) => {
            s.all.add(elementOf(choose(upTo(16))))
          },
        },
        delete: (s, choose) => {
          s.all.delete(choose(s.all))
        },
      },
      invariants: { 'a kind has no others': (s) => s.all.every((one) => one.a % 2 === one.kind) },
    }),
  'values of an element of a set': (n: number) =>
    model({
      name: 'cliffs',
      state: { all: setOf(element(n)) },
      actions: {
        add: {
          do: (s, choose) => {
            s.all.add(elementOf(choose(upTo(12))))
          },
        },
        delete: (s, choose) => {
          s.all.delete(choose(s.all))
        },
      },
      invariants: { 'a kind has no others': (s) => s.all.every((one) => one.a % 2 === one.kind) },
    }),
}

/** All that grows with n is the number of elements of a collection that a step chooses from. */
const sizes = {
  'choice from a set': (n: number) =>
    model({
      name: 'cliffs',
      state: { all: setOf(int(0, n - 1)), last: int(0, 49) },
      init: (s) => s.all.assign(upTo(n)),
      actions: {
        choose: (s, choose) => {
          s.last = choose(s.all) % 50
        },
      },
      invariants: { 'nothing is gone': (s) => s.all.size === n },
    }),
  'choice from a queue': (n: number) =>
    model({
      name: 'cliffs',
      state: { all: queue(struct({ a: int(0, 49), b: int(0, 49) }), n), last: int(0, 49) },
      init: (s) => s.all.assign(upTo(n).map((i) => ({ a: i % 50, b: 0 }))),
      actions: {
        choose: (s, choose) => {
          s.last = choose(s.all).a
        },
      },
      invariants: { 'nothing is gone': (s) => s.all.length === n },
    }),
  'choice from a bag': (n: number) =>
    model({
      name: 'cliffs',
      state: { all: bag(struct({ a: int(0, 49), b: int(0, 49) }), n), last: int(0, 49) },
      init: (s) => s.all.assign(upTo(n).map((i) => ({ a: i % 50, b: 0 }))),
      actions: {
        choose: (s, choose) => {
          s.last = choose(s.all).a
        },
      },
      invariants: { 'nothing is gone': (s) => s.all.size === n },
    }),
}

const all = { ...choices, ...widths, ...values, ...sizes }
type Cliff = keyof typeof all

const cliffs = ({ cliff = 'options in init' as Cliff, n = 8 }) =>
  // the models differ in type; a spec has one
  all[cliff](n) as unknown as ReturnType<(typeof choices)['options in init']>

/** The first n of each; the others are twice, four times and eight times that. */
const first: { readonly [C in Cliff]: number } = {
  'options in init': 10_000,
  'options in a step': 10_000,
  'options made in a step': 1000,
  'initial states': 10_000,
  instances: 50,
  'length of an array': 512,
  'length of an array of structs': 512,
  'values of an element of a queue': 1024,
  'values of an element of a bag': 1024,
  'values of an element of a set': 512,
  'choice from a set': 512,
  'choice from a queue': 512,
  'choice from a bag': 512,
}

export const designs = Object.fromEntries(
  Object.entries(first).map(([cliff, n]) => [
    cliff,
    {
      params: { cliff: cliff as Cliff, n },
      ...(cliff === 'options in init' ? { expect: { 'x is not the last': 'violated' as const } } : {}),
    },
  ]),
)

export default spec({ name: 'cliffs', model: cliffs, designs })
