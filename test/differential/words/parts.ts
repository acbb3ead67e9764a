/**
 * Pieces of random models, each as the text of the language and as what it does to a plain state. They use ids only
 * where exchanging two instances is a symmetry. Over 300 lines, because each piece has both meanings in one place.
 */
import type { Tape } from '../tape.ts'
import { arranged, type Message, type State } from './state.ts'

/** The words that a model uses besides plain variables. */
export interface Words {
  readonly nodes: number
  readonly alike: boolean
  readonly link?: {
    readonly order: 'fifo' | 'any'
    readonly capacity: number
    readonly full: 'error' | 'blocks' | 'drops'
    readonly loses: Budget
    readonly duplicates: Budget
    readonly delays: Budget
  }
  readonly net?: { readonly cuts: Budget; readonly heals: boolean }
  readonly stamps?: number
  /** `units`: whether time goes by units. */
  readonly time?: { readonly units: boolean; readonly urgent: boolean; readonly bounds: boolean }
}
export type Budget = number | 'unlimited'

export class Withdrawn extends Error {}
export class Failed extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** One run of a step. `choose` returns the index of an option. */
export interface Run {
  readonly words: Words
  readonly choose: (options: number) => number
  /** The newest stamp that this step has seen or made, and how many it has made. */
  newest: number
  made: number
  /** The other instance, and the message, that the step has picked. */
  other: number
  message: Message
}

export interface Op {
  readonly text: string
  readonly run: (s: State, id: number, run: Run) => void
}
export interface Cond {
  readonly text: string
  readonly test: (s: State, id: number) => boolean
}
/** A stamp that a step can read: `mine` may be absent. */
interface Stamp {
  readonly text: string
  readonly of: (s: State, id: number, message?: Message) => number
}

const me = (s: State, id: number) => s.node[id] as State['node'][number]

/** The conditions and operations of a step. `who`: the text of the id that acts; `own`: whether it has `me`. */
export class Parts {
  readonly #tape: Tape
  readonly #words: Words
  readonly #who: string
  readonly #own: boolean
  constructor(tape: Tape, words: Words, who: string, own: boolean) {
    this.#tape = tape
    this.#words = words
    this.#who = who
    this.#own = own
  }

  cond(): Cond {
    const [tape, who, own, words] = [this.#tape, this.#who, this.#own, this.#words]
    const k = tape.below(3)
    const all: Cond[] = [
      { text: `s.n === ${k}`, test: (s) => s.n === k },
      { text: 's.f', test: (s) => s.f },
      { text: `s.held === ${who}`, test: (s, id) => s.held === id },
      { text: 's.held === null', test: (s) => s.held === null },
    ]
    if (own) {
      all.push(
        { text: `me.x < ${k}`, test: (s, id) => me(s, id).x < k },
        { text: 'me.got === me.id', test: (s, id) => me(s, id).got === id },
      )
    }
    if (words.link !== undefined) {
      const { order } = words.link
      const ready = (s: State, wanted: (m: Message) => boolean) =>
        order === 'fifo' ? s.wire[0] !== undefined && wanted(s.wire[0]) : s.wire.some(wanted)
      all.push(
        { text: 'Wire.isReady(s.wire)', test: (s) => s.wire.length > 0 },
        {
          text: `Wire.isReady(s.wire, (m) => m.from === ${who})`,
          test: (s, id) => ready(s, ({ from }) => from === id),
        },
        { text: 'Wire.isReady(s.wire, (m) => m.b)', test: (s) => ready(s, ({ b }) => b) },
      )
    }
    if (words.net !== undefined) {
      all.push({
        text: `idsOf(Node).every((o) => Net.connects(s.net, ${who}, o))`,
        test: (s, id) => s.node.every((_, o) => !s.net.includes(`${id} ${o}`)),
      })
    }
    if (words.stamps !== undefined) {
      const [a, b] = [this.#stamp(), this.#stamp()]
      all.push(
        { text: `newer(${a.text}, ${b.text})`, test: (s, id) => a.of(s, id) > b.of(s, id) },
        { text: `${a.text} === ${b.text}`, test: (s, id) => a.of(s, id) === b.of(s, id) },
      )
    }
    if (words.time !== undefined) {
      all.push(
        { text: 's.ttl.due', test: (s) => s.ttl === 0 },
        { text: '!s.ttl.running', test: (s) => s.ttl === null },
        { text: `s.lease[${who}].due`, test: (s, id) => s.lease[id] === 0 },
        { text: `s.lease[${who}].running`, test: (s, id) => s.lease[id] !== null },
      )
      if (own) all.push({ text: 'me.t.due', test: (s, id) => me(s, id).t === 0 })
      if (words.time.units) all.push({ text: 's.ttl.left === 1', test: (s) => s.ttl === 1 })
    }
    const { text, test } = tape.pick(all)
    return tape.chance(1, 4) ? { text: `!(${text})`, test: (s, id) => !test(s, id) } : { text, test }
  }

  #stamp(): Stamp {
    const [who, own] = [this.#who, this.#own]
    const all: Stamp[] = [
      { text: 's.term', of: (s) => s.term },
      { text: `s.seen[${who}]`, of: (s, id) => s.seen[id] as number },
      { text: 'newest(...s.seen)', of: (s) => Math.max(...s.seen) },
    ]
    if (own) all.push({ text: '(me.mine ?? s.term)', of: (s, id) => me(s, id).mine ?? s.term })
    return this.#tape.pick(all)
  }

  /** Operations in order. A step picks another instance or a message at most once. */
  body(most: number): Op[] {
    const ops = this.#tape.list(1, most, () => this.#op())
    const tape = this.#tape
    if (this.#words.link !== undefined && tape.chance(1, 3)) ops.unshift(...this.#taking())
    if (tape.chance(1, 4)) ops.unshift(...this.#withOther())
    return ops
  }

  #op(): Op {
    const [tape, who, own, words] = [this.#tape, this.#who, this.#own, this.#words]
    const k = tape.below(3)
    const all: Op[] = [
      {
        text: 's.n++',
        run: (s) => {
          s.n = Math.min(2, s.n + 1)
        },
      },
      {
        text: `s.n = ${k}`,
        run: (s) => {
          s.n = k
        },
      },
      {
        text: 's.f = !s.f',
        run: (s) => {
          s.f = !s.f
        },
      },
      {
        text: `s.held = ${who}`,
        run: (s, id) => {
          s.held = id
        },
      },
      {
        text: 's.held = null',
        run: (s) => {
          s.held = null
        },
      },
    ]
    if (own) {
      all.push(
        {
          text: 'me.x++',
          run: (s, id) => {
            me(s, id).x = Math.min(2, me(s, id).x + 1)
          },
        },
        {
          text: 'me.got = s.held',
          run: (s, id) => {
            me(s, id).got = s.held
          },
        },
      )
    }
    const { text, test } = this.cond()
    all.push({
      text: `assume(${text})`,
      run: (s, id) => {
        if (!test(s, id)) throw new Withdrawn()
      },
    })
    if (words.link !== undefined) all.push(this.#send(), this.#send())
    if (words.stamps !== undefined) {
      const to = tape.pick([
        {
          text: 's.term',
          set: (s: State, _: number, t: number) => {
            s.term = t
          },
        },
        {
          text: `s.seen[${who}]`,
          set: (s: State, id: number, t: number) => {
            s.seen[id] = t
          },
        },
        ...(own
          ? [
              {
                text: 'me.mine',
                set: (s: State, id: number, t: number) => {
                  me(s, id).mine = t
                },
              },
            ]
          : []),
      ])
      const from = this.#stamp()
      const fresh: Op = { text: `${to.text} = fresh(Term)`, run: (s, id, run) => to.set(s, id, mint(run)) }
      all.push(fresh, fresh, {
        text: `${to.text} = ${from.text}`,
        run: (s, id) => to.set(s, id, from.of(s, id)),
      })
    }
    if (words.time !== undefined) {
      all.push(
        {
          text: `s.ttl.start(${k})`,
          run: (s) => {
            s.ttl = k
          },
        },
        {
          text: 's.ttl.stop()',
          run: (s) => {
            s.ttl = null
          },
        },
        {
          text: `s.lease[${who}].start(${k})`,
          run: (s, id) => {
            s.lease[id] = k
          },
        },
        {
          text: `s.lease[${who}].stop()`,
          run: (s, id) => {
            s.lease[id] = null
          },
        },
      )
      if (own)
        all.push({
          text: `me.t.start(${k})`,
          run: (s, id) => {
            me(s, id).t = k
          },
        })
    }
    const one = tape.pick(all)
    if (!tape.chance(1, 4)) return one
    const when = this.cond()
    return {
      text: `if (${when.text}) ${one.text}`,
      run: (s, id, run) => {
        if (when.test(s, id)) one.run(s, id, run)
      },
    }
  }

  #send(): Op {
    const { order, capacity, full } = this.#words.link as Words['link'] & {}
    const stamp = this.#words.stamps === undefined ? undefined : this.#stamp()
    return {
      text: `Wire.send(s.wire, { from: ${this.#who}, t: ${stamp?.text ?? 0}, b: s.f })`,
      run: (s, id) => {
        const message = { from: id, t: stamp?.of(s, id) ?? 0, b: s.f }
        if (s.wire.length >= capacity) {
          if (full === 'drops') return
          throw full === 'blocks' ? new Withdrawn() : new Failed('queue-full')
        }
        s.wire.push(message)
        if (order === 'any') s.wire = arranged(s.wire)
      },
    }
  }

  /** Takes a message, and uses it. */
  #taking(): Op[] {
    const [tape, who, own] = [this.#tape, this.#who, this.#own]
    const { order } = this.#words.link as Words['link'] & {}
    const wanted = tape.pick<{ text: string; test: (m: Message, s: State, id: number) => boolean }>([
      { text: '', test: () => true },
      { text: `, (m) => m.from !== ${who}`, test: (m, _, id) => m.from !== id },
      { text: ', (m) => m.b', test: (m) => m.b },
      ...(this.#words.stamps === undefined
        ? []
        : [{ text: ', (m) => newer(m.t, s.term)', test: (m: Message, s: State) => m.t > s.term }]),
    ])
    const take: Op = {
      text: `const m = Wire.take(s.wire, choose${wanted.text})`,
      run: (s, id, run) => {
        const options = (order === 'fifo' ? s.wire.slice(0, 1) : distinct(s.wire)).filter((m) => wanted.test(m, s, id))
        if (options.length === 0) throw new Withdrawn()
        run.message = options[order === 'fifo' ? 0 : run.choose(options.length)] as Message
        s.wire.splice(s.wire.indexOf(run.message), 1)
      },
    }
    const uses: Op[] = [
      {
        text: 's.held = m.from',
        run: (s, _, { message }) => {
          s.held = message.from
        },
      },
      {
        text: 's.f = m.b',
        run: (s, _, { message }) => {
          s.f = message.b
        },
      },
    ]
    if (own)
      uses.push({
        text: 'me.got = m.from',
        run: (s, id, { message }) => {
          me(s, id).got = message.from
        },
      })
    if (this.#words.stamps !== undefined) {
      uses.push(
        {
          text: `s.seen[${who}] = m.t`,
          run: (s, id, { message }) => {
            s.seen[id] = message.t
          },
        },
        {
          text: 's.seen[m.from] = m.t',
          run: (s, _, { message }) => {
            s.seen[message.from] = message.t
          },
        },
        {
          text: 's.term = newest(s.term, m.t)',
          run: (s, _, { message }) => {
            s.term = Math.max(s.term, message.t)
          },
        },
      )
    }
    return [take, tape.pick(uses)]
  }

  /** Picks another instance, and does something to it. */
  #withOther(): Op[] {
    const [tape, who, words] = [this.#tape, this.#who, this.#words]
    const pick: Op = {
      text: `const o = choose(idsOf(Node).filter((one) => one !== ${who}), 'other')`,
      run: (s, id, run) => {
        const options = s.node.map((_, i) => i).filter((one) => one !== id)
        run.other = options[run.choose(options.length)] as number
      },
    }
    const k = tape.below(3)
    const uses: Op[] = [
      {
        text: 's.held = o',
        run: (s, _, { other }) => {
          s.held = other
        },
      },
    ]
    if (words.stamps !== undefined)
      uses.push({
        text: 's.seen[o] = s.term',
        run: (s, _, { other }) => {
          s.seen[other] = s.term
        },
      })
    if (words.time !== undefined)
      uses.push({
        text: `s.lease[o].start(${k})`,
        run: (s, _, { other }) => {
          s.lease[other] = k
        },
      })
    if (words.net !== undefined) {
      const both = (id: number, other: number) => [`${id} ${other}`, `${other} ${id}`]
      uses.push(
        {
          text: `Net.cut(s.net, ${who}, o)`,
          run: (s, id, { other }) => {
            s.net = [...new Set([...s.net, ...both(id, other)])].sort()
          },
        },
        {
          text: `Net.heal(s.net, ${who}, o)`,
          run: (s, id, { other }) => {
            s.net = s.net.filter((one) => !both(id, other).includes(one))
          },
        },
        {
          text: `assume(Net.connects(s.net, ${who}, o))`,
          run: (s, id, { other }) => {
            if (s.net.includes(`${id} ${other}`)) throw new Withdrawn()
          },
        },
      )
    }
    return [pick, tape.pick(uses)]
  }
}

export function distinct(messages: readonly Message[]): Message[] {
  const texts = messages.map((m) => JSON.stringify(m))
  return messages.filter((_, i) => texts.indexOf(texts[i] as string) === i)
}

function mint(run: Run): number {
  if (++run.made > (run.words.stamps as number)) throw new Failed('too-many-stamps')
  return ++run.newest
}
