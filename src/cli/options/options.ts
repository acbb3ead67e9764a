/**
 * The options of the commands: one row each. The command line, the reader of `allways.config.ts`, completion in shells,
 * docs/command-line.md and the types of the values are made from these rows. The name of a row is its flag, as in
 * `--max-states` for `maxStates`. Over 300 lines, because the options of every command stand in one table.
 */
import { defaultStates } from '../../conform/limits.ts'
import { biasNames } from '../../engine/simulate/bias-names.ts'
import { storyChoices } from '../../report/terminal/story-choice.ts'
import { defaultDepth, defaultDepthFirst } from '../../run/limits.ts'
import { symmetryModes } from '../../run/reduction.ts'
import {
  codeReporters,
  type ReporterName,
  reporterNames,
  reporterValues,
  spelling,
  walkReporters,
} from '../output/reporters.ts'
import {
  bytes,
  count,
  depth,
  either,
  jobs,
  off,
  on,
  oneOf,
  oneSize,
  optional,
  params,
  period,
  port,
  seconds,
  seed,
  shard,
  text,
  texts,
  workers,
  written,
} from './option-values.ts'
import { under, type ValuesOf } from './row.ts'

/** The maximum number of walks if neither that nor a time is given. */
export const defaultWalks = 10_000

const design = { form: texts('<name>', 'designs'), help: 'only this design (repeatable)' }
const property = { form: texts('<name>', 'properties'), help: 'only this property (repeatable)' }
const select = {
  design,
  property,
  param: { form: oneSize, help: 'set a parameter of every design, as in n=3 (repeatable)' },
}
const sweep = {
  param: {
    form: params,
    help: 'set a parameter of every design, as in n=3 (repeatable); a range or a list checks each value: n=2..4, mode=fast,safe',
    see: 'gate.md#several-sizes',
  },
}
/** How alike processes are explored. */
const symmetry = {
  form: oneOf('<mode>', symmetryModes),
  otherwise: 'on',
  config: 'symmetry',
  see: 'symmetry.md',
  help: 'how alike processes are explored: in one order, with the claim that they are alike checked in samples of large models, or in every state; or in all orders',
}
const limits = under('Limits', {
  workers: { form: workers, default: 1, config: 'workers', help: 'number of threads that explore a large model' },
  maxStates: { form: count, config: 'maxStates', help: 'maximum number of states per design' },
  maxMemory: {
    form: bytes,
    config: 'maxMemory',
    otherwise: '70% of the memory',
    help: 'maximum memory per design, as in 512MB or 4GiB',
  },
  maxSeconds: { form: seconds, config: 'maxSeconds', help: 'maximum number of seconds per design' },
  symmetry,
})

export const json = { form: on, help: 'print one JSON document to standard output, like --reporter json' }
const reports = (names: readonly ReporterName[]) => ({
  form: reporterValues(names),
  help: `add a report (repeatable): ${names.map((name) => spelling(name, 'FILE')).join(', ')}; each accepts =FILE`,
  see: 'gate.md#reporters',
})
const stories = {
  form: oneOf('<which>', storyChoices),
  otherwise: 'one',
  see: 'gate.md#less-or-more-to-read',
  help: 'which stories to print: of every unexpected verdict, of one per design, or none',
}
export const oneDesign = (help: string) => ({ form: text('<name>', 'designs'), help })
export const oneParam = { form: oneSize, help: 'set a parameter of the design, as in n=3 (repeatable)' }

export const check = {
  ...under('Selection', {
    ...select,
    ...sweep,
    changed: {
      form: optional('[base]'),
      see: 'gate.md#only-what-has-changed',
      help: 'only specs that differ from this git revision, or from where this branch began',
    },
    shard: {
      form: shard,
      help: 'only a share of the designs and sizes, as in 1/3; all shares have about the same work; env reads the share from variables of the CI host',
      see: 'parallel.md',
    },
  }),
  ...limits,
  ...under('Limits', {
    maxMemory: {
      ...limits.maxMemory,
      help: 'maximum memory, as in 512MB or 4GiB; designs that are checked at the same time share it',
    },
    jobs: {
      form: jobs,
      config: 'jobs',
      otherwise: 'one per core that --workers leaves',
      see: 'parallel.md#the-cores-of-one-machine',
      help: 'maximum number of designs to check at the same time',
    },
  }),
  ...under('Reports', {
    json,
    reporter: {
      ...reports(reporterNames),
      config: 'reporters',
      setting: "list of reports to write, as in ['default', 'junit=junit.xml']",
    },
    stories,
    quiet: {
      form: on,
      see: 'gate.md#less-or-more-to-read',
      help: 'print only a line for each unexpected verdict, and the summary',
    },
    bits: { form: on, help: 'show the bits that each variable takes, and bounds that are wider than needed' },
    coverage: {
      form: on,
      see: 'gate.md#coverage',
      help: 'show the lines and branches of the source that no state executes; takes about twice the time',
    },
  }),
  ...under('Checkpoints', {
    checkpoint: {
      form: text('<dir>'),
      see: 'checkpoint.md',
      help: 'folder for checkpoints, from which a later run goes on; designs are then checked one after the other, by one worker each',
    },
    every: {
      form: period,
      otherwise: '5m',
      see: 'checkpoint.md',
      help: 'time between checkpoints, as in 30s, 5m or 1h; the end of a run by a signal or by --max-seconds also makes one',
    },
    resume: {
      form: on,
      see: 'checkpoint.md',
      help: 'go on from the checkpoints in the folder of --checkpoint; designs without one begin at the start',
    },
  }),
  ...under('Stored results', {
    update: {
      form: on,
      see: 'gate.md#the-lock',
      help: "lock today's verdicts, and replace the stored counterexamples that differ",
    },
    lock: {
      form: text('<file>'),
      default: 'allways.lock.json',
      config: 'lock',
      see: 'gate.md#the-lock',
      help: 'file with the locked verdicts',
    },
    counterexamples: {
      form: text('<dir>'),
      default: 'counterexamples',
      config: 'counterexamples',
      see: 'gate.md#the-lock',
      help: 'folder of the stored counterexamples; with this option, `check` also stores counterexamples of designs that are not in the lock',
      setting: 'folder of the stored counterexamples',
    },
    write: { form: off, help: 'store no counterexamples' },
    cache: {
      form: either,
      otherwise: 'on, unless CI is set',
      see: 'gate.md#results-of-earlier-runs',
      help: 'reuse results of earlier checks of exactly the same text',
      no: 'explore every design, even if its result is known',
    },
  }),
  types: {
    form: either,
    otherwise: 'on if CI is set',
    config: 'types',
    see: 'gate.md#types',
    help: "check the types of the specs with the project's own TypeScript",
    no: 'do not check the types of the specs',
  },
  watch: {
    form: on,
    see: 'gate.md#while-you-write',
    help: 'check again after each save, until Ctrl-C; store nothing',
  },
}

export const conform = {
  ...under('Selection', { design, param: select.param }),
  ...under('Limits', {
    maxStates: { form: count, default: defaultStates, help: 'maximum number of states of the model per design' },
    maxSteps: { form: count, help: 'maximum number of steps of the code per design' },
    maxSeconds: { form: seconds, help: 'maximum number of seconds per design' },
  }),
  ...under('Reports', { json, reporter: reports(codeReporters) }),
  ...under('Stored results', {
    update: { form: on, help: 'lock how many transitions are driven today; later, fewer are an error' },
    lock: { form: text('<file>'), default: 'allways.lock.json', help: 'file with the locked runs' },
  }),
}

export const simulate = {
  ...under('Selection', {
    ...select,
    shard: {
      form: shard,
      help: 'only a share of the walks of every design, as in 1/3: the 1st walk, the 4th, the 7th, and so on; with --bitstate, a search of its own; needs --seed',
      see: 'parallel.md#walks',
    },
  }),
  ...under('Walks', {
    seed: { form: seed, otherwise: 'random', help: 'repeat the walks of this seed' },
    bias: { form: oneOf('<name>', biasNames), default: 'uniform', help: 'how a walk chooses the next step' },
    walks: {
      form: count,
      otherwise: `${defaultWalks}, or no maximum with --max-seconds`,
      help: 'maximum number of walks per design',
    },
    depth: {
      form: depth,
      otherwise: `${defaultDepth}, or ${defaultDepthFirst} with --bitstate`,
      help: 'maximum number of steps per walk',
    },
    bitstate: {
      form: bytes,
      see: 'simulation.md#depth-first-with-a-few-bits-for-each-state',
      help: 'search depth first instead of walking, and keep 3 bits of each state in a table of this size, as in 1GiB',
    },
    maxSeconds: { form: seconds, help: 'maximum number of seconds per design' },
    maxMemory: {
      form: bytes,
      otherwise: '1GiB',
      help: 'maximum memory for counting the states that walks see, as in 512MB',
    },
  }),
  ...under('Reports', {
    json,
    reporter: reports(walkReporters),
    counterexamples: {
      form: text('<dir>'),
      otherwise: 'store none',
      help: 'folder for new counterexamples; a counterexample that is already stored is not replaced',
    },
  }),
}

export const diff = {
  ...under('Selection', select),
  ...limits,
  ...under('Reports', {
    maxPairs: {
      form: count,
      default: 5000,
      help: 'maximum number of pairs of states to compare: one state here, one on the other side',
    },
    markdown: { form: on, help: 'print Markdown, for a pull request' },
    json: { form: on, help: 'print JSON' },
  }),
}

export const merge = { json, reporter: reports(reporterNames), stories }

export const replay = {
  spec: { form: text('<file>', 'specs'), help: 'the spec of an ITF trace' },
  driver: {
    form: text('<file>'),
    see: 'conform.md#play-a-story-on-the-code',
    help: 'play the stories on the code of this driver',
  },
  design: oneDesign('the design of an ITF trace, or of the code that the driver starts'),
  property: { form: text('<name>', 'properties'), help: 'the property that an ITF trace should violate or reach' },
  minimise: { form: on, help: 'remove the steps of an ITF trace that its violation does not need' },
}

export const show = {
  design: oneDesign('replay the steps in this design instead, and show which steps it prevents, and why'),
  markdown: { form: on, help: 'print Markdown' },
  html: {
    form: written('--html', '.html'),
    help: 'write one page to step through the stories, to this file or to one named after the story',
  },
  itf: {
    form: written('--itf', '.itf.json'),
    help: 'write an ITF trace for the tools of Apalache and Quint, to this file or to standard output',
  },
}

export const explore = {
  design: oneDesign('the design to begin with; the page can switch to another one'),
  param: oneParam,
  port: { form: port, default: 0, help: 'port of the page; 0 for any free port' },
}

export const graph = {
  design: oneDesign('the design to write; needed if the spec has several'),
  param: oneParam,
  format: {
    form: oneOf('<name>', ['dot', 'graphml', 'json']),
    default: 'dot',
    help: 'format of the graph: for Graphviz, as GraphML, or as JSON for graphology',
  },
  maxStates: {
    form: count,
    default: 2000,
    help: 'maximum number of states in the graph; it has those nearest to the initial state',
  },
  output: { form: text('<file>'), short: '-o', otherwise: 'standard output', help: 'write to this file' },
}

/** The options that select designs, properties and parameters. */
export type SelectArgs = ValuesOf<typeof select>
/** The options that all commands with a search share. */
export type SearchArgs = SelectArgs & ValuesOf<typeof limits>
