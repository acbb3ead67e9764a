/**
 * Mistakes that people make in a first model, one entry each: what was done, and what the message must say, and where.
 * One process runs all, so that there can be many; `wrong-inputs.test.ts` has what only the whole command shows.
 * The file is long because it is one table.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { type Commands, commandLine } from '../../src/cli/options/args.ts'
import { configured } from '../../src/cli/options/config-file.ts'
import { exitCode } from '../../src/cli/output/exit-code.ts'
import { modelFiles } from '../../src/cli/project/jobs.ts'
import { loadSpec } from '../../src/cli/project/load.ts'
import { SpecError, UsageError } from '../../src/errors.ts'
import { renderTable } from '../../src/report/terminal/table.ts'
import type { Result } from '../../src/result.ts'
import { checkDesign } from '../../src/run/check.ts'
import { allways, folderOf, run } from './run.ts'

/** A queue of jobs for two workers, who look and then take: right, as long as nothing is put in its place. */
interface Parts {
  readonly imports?: string
  readonly before?: string
  readonly state?: string
  readonly process?: string
  readonly look?: string
  readonly when?: string
  readonly take?: string
  readonly run?: string
  readonly resting?: string
  readonly processes?: string
  readonly properties?: string
  readonly designs?: string
  readonly end?: string
}

const all = 'array, bag, bool, int, mapOf, model, oneOf, optional, process, queue, setOf, spec, struct'

function text(parts: Parts = {}): string {
  return `import { ${parts.imports ?? all} } from 'allways'
${parts.before ?? ''}
const jobQueue = ({ workers = 2, jobs = 2 }) => {
  const state = { next: int(0, jobs), runs: int(0, 6), phase: oneOf('open', 'closed')${parts.state ?? ''} }
  const worker = process(state, {
    instances: workers,
    local: { job: int(0, jobs) },
    steps: {
      look: {
        when: ${parts.when ?? '(s) => s.next < jobs'},
        do: ${parts.look ?? "(s, me) => { me.job = s.next; return 'take' }"},
      },
      take: ${parts.take ?? "(s, me) => { s.next = me.job + 1; return 'run' }"},
      run: ${parts.run ?? "(s, me) => { s.runs = Math.min(6, s.runs + 1); return 'look' }"},
    },
    resting: ${parts.resting ?? "['look']"},
    ${parts.process ?? ''}
  })
  return model({
    name: 'job-queue', state, processes: ${parts.processes ?? '{ worker }'},
    ${parts.properties ?? "invariants: { 'no job runs twice': (s) => s.runs <= jobs },"}
  })
}
${parts.end ?? `export default spec({ name: 'job-queue', model: jobQueue, designs: ${parts.designs ?? "{ 'as designed': {} }"} })`}
`
}

const path = 'specs/job-queue.model.ts'

interface Mistake {
  readonly is: string
  readonly text: Parts
  readonly change?: (source: string) => string
  /** Parts of what is said. A marker in the text, `/*!*` + `/`, marks the line that must be named. */
  readonly says: readonly string[]
}

const inTheFile: Mistake[] = [
  {
    is: 'a misspelt import',
    text: { imports: `${all}, ints`, before: 'ints(0, 1) /*!*/' },
    says: ["unknown export 'ints' of 'allways'", "Did you mean 'int'?"],
  },
  {
    is: 'an import that was forgotten',
    text: { imports: 'int, model, oneOf, process, spec', state: ', done: bool' },
    says: ['bool is not defined', "import { bool } from 'allways'"],
  },
  {
    is: "process without its import, which is Node's own",
    text: { imports: 'int, model, oneOf, spec' },
    says: ['process is not a function', "this is Node's own process", "import { process } from 'allways'"],
  },
  {
    is: 'an import from what is for tests',
    text: { before: "import { check } from 'allways/check' /*!*/\ncheck('a')" },
    says: ["'allways/check' is for tests", "from 'allways'"],
  },
  {
    is: 'a spec that is not exported',
    text: { end: "spec({ name: 'job-queue', model: jobQueue, designs: { a: {} } })" },
    says: ['there is no default export', 'export default spec({'],
  },
  {
    is: 'a spec exported by a name',
    text: { end: "export const jobs = spec({ name: 'job-queue', model: jobQueue, designs: { a: {} } })" },
    says: ["the spec is exported as 'jobs'", 'write `export default spec({'],
  },
  {
    is: 'a spec exported as CommonJS does it',
    text: { end: "module.exports = spec({ name: 'job-queue', model: jobQueue, designs: { a: {} } })" },
    change: (source) => source.replace(/^import (.*) from 'allways'/, "const $1 = require('allways')"),
    says: ['the spec is exported by module.exports', 'write `export default spec({'],
  },
  {
    is: 'a model that is made already',
    text: { end: "export default spec({ name: 'job-queue', model: jobQueue({}), designs: { a: {} } }) /*!*/" },
    says: ['`model` is a finished model', 'pass the function that builds the model', 'model: leaseLock'],
  },
  {
    is: 'a misspelt model, imported',
    text: { imports: `${all}, modell`, before: 'modell({}) /*!*/' },
    says: ["unknown export 'modell' of 'allways'", "Did you mean 'model'?"],
  },
  {
    is: 'a misspelt model of a spec',
    text: { end: "export default spec({ name: 'job-queue', modell: jobQueue, designs: { a: {} } }) /*!*/" },
    says: ["unknown option 'modell'", "Did you mean 'model'?"],
  },
  {
    is: 'misspelt designs of a spec',
    text: { end: "export default spec({ name: 'job-queue', model: jobQueue, design: { a: {} } }) /*!*/" },
    says: ["unknown option 'design'", "Did you mean 'designs'?"],
  },
  { is: 'a list of designs', text: { designs: "['as designed'] /*!*/" }, says: ['as in', "{ 'as deployed': {} }"] },
  {
    is: 'a misspelt parameter of a design',
    text: { before: '//', designs: '{ a: { params: { worker: 3 } } }' },
    says: ["design 'a'", "'worker'", "Did you mean 'workers'?"],
  },
  {
    is: 'a parameter beside params',
    text: { designs: '{ a: { workers: 3 } } /*!*/' },
    says: ["design 'a': unknown option 'workers'", 'params, expect'],
  },
  {
    is: 'a misspelt option of a design',
    text: { designs: "{ a: { expcet: { 'no job runs twice': 'violated' } } } /*!*/" },
    says: ["unknown option 'expcet'", "Did you mean 'expect'?"],
  },
  {
    is: 'an await at the top',
    text: { before: 'await Promise.resolve() /*!*/' },
    says: ['Top-level await', 'remove the await'],
  },
  { is: 'a syntax error', text: { run: '(s) => { s.runs = = 2 } /*!*/' }, says: ['Unexpected "="'] },
]

const ofTheModel: Mistake[] = [
  {
    is: 'an expectation of a misspelt property',
    text: { designs: "{ a: { expect: { 'no job run twice': 'violated' } } }" },
    says: ["'no job run twice', which is not a property", "Did you mean 'no job runs twice'?"],
  },
  {
    is: 'an expectation that is false',
    text: { designs: "{ a: { expect: { 'no job runs twice': false } } }" },
    says: ["`expect` of 'no job runs twice' is false", "'holds' or 'violated'"],
  },
  {
    is: 'a misspelt option of the model',
    text: { properties: "invariant: { 'no job runs twice': (s) => s.runs <= jobs }," },
    says: ["unknown option 'invariant'", "Did you mean 'invariants'?"],
  },
  {
    is: 'a misspelt option of a process',
    text: { process: "rest: ['look']," },
    says: ["unknown option 'rest'", 'resting'],
  },
  { is: 'processes in a list', text: { processes: '[worker]' }, says: ['`processes` is a list', '{ worker }'] },
  {
    is: 'properties in a list',
    text: { properties: 'invariants: [(s) => s.runs <= jobs],' },
    says: ['`invariants` is a list', 'expected an object with a name for each'],
  },
  {
    is: 'one property, not named',
    text: { properties: 'invariants: (s) => s.runs <= jobs,' },
    says: ['`invariants` is a function', 'expected an object with a name for each'],
  },
  {
    is: 'a process without its state',
    text: { processes: "{ worker: process({ steps: { a: () => 'a' } }) /*!*/ }" },
    says: ['the state comes first', 'process(state, {'],
  },
  {
    is: 'a process over another state',
    text: { processes: "{ worker: process({ n: bool }, { steps: { a: () => 'a' } }) }" },
    says: ["'worker' has a different state object", 'use the same object for both'],
  },
  {
    is: 'a resting label as a text',
    text: { resting: "'look'" },
    says: ["`resting` is 'look'", 'expected a list of labels', "['look']"],
  },
  { is: 'a misspelt resting label', text: { resting: "['lok']" }, says: ["'lok'", "Did you mean 'look'?"] },
  {
    is: 'a value where a type belongs',
    text: { state: ', count: 0', properties: '' },
    says: ["'count': 0 is not a type", 'int(lo, hi)'],
  },
  {
    is: 'an object where a struct belongs',
    text: { state: ', node: { up: bool, at: bool }' },
    says: ["'node'", 'is not a type', 'write struct({ up, at })'],
  },
  {
    is: 'bool called',
    text: { state: ', t: bool() /*!*/' },
    says: ['bool is not a function: write it without brackets'],
  },
  {
    is: 'a list of labels',
    text: { state: ", t: oneOf(['a', 'b']) /*!*/" },
    says: ["as in oneOf('up', 'down')", 'one by one'],
  },
  {
    is: 'the size of an array last',
    text: { state: ', t: array(bool, 3) /*!*/' },
    says: ['array: a type is not a size', 'array(3, bool)'],
  },
  {
    is: 'a queue without its capacity',
    text: { state: ', t: queue(bool) /*!*/' },
    says: ['queue: undefined is not a size', 'queue(bool, 3)'],
  },
  {
    is: 'a misspelt maker of a property',
    text: { properties: 'temporal: ({ leadTo }) => ({ a: leadTo((s) => true, (s) => true) }), /*!*/' },
    says: ["unknown function 'leadTo'", "Did you mean 'leadsTo'?"],
  },
  {
    is: 'values for the init of a model',
    text: { properties: 'init: { next: 1 },' },
    says: [
      'model \'job-queue\': `init` is {"next":1}: expected a function, as in init: (s, choose) => { s.owner = 1 }',
    ],
  },
  {
    is: 'values for the init of a process',
    text: { process: 'init: { job: 1 }, ' },
    says: ['a process: `init` is {"job":1}: expected a function, as in init: (me, choose) => { me.seen = 1 }'],
  },
  {
    is: 'a type of TypeScript for a type of the state',
    text: { state: ', up: boolean /*!*/' },
    says: ['boolean is not defined: to declare a variable, use bool'],
  },
  {
    is: 'a model called without parameters',
    text: { end: "export default spec({ name: 'job-queue', model: jobQueue(), designs: { 'as designed': {} } })" },
    says: ['if this calls a model function, pass it to the spec uncalled', 'model: leaseLock'],
  },
  {
    is: 'a predicate where a property of runs belongs',
    text: { properties: 'temporal: () => ({ a: (s) => true }),' },
    says: ["'a' is a function", 'leadsTo(p, q)'],
  },
]

const whileItRuns: Mistake[] = [
  {
    is: 'a misspelt variable that is read in a guard',
    text: { when: '(s) => s.nxt < jobs /*!*/' },
    says: ['worker 0 look', "'nxt' is not a field of the state", "Did you mean 'next'?"],
  },
  {
    is: 'a misspelt variable that is read in a step',
    text: { run: "(s) => { if (s.phse === 'closed') s.runs = 0; return 'look' } /*!*/" },
    says: ["'phse' is not a field of the state", "Did you mean 'phase'?"],
  },
  {
    is: 'a misspelt variable in a property',
    text: { properties: "invariants: { 'no job runs twice': (s) => s.run !== 3 }, /*!*/" },
    says: ["property 'no job runs twice'", "'run' is not a field of the state", "Did you mean 'runs'?"],
  },
  {
    is: 'a misspelt local variable in a property',
    text: { properties: "invariants: { 'in order': (s) => s.worker.every((w) => w.jbo !== 2) }, /*!*/" },
    says: ["'jbo' is not a field of worker[0]", "Did you mean 'job'?"],
  },
  {
    is: 'a variable that is assigned and was never declared',
    text: { run: "(s) => { s.done = 1; return 'look' } /*!*/" },
    says: ["'done' is not a field of the state; available: next, runs, phase"],
  },
  {
    is: 'a local variable taken for a shared one',
    text: { run: "(s, me) => { me.runs = 1; return 'look' } /*!*/" },
    says: ["'runs' is not a field of worker[0]; available: id, at, job"],
  },
  {
    is: 'a process looked at by a step',
    text: { run: "(s) => { if (s.worker[0].job === 1) s.runs = 0; return 'look' } /*!*/" },
    says: ["'worker' is not a field of the state", 'declare it as a fault of that process'],
  },
  {
    is: 'a misspelt member of a set',
    text: {
      state: ', ran: setOf(int(0, 2))',
      properties: "invariants: { 'one ran': (s) => !(s.ran.sise > 1) }, /*!*/",
    },
    says: ["property 'one ran'", "'sise' is not a member of ran; available: size, ", "Did you mean 'size'?"],
  },
  {
    is: 'a member of an array that a set has not',
    text: { state: ', ran: setOf(int(0, 2))', when: '(s) => !(s.ran.length > 1) /*!*/' },
    says: ["'length' is not a member of ran; available: size, ", 'has, add, delete'],
  },
  {
    is: 'a misspelt member of a map',
    text: { state: ', ran: mapOf(bool, bool)', when: '(s) => s.ran.sise !== 1 /*!*/' },
    says: ["'sise' is not a member of ran", "Did you mean 'size'?"],
  },
  {
    is: 'a misspelt member of a queue',
    text: { state: ', wire: queue(bool, 1)', when: '(s) => !s.wire.ifFull /*!*/' },
    says: ["'ifFull' is not a member of wire", "Did you mean 'isFull'?"],
  },
  {
    is: 'a misspelt member of a bag, assigned',
    text: { state: ', wire: bag(bool, 1)', run: "(s) => { s.wire.sise = 0; return 'look' } /*!*/" },
    says: ["'sise' is not a member of wire", "Did you mean 'size'?"],
  },
  {
    is: 'a misspelt member of the instances of a process',
    text: { properties: "invariants: { 'two workers': (s) => !(s.worker.lenght > 2) }, /*!*/" },
    says: ["property 'two workers'", "'lenght' is not a member of worker", "Did you mean 'length'?"],
  },
  {
    is: 'a misspelt member of an array of structs',
    text: { state: ', node: array(2, struct({ up: bool }))', when: '(s) => s.node.lenght !== 1 /*!*/' },
    says: ["'lenght' is not a member of node; available: its elements, length", "Did you mean 'length'?"],
  },
  {
    is: 'a misspelt member of an array of scalars',
    text: { state: ', up: array(2, bool)', properties: "invariants: { 'two': (s) => !(s.up.lenght > 2) }, /*!*/" },
    says: ["property 'two'", "'lenght' is not a member of up", "Did you mean 'length'?"],
  },
  {
    is: 'a misspelt member of an array of scalars, in a step',
    text: { state: ', up: array(2, bool)', run: "(s) => { s.runs = s.up.lenght > 2 ? 1 : 2; return 'look' } /*!*/" },
    says: ["'lenght' is not a member of up", "Did you mean 'length'?"],
  },
  {
    is: 'a misspelt member of an array of scalars, in a property of runs',
    text: {
      state: ', up: array(2, bool)',
      properties: "temporal: ({ canAlwaysReach }) => ({ 'two': canAlwaysReach((s) => !(s.up.lenght > 2)) }), /*!*/",
    },
    says: ["'lenght' is not a member of up", "Did you mean 'length'?"],
  },
  {
    is: 'a misspelt field of a message',
    text: {
      state: ", wire: queue(struct({ kind: oneOf('ask', 'reply') }), 1)",
      run: "(s) => { if (!s.wire.isFull) s.wire.push({ kind: 'reply' }); return 'look' }",
      properties: "invariants: { 'no reply': (s) => !s.wire.some((m) => m.knd === 'reply') }, /*!*/",
    },
    says: ["property 'no reply'", `'knd' is not a field of {"kind":"reply"}; available: kind.`, "Did you mean 'kind'?"],
  },
  {
    is: "the parameters of a process's init in another order",
    text: { process: 'init: (s, me) => { me.job = 1 }, /*!*/' },
    says: ["init: 'job' is not a member of choose", 'init of a process (me, choose) => …'],
  },
  {
    is: 'an action that takes an instance',
    text: { properties: 'actions: { a: (s, me) => { if (me.id === 0) s.runs = 0 } }, /*!*/' },
    says: ["a: 'id' is not a member of choose", 'an action (s, choose) => …'],
  },
  {
    is: 'an init that throws',
    text: { properties: 'init: (s) => { s.none.size }, /*!*/' },
    says: ["init: 'none' is not a field of the state"],
  },
  {
    is: 'an action that changes a process',
    text: { properties: 'actions: { crash: (s) => { s.worker[0].job = 0 } }, /*!*/' },
    says: [
      "crash: 'worker' is not a field of the state",
      'put shared data in the state',
      'declare it as a fault of that process',
    ],
  },
  {
    is: 'an instance that is not there',
    text: { properties: 'invariants: { a: (s) => s.worker[2].job === 0 }, /*!*/' },
    says: ["property 'a'", "reading 'job'"],
  },
  {
    is: 'a misspelt label',
    text: { take: "() => 'rum' /*!*/" },
    says: ["the step returned 'rum'", "Did you mean 'run'?"],
  },
  {
    is: 'a step that returns the new state',
    text: { take: '(s, me) => ({ ...s, next: me.job + 1 }) /*!*/' },
    says: ['which is not a label', 'Assign to s and me, and return the next label'],
  },
  {
    is: 'a step that sets its label',
    text: { run: "(_s, me) => { me.at = 'look' } /*!*/" },
    says: ["cannot assign 'look' to `at`", 'a step returns the next label'],
  },
  {
    is: 'an async step',
    text: { run: "async () => 'look' /*!*/" },
    says: ['the function returned a Promise', 'plain function'],
  },
  {
    is: 'chance',
    text: { run: "(s) => { s.runs = Math.floor(Math.random() * 3); return 'look' } /*!*/" },
    says: ['Math.random was called', 'with `choose`'],
  },
  {
    is: "Node's process under the name of another",
    text: { run: "() => { process.exit(0); return 'look' } /*!*/" },
    says: ["process.exit is not a function: this is process of 'allways'"],
  },
  {
    is: 'a member that a function of allways does not have',
    text: { run: "() => { int.max(1); return 'look' } /*!*/" },
    says: ['TypeError: int.max is not a function'],
  },
  {
    is: 'the clock',
    text: { run: "(s) => { s.runs = Date.now() % 3; return 'look' } /*!*/" },
    says: ['Date.now was called', 'Model time'],
  },
  {
    is: 'a counter outside of the state',
    text: { before: 'let n = 0', run: "(s) => { s.runs = n++ % 3; return 'look' } /*!*/" },
    says: ['two results for the same state', 'keep nothing outside of the state'],
  },
  {
    is: 'chance while the spec is loaded',
    text: { before: 'const most = Math.floor(Math.random() * 6) + 1 /*!*/' },
    says: ['Math.random was called', 'while the spec was loaded'],
  },
  {
    is: 'an end of the process',
    text: { before: 'globalThis.process.exit(0) /*!*/' },
    says: ['process.exit was called'],
  },
  {
    is: 'a parameter of another type',
    text: { designs: "{ a: { params: { workers: '3' } } }" },
    says: ['expected a number, like its default 2'],
  },
  {
    is: 'a comparison of structs',
    text: {
      state: ', a: struct({ x: bool }), b: struct({ x: bool })',
      run: "(s) => { if (s.a === s.b) s.runs = 1; return 'look' } /*!*/",
    },
    says: ['write same(a, b)'],
  },
  {
    is: 'a handle to a place that was replaced',
    text: {
      state: ', st: struct({ v: int(0, 9) })',
      run: "(s) => { const old = s.st; s.st = { v: 7 }; s.runs = old.v; return 'look' } /*!*/",
    },
    says: ['get a new handle after the change'],
  },
  {
    is: 'a value above its bound',
    text: { run: "(s) => { s.runs += 9; return 'look' } /*!*/" },
    says: ['runs was given 9, which is not in int(0, 6)', 'widen its bounds'],
  },
  {
    is: 'a fraction',
    text: { run: "(s) => { s.runs = 1 / 2; return 'look' } /*!*/" },
    says: ['runs was given 0.5', 'expected a whole number'],
  },
  {
    is: 'what is no number',
    text: { run: "(s) => { s.runs = Number('x'); return 'look' } /*!*/" },
    says: ['runs was given NaN', 'a missing field or element'],
  },
  {
    is: 'an element that is not there',
    text: { state: ', ran: array(2, int(0, 3))', run: "(s) => { s.runs = s.ran[2]; return 'look' } /*!*/" },
    says: ['runs was given undefined', 'a missing field or element'],
  },
  {
    is: 'a push to an array',
    text: { state: ', ran: array(2, int(0, 3))', run: "(s) => { s.ran.push(1); return 'look' } /*!*/" },
    says: ['cannot assign ran[2]', 'ran[0] to ran[1]'],
  },
  {
    is: 'an array of another length',
    text: { state: ', ran: array(2, int(0, 3))', run: "(s) => { s.ran = [1, 2, 3]; return 'look' } /*!*/" },
    says: ['ran was given [1,2,3]', 'array(2, int(0, 3))'],
  },
  {
    is: 'a label of a type, misspelt',
    text: { run: "(s) => { s.phase = 'close'; return 'look' } /*!*/" },
    says: ["phase was given 'close'", "Did you mean 'closed'?"],
  },
  {
    is: 'a struct without one of its fields',
    text: { state: ', t: struct({ x: bool, y: bool })', run: "(s) => { s.t = { x: true }; return 'look' } /*!*/" },
    says: ['t was given {"x":true}', 'y is missing'],
  },
  {
    is: 'a struct with a field too many',
    text: { state: ', t: struct({ x: bool })', run: "(s) => { s.t = { x: true, z: 1 }; return 'look' } /*!*/" },
    says: ['z is not a field'],
  },
  {
    is: 'a full queue',
    text: { state: ', t: queue(bool, 1)', run: "(s) => { s.t.push(true); return 'look' } /*!*/" },
    says: ['t is full: it holds at most 1', 'raise its capacity'],
  },
  {
    is: 'a choice of a number',
    text: { look: "(_s, me, choose) => { me.job = choose(2); return 'take' } /*!*/" },
    says: ['choose got 2', 'choose([0, 1])'],
  },
  {
    is: 'a guard without a return',
    text: { when: '(s) => { s.next < jobs } /*!*/' },
    says: ['the guard returned undefined', 'true or false'],
  },
  {
    is: 'a property that changes the state',
    text: { properties: 'invariants: { a: (s) => { s.runs = 0; return true } }, /*!*/' },
    says: ["property 'a'", 'cannot assign runs', 'may only read'],
  },
]

/** The message for a text: that of the error of loading it, or that of the error of its first design. */
async function saidOf(source: string): Promise<{ said: string; code: number }> {
  const cwd = folderOf({ [path]: source })
  try {
    const { spec, ...loaded } = await loadSpec(join(cwd, path), cwd)
    const [design] = Object.keys(spec.designs) as [string]
    const result = await checkDesign(spec, design, loaded)
    const { error } = result
    const place = error?.line === undefined ? '' : ` at ${error.file}:${error.line}`
    return { said: error === undefined ? '' : `${error.message}${place}`, code: exitCode([result]) }
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    return { said: error.message, code: 2 }
  }
}

describe.each(Object.entries({ inTheFile, ofTheModel, whileItRuns }))('a mistake %s', (_, mistakes) => {
  it.each(mistakes)('is told: $is', async (mistake) => {
    const { change = (source: string) => source } = mistake
    const source = change(text(mistake.text))
    const { said, code } = await saidOf(source)
    for (const part of mistake.says) expect(said).toContain(part)
    const marked = source.split('\n').findIndex((line) => line.includes('/*!*/'))
    if (marked >= 0) expect(said).toContain(`${path}:${marked + 1}`)
    expect(said).not.toBe('')
    expect(code).toBe(2)
  })
})

describe('a mistake in the folder', () => {
  const good = text()
  it.each([
    { is: 'there is nothing yet', files: {}, args: [], says: ["no folder 'specs'", 'allways init'] },
    {
      is: 'the model lies elsewhere',
      files: { 'src/a.model.ts': good },
      args: [],
      says: ['npx allways check src/a.model.ts'],
    },
    {
      is: 'a name without model',
      files: { 'specs/a.ts': good },
      args: [],
      says: ['matches *.model.ts', 'rename specs/a.ts, or name it'],
    },
    { is: 'JavaScript', files: { 'specs/a.model.js': good }, args: [], says: ['rename specs/a.model.js'] },
    { is: 'the name of a spec', files: { [path]: good }, args: ['job-queue'], says: [`Did you mean ${path}?`] },
    {
      is: 'a misspelt path',
      files: { [path]: good },
      args: ['specs/job-quee.model.ts'],
      says: [`Did you mean '${path}'?`],
    },
    {
      is: 'half of the name of a design',
      files: { [path]: good },
      args: ['designed'],
      says: ['quote a name that has several words'],
    },
    {
      is: 'a pattern in quotes',
      files: { [path]: good },
      args: ['specs/*.model.ts'],
      says: ['name the folder instead'],
    },
  ])('is told: $is', ({ files, args, says }) => {
    const cwd = folderOf(files as Record<string, string>)
    const find = () => modelFiles(args, cwd)
    expect(find).toThrow(UsageError)
    for (const part of says) expect(find).toThrow(part)
  })

  it('is told: a config that nothing reads', async () => {
    const cwd = folderOf({ 'allways.config.js': 'export default {}' })
    await expect(configured('check', {}, [], cwd)).rejects.toThrow('rename it to allways.config.ts')
  })

  it('is told: another Node', () => {
    const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.1' } })"
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(older)}`, allways, 'check'],
      { encoding: 'utf8' },
    )
    expect(stderr).toBe('allways: this is Node 18.20.1: it needs 20.19 or newer\n')
    expect(status).toBe(2)
  })
})

describe('a mistake that makes nothing happen', () => {
  const tableOf = async (parts: Parts) => {
    const cwd = folderOf({ [path]: text(parts) })
    const { spec, ...loaded } = await loadSpec(join(cwd, path), cwd)
    const results: Result[] = [await checkDesign(spec, 'as designed', loaded)]
    return renderTable(results, { width: 100, color: false })
  }

  it.each([
    {
      is: 'processes that are not passed',
      text: { processes: '{}' },
      says: "No step is ever taken in 'as designed': there is no process and no action",
    },
    { is: 'a guard that is never true', text: { when: '(s) => s.next > jobs' }, says: 'No step is ever taken in ' },
    { is: 'a step that does not say what comes next', text: { take: '() => {}' }, says: "'worker run'" },
    {
      is: 'a label of a type, misspelt in a guard',
      text: { when: "(s) => s.phase === 'opened'" },
      says: 'No step is ever taken in ',
    },
  ])('is told under the table: $is', async ({ text, says }) => {
    const table = await tableOf(text)
    expect(table).toMatch(/ever taken in/)
    expect(table.replace(/\s+/g, ' ')).toContain(says)
  })
})

describe('a mistake on the command line', () => {
  const nothing = async () => {}
  const names = ['check', 'diff', 'explore', 'graph', 'init', 'merge', 'replay', 'show'] as const
  const stubs = Object.fromEntries(names.map((name) => [name, nothing])) as unknown as Commands

  it.each([
    { args: ['chekc'], says: ["unknown command 'chekc'", 'Did you mean check?'] },
    { args: ['specs/a.model.ts'], says: ["unknown command 'specs/a.model.ts'", '--help lists the commands'] },
    { args: ['check', '--colour'], says: ["unknown option '--colour'", '--help lists'] },
    { args: ['check', '--desing', 'a'], says: ["'--desing'", 'Did you mean --design?'] },
    { args: ['check', '--reporter', 'html'], says: ['html=verdicts.html'] },
  ])('is told: allways $args', async ({ args, says }) => {
    let said = ''
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += text
      return true
    })
    await expect(commandLine('0', stubs).parseAsync(args, { from: 'user' })).rejects.toThrow()
    write.mockRestore()
    for (const part of says) expect(said).toContain(part)
  })
})

describe('a story that no design tells any more', () => {
  const story = 'counterexamples/job-queue/as-designed/no-deadlock.json'

  it('is named by check, and removed by check --update', async () => {
    const cwd = folderOf({ [path]: text({ resting: '[]' }) })
    await run(['check', '--update'], cwd)
    expect(existsSync(join(cwd, story))).toBe(true)
    writeFileSync(join(cwd, path), text())
    const { stderr } = await run(['check'], cwd)
    expect(stderr).toContain(
      `${story}: this stored counterexample is obsolete: 'no deadlock' holds now; run \`npx allways check --update\` to remove it`,
    )
    // where other properties were asked for, nothing is known of this one
    await run(['check', '--update', '--property', 'no job runs twice'], cwd)
    expect(existsSync(join(cwd, story))).toBe(true)
    await run(['check', '--update'], cwd)
    expect(existsSync(join(cwd, story))).toBe(false)
    expect(existsSync(join(cwd, story.replace('.json', '.md')))).toBe(false)
  })

  it('is no error to replay where there is none', async () => {
    const ended = await run(['replay'], folderOf({ [path]: text() }))
    expect(ended).toMatchObject({
      code: 0,
      stdout: 'There is no folder counterexamples, so there is nothing to replay\n',
    })
    expect((await run(['replay'], folderOf({}))).code).toBe(2)
  })
})
