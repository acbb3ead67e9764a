/** Random models whose processes copy shared variables into local ones, decide by them, and write shared ones. */

import * as fc from 'fast-check'
import { int, model, process } from '../../src/index.ts'
import type { Model } from '../../src/language/model.ts'
import type { Property } from '../../src/language/properties.ts'
import type { Plain } from '../../src/plain.ts'
import type { Interpreter } from '../../src/reference/interpret.ts'
import type { Trace, TraceStep } from '../../src/result.ts'
import { stepOf } from '../../src/trace/trace.ts'

const shared = ['a', 'b', 'c'] as const
const local = ['x', 'y', 'z'] as const
const labels = ['one', 'two', 'three'] as const

type Vars = { [name: string]: number }
type Run = (s: Vars, me: Vars, choose: (options: readonly number[]) => number) => number
/** A piece of code, and its text. */
interface Code {
  readonly text: string
  readonly run: Run
}

const constant = fc.integer({ min: 1, max: 3 }).map((n): Code => ({ text: `${n}`, run: () => n }))
const ofShared = fc.constantFrom(...shared).map((name): Code => ({ text: `s.${name}`, run: (s) => s[name] as number }))
const ofLocal = fc
  .constantFrom(...local)
  .map((name): Code => ({ text: `me.${name}`, run: (_, me) => me[name] as number }))

const binary: { [op: string]: (a: () => number, b: () => number) => number } = {
  '+': (a, b) => (a() + b()) % 4,
  '*': (a, b) => (a() * b()) % 4,
  // may leave the range
  '-': (a, b) => a() - b() + 1,
  '===': (a, b) => Number(a() === b()),
  '<': (a, b) => Number(a() < b()),
  '||': (a, b) => a() || b(),
  '&&': (a, b) => a() && b(),
  // reads both, and uses one
  ',': (a, b) => [a(), b()][1] as number,
}

const expressions = fc.letrec<{ value: Code }>((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, { weight: 4, arbitrary: ofLocal }, ofShared, constant, {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('+', '+', '*', '===', '===', '<', '||', '&&', ',', '-'), tie('value'), tie('value'))
      .map(([op, a, b]): Code => {
        const apply = binary[op] as (typeof binary)[string]
        return {
          text: `(${a.text} ${op} ${b.text})`,
          run: (...at) =>
            apply(
              () => a.run(...at),
              () => b.run(...at),
            ),
        }
      }),
  }),
})).value

const assigned = (names: readonly string[]) =>
  fc.tuple(fc.constantFrom(...names), expressions).map(
    ([name, value]): Code => ({
      text: `${(local as readonly string[]).includes(name) ? 'me' : 's'}.${name} = ${value.text}`,
      run: (s, me, choose) => {
        const to = (local as readonly string[]).includes(name) ? me : s
        to[name] = value.run(s, me, choose)
        return 0
      },
    }),
  )
const assignment = assigned([...local, ...shared])
const writing = assigned(shared)
const copies = fc.tuple(fc.constantFrom(...local), ofShared).map(
  ([name, value]): Code => ({
    text: `me.${name} = ${value.text}`,
    run: (s, me, choose) => {
      me[name] = value.run(s, me, choose)
      return 0
    },
  }),
)
const choices = fc.tuple(fc.constantFrom(...local), expressions).map(
  ([name, value]): Code => ({
    text: `me.${name} = choose of ${value.text}`,
    run: (s, me, choose) => {
      const n = value.run(s, me, choose)
      me[name] = choose(n > 1 ? [0, 1] : [2])
      return 0
    },
  }),
)
const plain = fc.oneof(
  { weight: 4, arbitrary: assignment },
  { weight: 3, arbitrary: copies },
  { weight: 1, arbitrary: choices },
)
const guarded = fc.tuple(expressions, plain).map(
  ([test, then]): Code => ({
    text: `if (${test.text}) { ${then.text} }`,
    run: (...at) => (test.run(...at) ? then.run(...at) : 0),
  }),
)
const rarely = <T>(of: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: of })
/** A step that does mostly such things. */
const steps = (mostly: fc.Arbitrary<Code>) =>
  fc.record({
    when: rarely(expressions),
    body: fc.array(
      fc.oneof({ weight: 6, arbitrary: mostly }, { weight: 2, arbitrary: plain }, { weight: 1, arbitrary: guarded }),
      { minLength: 1, maxLength: 2 },
    ),
    // which label is next, if it is not the next one
    to: rarely(expressions),
  })
const processes = fc.tuple(steps(copies), steps(plain), steps(writing))

/** A model of two processes, of which the first has two instances, and its text. */
export const carriers = fc.tuple(processes, processes).map((all) => ({
  text: all.map(textOf).join('\n'),
  make: (): Model => {
    const Small = int(0, 3)
    const state = { a: Small, b: Small, c: Small }
    const [first, second] = all.map((own, i) =>
      process(state, {
        instances: 2 - i,
        local: { x: Small, y: Small, z: Small },
        steps: Object.fromEntries(
          own.map(({ when, body, to }, at) => [
            labels[at] as string,
            {
              ...(when === undefined ? {} : { when: ((s: Vars, me: Vars) => when.run(s, me, () => 0) !== 0) as never }),
              do: ((s: Vars, me: Vars, choose: (options: readonly number[]) => number) => {
                for (const statement of body) statement.run(s, me, choose)
                const go = to === undefined ? at + 1 : Math.abs(to.run(s, me, choose))
                return labels[go % 3] as string
              }) as never,
            },
          ]),
        ),
        resting: [...labels],
        init: (me: Vars) => {
          me.x = 1
          me.y = 2
        },
      } as never),
    )
    const init = (s: Vars) => {
      s.a = 1
      s.b = 2
      s.c = 3
    }
    return model({
      name: 'carriers',
      state,
      init: init as never,
      processes: { first, second } as never,
    }) as unknown as Model
  },
}))

function textOf(own: readonly { when: Code | undefined; body: readonly Code[]; to: Code | undefined }[]): string {
  return own
    .map(({ when, body, to }, at) => {
      const code = [...body.map(({ text }) => text), ...(to === undefined ? [] : [`return ${to.text}`])]
      return `${labels[at]}${when === undefined ? '' : ` when ${when.text}`}: ${code.join('; ')}`
    })
    .join('\n')
}

/** A walk that takes, by each die, some outcome that changes something; by each name, one of that process. */
export function walk(model: Model, reference: Interpreter, dice: readonly (number | string)[]): Trace {
  const initial = reference.initials()[0] as Trace['initial']
  const taken: TraceStep[] = []
  let state = initial.state as Plain
  for (const die of dice) {
    const ways = model.actions.flatMap((action, i) => {
      if (typeof die === 'string' && action.process !== die) return []
      try {
        return reference.outcomes(state, i)
      } catch {
        // a step that fails is not taken
        return []
      }
    })
    const moves = ways.filter((way) => JSON.stringify(way.state) !== JSON.stringify(state))
    const next = moves[typeof die === 'string' ? 0 : die % moves.length]
    if (next === undefined) break
    taken.push(stepOf(model, state, next))
    state = next.state
  }
  return { initial, steps: taken }
}

/** That the shared variables are not all as they are at the end. */
export function endOf({ initial, steps }: Trace): Property {
  const end = (steps.at(-1) ?? initial).state as { readonly [name: string]: Plain }
  const test = (s: { readonly [name: string]: Plain }) => !shared.every((name) => s[name] === end[name])
  return { name: 'not as at the end', kind: 'invariant', test } as unknown as Property
}
