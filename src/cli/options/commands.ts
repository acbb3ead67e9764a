/**
 * The commands: their operands and options, and what their help says. `args.ts` makes the command line from this table.
 * Over 300 lines, because the help of every command stands in one table.
 */

import type { Stories } from '../../report/terminal/story-choice.ts'
import { type Shell, shells } from '../commands/completion-scripts.ts'
import { validate } from './log-options.ts'
import { type Initial, oneOf, texts, word } from './option-values.ts'
import { check, conform, diff, explore, graph, merge, replay, show, simulate } from './options.ts'
import type { Rows, ValuesOf } from './row.ts'

/** Two columns: what the user types, and what it means. */
type Lines = readonly (readonly [string, string?])[]

export interface Command {
  /** One line, in the list of all commands. */
  readonly summary: string
  readonly description: string
  readonly operands: Rows
  readonly options: Rows
  readonly examples: Lines
  /** Lists after the options, by their headings. */
  readonly lists?: { readonly [heading: string]: Lines }
  /** A paragraph each. */
  readonly notes?: readonly string[]
  readonly exits: { readonly [code: number]: string }
}

const files = {
  form: texts('[file...]', 'specs'),
  otherwise: 'specs',
  config: 'files',
  help: 'spec files, or folders of *.model.ts',
  setting: 'spec files, or folders of *.model.ts, relative to the config',
}
const shell: Initial<Shell> = { ...oneOf('<shell>', shells), initial: 'bash' }

const failures = { 70: 'a bug in allways', 130: 'interrupted' }
const usage = { 2: 'wrong usage, or an error in a spec or model' }

export const commands = {
  check: {
    summary: 'explore designs, and check that each verdict is as expected',
    description:
      'Explores every design of the specs. Compares each verdict with what the design expects, and with the lock.',
    operands: { files },
    options: check,
    examples: [
      ['allways check', 'every design of specs/**/*.model.ts'],
      ["allways check specs/lease-lock.model.ts --design 'fencing token'"],
      ['allways check --stories all', 'the story of every unexpected verdict'],
      ['allways check --param clients=2..5', 'each design at four sizes, side by side'],
      ['allways check --max-memory 4GiB --max-seconds 600'],
      ['allways check --watch', 'check again after each save'],
      ['allways check --update', "accept today's verdicts and stories"],
      ['allways check --reporter html=verdicts.html', 'one page of all verdicts and their stories'],
      ['allways check --changed origin/main', 'only specs that this branch changed'],
      ['allways check --shard 1/3 --reporter blob=1.blob.json', 'a third of the designs, for allways merge'],
    ],
    notes: ['A project can have defaults in allways.config.ts; see docs/gate.md.'],
    exits: {
      0: 'every verdict is as expected',
      1: 'some verdict is not as expected, or the check proves less than the lock stores',
      ...usage,
      3: 'a limit was hit',
      ...failures,
    },
  },
  simulate: {
    summary: 'walk at random through designs that are too large to check',
    description: 'Walks at random through every design of the specs.',
    operands: { files },
    options: simulate,
    examples: [
      ['allways simulate specs/lease-lock.model.ts --param clients=6'],
      ['allways simulate --max-seconds 60 --bias few-switches'],
      ['allways simulate --seed 7 --walks 1000 --depth 500', 'the same walks on every machine'],
      ["allways simulate --property 'no deadlock' --counterexamples found"],
    ],
    lists: {
      Biases: [
        ['uniform', 'every enabled step is equally likely'],
        ['few-switches', 'the actor of the last step acts again, seven times in eight'],
        ['rare-first', 'prefers the steps taken least often so far'],
      ],
    },
    notes: ['A walk can prove a property violated or a state reachable. Otherwise the verdict stays unknown.'],
    exits: {
      0: 'every verdict was proved, and is as expected',
      1: 'some verdict is not as expected',
      ...usage,
      3: 'some verdict is unknown',
      ...failures,
    },
  },
  conform: {
    summary: 'hold code to its model',
    description:
      'Runs the code of a driver along every transition of its designs, and compares each state with what the driver sees of the code. Also tries the steps that the model disables.',
    operands: { drivers: { form: texts('<driver...>'), help: 'driver files, whose default export is a driver' } },
    options: conform,
    examples: [
      ['allways conform test/lock.driver.ts', 'every design of the driver'],
      ["allways conform test/lock.driver.ts --design 'fencing token'"],
      ['allways conform test/lock.driver.ts --update', 'lock how much is driven'],
      [
        'allways conform test/lock.driver.ts --max-steps 10000',
        'drive only a part of the transitions, rare steps first',
      ],
    ],
    notes: ['This is a test of the transitions that were driven, and not a proof of the code.'],
    exits: {
      0: 'the code took every transition that can be driven as the model does',
      1: 'the code differs from the model, or fewer transitions are driven than are locked',
      2: 'wrong usage, or an error in a driver, spec or model',
      3: 'a limit was hit, or a choice of the code left transitions undriven',
      ...failures,
    },
  },
  diff: {
    summary: 'compare the designs with another git revision, or with saved results',
    description:
      'Compares the designs here with those of a git revision, or with saved results. Shows which verdicts and sizes changed. If the other side is a revision, also shows a shortest run that is possible on only one side.',
    operands: {
      base: {
        form: word('<base>'),
        help: 'a git revision, such as main or HEAD~1, or a file of saved results (*.json)',
      },
      files,
    },
    options: diff,
    examples: [
      ['allways diff main', 'all designs, here and on main'],
      ['allways diff HEAD~1 specs/lease-lock.model.ts'],
      ['allways diff origin/main --markdown > diff.md'],
      ['allways diff main.blob.json', 'a file written by allways check --reporter blob=main.blob.json'],
    ],
    notes: ['In a job on GitHub, the comparison is also added to the summary of the job.'],
    exits: { 0: 'both sides were compared', ...usage, 3: 'a limit was hit', ...failures },
  },
  merge: {
    summary: 'join the results of several checks',
    description: 'Joins the results of the shards (the parts of a check), and reports them as one check.',
    operands: {
      paths: {
        form: texts('<blob...>'),
        help: 'files written by allways check --reporter blob=FILE, or folders of *.blob.json',
      },
    },
    options: merge,
    examples: [
      ['allways merge blobs --reporter html=verdicts.html'],
      ['allways merge 1.blob.json 2.blob.json --reporter sarif=allways.sarif'],
    ],
    exits: {
      0: 'every verdict is as expected',
      1: 'some verdict is not as expected, or the check proves less than the lock stores',
      2: 'wrong usage, a missing shard, or an error in a spec or model',
      3: 'a limit was hit',
      ...failures,
    },
  },
  replay: {
    summary: "replay stored counterexamples in today's models",
    description: "Replays counterexamples step by step in today's models, and compares every state.",
    operands: {
      paths: {
        form: texts('[path...]', 'stories'),
        otherwise: 'counterexamples',
        help: 'counterexample files, folders of them, or ITF traces named *.itf.json',
      },
    },
    options: replay,
    examples: [
      ['allways replay', 'every stored counterexample'],
      ['allways replay counterexamples/lease-lock', 'every counterexample of one spec'],
      ['allways replay trace.itf.json --spec specs/FILE.model.ts --design NAME'],
      ["allways replay log.itf.json --property 'no older write' --minimise"],
      ['allways replay counterexamples/lease-lock --driver lock.driver.ts', 'on the code'],
    ],
    exits: {
      0: 'every counterexample is reproduced, or the code agrees with its design',
      1: 'some counterexample is not reproduced, or the code differs from its design',
      2: 'wrong usage, or a file or its spec cannot be read',
      ...failures,
    },
  },
  show: {
    summary: 'print the stories of stored counterexamples',
    description: 'Replays counterexamples, and prints their stories.',
    operands: { paths: { form: texts('<path...>', 'stories'), help: 'counterexample files, or folders of them' } },
    options: show,
    examples: [
      ['allways show counterexamples/lease-lock/plain-lease/*.json'],
      ["allways show counterexamples/lease-lock --design 'fencing token'"],
      ['allways show counterexamples/lease-lock --markdown > stories.md'],
      ['allways show counterexamples/lease-lock --html=stories.html'],
      ['allways show counterexamples/lease-lock/plain-lease/*.json --itf=t.itf.json'],
    ],
    exits: {
      0: 'every story is printed',
      1: "today's model does not reproduce some story",
      2: 'wrong usage, or a file or its spec cannot be read',
      ...failures,
    },
  },
  validate: {
    summary: 'hold the log of a real system against a design',
    description:
      'Reads the log of a real system, and says whether some run of the design explains it. If not, shows the first event that nothing explains, and why.',
    operands: { log: { form: word('<log>'), help: 'the log, with one JSON object on each line' } },
    options: validate,
    examples: [
      ['allways validate run.ndjson', 'with the spec and the design that the log names'],
      ['allways validate run.ndjson --spec specs/lease-lock.model.ts'],
      ["allways validate run.ndjson --unlogged 'lease expires' --most-unlogged 2"],
      [
        'allways validate run.ndjson --order hosts --clock-error 5',
        "each host's clock is wrong by at most 5, in the unit of the log",
      ],
    ],
    exits: {
      0: 'some run of the design explains the log',
      1: 'no run of the design explains the log',
      2: 'wrong usage, or an error in the log, a spec or a model',
      3: 'a limit was hit before the verdict',
      ...failures,
    },
  },
  explore: {
    summary: 'step through a design by hand, on a page',
    description: 'Serves a page on which you step through a design, from its initial state or along a counterexample.',
    operands: { file: { form: word('<file>', 'specs'), help: 'a spec file, or a counterexample file' } },
    options: explore,
    examples: [
      ["allways explore specs/lease-lock.model.ts --design 'plain lease'"],
      ['allways explore counterexamples/lease-lock/plain-lease/*.json'],
      ["allways explore counterexamples/lease-lock/*/*.json --design 'fencing token'"],
    ],
    notes: ['Only this machine can open the page. Ctrl-C ends the command. To read a changed spec, reload the page.'],
    exits: { ...usage, 70: failures[70], 130: 'ended by Ctrl-C' },
  },
  graph: {
    summary: 'write the states of a design as a graph',
    description: 'Writes the states of a design and the steps between them as a graph, for other programs to draw.',
    operands: { file: { form: word('<file>', 'specs'), help: 'a spec file' } },
    options: graph,
    examples: [
      ["allways graph specs/lease-lock.model.ts --design 'plain lease' > lease.dot"],
      ['allways graph specs/FILE.model.ts --format graphml -o file.graphml'],
    ],
    notes: ['If there are more states than the maximum, the graph and standard error say what is left out.'],
    exits: { 0: 'the graph is written', ...usage, ...failures },
  },
  init: {
    summary: 'write a first model, its counterexample and a CI workflow',
    description:
      'Writes a first spec with a bug in one of its designs, checks it, stores the counterexample and locks the verdicts. Adds a workflow for GitHub and an npm script. Keeps existing files, and lists them.',
    operands: { folder: { form: word('[folder]'), default: '.', help: 'the folder of the project' } },
    options: {},
    examples: [
      ['allways init', 'in this folder'],
      ['allways init models', 'in a new folder'],
    ],
    exits: {
      0: 'the new spec checks as expected, or the files already existed',
      1: 'some verdict is not as expected',
      ...usage,
      ...failures,
    },
  },
  completion: {
    summary: 'print a script that completes commands in a shell',
    description:
      'Prints a script that lets a shell complete commands, options, reporters, spec files, and the names of designs and properties.',
    operands: { shell: { form: shell, help: 'the shell' } },
    options: {},
    examples: [
      ['eval "$(allways completion bash)"', 'in ~/.bashrc'],
      ['eval "$(allways completion zsh)"', 'in ~/.zshrc, after compinit'],
      ['allways completion fish | source', 'in ~/.config/fish/config.fish'],
    ],
    notes: [
      'The shell must find the command by its name: install it with npm install -g, or put node_modules/.bin in PATH.',
    ],
    exits: { 0: 'the script is printed', 2: 'wrong usage' },
  },
} satisfies { readonly [name: string]: Command }

export type CommandName = keyof typeof commands

/** The operands and options of a command, as the user gives them. */
export type ArgsOf<Name extends CommandName> = ValuesOf<(typeof commands)[Name]['operands']> &
  ValuesOf<(typeof commands)[Name]['options']>

/** The files of the config. They count if the command line names none. */
interface Defaults {
  readonly defaultFiles?: readonly string[]
}

export type CheckArgs = ArgsOf<'check'> &
  Defaults & {
    /** The files and options that a recommended `check` has to repeat, with a space before each. */
    readonly again?: string
    /** Whether stories of unlocked designs are stored, too: true if the command line names the folder. */
    readonly stores?: boolean
  }
export type SimulateArgs = ArgsOf<'simulate'> & Defaults
export type DiffArgs = ArgsOf<'diff'> & Defaults

export const storiesOf = ({ stories, quiet }: CheckArgs): Stories => stories ?? (quiet ? 'none' : 'one')
