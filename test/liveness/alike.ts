/** Decides the same properties over all states of a model and over its orbits. The answers must be the same. */
import assert from 'node:assert/strict'
import { compile, type Program } from '../../src/engine/compile/program.ts'
import { orbitsOf } from '../../src/engine/search/orbits.ts'
import { atOnce } from '../../src/engine/search/pieces.ts'
import { Search } from '../../src/engine/search/search.ts'
import { programOf } from '../../src/engine/symmetry/quotient.ts'
import { SpecError } from '../../src/errors.ts'
import type { Model } from '../../src/language/model.ts'
import { type Property, type Question, questions } from '../../src/language/properties.ts'
import { predicateOf } from '../../src/liveness/formula.ts'
import { type Decision, type Graph, parents } from '../../src/liveness/graph.ts'
import { Liveness } from '../../src/liveness/liveness.ts'
import { interpreter } from '../../src/reference/interpret.ts'
import { planOf } from '../../src/run/reduction.ts'
import { traceOf } from '../../src/trace/trace.ts'
import { decides } from '../../src/trace/what-traces-show.ts'

export interface Seen {
  /** How often each kind of question got each verdict. */
  readonly verdicts: ReadonlyMap<string, number>
  /** Questions of which runs have to be fair to single instances. */
  readonly ofInstances: number
  /** Runs that repeat a loop, and of these the ones that go round more than once until the real state comes back. */
  readonly loops: number
  readonly unrolled: number
}

const maxStates = 3000

/** `undefined` if the model has too many states. Throws if an answer differs, or if a run is not one of the model. */
export function compareAlike(model: Model): Seen | undefined {
  const all = explored(model, compile(model))
  if (all === undefined) return undefined
  const { reduction, needSameSteps = [] } = planOf(model)
  const few = explored(model, programOf(model, reduction)) as Explored
  assert.ok(few.graph.orbits?.isEquivariant)
  const { isWhole } = few.graph.orbits
  const { fairness } = questions(model)
  const [overAll, overOrbits] = [new Liveness(all.graph, fairness), new Liveness(few.graph, fairness)]
  const verdicts = new Map<string, number>()
  let [ofInstances, loops, unrolled] = [0, 0, 0]
  for (const [i, question] of questions(model).asked.entries()) {
    if (question === undefined) continue
    const property = model.properties[i] as Property
    let told: string | undefined
    for (const product of [false, true]) {
      let [expected, found, stitched]: (Decision | undefined)[] = []
      try {
        expected = overAll.decide(question, { product })
        found = overOrbits.decide(question, { product })
        stitched = overOrbits.decide(question, { product, mostUnfolded: 0 })
      } catch (error) {
        if (error instanceof SpecError && error.code === 'formula-too-large') continue
        throw error
      }
      for (const other of [found, stitched]) {
        assert.deepEqual(answerOf(other, isWhole), answerOf(expected, isWhole), property.name)
        if (!('loopAt' in other) || other.loopAt === other.walk.actions.length) continue
        const times = expectRun(model, few.search, property, other)
        loops++
        if (times > 1) unrolled++
        if (other === found) assert.equal(times, 1, 'a run on real states goes round once')
      }
      if ('loopAt' in expected && 'loopAt' in found) {
        const beginning = ({ beginning }: typeof expected) => beginning?.actions.length
        assert.equal(beginning(found), beginning(expected), property.name)
        if (!product && isSearchedDirectly(question)) {
          assert.equal(found.walk.actions.length, expected.walk.actions.length, property.name)
        }
      }
      told = expected.verdict
    }
    if (told === undefined) continue
    if (needSameSteps.length > 0 && question.kind === 'formula') ofInstances++
    const key = `${property.kind} ${told}`
    verdicts.set(key, 1 + (verdicts.get(key) ?? 0))
  }
  return { verdicts, ofInstances, loops, unrolled }
}

/** Whether the formula has a usual shape, so that its lasso has the fewest steps in stem and loop together. */
function isSearchedDirectly(question: Question): boolean {
  if (question.kind !== 'formula') return false
  const { formula } = question
  const inner = formula.op === 'always' || formula.op === 'eventually' ? formula.of : undefined
  if (formula.op === 'eventually' && inner !== undefined && predicateOf(inner) !== undefined) return true
  if (inner?.op === 'always' || inner?.op === 'eventually') return predicateOf(inner.of) !== undefined
  return false
}

interface Explored {
  readonly search: Search
  readonly graph: Graph
}

function explored(model: Model, program: Program): Explored | undefined {
  const search = new Search(program, {
    kinds: model.properties.map(({ kind }) => kind),
    ...{ actions: model.actions.length, keepGraph: true, limits: { maxStates, maxBytes: 2 ** 28 } },
  })
  search.run(Number.POSITIVE_INFINITY, () => 0)
  search.settle()
  if (search.limit !== undefined) return undefined
  assert.ok(search.complete, search.failure?.cause as Error | undefined)
  const { rows, labels, initial } = search
  assert.ok(rows && labels)
  const actions = model.actions.length
  return { search, graph: { rows, labels, initial, actions, parent: parents(rows, initial), orbits: orbitsOf(search) } }
}

/** The parts of an answer that must be the same over orbits and over all states. */
function answerOf(decision: Decision, isWhole: boolean) {
  const { verdict } = decision
  if (verdict === 'unknown') assert.fail('there was memory enough')
  if ('noReturn' in decision) {
    const { longest, otherwiseHolds } = decision.noReturn
    // without symmetric initial states, the sizes of orbits do not add up
    const whole = isWhole ? decision.noReturn : { longest, otherwiseHolds }
    return { verdict, depth: decision.walk.actions.length, ...whole }
  }
  if ('loopAt' in decision) return { verdict }
  if ('met' in decision) return { verdict, met: decision.met }
  return { verdict, vacuous: decision.vacuous, steps: decision.wayBack?.steps }
}

/** That the real run is fair and violates the property, by the reference interpreter. Returns how often it goes round. */
function expectRun(
  model: Model,
  search: Search,
  property: Property,
  { walk, loopAt }: Extract<Decision, { readonly loopAt: number }>,
): number {
  const { states, actions, edges } = walk
  const nths = edges?.map((e, i) => (e === undefined ? undefined : e - (search.rows?.start(states[i] as number) ?? 0)))
  const found = atOnce(search.loopInPieces({ states, actions, ...(nths === undefined ? {} : { nths }) }, loopAt))
  const reference = interpreter(model)
  const trace = { ...traceOf(model, reference, found.path), loopAt: found.loopAt }
  assert.equal(found.loopAt, loopAt)
  assert.ok(decides(reference, model, property, trace), `the run violates '${property.name}'`)
  return (trace.steps.length - loopAt) / (actions.length - loopAt)
}
