/**
 * Random models with alike processes, as the text of a spec. Their steps and properties use ids only where every
 * permutation of the instances is a symmetry. Over 300 lines, because each kind of variable has all that is done with it
 * in one place.
 */
import * as fc from 'fast-check'
import { Tape } from '../tape.ts'

/** A class of alike instances: the name of its ids, the name of their type in the text, and the processes. */
interface Class {
  readonly ids: string
  readonly type: string
  readonly instances: number
  readonly processes: readonly string[]
}

/** An expression of an id. */
interface Id {
  readonly of: Class
  readonly text: string
}

/** The uses of a variable: its type, questions about it, and changes of it. `at` is its place, such as `s.v0`. */
interface Kind {
  readonly type: string
  /** Questions; each may use one of the ids at hand. */
  ask(at: string, ids: readonly Id[]): readonly string[]
  /** Changes. Each leaves the variable within its bounds. */
  change(at: string, ids: readonly Id[]): readonly string[]
  /** Changes that only touch what belongs to `id`, so that they commute for all instances. */
  each?(at: string, id: Id): readonly string[]
  /** Statements that declare an id under the given name, or return. */
  pick?(at: string, name: string): readonly { readonly of: Class; readonly text: string }[]
  /** Values for `init`. Not all of them keep the initial states symmetric. */
  start?(at: string): readonly string[]
}

/** A step that treats one instance in another way, planted in a model whose processes are alike. */
export interface AlikeModel {
  readonly text: string
  /** The name of the planted line. */
  readonly planted?: string
}

const bytes = (length: number) => fc.array(fc.nat(255), { minLength: length, maxLength: length })

export const alikeModels = bytes(500).map((tape) => new Generator(new Tape(tape), false).spec())

/** Models that also ask for formulas of linear time. */
export const alikeModelsWithFormulas = bytes(500).map((tape) => new Generator(new Tape(tape), false, true).spec())

/** Models with one line that may tell instances apart. */
export const lookalikes = bytes(500).map((tape) => new Generator(new Tape(tape), true).spec())

class Generator {
  readonly #tape: Tape
  readonly #lies: boolean
  readonly #formulas: boolean
  #planted: string | undefined

  constructor(tape: Tape, lies: boolean, formulas = false) {
    this.#formulas = formulas
    this.#tape = tape
    this.#lies = lies
  }

  spec(): AlikeModel {
    const tape = this.#tape
    const isComposed = tape.chance(1, 6)
    const whole = isComposed ? this.#composition() : new Module(tape, this.#lies, false, this.#formulas)
    const text = [
      '"use strict"',
      'const { array, bag, bool, compose, idsOf, input, int, mapOf, model, oneOf, optional, process, queue, ref, setOf, spec, struct } = require("allways")',
      `const build = () => ${whole.text}`,
      'exports.default = spec({ name: "alike", model: build, designs: { only: {} } })',
    ].join('\n')
    const planted = whole.planted ?? this.#planted
    return planted === undefined ? { text } : { text, planted }
  }

  #composition(): { text: string; planted?: string | undefined } {
    const tape = this.#tape
    const first = new Module(tape, this.#lies, true, this.#formulas)
    const isTwice = !this.#lies && tape.chance(1, 3)
    const second = isTwice ? first : new Module(tape, false, true, this.#formulas)
    const wires = [
      ...(first.input === undefined ? [] : [`a: { power: (s) => ${tape.pick(second.wires('s.b'))} }`]),
      ...(second.input === undefined
        ? []
        : [`b: { power: (s) => ${tape.pick(first.wires('s.a').slice(first.input === undefined ? 0 : 1))} }`]),
    ]
    // a circle of wires is an error: `power` itself is read by one of the two at most
    const test = `(s) => !(${tape.pick(first.wires('s.a'))} && ${tape.pick(second.wires('s.b'))})`
    const text = `compose({ name: "alike", modules: { a: ${first.text}, b: ${second.text} }, wire: { ${wires.join(', ')} }, invariants: { together: ${test} }, reachable: { both: (s) => !(${test})(s) } })`
    return { text, planted: first.planted }
  }
}

class Module {
  readonly text: string
  readonly input: string | undefined
  planted: string | undefined
  readonly #tape: Tape
  readonly #lies: boolean
  readonly #formulas: boolean
  readonly #isModule: boolean
  /** Whether the planted lines leave a mark that stays. */
  readonly #isStrong: boolean
  readonly #classes: readonly Class[]
  readonly #variables: readonly { readonly name: string; readonly kind: Kind }[]
  readonly #locals: ReadonlyMap<string, readonly { readonly name: string; readonly kind: Kind }[]>
  #names = 0

  constructor(tape: Tape, lies: boolean, isModule: boolean, formulas: boolean) {
    this.#formulas = formulas
    this.#tape = tape
    this.#lies = lies
    this.#isModule = isModule
    this.#isStrong = lies && tape.chance(2, 3)
    const count = tape.weighted([
      [2, 1],
      [isModule ? 0 : 1, 2],
    ] as const)
    this.#classes = ['Node', 'Host'].slice(0, count).map((type, k): Class => {
      const ids = type.toLowerCase()
      const instances = k === 0 && !isModule ? tape.pick([3, 2, 4]) : 2
      const processes = k === 0 && tape.chance(1, 5) ? [ids, `${ids}Helper`] : [`${ids}Process`]
      return { ids, type, instances, processes }
    })
    this.#variables = tape.list(1, isModule ? 2 : 3, (k) => ({ name: `v${k}`, kind: this.#kind() }))
    this.#locals = new Map(
      this.#classes.flatMap(({ processes }) =>
        processes.map((name) => [name, tape.list(0, 1, (k) => ({ name: `l${k}`, kind: this.#local() }))] as const),
      ),
    )
    const how = tape.weighted([
      [isModule ? 1 : 5, 'none'],
      [1, 'bool'],
      [isModule ? 0 : 1, 'id'],
    ] as const)
    const [first] = this.#classes as readonly [Class]
    this.input =
      how === 'none' ? undefined : how === 'bool' ? 'input(bool)' : `input(optional(${first.type}), { changes: 1 })`
    this.text = this.#text(how)
  }

  /** Questions that a wire may ask: first those that do not read the input. */
  wires(at: string): string[] {
    const own = this.#variables.flatMap(({ name, kind }) => kind.ask(`${at}.${name}`, []))
    return own.length === 0 ? ['true'] : own
  }

  #name(): string {
    return `x${this.#names++}`
  }

  #class(): Class {
    return this.#tape.pick(this.#classes)
  }

  #local(): Kind {
    const tape = this.#tape
    const kinds = [() => this.#flag(), () => this.#number(), () => this.#owner(), () => this.#set(), () => this.#cell()]
    return tape.pick(kinds)()
  }

  #kind(): Kind {
    const tape = this.#tape
    const kinds: readonly (() => Kind)[] = [
      ...[() => this.#array(this.#flag()), () => this.#owner(), () => this.#set(), () => this.#queue()],
      ...[() => this.#array(this.#number()), () => this.#bag(), () => this.#byId(), () => this.#toId()],
      ...[() => this.#cell(), () => this.#pairs(), () => this.#array(this.#owner()), () => this.#array(this.#set())],
      ...[() => this.#row(), () => this.#maybe(), () => this.#idToId(), () => this.#nested(), () => this.#marks()],
      ...[() => this.#flag(), () => this.#number(), () => this.#messages(), () => this.#links(), () => this.#grid()],
    ]
    return tape.pick(kinds)()
  }

  #flag(): Kind {
    return {
      type: 'bool',
      ask: (at) => [at],
      change: (at) => [`${at} = true`, `${at} = !${at}`, `${at} = false`],
      start: (at) => [`${at} = choose([true, false])`, `${at} = true`],
    }
  }

  #number(): Kind {
    return {
      type: 'int(0, 2)',
      ask: (at) => [`${at} === 2`, `${at} > 0`],
      change: (at) => [`if (${at} < 2) ${at} += 1`, `${at} = 0`, `${at} = (${at} + 1) % 3`],
      start: (at) => [`${at} = choose([0, 1])`],
    }
  }

  #owner(of = this.#class()): Kind {
    return {
      type: `optional(${of.type})`,
      ask: (at, ids) => [`${at} === null`, ...this.#of(of, ids).map(({ text }) => `${at} === ${text}`)],
      change: (at, ids) => [
        ...this.#of(of, ids).map(({ text }) => `${at} = ${text}`),
        `${at} = null`,
        ...this.#of(of, ids).map(({ text }) => `if (${at} === ${text}) ${at} = null`),
        ...this.#of(of, ids).map(({ text }) => `if (${at} === null) ${at} = ${text}`),
      ],
      pick: (at, name) => [{ of, text: `const ${name} = ${at}\nif (${name} === null) return` }],
      start: (at) => [`${at} = choose(idsOf(${of.type}))`, `${at} = 0`],
    }
  }

  #cell(of = this.#class()): Kind {
    return {
      type: of.type,
      ask: (at, ids) => this.#of(of, ids).map(({ text }) => `${at} === ${text}`),
      change: (at, ids) => this.#of(of, ids).map(({ text }) => `${at} = ${text}`),
      pick: (at, name) => [{ of, text: `const ${name} = ${at}` }],
      start: (at) => [`${at} = choose(idsOf(${of.type}))`],
    }
  }

  #set(of = this.#class()): Kind {
    return {
      type: `setOf(${of.type})`,
      ask: (at, ids) => [
        `${at}.size > 0`,
        `${at}.size === ${of.instances}`,
        ...this.#of(of, ids).map(({ text }) => `${at}.has(${text})`),
      ],
      change: (at, ids) => [
        ...this.#of(of, ids).map(({ text }) => `${at}.add(${text})`),
        ...this.#of(of, ids).map(({ text }) => `${at}.delete(${text})`),
        `${at}.clear()`,
        ...this.#of(of, ids).map(({ text }) => `${at}.assign(idsOf(${of.type}).filter((x) => x !== ${text}))`),
      ],
      each: (at, id) => (id.of === of ? [`${at}.add(${id.text})`, `${at}.delete(${id.text})`] : []),
      pick: (at, name) => [{ of, text: `const ${name} = choose([...${at}])` }],
      start: (at) => [`${at}.add(choose(idsOf(${of.type})))`, `${at}.add(1)`],
    }
  }

  #array(inner: Kind, of = this.#class()): Kind {
    const place = (at: string, { text }: Id) => `${at}[${text}]`
    return {
      type: `array(${of.type}, ${inner.type})`,
      ask: (at, ids) => [
        ...this.#of(of, ids).flatMap((id) => inner.ask(place(at, id), ids)),
        ...inner
          .ask(`${at}[y]`, [])
          .flatMap((test) => [`idsOf(${of.type}).some((y) => ${test})`, `idsOf(${of.type}).every((y) => ${test})`]),
      ],
      change: (at, ids) => this.#of(of, ids).flatMap((id) => inner.change(place(at, id), ids)),
      each: (at, id) => (id.of === of ? inner.change(place(at, id), [id]) : []),
      start: (at) => inner.start?.(`${at}[choose(idsOf(${of.type}))]`) ?? [],
    }
  }

  #queue(of = this.#class()): Kind {
    return {
      type: `queue(${of.type}, 2)`,
      ask: (at, ids) => [
        `${at}.length > 0`,
        ...this.#of(of, ids).flatMap(({ text }) => [`${at}.at(0) === ${text}`, `[...${at}].includes(${text})`]),
      ],
      change: (at, ids) => [
        ...this.#of(of, ids).map(({ text }) => `if (!${at}.isFull) ${at}.push(${text})`),
        `if (${at}.length > 0) ${at}.shift()`,
        `${at}.clear()`,
      ],
      pick: (at, name) => [{ of, text: `if (${at}.length === 0) return\nconst ${name} = ${at}.shift()` }],
      start: (at) => [`${at}.push(choose(idsOf(${of.type})))`],
    }
  }

  #bag(of = this.#class()): Kind {
    return {
      type: `bag(${of.type}, 2)`,
      ask: (at, ids) => [`${at}.size > 0`, ...this.#of(of, ids).map(({ text }) => `${at}.has(${text})`)],
      change: (at, ids) => [
        ...this.#of(of, ids).map(({ text }) => `if (!${at}.isFull) ${at}.add(${text})`),
        ...this.#of(of, ids).map(({ text }) => `if (${at}.has(${text})) ${at}.delete(${text})`),
        `${at}.clear()`,
      ],
      pick: (at, name) => [{ of, text: `const ${name} = choose([...${at}])\n${at}.delete(${name})` }],
      start: (at) => [`${at}.add(choose(idsOf(${of.type})))`],
    }
  }

  /** A bag of messages from one instance to another. */
  #messages(): Kind {
    const [from, to] = [this.#class(), this.#class()]
    const message = (a: Id, b: Id) => `{ what: true, from: ${a.text}, to: ${b.text} }`
    const all = (ids: readonly Id[]) => this.#of(from, ids).flatMap((a) => this.#of(to, ids).map((b) => message(a, b)))
    return {
      type: `bag(struct({ what: bool, from: ${from.type}, to: optional(${to.type}) }), 2)`,
      ask: (at, ids) => [
        `${at}.size > 1`,
        ...this.#of(to, ids).map(({ text }) => `[...${at}].some((m) => m.to === ${text})`),
      ],
      change: (at, ids) => [
        ...all(ids).map((text) => `if (!${at}.isFull) ${at}.add(${text})`),
        ...this.#of(from, ids).map(
          ({ text }) => `if (!${at}.isFull) ${at}.add({ what: false, from: ${text}, to: null })`,
        ),
        `${at}.clear()`,
      ],
      pick: (at, name) => [
        {
          of: from,
          text: `const m${name} = choose([...${at}])\n${at}.delete(m${name})\nconst ${name} = m${name}.from`,
        },
      ],
    }
  }

  #byId(of = this.#class()): Kind {
    return {
      type: `mapOf(${of.type}, int(0, 1))`,
      ask: (at, ids) => [
        `${at}.size > 0`,
        ...this.#of(of, ids).flatMap(({ text }) => [`${at}.has(${text})`, `${at}.get(${text}) === 1`]),
      ],
      change: (at, ids) => [
        ...this.#of(of, ids).flatMap(({ text }) => [
          `${at}.set(${text}, 1)`,
          `${at}.delete(${text})`,
          `${at}.set(${text}, 0)`,
        ]),
        `${at}.clear()`,
      ],
      each: (at, id) => (id.of === of ? [`${at}.set(${id.text}, 1)`, `${at}.delete(${id.text})`] : []),
      pick: (at, name) => [{ of, text: `const ${name} = choose([...${at}.keys()])` }],
    }
  }

  #toId(of = this.#class()): Kind {
    return {
      type: `mapOf(bool, ${of.type})`,
      ask: (at, ids) => [`${at}.has(true)`, ...this.#of(of, ids).map(({ text }) => `${at}.get(true) === ${text}`)],
      change: (at, ids) => [
        ...this.#of(of, ids).flatMap(({ text }) => [`${at}.set(true, ${text})`, `${at}.set(false, ${text})`]),
        `${at}.delete(true)`,
      ],
      pick: (at, name) => [{ of, text: `const ${name} = ${at}.get(true)\nif (${name} === undefined) return` }],
    }
  }

  #idToId(): Kind {
    const [key, of] = [this.#class(), this.#class()]
    return {
      type: `mapOf(${key.type}, ${of.type})`,
      ask: (at, ids) => [
        `${at}.size > 0`,
        ...this.#of(key, ids).flatMap((a) => this.#of(of, ids).map((b) => `${at}.get(${a.text}) === ${b.text}`)),
      ],
      change: (at, ids) => [
        ...this.#of(key, ids).flatMap((a) => this.#of(of, ids).map((b) => `${at}.set(${a.text}, ${b.text})`)),
        ...this.#of(key, ids).map(({ text }) => `${at}.delete(${text})`),
        `${at}.clear()`,
      ],
      pick: (at, name) => [{ of, text: `const ${name} = choose([...${at}.values()])` }],
    }
  }

  #pairs(): Kind {
    const [one, two] = [this.#class(), this.#class()]
    const all = (ids: readonly Id[]) =>
      this.#of(one, ids).flatMap((a) => this.#of(two, ids).map((b) => `{ a: ${a.text}, b: ${b.text} }`))
    return {
      type: `setOf(struct({ a: ${one.type}, b: ${two.type} }))`,
      ask: (at, ids) => [`${at}.size > 1`, ...all(ids).map((pair) => `${at}.has(${pair})`)],
      change: (at, ids) => [
        ...all(ids).flatMap((pair) => [`${at}.add(${pair})`, `${at}.delete(${pair})`]),
        `${at}.clear()`,
      ],
      pick: (at, name) => [{ of: two, text: `const ${name} = choose([...${at}]).b` }],
    }
  }

  #row(of = this.#class()): Kind {
    return {
      type: `array(2, optional(${of.type}))`,
      ask: (at, ids) => [
        `${at}[0] === null`,
        `${at}[0] === ${at}[1]`,
        ...this.#of(of, ids).map(({ text }) => `${at}[1] === ${text}`),
      ],
      change: (at, ids) => [
        ...this.#of(of, ids).flatMap(({ text }) => [`${at}[0] = ${text}`, `if (${at}[1] === null) ${at}[1] = ${text}`]),
        `${at}[1] = ${at}[0]`,
        `${at}[0] = null`,
      ],
      pick: (at, name) => [{ of, text: `const ${name} = ${at}[0]\nif (${name} === null) return` }],
    }
  }

  #maybe(of = this.#class()): Kind {
    return {
      type: `optional(struct({ x: ${of.type}, y: bool }))`,
      ask: (at, ids) => [`${at} === null`, ...this.#of(of, ids).map(({ text }) => `${at}?.x === ${text}`)],
      change: (at, ids) => [
        ...this.#of(of, ids).map(({ text }) => `${at} = { x: ${text}, y: false }`),
        `if (${at} !== null) ${at}.y = !${at}.y`,
        `${at} = null`,
      ],
      pick: (at, name) => [{ of, text: `if (${at} === null) return\nconst ${name} = ${at}.x` }],
    }
  }

  #nested(of = this.#class()): Kind {
    const inner = this.#set(of)
    const place = (at: string) => `${at}.get(true)`
    return {
      type: `mapOf(bool, setOf(${of.type}))`,
      ask: (at, ids) => [
        `${at}.has(true)`,
        ...this.#of(of, ids).map(({ text }) => `${place(at)}?.has(${text}) === true`),
      ],
      change: (at, ids) => [
        `${at}.set(true, [])`,
        `${at}.delete(true)`,
        ...inner.change(place(at), ids).map((text) => `if (${at}.has(true)) ${text}`),
      ],
    }
  }

  /** Values that have a mark for each instance. */
  #marks(of = this.#class()): Kind {
    return {
      type: `setOf(array(${of.type}, bool))`,
      ask: (at) => [`${at}.size > 0`, `[...${at}].some((m) => m.every((one) => !one))`],
      change: (at, ids) => [
        ...this.#of(of, ids).map(({ text }) => `${at}.add(idsOf(${of.type}).map((y) => y === ${text}))`),
        `${at}.clear()`,
        `${at}.add(idsOf(${of.type}).map(() => false))`,
      ],
    }
  }

  /** Values that name an instance for each instance. */
  #links(of = this.#class()): Kind {
    return {
      type: `queue(array(${of.type}, optional(${of.type})), 1)`,
      ask: (at) => [`${at}.length > 0`],
      change: (at, ids) => [
        ...this.#of(of, ids).flatMap(({ text }) => [
          `if (!${at}.isFull) ${at}.push(idsOf(${of.type}).map((y) => (y === ${text} ? null : y)))`,
          `if (!${at}.isFull) ${at}.push(idsOf(${of.type}).map(() => ${text}))`,
        ]),
        `if (${at}.length > 0) ${at}.shift()`,
      ],
    }
  }

  /** A flag for each pair of instances. */
  #grid(): Kind {
    const [one, two] = [this.#class(), this.#class()]
    return this.#array({ ...this.#array(this.#flag(), two) }, one)
  }

  #of(of: Class, ids: readonly Id[]): readonly Id[] {
    return ids.filter((id) => id.of === of)
  }

  #questions(ids: readonly Id[], locals: readonly { name: string; kind: Kind }[], at: string): string[] {
    return [
      ...this.#variables.flatMap(({ name, kind }) => kind.ask(`${at}.${name}`, ids)),
      ...locals.flatMap(({ name, kind }) => kind.ask(`me.${name}`, ids)),
      ...ids.flatMap((a, k) => ids.slice(k + 1).flatMap((b) => (a.of === b.of ? [`${a.text} === ${b.text}`] : []))),
    ]
  }

  #question(ids: readonly Id[], locals: readonly { name: string; kind: Kind }[] = [], at = 's'): string {
    const tape = this.#tape
    const all = this.#questions(ids, locals, at)
    if (this.input === 'input(bool)') all.push(`${at}.power`)
    if (all.length === 0) return 'true'
    const one = () => (tape.chance(1, 3) ? `!(${tape.pick(all)})` : `(${tape.pick(all)})`)
    return tape.chance(1, 4) ? `(${one()} ${tape.pick(['&&', '||'])} ${one()})` : one()
  }

  /** The statements of a step. `own`: the instance that acts. */
  #body(own: readonly Id[], locals: readonly { name: string; kind: Kind }[], most: number): string {
    const tape = this.#tape
    const ids = [...own]
    const lines: string[] = []
    if (tape.chance(1, 4)) {
      const of = this.#class()
      const name = this.#name()
      lines.push(`const ${name} = choose(idsOf(${of.type}))`)
      ids.push({ of, text: name })
    } else if (tape.chance(1, 3)) {
      const name = this.#name()
      const picks = this.#variables.flatMap((v) => v.kind.pick?.(`s.${v.name}`, name) ?? [])
      if (picks.length > 0) {
        const { of, text } = tape.pick(picks)
        lines.push(text)
        ids.push({ of, text: name })
      }
    }
    const count = tape.between(1, most)
    for (let k = 0; k < count; k++) lines.push(this.#statement(ids, locals))
    return lines.join('\n')
  }

  #statement(ids: readonly Id[], locals: readonly { name: string; kind: Kind }[]): string {
    const tape = this.#tape
    const isLoop = tape.chance(1, 6)
    if (isLoop) {
      const of = this.#class()
      const name = this.#name()
      const all = this.#variables.flatMap((v) => v.kind.each?.(`s.${v.name}`, { of, text: name }) ?? [])
      if (all.length > 0) return `for (const ${name} of idsOf(${of.type})) { ${tape.pick(all)} }`
    }
    const changes = [
      ...this.#variables.flatMap(({ name, kind }) => kind.change(`s.${name}`, ids)),
      ...locals.flatMap(({ name, kind }) => kind.change(`me.${name}`, ids)),
    ]
    if (changes.length === 0) return ''
    const change = tape.pick(changes)
    return tape.chance(1, 4) ? `if (${this.#question(ids, locals)}) { ${change} }` : change
  }

  /** Lines that tell instances apart and leave a mark that stays: in most models, they do matter. */
  #strongLie(own: Id | undefined): string {
    const tape = this.#tape
    const [{ type, instances }] = this.#classes as readonly [Class]
    const who = own === undefined ? `const who = choose(idsOf(${type}))` : `const who = ${own.text}`
    const mark = 's.marks[who] = true'
    const ways: readonly (readonly [string, string])[] = [
      ['a literal id that leaves a mark', `if (who === 0) ${mark}`],
      ['a literal id that takes a mark away', `${mark}\nif (who !== 1) s.marks[1] = false`],
      ['an order of ids that leaves a mark', `if (who < ${instances - 1}) ${mark}`],
      ['an order of two ids', `if (s.last !== null && s.last < who) ${mark}\ns.last = who`],
      ['arithmetic that leaves a mark', `if (s.marks[(who + 1) % ${instances}]) s.marks[0] = true\n${mark}`],
      ['a number for each zone that leaves a mark', `if (who % 2 === 0) ${mark}`],
      [
        'the first free one, by its id',
        `const free = idsOf(${type}).find((x) => !s.marks[x])\nif (free !== undefined && free !== who) s.marks[free] = true`,
      ],
      ['the lowest of a set', `s.members.add(who)\nif ([...s.members][0] === who) ${mark}`],
      [
        'a find that picks the lowest',
        `s.members.add(who)\nconst low = idsOf(${type}).find((x) => s.members.has(x))\nif (low === who) ${mark}`,
      ],
      ['a forgotten id type', `if (s.number === who) ${mark}\nelse s.number = who`],
      [
        'an instance that a loop leaves out, for good',
        `for (const one of idsOf(${type}).slice(1)) s.marks[one] = true`,
      ],
    ]
    const [what, lines] = tape.pick(ways)
    this.planted = what
    return `${who}\n${lines}`
  }

  /** The variables that the strong lies use. */
  #evidence(): string[] {
    const [{ type, instances }] = this.#classes as readonly [Class]
    const number = `number: int(0, ${instances - 1})`
    return [`marks: array(${type}, bool)`, `last: optional(${type})`, `members: setOf(${type})`, number]
  }

  /** A line that tells instances apart, if it can matter. */
  #lie(own: Id | undefined): string {
    const tape = this.#tape
    const of = own?.of ?? this.#class()
    const me = own?.text ?? `choose(idsOf(${of.type}))`
    const changes = this.#variables.flatMap(({ name, kind }) =>
      kind.change(`s.${name}`, own === undefined ? [] : [own]),
    )
    const change = changes.length === 0 ? 'return' : tape.pick(changes)
    const ofZero = this.#variables.flatMap(({ name, kind }) => kind.change(`s.${name}`, [{ of, text: '0' }]))
    const ofNext = this.#variables.flatMap(({ name, kind }) => {
      return kind.change(`s.${name}`, [{ of, text: `((${me} + 1) % ${of.instances})` }])
    })
    const ofFirst = this.#variables.flatMap(({ name, kind }) => kind.change(`s.${name}`, [{ of, text: 'free' }]))
    const ofEach = this.#variables.flatMap(({ name, kind }) => kind.each?.(`s.${name}`, { of, text: 'one' }) ?? [])
    const question = (text: string) => {
      const all = this.#questions([{ of, text }], [], 's').filter((test) => test.includes(text))
      return all.length === 0 ? undefined : tape.pick(all)
    }
    const test = question('x')
    const ways: readonly (readonly [string, string | undefined])[] = [
      ['a literal id', `if (${me} === 0) { ${change} }`],
      ['an order of ids', `if (${me} < ${of.instances - 1}) { ${change} }`],
      ['arithmetic', ofNext.length === 0 ? undefined : tape.pick(ofNext)],
      ['a number for each zone', `if (${me} % 2 === 0) { ${change} }`],
      ['a literal that is written', ofZero.length === 0 ? undefined : tape.pick(ofZero)],
      [
        'the first free one',
        ofFirst.length === 0 || test === undefined
          ? undefined
          : `const free = idsOf(${of.type}).find((x) => ${test})\nif (free !== undefined) { ${tape.pick(ofFirst)} }`,
      ],
      [
        'an instance that a loop leaves out',
        ofEach.length === 0 ? undefined : `for (const one of idsOf(${of.type}).slice(1)) { ${tape.pick(ofEach)} }`,
      ],
    ]
    const possible = ways.filter(([, line]) => line !== undefined)
    const [what, line] = tape.pick(possible)
    this.planted = what
    return line as string
  }

  #step(
    own: Id | undefined,
    locals: readonly { name: string; kind: Kind }[],
    more: readonly string[],
    lie = false,
  ): string {
    const tape = this.#tape
    const ids = own === undefined ? [] : [own]
    const given = own === undefined ? 's' : 's, me'
    const isStrong = lie && this.#isStrong
    const guard = tape.chance(1, 2) && !isStrong ? [`when: (${given}) => ${this.#question(ids, locals)}`] : []
    const body = this.#body(ids, locals, 2)
    const end = more.filter((text) => text.startsWith('return'))
    const planted = lie ? [isStrong ? this.#strongLie(own) : this.#lie(own)] : []
    const lines = [...planted, body, ...end].join('\n')
    const options = [
      ...guard,
      `do: (${given}, choose) => {\n${lines}\n}`,
      ...more.filter((text) => !text.startsWith('return')),
    ]
    return `{ ${options.join(', ')} }`
  }

  #process(name: string, of: Class, lie: boolean): string {
    const tape = this.#tape
    const locals = this.#locals.get(name) ?? []
    const own: Id = { of, text: 'me.id' }
    const labels = ['a', 'b', 'c'].slice(0, tape.between(1, this.#isModule ? 2 : 3))
    const terminal = tape.chance(1, 3) ? ['end'] : []
    const to = [...labels, ...terminal]
    const at = lie ? (this.#isStrong ? 0 : tape.below(labels.length)) : -1
    const steps = labels.map(
      (label, k) => `${label}: ${this.#step(own, locals, [`return "${tape.pick(to)}"`], k === at)}`,
    )
    const faults = tape.chance(1, 3)
      ? [`faults: { crash: ${this.#step(own, locals, [`budget: ${tape.below(3)}`, `return "a"`])} }`]
      : []
    const starts = locals.flatMap((v) => v.kind.start?.(`me.${v.name}`)?.slice(0, 1) ?? [])
    const init = starts.length > 0 && tape.chance(1, 3) ? [`init: (me, choose) => { ${tape.pick(starts)} }`] : []
    const options = [
      `instances: ${of.type}`,
      'alike: true',
      `local: { ${locals.map((v) => `${v.name}: ${v.kind.type}`).join(', ')} }`,
      `steps: { ${steps.join(',\n')} }`,
      ...(terminal.length === 0 ? [] : ['terminal: ["end"]']),
      ...(tape.chance(1, 3) ? [`resting: ["${tape.pick(labels)}"]`] : []),
      ...faults,
      ...init,
    ]
    return `${name}: process(state, { ${options.join(', ')} })`
  }

  #predicate(at = 's'): string {
    const tape = this.#tape
    const of = this.#class()
    const ask = (name: string) => {
      const all = this.#questions([{ of, text: name }], [], at)
      const ofProcess = of.processes.map((process) => `${at}.${process}[${name}].at === "${tape.pick(['a', 'b'])}"`)
      return tape.pick([...ofProcess, ...all])
    }
    const kind = tape.below(4)
    const conjunction = `${ask('y')} && ${ask('y')}`
    if (kind === 0) return `idsOf(${of.type}).some((y) => ${conjunction})`
    if (kind === 1) return `idsOf(${of.type}).every((y) => ${ask('y')} || ${ask('y')})`
    if (kind === 2)
      return `idsOf(${of.type}).filter((y) => ${ask('y')}).length ${tape.pick(['>', '==='])} ${tape.between(0, 2)}`
    return this.#question([], [], at)
  }

  #properties(steps: readonly string[], actions: readonly string[], lie: boolean): string {
    const tape = this.#tape
    const own = this.#class()
    const [process] = own.processes
    const named = [`s.${process}[0].at === "b"`, `s.${process}[${own.instances - 1}].at !== "a"`]
    if (lie) this.planted = 'a property that names an instance'
    const not = () => `(s) => !(${this.#predicate()} && ${this.#predicate()})`
    const invariants = [
      `safe: ${lie ? `(s) => !(${tape.pick(named)})` : not()}`,
      ...(tape.chance(1, 2) ? [`safer: ${not()}`] : []),
    ]
    const ofSteps = [`moves: (before, s) => !(${this.#predicate('before')} && ${this.#predicate()})`]
    const reachable = [`there: (s) => ${this.#predicate()} && ${this.#predicate()}`]
    const p = () => `(s) => ${this.#predicate()}`
    const using = tape.chance(1, 3) ? `, { using: ${JSON.stringify([tape.pick([...steps, ...actions])])} }` : ''
    const taken = () => `make.taken(${JSON.stringify(tape.pick([...steps, ...actions]))})`
    const runs = [
      () => `back: make.canAlwaysReach(${p()}${using})`,
      () => `backIf: make.canAlwaysReach(${p()}, { when: ${p()} })`,
      () => `inOrder: make.reachableInOrder([${p()}, ${p()}])`,
    ]
    const ofLoops = [
      () => `soon: make.within(${tape.between(1, 3)}, ${p()}, { when: ${p()} })`,
      () => `leads: make.leadsTo(${p()}, ${p()})`,
      () => `often: make.alwaysEventually(${p()})`,
      () => `taken: make.leadsTo(${p()}, ${taken()})`,
      () => `formula: make.always(make.implies(${p()}, make.next(make.until(${p()}, ${taken()}))))`,
    ]
    if (this.#formulas) runs.push(...ofLoops)
    const temporal = tape.list(0, 2, () => tape.pick(runs)())
    const once = [...new Map(temporal.map((text) => [text.split(':')[0], text])).values()]
    return [
      `invariants: { ${invariants.join(', ')} }`,
      `steps: { ${ofSteps.join(', ')} }`,
      `reachable: { ${reachable.join(', ')} }`,
      `temporal: (make) => ({ ${once.join(',\n')} })`,
    ].join(',\n')
  }

  #text(how: 'none' | 'bool' | 'id'): string {
    const tape = this.#tape
    const input = this.input === undefined ? [] : [`power: ${this.input}`]
    const evidence = this.#isStrong ? this.#evidence() : []
    const state = [...this.#variables.map(({ name, kind }) => `${name}: ${kind.type}`), ...evidence, ...input].join(
      ', ',
    )
    const lie = this.#isStrong
      ? tape.weighted([
          [6, 'step'],
          [1, 'action'],
        ] as const)
      : this.#lies
        ? tape.weighted([
            [6, 'step'],
            [1, 'property'],
            [1, 'action'],
          ] as const)
        : 'none'
    let isFirst = true
    const processes = this.#classes.flatMap((of) =>
      of.processes.map((name) => {
        const isLying = lie === 'step' && isFirst
        isFirst = false
        return this.#process(name, of, isLying)
      }),
    )
    const single = tape.chance(1, 4)
    if (single)
      processes.push(
        `control: process(state, { steps: { a: ${this.#step(undefined, [], ['return "a"']).replace('do: (s, choose)', 'do: (s, me, choose)')} }${tape.chance(1, 2) ? ', fair: true' : ''} })`,
      )
    const actions =
      tape.chance(1, 2) || lie === 'action'
        ? [`act: ${this.#step(undefined, [], tape.chance(1, 3) ? ['fair: true'] : [], lie === 'action')}`]
        : []
    if (how === 'id' && tape.chance(1, 2)) {
      const [first] = this.#classes as readonly [Class]
      const name = this.#name()
      actions.push(
        `follow: { do: (s, choose) => {\nconst ${name} = s.power\nif (${name} === null) return\n${this.#statement([{ of: first, text: name }], [])}\n} }`,
      )
    }
    const faults = tape.chance(1, 4) ? [`storm: ${this.#step(undefined, [], [`budget: ${tape.below(3)}`])}`] : []
    const starts = this.#variables.flatMap((v) => v.kind.start?.(`s.${v.name}`) ?? [])
    const init = starts.length > 0 && tape.chance(1, 3) ? [`init: (s, choose) => {\n${tape.pick(starts)}\n}`] : []
    const steps = this.#classes.flatMap(({ processes }) => processes)
    const properties = this.#properties(
      steps,
      actions.length > 0 ? ['act'].filter(() => actions[0]?.startsWith('act')) : [],
      lie === 'property',
    )
    const declared = this.#classes
      .map(({ ids, type, instances }) => `const ${type} = ref("${ids}", ${instances})`)
      .join('\n')
    return `(() => {
${declared}
const state = { ${state} }
return model({
name: "alike", state,
processes: { ${processes.join(',\n')} },
actions: { ${actions.join(',\n')} },
faults: { ${faults.join(',\n')} },
${[...init, properties].join(',\n')}
})
})()`
  }
}
