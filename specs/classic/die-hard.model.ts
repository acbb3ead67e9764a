/**
 * Die Hard: with a 3-gallon jug, a 5-gallon jug and a tap, measure 4 gallons. The puzzle is a model that has only an
 * environment. "big is never 4" is violated, and the counterexample is the solution.
 *
 * Source: Leslie Lamport, DieHard.tla,
 * https://github.com/tlaplus/Examples/blob/master/specifications/DieHard/DieHard.tla
 * Known: 16 distinct states; 4 gallons after 6 steps. Each of the 6 actions is always enabled, so there are
 * 16 * 6 = 96 transitions.
 */
import { int, model, spec } from 'allways'

export const dieHard = () =>
  model({
    name: 'die-hard',
    state: { small: int(0, 3), big: int(0, 5) },
    actions: {
      'fill the small jug': (s) => {
        s.small = 3
      },
      'fill the big jug': (s) => {
        s.big = 5
      },
      'empty the small jug': (s) => {
        s.small = 0
      },
      'empty the big jug': (s) => {
        s.big = 0
      },
      'pour small into big': (s) => {
        const poured = Math.min(s.small, 5 - s.big)
        s.small -= poured
        s.big += poured
      },
      'pour big into small': (s) => {
        const poured = Math.min(s.big, 3 - s.small)
        s.big -= poured
        s.small += poured
      },
    },
    invariants: { 'big is never 4': (s) => s.big !== 4 },
  })

export default spec({
  name: 'die-hard',
  model: dieHard,
  designs: {
    'two jugs': {
      expect: { 'big is never 4': 'violated' },
      counts: { states: 16, transitions: 96 },
      note: 'The counterexample shows how to measure 4 gallons.',
    },
  },
})
