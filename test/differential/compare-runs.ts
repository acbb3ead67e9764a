/** Compares the verdicts on properties of runs with what is naively true of the graph. */
import assert from 'node:assert/strict'
import type { PropertyResult, Result, Trace } from '../../src/result.ts'
import type { StateGraph } from './naive-graph.ts'
import { type Lasso, wrongLasso, wrongWalk } from './naive-lasso.ts'
import { wrongPrefix } from './naive-prefix.ts'
import { type Answer, type Asked, asksForSomething, meaning } from './naive-runs.ts'
import { displayed, place, processOf } from './naive-trace.ts'
import { longestWay, type WaysBack } from './naive-ways.ts'
import { shownInTrace } from './shown.ts'
import type { TemporalD } from './temporal.ts'

type CanAlwaysReach<P> = Extract<TemporalD<P>, { t: 'canAlwaysReach' }>

/** The naive answer and the result of one property, for the statistics. */
export interface Told {
  readonly answer: Answer
  readonly result: PropertyResult
}

/**
 * Demands that the result is right in everything that it says. Returns the naive answer and the result of each
 * property. `shown` has the text of each state of the graph in a trace. Properties in `mayBeLeftOut` may be missing.
 */
export function compareRuns<P>(
  result: Result,
  temporal: { readonly [name: string]: TemporalD<P> },
  asked: Asked<P>,
  shown: readonly string[],
  mayBeLeftOut: ReadonlySet<string> = new Set(),
): Map<string, Told> {
  const told = new Map<string, Told>()
  for (const [name, d] of Object.entries(temporal)) {
    const found = result.properties.find((property) => property.name === name)
    if (found === undefined && mayBeLeftOut.has(name)) continue
    if (found === undefined) throw new Error(`nothing is said of '${name}'`)
    const answer = asked.answer(d)
    const comparing = new Comparing(asked, found, shown)
    try {
      comparing.compare(d, answer)
    } catch (error) {
      throw new Error(`'${name}', ${d.t}: ${(error as Error).message}; the engine says ${JSON.stringify(found)}`)
    }
    told.set(name, { answer, result: found })
  }
  return told
}

class Comparing<P> {
  readonly #asked: Asked<P>
  readonly #graph: StateGraph
  readonly #found: PropertyResult
  readonly #shown: readonly string[]

  constructor(asked: Asked<P>, found: PropertyResult, shown: readonly string[]) {
    this.#asked = asked
    this.#graph = asked.graph
    this.#found = found
    this.#shown = shown
  }

  compare(d: TemporalD<P>, { verdict, vacuous, ways, length }: Answer): void {
    const { kind, notes = [] } = this.#found
    // `eventually` is a property by itself and a part of formulas
    assert.equal(kind, d.t === 'ltl' && d.formula.f === 'eventually' ? 'eventually' : d.t, 'its kind')
    if (verdict !== 'skipped') assert.equal(this.#found.verdict, verdict, 'its verdict')
    if (this.#found.verdict === 'holds') {
      const about = d.t === 'canAlwaysReach' || d.t === 'within' ? '`when`' : 'first predicate'
      const note = `It holds vacuously: no reachable state satisfies its ${about}.`
      // the rest of the note is advice
      const facts = notes.map((text) => text.split(', so this verdict')[0])
      assert.deepEqual(facts, vacuous ? [note] : this.#ofShortRuns(d), 'its notes')
    }
    if (d.t === 'reachableInOrder') this.#expectOrder(d.goals, length)
    else if (d.t !== 'canAlwaysReach') this.#expectLasso(d)
    else if (ways !== undefined) this.#expectWays(d, ways)
  }

  /** If every run ends, nothing can be postponed forever. Properties that ask for something to come have a note. */
  #ofShortRuns(d: TemporalD<P>): string[] {
    if (d.t === 'canAlwaysReach' || d.t === 'reachableInOrder' || !asksForSomething(meaning(d), true)) return []
    const longest = longestWay(this.#graph)
    if (longest === undefined) return []
    const steps = longest === 1 ? '1 step' : `${longest} steps`
    return [`Every run of this model ends after at most ${steps}`]
  }

  #expectLasso(d: TemporalD<P>): void {
    const { verdict, counterexample, notes = [] } = this.#found
    assert.equal(verdict, counterexample === undefined ? 'holds' : 'violated', 'with or without a counterexample')
    if (counterexample === undefined) return
    if (counterexample.loopAt === undefined) {
      const begun = this.#walk(counterexample)
      assert.equal(wrongPrefix(this.#graph, meaning(d), this.#asked.holds, begun), undefined)
      assert.deepEqual(notes, [], 'its notes')
      return
    }
    const lasso = { ...this.#walk(counterexample), loopAt: counterexample.loopAt ?? -1 }
    assert.equal(wrongLasso(this.#graph, meaning(d), this.#asked.holds, lasso), undefined)
    assert.equal(counterexample.fairness?.length, this.#graph.duties.length, 'how many promises are told of')
    // test/run/story/fairness-advice.test.ts tests the advice
    const isAdvice = (note: string) => /^(It would hold if|No fairness would help)/.test(note)
    const stops = notes.filter((note) => /^The run (is stuck|may stop)/.test(note))
    const doesStop = lasso.loopAt === counterexample.steps.length
    assert.equal(stops.length, doesStop ? 1 : 0, 'its notes')
    for (const note of notes) {
      if (isAdvice(note) || stops.includes(note)) continue
      if (doesStop) assert.match(note, /^A bound of the model disables '.*'(?: and \d+ more)?: /s)
      else expectUnpicked(note, counterexample)
    }
    const last = lasso.states.at(-1) as number
    const isStuck = !this.#graph.edges.some(({ from, action }) => from === last && !this.#graph.actions[action]?.fault)
    if (stops[0] !== undefined) assert.equal(stops[0].startsWith('The run is stuck'), isStuck, 'whether it is stuck')
  }

  #expectWays(d: CanAlwaysReach<P>, ways: WaysBack): void {
    const { counterexample, witness, noReturn, value } = this.#found
    assert.equal(value, ways.worst, 'the worst way back')
    assert.equal(witness === undefined, ways.worst === undefined, 'whether there is a witness')
    if (witness !== undefined) this.#expectWayBack(d, witness, ways)
    assert.equal(counterexample?.steps.length, ways.violation, 'the shortest way into the region of no return')
    if (counterexample !== undefined) this.#expectLost(d, counterexample, ways)
    const expected = ways.violation === undefined ? undefined : this.#noReturn(d, ways)
    assert.deepEqual(told(noReturn), expected, 'what is said of the region of no return')
  }

  #expectOrder(goals: readonly P[], length: number | undefined): void {
    const { witness, counterexample, notes = [] } = this.#found
    assert.equal(witness?.steps.length, length, 'the shortest way past all')
    assert.equal(counterexample, undefined, 'a counterexample to what is wanted')
    assert.equal(notes.length, witness === undefined ? 1 : 0, 'its notes')
    if (witness === undefined) return
    const { states, actions } = this.#walk(witness)
    assert.equal(wrongWalk(this.#graph, { states, actions }), undefined)
    const met = witness.milestones?.map(({ at }) => at) ?? []
    const sorted = [...met].sort((a, b) => a - b)
    assert.deepEqual(met, sorted, 'the order in which they are met')
    const missed = goals.filter((goal, i) => !this.#asked.holds(goal, states[met[i] as number] as number))
    assert.deepEqual(missed, [], 'what is not met where it says')
  }

  /** The witness goes to a state that the property asks about, and back by steps that may be used. */
  #expectWayBack(d: CanAlwaysReach<P>, witness: Trace, ways: WaysBack): void {
    const walk = this.#walk(witness)
    const turn = witness.turn ?? -1
    assert.equal(wrongWalk(this.#graph, walk), undefined)
    assert.equal(walk.actions.length - turn, ways.worst, 'the length of the way back')
    assert(d.when === null || this.#asked.holds(d.when, walk.states[turn] as number), 'nobody asks of where it turns')
    assert(this.#asked.holds(d.p, walk.states.at(-1) as number), 'the way back does not lead there')
    assert(walk.actions.slice(turn).every(ways.usable), 'the way back goes by other steps')
  }

  #expectLost(d: CanAlwaysReach<P>, counterexample: Trace, ways: WaysBack): void {
    const walk = this.#walk(counterexample)
    const last = walk.states.at(-1) as number
    assert.equal(wrongWalk(this.#graph, walk), undefined)
    assert(ways.lost.has(last), 'there is a way back')
    assert(d.when === null || this.#asked.holds(d.when, last), 'nobody asks of where it ends')
  }

  #noReturn({ using, within = [] }: CanAlwaysReach<P>, ways: WaysBack) {
    const { lost, enabled, exits, otherwiseHolds, stuck, longest } = ways
    const names = (actions: ReadonlySet<number>) =>
      plainNames([...actions].map((action) => nameOf(this.#graph, action)))
    const by = using === null ? {} : { using: using.map((name) => [...within, name].join(' ')) }
    const end = { stuck, ...(longest === undefined ? {} : { longest }) }
    return { ...by, ...end, states: lost.size, enabled: names(enabled), exits: names(exits), otherwiseHolds }
  }

  #walk(trace: Trace): Omit<Lasso, 'loopAt'> {
    return place(this.#graph, this.#shown, trace, shownInTrace)
  }
}

/** Demands that no step of the loop with that name chooses an option that the note calls left out. */
function expectUnpicked(note: string, { steps, loopAt = 0 }: Trace): void {
  const [, name = '', options = ''] =
    /^In the loop, '(.*)' never chooses (.*?)(?: as .*)?, although it could each time\. /s.exec(note) ?? []
  const own = steps.slice(loopAt).filter((step) => step.choices.length > 0 && name.includes(step.name))
  assert(own.length > 0, `nobody in the loop chooses as '${name}'`)
  const left = options.split(' or ')
  const picked = own.filter(({ choices }) => left.includes(JSON.stringify(choices[0])))
  // actions with a similar name may choose the option
  assert(picked.length < own.length, `${note}: it was picked in each`)
}

/** Removes the quotes and kinds by which reports distinguish two equal names. */
function plainNames(names: readonly string[]): string[] {
  return names.map((name) => name.replace(/ \((step|action|fault)\)$/, '').replaceAll("'", '')).sort()
}

function told(noReturn: PropertyResult['noReturn']) {
  if (noReturn === undefined) return undefined
  // the round is only an example: test/run/story/endless-run.test.ts tests it
  const { round: _, ...rest } = noReturn
  return { ...rest, enabled: plainNames(noReturn.enabled), exits: plainNames(noReturn.exits) }
}

/** The name in reports. It has the number of the instance if there are several. */
function nameOf({ actions }: StateGraph, number: number): string {
  const action = actions[number] as StateGraph['actions'][number]
  const process = processOf(action)
  if (process === null) return displayed(action)
  const alone = actions.every((other) => processOf(other) !== process || other.instance === 0)
  return alone ? `${process} ${action.name}` : `${process} ${action.instance} ${action.name}`
}
