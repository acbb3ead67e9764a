/** Mistakes that people make, one entry each: the exit code, and what the message must say. Long: it is one table. */
import { describe, expect, it } from 'vitest'
import { specText as spec, storedText as stored } from './models.ts'
import { folderOf, run, spawned } from './run.ts'

interface Wrong {
  readonly is: string
  readonly args: readonly string[]
  /** `specs/a.model.ts`, unless `files` has it. A marker `/*!*` + `/` in it marks the line that the message must name. */
  readonly text?: string
  readonly files?: { readonly [path: string]: string }
  readonly code: number
  readonly says: readonly (string | RegExp)[]
  /** The document's error code, where the design itself is at fault. */
  readonly error?: string
  /** The results that were found are printed all the same. */
  readonly hasResults?: true
}

const check = ['check', '--json']
const replay = ['replay', 'c.json']

const commandLines: Wrong[] = [
  { is: 'no command', args: [], code: 2, says: ['Usage: allways', 'check'] },
  { is: 'an unknown command', args: ['chekc'], code: 2, says: ["unknown command 'chekc'", 'Did you mean check?'] },
  {
    is: 'a misspelt option',
    args: [...check, '--desing', 'x'],
    code: 2,
    says: ["'--desing'", 'Did you mean --design?'],
  },
  {
    is: 'an option without its value',
    args: [...check, '--design'],
    code: 2,
    says: ['--design <name>', 'argument missing'],
  },
  {
    is: 'a limit that is no number',
    args: [...check, '--max-states', 'many'],
    code: 2,
    says: ["'many'", 'whole number'],
  },
  {
    is: 'an unknown reporter',
    args: [...check, '--reporter', 'xunit'],
    code: 2,
    says: ['json, junit, sarif, github, html, blob or lcov', "'xunit'"],
  },
  { is: 'a reporter to no file', args: [...check, '--reporter', 'json='], code: 2, says: ['json=results.json'] },
  { is: 'a limit of 0', args: [...check, '--max-states', '0'], code: 2, says: ["'0'", '1 or more'] },
  { is: 'a negative time', args: [...check, '--max-seconds', '-1'], code: 2, says: ["'-1'", 'above 0'] },
  { is: 'an unknown unit', args: [...check, '--max-memory', '12XB'], code: 2, says: ["'12XB'", '512MB or 4GiB'] },
  { is: 'a parameter without =', args: [...check, '--param', 'step'], code: 2, says: ["'step'", '--param clients=3'] },
  {
    is: 'a range',
    args: [...check, '--param', 'step=4..2'],
    code: 2,
    says: ['Expected an ascending range'],
  },
  {
    is: 'a parameter given twice',
    args: [...check, '--param', 'step=1', '--param', 'step=2'],
    code: 2,
    says: ["Found 'step' twice", 'Remove one'],
  },
  {
    is: 'more workers than any machine has',
    args: [...check, '--workers', '400'],
    code: 2,
    says: ["'400'", 'at most 64'],
  },
  {
    is: 'an unknown design',
    args: [...check, '--design', 'as desinged'],
    code: 2,
    says: ["Did you mean 'as designed'?"],
  },
  {
    is: 'an unknown property',
    args: [...check, '--property', 'smal'],
    code: 2,
    says: ["'smal'", "Did you mean 'small'?", "'no deadlock'"],
  },
  {
    is: 'an unknown parameter',
    args: [...check, '--param', 'setp=2'],
    code: 2,
    says: ["'setp'", "Did you mean 'step'?"],
  },
  {
    is: 'a text for a parameter that is a number',
    args: [...check, '--param', 'step=three'],
    code: 2,
    says: ["--param step=three: 'step' of 'counter' takes a number, as in `--param step=1`"],
  },
  {
    is: 'a text for a parameter that is true or false',
    text: spec({ parameters: '{ fast = false } = {}' }),
    args: [...check, '--param', 'fast=maybe'],
    code: 2,
    says: ["--param fast=maybe: 'fast' of 'counter' takes true or false, as in `--param fast=false`"],
  },
  {
    is: 'a number for a parameter that is a text',
    text: spec({ parameters: "{ mode = '2' } = {}" }),
    args: [...check, '--param', 'mode=2'],
    code: 2,
    says: [`'mode' of 'counter' takes a text, as in \`--param mode='"2"'\``],
  },
  {
    is: 'a file where a folder should be',
    args: [...check, '--counterexamples', 'specs/a.model.ts'],
    code: 2,
    says: ['specs/a.model.ts', /not a directory|exists/],
    hasResults: true,
  },
]

const files: Wrong[] = [
  { is: 'a missing file', args: [...check, 'specs/b.model.ts'], code: 2, says: ['specs/b.model.ts: no such file'] },
  {
    is: 'a folder without models',
    args: [...check, 'other'],
    files: { 'other/a.ts': '' },
    code: 2,
    says: ['other: no file', '*.model.ts'],
  },
  {
    is: 'no specs folder',
    args: check,
    files: { 'src/a.ts': '' },
    text: '',
    code: 2,
    says: ["no folder 'specs'", 'name a spec file'],
  },
  {
    is: 'a syntax error',
    args: check,
    text: 'const a = \n/*!*/ = 1',
    code: 2,
    says: ['specs/a.model.ts:2:7', 'Unexpected "="'],
  },
  {
    is: 'an import of no file',
    args: check,
    text: spec({ before: "import './parts.ts' /*!*/" }),
    code: 2,
    says: ['Could not resolve "./parts.ts"', 'check the path'],
  },
  {
    is: 'an import of no package',
    args: check,
    text: spec({ before: "import 'not-there' /*!*/" }),
    code: 2,
    says: ['Could not resolve "not-there"', 'install the package'],
  },
  {
    is: 'an import of no export',
    args: check,
    text: spec({ before: "import { part } from './part.ts' /*!*/\npart()" }),
    files: { 'specs/part.ts': 'export const parts = 1' },
    code: 2,
    says: ['"part"', 'export it there'],
  },
  {
    is: 'an error in an imported file',
    args: check,
    text: spec({ before: "import './part.ts'" }),
    files: { 'specs/part.ts': '\nthrow new Error("not yet")' },
    code: 2,
    says: ['specs/part.ts:2: this code threw Error: not yet'],
  },
  {
    is: 'a name that allways does not export',
    args: check,
    text: spec({ before: 'const x = ints(0, 1) /*!*/', imports: 'int, ints, model, spec' }),
    code: 2,
    says: ["'ints'", "Did you mean 'int'?"],
  },
  {
    is: 'no default export',
    args: check,
    text: 'export const a = 1',
    code: 2,
    says: ['specs/a.model.ts: there is no default export', 'export default spec({'],
  },
  {
    is: 'a model as default export',
    args: check,
    text: spec().replace('export default spec', 'export default counter(); spec'),
    code: 2,
    says: ['the default export is a model', 'export default spec({'],
  },
  {
    is: 'a function as default export',
    args: check,
    text: 'export default () => 1',
    code: 2,
    says: ['the default export is a function', 'export default spec({'],
  },
  {
    is: 'a throw while loading',
    args: check,
    text: spec({ before: "throw new Error('not yet') /*!*/" }),
    code: 2,
    says: ['Error: not yet'],
  },
  { is: 'an empty file', args: check, text: ' ', code: 2, says: ['specs/a.model.ts: there is no default export'] },
  {
    is: 'two specs of one name',
    args: check,
    files: { 'specs/a.model.ts': spec(), 'specs/b.model.ts': spec() },
    code: 2,
    says: ['specs/a.model.ts and specs/b.model.ts', "'counter'", 'rename one'],
  },
]

const specs: Wrong[] = [
  {
    is: 'a name in capitals',
    args: check,
    text: spec({ name: "'My Counter'" }),
    code: 2,
    says: ["'My Counter'", 'kebab-case'],
  },
  { is: 'no designs', args: check, text: spec({ designs: '{}' }), code: 2, says: ['expected at least one'] },
  {
    is: 'designs that share a file name',
    args: check,
    text: spec({ designs: "{ 'A b': {}, 'a-b': {} }" }),
    code: 2,
    says: ["'A b' and 'a-b'", 'rename one'],
  },
  {
    is: 'an expectation of no property',
    args: check,
    text: spec({ designs: "{ a: { expect: { smal: 'violated' } } }" }),
    code: 2,
    error: 'unknown-property',
    says: ["'smal', which is not a property", 'small'],
  },
  {
    is: 'an expectation that is no verdict',
    args: check,
    text: spec({ designs: "{ a: { expect: { small: 'fails' } } }" }),
    code: 2,
    error: 'bad-spec',
    says: ["'fails'", "'holds' or 'violated'"],
  },
  {
    is: 'a model function that throws',
    args: check,
    text: spec({ parameters: "{ step = (() => { throw new Error('no step') })() /*!*/ } = {}" }),
    code: 2,
    error: 'spec-threw',
    says: ['no step'],
  },
  {
    is: 'a model function that returns nothing',
    args: check,
    text: spec().replace('=> model({', '=> void model({'),
    code: 2,
    error: 'bad-spec',
    says: ['undefined', 'expected model({'],
  },
  {
    is: 'an int without upper bound',
    args: check,
    text: spec({ state: 'n: int(0) /*!*/' }),
    code: 2,
    error: 'unbounded-type',
    says: ['int(0, undefined)', 'as in int(0, 3)'],
  },
  {
    is: 'an infinite int',
    args: check,
    text: spec({ state: 'n: int(0, Infinity) /*!*/' }),
    code: 2,
    error: 'unbounded-type',
    says: ['int(0, Infinity)', 'whole numbers'],
  },
  {
    is: 'bounds in the wrong order',
    args: check,
    text: spec({ state: 'n: int(3, 0) /*!*/' }),
    code: 2,
    error: 'empty-type',
    says: ['the lower bound comes first'],
  },
  {
    is: 'an empty oneOf',
    args: check,
    text: spec({ imports: 'int, model, oneOf, spec', state: 'n: int(0, 3), m: oneOf() /*!*/' }),
    code: 2,
    error: 'empty-type',
    says: ['at least one label'],
  },
  {
    is: 'a label twice',
    args: check,
    text: spec({ imports: 'int, model, oneOf, spec', state: "n: int(0, 3), m: oneOf('a', 'a') /*!*/" }),
    code: 2,
    error: 'duplicate-name',
    says: ["'a' twice"],
  },
  {
    is: 'a type of TypeScript',
    args: check,
    text: spec({ state: 'n: Number' }),
    code: 2,
    error: 'unbounded-type',
    says: ["'n'", 'is not a type', 'int(lo, hi)'],
  },
  {
    is: 'an invariant and a step of one name',
    args: check,
    text: spec({ options: 'invariants: { small: (s) => s.n < 3 }, steps: { small: () => true },' }),
    code: 2,
    error: 'duplicate-name',
    says: ["two properties are called 'small'", 'rename'],
  },
  {
    is: 'a property that is no function',
    args: check,
    text: spec({ options: 'invariants: { small: true },' }),
    code: 2,
    error: 'bad-property',
    says: ["'small' is true", 'a function'],
  },
  {
    is: 'an action and a fault of one name',
    args: check,
    text: spec({ options: 'faults: { up: { budget: 1, do() {} } },' }),
    code: 2,
    error: 'duplicate-name',
    says: ["an action and a fault are both called 'up'", 'rename'],
  },
  {
    is: 'a fault without budget',
    args: check,
    text: spec({ options: 'faults: { crash: { do() {} } },' }),
    code: 2,
    error: 'unbounded-type',
    says: ["the budget of fault 'crash' is undefined", '0 to 1000'],
  },
  {
    is: 'a step that is no function',
    args: check,
    text: spec({ do: '1' }),
    code: 2,
    error: 'bad-step',
    says: ["'up'", 'expected a function'],
  },
  {
    is: 'a process over another state',
    args: check,
    text: spec({
      imports: 'int, model, process, spec',
      options: 'processes: { p: process({ n: int(0, 3) }, { steps: { a() {} } }) },',
    }),
    code: 2,
    error: 'bad-process',
    says: ["process 'p'", 'use the same object'],
  },
  {
    is: 'a resting label that is not there',
    args: check,
    text: spec({
      imports: 'int, model, process, spec',
      before: "const p = process({ n: int(0, 3) }, { steps: { a() {} }, resting: ['b'] }) /*!*/",
    }),
    code: 2,
    says: ["`resting` names 'b'", 'available: a'],
  },
]

const runs: Wrong[] = [
  {
    is: 'a value out of range',
    args: check,
    text: spec({ when: '() => true', do: '(s) => { s.n++ } /*!*/' }),
    code: 2,
    error: 'value-out-of-range',
    says: ['up', '4', '0', '3'],
  },
  {
    is: 'a full queue',
    args: check,
    text: spec({
      imports: 'int, model, queue, spec',
      state: 'n: int(0, 3), q: queue(int(0, 3), 2)',
      do: '(s) => { s.q.push(1) } /*!*/',
    }),
    code: 2,
    error: 'queue-full',
    says: ['up', '2'],
  },
  {
    is: 'a throw in a guard',
    args: check,
    text: spec({ when: "() => { throw new Error('not yet') } /*!*/" }),
    code: 2,
    error: 'step-threw',
    says: ['up', 'not yet'],
  },
  {
    is: 'a throw in a step',
    args: check,
    text: spec({ do: "(s) => { if (s.n === 2) throw new Error('not yet') /*!*/; s.n++ }" }),
    code: 2,
    error: 'step-threw',
    says: ['up', 'not yet'],
  },
  {
    is: 'a throw in a property',
    args: check,
    text: spec({ options: "invariants: { small: (s) => { throw new Error('not yet') } }, /*!*/" }),
    code: 2,
    error: 'step-threw',
    says: ['small', 'not yet'],
  },
  {
    is: 'a property without a boolean',
    args: check,
    text: spec({ options: 'invariants: { small: (s) => s.n }, /*!*/' }),
    code: 2,
    error: 'step-threw',
    says: ['small', /boolean|true or false/],
  },
  {
    is: 'a guard without a boolean',
    args: check,
    text: spec({ when: '(s) => s.n /*!*/' }),
    code: 2,
    error: 'step-threw',
    says: ['up', /boolean|true or false/],
  },
  {
    is: 'a guard that changes the state',
    args: check,
    text: spec({ when: '(s) => { s.n = 1; return true } /*!*/' }),
    code: 2,
    error: 'step-threw',
    says: ['up'],
  },
  {
    is: 'the clock',
    args: check,
    text: spec({ do: '(s) => { s.n = Date.now() % 2 } /*!*/' }),
    code: 2,
    error: 'not-a-function',
    says: ['up', 'Date.now'],
  },
  {
    is: 'chance',
    args: check,
    text: spec({ do: '(s) => { s.n = Math.random() < 0.5 ? 1 : 2 } /*!*/' }),
    code: 2,
    error: 'not-a-function',
    says: ['up', 'Math.random'],
  },
  {
    is: 'a variable outside the state',
    args: check,
    text: spec({ before: 'let calls = 0', do: '(s) => { s.n = calls++ % 4 } /*!*/' }),
    code: 2,
    error: 'not-a-function',
    says: ['up'],
  },
  {
    is: 'an async step',
    args: check,
    text: spec({ do: 'async (s) => { s.n++ } /*!*/' }),
    code: 2,
    error: 'not-a-function',
    says: ['up', 'a Promise', 'plain function'],
  },
  {
    is: 'no initial state',
    args: check,
    text: spec({ options: 'init: (s, choose) => { s.n = choose([]) }, /*!*/', designs: '{ a: {} }' }),
    code: 2,
    error: 'no-initial-state',
    says: ['init', 'at least one'],
  },
  {
    is: 'an init out of range',
    args: check,
    text: spec({ options: 'init: (s) => { s.n = 9 }, /*!*/', designs: '{ a: {} }' }),
    code: 2,
    error: 'value-out-of-range',
    says: ['9'],
  },
  {
    is: 'a field that is not there',
    args: check,
    text: spec({ do: '(s) => { s.m = 1 } /*!*/' }),
    code: 2,
    error: 'unknown-field',
    says: ['up', "'m' is not a field of the state; available: n", "Did you mean 'n'?"],
  },
  {
    is: 'a label that is not there',
    args: check,
    text: spec({
      imports: 'int, model, process, spec',
      before: "const state = { n: int(0, 3) }\nconst p = process(state, { steps: { a: () => 'b' /*!*/ } })",
      options: 'processes: { p },',
      designs: '{ a: {} }',
    }).replace('state: { n: int(0, 3) }', 'state'),
    code: 2,
    error: 'unknown-label',
    says: ["'b'", 'a'],
  },
]

const graphs: Wrong[] = [
  { is: 'a graph of no file', args: ['graph'], code: 2, says: ["missing required argument 'file'"] },
  {
    is: 'a graph in an unknown format',
    args: ['graph', 'specs/a.model.ts', '--format', 'svg'],
    code: 2,
    says: ["'svg'", 'dot, graphml, json'],
  },
  {
    is: 'a graph of an unknown design',
    args: ['graph', 'specs/a.model.ts', '--design', 'as desinged'],
    code: 2,
    says: ["Did you mean 'as designed'?"],
  },
  {
    is: 'a graph of one design out of several',
    args: ['graph', 'specs/a.model.ts'],
    text: spec({ designs: '{ one: {}, two: {} }' }),
    code: 2,
    says: ['several designs', '--design one'],
  },
  {
    is: 'a graph of several sizes',
    args: ['graph', 'specs/a.model.ts', '--param', 'step=1..3'],
    code: 2,
    says: ['this command takes no ranges or lists of values'],
  },
  {
    is: 'a graph of a model that fails',
    args: ['graph', 'specs/a.model.ts'],
    text: spec({ do: '(s) => { s.n = 9 }' }),
    code: 2,
    says: [/specs\/a\.model\.ts/, 'n was given 9', '`npx allways check` shows the steps'],
  },
]

const replays: Wrong[] = [
  { is: 'nothing stored, and no specs', args: ['replay'], text: '', code: 2, says: ['counterexamples: no such file'] },
  { is: 'no file to show', args: ['show'], code: 2, says: ["missing required argument 'path'"] },
  {
    is: 'a story where the page of stories should be named',
    args: ['show', '--html', 'c.json'],
    code: 2,
    says: ['Expected a file that ends in .html', '--html=story.html'],
  },
  { is: 'a page without a file', args: ['check', '--reporter', 'html'], code: 2, says: ['html=verdicts.html'] },
  { is: 'a story where its trace should be named', args: ['show', '--itf', 'c.json'], code: 2, says: ['.itf.json'] },
  {
    is: 'two traces in ITF at once',
    args: ['show', 'c.json', 'd.json', '--itf'],
    files: { 'c.json': stored(), 'd.json': stored() },
    code: 2,
    says: ['--itf writes one trace'],
  },
  {
    is: 'a trace in ITF that says nothing of its model',
    args: ['replay', 't.itf.json'],
    files: { 't.itf.json': '{"vars": ["n"], "states": [{"n": 0}]}' },
    code: 2,
    says: ['t.itf.json: this trace names no spec and design', '--spec FILE.model.ts'],
  },
  {
    is: 'a trace in ITF without states',
    args: ['replay', 't.itf.json'],
    files: { 't.itf.json': '{"vars": ["n"], "states": []}' },
    code: 2,
    says: ['t.itf.json: `states` is []', 'expected a list of at least 1 state'],
  },
  {
    is: 'a trace in ITF of an unknown property',
    args: ['replay', 't.itf.json', '--spec', 'specs/a.model.ts', '--design', 'as designed', '--property', 'smal'],
    files: { 't.itf.json': '{"vars": ["n"], "states": [{"n": 0}]}' },
    code: 2,
    says: ["'smal'", "Did you mean 'small'?"],
  },
  {
    is: 'a trace in ITF that names an unknown property itself',
    args: ['replay', 't.itf.json'],
    files: {
      't.itf.json':
        '{"#meta": {"allways": {"file": "specs/a.model.ts", "design": "as designed", "property": "smal"}}, "vars": ["n"], "states": [{"n": 0}]}',
    },
    code: 2,
    says: ["t.itf.json: #meta.allways.property: unknown property 'smal' of 'counter'", "Did you mean 'small'?"],
  },
  {
    is: 'a trace in ITF that names an unknown design itself',
    args: ['replay', 't.itf.json'],
    files: {
      't.itf.json':
        '{"#meta": {"allways": {"file": "specs/a.model.ts", "design": "as desined"}}, "vars": ["n"], "states": [{"n": 0}]}',
    },
    code: 2,
    says: ["t.itf.json: #meta.allways: spec 'counter' has no design 'as desined'; available: as designed"],
  },
  {
    is: 'a design for a counterexample that names its own',
    args: [...replay, '--design', 'x'],
    files: { 'c.json': stored() },
    code: 2,
    says: ['--design is only for ITF traces'],
  },
  { is: 'a missing file to show', args: ['show', 'x.json'], code: 2, says: ['x.json: no such file'] },
  { is: 'a missing file', args: ['replay', 'x.json'], code: 2, says: ['x.json: no such file'] },
  { is: 'a folder without files', args: ['replay', 'specs'], code: 2, says: ['specs: no file', '*.json'] },
  {
    is: 'broken JSON',
    args: replay,
    files: { 'c.json': stored().slice(0, 40) },
    code: 2,
    says: [/c\.json:\d+:\d+: not valid JSON/, 'restore the file'],
  },
  {
    is: 'JSON of something else',
    args: replay,
    files: { 'c.json': '[]' },
    code: 2,
    says: ['c.json is []', 'as `allways check` writes it'],
  },
  {
    is: 'a missing field',
    args: replay,
    files: { 'c.json': stored({ property: undefined }) },
    code: 2,
    says: ['c.json: `property` is missing', 'a text'],
  },
  {
    is: 'a later version',
    args: replay,
    files: { 'c.json': stored({ version: 2 }) },
    code: 2,
    says: ['c.json: `version` is 2', 'newer allways'],
  },
  {
    is: 'a wrong length',
    args: replay,
    files: { 'c.json': stored({ length: 2 }) },
    code: 2,
    says: ['c.json: `length` is 2; expected 3'],
  },
  {
    is: 'a loop to a state that is not there',
    args: ['show', 'c.json'],
    files: { 'c.json': stored({ loopAt: 4 }) },
    code: 2,
    says: ['c.json: `loopAt` is 4', 'at most 3'],
  },
  {
    is: 'a region without its size',
    args: ['show', 'c.json'],
    files: { 'c.json': stored({ noReturn: { enabled: [], exits: [], otherwiseHolds: true } }) },
    code: 2,
    says: ['c.json: `noReturn.states` is missing', 'a whole number'],
  },
  {
    is: 'a step that is none',
    args: replay,
    files: { 'c.json': stored({ steps: [1], length: 1 }) },
    code: 2,
    says: ['c.json: `steps[0]` is 1'],
  },
  {
    is: 'a spec that is gone',
    args: replay,
    files: { 'c.json': stored({ file: 'specs/b.model.ts' }) },
    code: 2,
    says: ['specs/b.model.ts does not exist'],
  },
  {
    is: 'a spec that does not load',
    args: replay,
    files: { 'c.json': stored() },
    text: 'throw new Error("not yet") /*!*/',
    code: 2,
    says: ['this code threw Error: not yet'],
  },
  {
    is: 'another spec',
    args: replay,
    files: { 'c.json': stored({ spec: 'leases' }) },
    code: 2,
    says: ["this story is of spec 'leases'", "is now called 'counter'"],
  },
  {
    is: 'a design that is gone',
    args: replay,
    files: { 'c.json': stored({ design: 'other' }) },
    code: 1,
    says: ["no design 'other'", 'as designed'],
  },
  {
    is: 'a property that is gone',
    args: replay,
    files: { 'c.json': stored({ property: 'tiny' }) },
    code: 1,
    says: ["no longer has the property 'tiny'", 'small'],
  },
  {
    is: 'a step that is gone',
    args: replay,
    files: { 'c.json': stored() },
    text: spec().replace('up: {', 'rise: {'),
    code: 1,
    says: ['step 1', "'up'"],
  },
  {
    is: 'a step that is not enabled',
    args: replay,
    files: { 'c.json': stored() },
    text: spec({ when: '(s) => s.n < 2' }),
    code: 1,
    says: ["step 3: 'up' is now disabled"],
  },
  {
    is: 'a step that leads elsewhere',
    args: replay,
    files: { 'c.json': stored() },
    text: spec({ do: '(s) => { s.n = 3 }' }),
    code: 1,
    says: ['step 1', 'n was 1, is 3'],
  },
  {
    is: 'a property that is not broken',
    args: replay,
    files: { 'c.json': stored() },
    text: spec({ options: 'invariants: { small: () => true },' }),
    code: 1,
    says: ["'small' is no longer violated"],
  },
]

const groups = { commandLines, files, specs, runs, graphs, replays }

/** Every eighth entry of a group runs as a user runs it, for the exit code and the streams of the process. */
const asProcess = new Set(Object.values(groups).flatMap((cases) => cases.filter((_, i) => i % 8 === 0)))

describe.concurrent.each(Object.entries(groups))('wrong %s', (_, cases) => {
  it.each(cases)('$is', async (wrong) => {
    const { args, text = spec(), files = {}, code, says, error, hasResults } = wrong
    const folder = folderOf({ ...(text === '' ? {} : { 'specs/a.model.ts': text }), ...files })
    const { stdout, stderr, code: found } = await (asProcess.has(wrong) ? spawned : run)(args, folder)
    const said = args[0] === 'replay' ? stdout + stderr : stderr
    // Stories are wrapped for people; what they say is not.
    const message = said.replace(/\s+/g, ' ')
    for (const part of says) expect(message).toMatch(part instanceof RegExp ? part : new RegExp(escaped(part)))
    const marked = text.split('\n').findIndex((line) => line.includes('/*!*/'))
    if (marked >= 0) expect(message).toContain(`specs/a.model.ts:${marked + 1}`)
    expect(said).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m)
    expect(said).not.toContain('bug of allways')
    expect(found).toBe(code)
    if (args[0] === 'replay') return
    if (hasResults) expect(JSON.parse(stdout).results[0].properties).toHaveLength(3)
    else if (error === undefined) expect(stdout).toBe('')
    else expect(JSON.parse(stdout).results[0].error).toMatchObject({ code: error })
  })
})

it('has 40 of them', () => {
  expect(Object.values(groups).flat().length).toBeGreaterThanOrEqual(40)
})

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
