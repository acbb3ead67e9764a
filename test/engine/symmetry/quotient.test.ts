/** A program over the chosen states of orbits, beside the program that it wraps. */
import { model, optional, process, queue, ref } from 'allways'
import { describe, expect, it } from 'vitest'
import { Out } from '../../../src/engine/compile/out.ts'
import { compile, type Program } from '../../../src/engine/compile/program.ts'
import { programOf } from '../../../src/engine/symmetry/quotient.ts'
import type { Model } from '../../../src/language/model.ts'

/** Clients that wait in a queue for a lock. */
function lockQueue(clients: number): Model {
  const Client = ref('client', clients)
  const state = { holder: optional(Client), waiting: queue(Client, clients) }
  const client = process(state, {
    instances: Client,
    alike: true,
    steps: {
      ask: (s, me) => {
        s.waiting.push(me.id)
        return 'wait'
      },
      wait: {
        when: (s, me) => s.holder === null && s.waiting.at(0) === me.id,
        do: (s, me) => {
          s.waiting.shift()
          s.holder = me.id
          return 'release'
        },
      },
      release: (s) => {
        s.holder = null
        return 'ask'
      },
    },
  })
  return model({ name: 'lock queue', state, processes: { client } })
}

const made = lockQueue(4)
const whole = compile(made)
const few = programOf(made, { checking: 'prove', classes: ['client'] })
const { symmetry } = few
if (symmetry === undefined) throw new Error('the clients are not alike')

/** All reachable states of a program, and the weights of their successors together. */
function explored(program: Program) {
  const states = new Map<string, Int32Array>()
  const add = (state: Int32Array) => states.set(state.join(), states.get(state.join()) ?? state)
  program.initial(() => add(program.register.slice()))
  const out = new Out(program.words, made.actions.length)
  let transitions = 0
  for (const state of states.values()) {
    out.count = 0
    program.register.set(state)
    program.successors(out)
    program.symmetry?.expectAlike()
    expect(program.register.join()).toBe(state.join())
    transitions += out.count * out.weight
    for (let n = 0; n < out.count; n++) add(out.rows.slice(n * program.words, (n + 1) * program.words))
  }
  return { states: [...states.values()], transitions }
}

const chosenOf = (state: Int32Array) => {
  const chosen = state.slice()
  symmetry.settle(chosen, 0)
  return chosen.join()
}

describe('a program over orbits', () => {
  const [all, chosen] = [explored(whole), explored(few)]

  it('hands out one state of each orbit, the same one every time', () => {
    expect(new Set(chosen.states.map((state) => state.join()))).toEqual(new Set(all.states.map(chosenOf)))
    for (const state of chosen.states) expect(chosenOf(state)).toBe(state.join())
    expect(chosen.states.length).toBeLessThan(all.states.length / 10)
  })

  it('says how many states and transitions there are in all', () => {
    expect(chosen.states.reduce((sum, state) => sum + symmetry.orbit(state, 0), 0)).toBe(all.states.length)
    expect(chosen.transitions).toBe(all.transitions)
    expect(symmetry.standing).toMatchObject({ isProof: true, isEquivariant: true, startsWhole: true })
  })

  it('keeps the real successors, and the permutations that lead from them to the chosen states', () => {
    const out = new Out(few.words, made.actions.length, { real: true, moves: true })
    const [plain, to] = [new Out(few.words, made.actions.length), new Int32Array(few.words)]
    for (const state of chosen.states) {
      for (const [program, into] of [
        [few, out],
        [whole, plain],
      ] as const) {
        into.count = 0
        program.register.set(state)
        program.successors(into)
      }
      expect(out.count).toBe(plain.count)
      for (let n = 0; n < out.count; n++) {
        const at = n * few.words
        expect(out.real?.slice(at, at + few.words)).toEqual(plain.rows.slice(at, at + few.words))
        symmetry.permute(plain.rows, at, to, out.moves?.[n] as Int32Array)
        expect(to).toEqual(out.rows.slice(at, at + few.words))
      }
    }
  })

  it('moves an action to the instance to which a permutation moves its own', () => {
    for (const moved of symmetry.generators) {
      for (const [i, { name, instance }] of made.actions.entries()) {
        const other = made.actions[symmetry.movedAction(i, moved)]
        expect([other?.name, other?.instance]).toEqual([name, moved[instance]])
      }
    }
  })

  it('is the program itself if nothing is reduced', () => {
    expect(programOf(made, undefined).symmetry).toBeUndefined()
  })
})
