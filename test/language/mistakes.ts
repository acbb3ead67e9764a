/**
 * Mistakes of authors that are compile errors: `tsc` reads this file, and each `@ts-expect-error` must hide one.
 * Nothing here is ever called.
 */
import { bool, model, process, spec } from 'allways'
import { client, lock, state } from './lock.ts'

export const mistakes = {
  'a wrong label': () =>
    process(state, {
      steps: {
        // @ts-expect-error there is no label 'stpo'
        start: () => 'stpo',
        stop: () => 'start',
      },
    }),
  'a wrong resting label': () =>
    process(state, {
      steps: { start: () => {} },
      // @ts-expect-error there is no label 'idle'
      resting: ['idle'],
    }),
  'a misspelt field': () =>
    process(state, {
      steps: {
        start: (s) => {
          // @ts-expect-error there is no field 'm'
          s.m++
        },
      },
    }),
  'a misspelt local': () =>
    process(state, {
      local: { mine: bool },
      steps: {
        start: (_, me) => {
          // @ts-expect-error there is no local 'min'
          me.min = true
        },
      },
    }),
  'a value outside oneOf': () =>
    process(state, {
      steps: {
        start: (s) => {
          // @ts-expect-error 'blue' is none of the colours
          s.color = 'blue'
        },
      },
    }),
  'a value of another type': () =>
    process(state, {
      steps: {
        start: (s) => {
          // @ts-expect-error a number is no boolean
          s.flags[0] = 1
        },
      },
    }),
  'a push of another type': () =>
    process(state, {
      steps: {
        start: (s) => {
          // @ts-expect-error a string is no number
          s.jobs.push('one')
        },
      },
    }),
  'a member outside the type': () =>
    process(state, {
      steps: {
        start: (s) => {
          // @ts-expect-error 'c' can not be in the set
          s.seen.add('c')
        },
      },
    }),
  'a struct that may be null': () =>
    process(state, {
      steps: {
        start: (s) => {
          // @ts-expect-error it may be null
          s.holder.who = 1
        },
      },
    }),
  'an entry that may be missing': () =>
    process(state, {
      steps: {
        start: (s) => {
          // @ts-expect-error it may be undefined
          s.byId.get(0).up = true
        },
      },
    }),
  'a struct assigned to an element': () =>
    process(state, {
      steps: {
        start: (s) => {
          // @ts-expect-error elements change through their fields
          s.pairs[0] = { x: 1 }
        },
      },
    }),
  'a write to the id': () =>
    process(state, {
      steps: {
        start: (_, me) => {
          // @ts-expect-error the id is fixed
          me.id = 1
        },
      },
    }),
  'a write to the label': () =>
    process(state, {
      steps: {
        start: (_, me) => {
          // @ts-expect-error a step returns its next label
          me.at = 'start'
        },
      },
    }),
  'a comparison with what can never be': () =>
    process(state, {
      steps: {
        start: {
          when: (s) => {
            // @ts-expect-error 'blue' is none of the colours
            if (s.color === 'blue') return false
            return true
          },
          do: () => {},
        },
      },
    }),
  'a write in a guard': () =>
    process(state, {
      steps: {
        start: {
          when: (s) => {
            // @ts-expect-error a guard only reads
            s.n = 1
            return true
          },
          do: () => {},
        },
      },
    }),
  'a push in a guard': () =>
    process(state, {
      steps: {
        start: {
          when: (s) => {
            // @ts-expect-error a guard only reads
            s.jobs.push(1)
            return true
          },
          do: () => {},
        },
      },
    }),
  'a write to an array in a guard': () =>
    process(state, {
      steps: {
        start: {
          when: (s) => {
            // @ts-expect-error a guard only reads
            s.flags[0] = true
            return true
          },
          do: () => {},
        },
      },
    }),
  'a write in an invariant': () =>
    model({
      name: 'm',
      state,
      invariants: {
        i: (s) => {
          // @ts-expect-error a predicate only reads
          s.n = 1
          return true
        },
      },
    }),
  'a write to a process in a predicate': () =>
    model({
      name: 'm',
      state,
      processes: { client: client() },
      invariants: {
        i: (s) => {
          // @ts-expect-error a predicate only reads
          s.client[0]!.mine = 1
          return true
        },
      },
    }),
  'a deletion in a step property': () =>
    model({
      name: 'm',
      state,
      steps: {
        i: (_, after) => {
          // @ts-expect-error a predicate only reads
          after.seen.delete('a')
          return true
        },
      },
    }),
  'a process that is not there': () =>
    model({
      name: 'm',
      state,
      processes: { client: client() },
      invariants: {
        i: (s) => {
          // @ts-expect-error there is no process 'server'
          if (s.server.length > 0) return false
          return true
        },
      },
    }),
  'a label that a process does not have': () =>
    model({
      name: 'm',
      state,
      processes: { client: client() },
      invariants: {
        i: (s) => {
          // @ts-expect-error there is no label 'gone'
          if (s.client[0]!.at === 'gone') return false
          return true
        },
      },
    }),
  'an expectation of no property': () =>
    spec({
      name: 'lock',
      model: lock,
      designs: {
        // @ts-expect-error there is no property 'sage'
        plain: { expect: { sage: 'violated' } },
      },
    }),
  'an expectation that is no verdict': () =>
    spec({
      name: 'lock',
      model: lock,
      designs: {
        // @ts-expect-error a property holds or is violated
        plain: { expect: { safe: 'broken' } },
      },
    }),
  'a wrong parameter': () =>
    spec({
      name: 'lock',
      model: lock,
      designs: {
        // @ts-expect-error there is no parameter 'tap'
        plain: { params: { tap: 3 } },
      },
    }),
  'a parameter of another type': () =>
    spec({
      name: 'lock',
      model: lock,
      designs: {
        // @ts-expect-error it is a number
        plain: { params: { top: 'three' } },
      },
    }),
  'a misspelt variable in a formula': () =>
    model({
      name: 'x',
      state,
      temporal: ({ eventually }) => ({
        // @ts-expect-error there is no field 'm'
        done: eventually((s) => s.m === 3),
      }),
    }),
  'a way back by a process that is not there': () =>
    model({
      name: 'x',
      state,
      processes: { client: client() },
      temporal: ({ canAlwaysReach }) => ({
        // @ts-expect-error there is no process or step 'clinet'
        back: canAlwaysReach((s) => s.n === 0, { using: ['clinet'] }),
      }),
    }),
  'a predicate in a conditional spread': (low: boolean) =>
    model({
      name: 'x',
      state,
      // @ts-expect-error its state is not known there
      reachable: { top: (s) => s.n === 3, ...(low ? { low: (s) => s.n === 0 } : {}) },
    }),
  'a step taken that is not there': () =>
    model({
      name: 'x',
      state,
      processes: { client: client() },
      actions: { reset: () => {} },
      temporal: ({ always, taken, implies, not }) => ({
        right: always(implies(taken('client acquire', 1), not(taken('reset')))),
        // @ts-expect-error client has no step 'aquire'
        wrong: always(taken('client aquire')),
      }),
    }),
  'an expectation of a property of runs that is not there': () =>
    spec({
      name: 'x',
      model: () => model({ name: 'x', state, temporal: ({ always }) => ({ safe: always((s) => s.n < 3) }) }),
      // @ts-expect-error there is no property 'sfae'
      designs: { plain: { expect: { sfae: 'violated' } } },
    }),
  'a fairness that is none': () =>
    process(state, {
      steps: {
        // @ts-expect-error fair is true, 'weak', 'strong' or false
        start: { do: () => 'start', fair: 'very' },
      },
    }),
  'a fault that is fair': () =>
    // @ts-expect-error nothing makes a fault happen
    model({ name: 'x', state, faults: { glitch: { budget: 1, do: () => {}, fair: true } } }),
}
