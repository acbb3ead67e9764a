/** A checker that runs the workloads, and a workload at one size. */

export interface Counts {
  readonly states: number
  /** The number of successors generated, with duplicates and self-loops, and without initial states. */
  readonly transitions: number
}

export interface Job {
  /** The name of the workload, of its folder, and of most files in it. */
  readonly name: string
  readonly folder: string
  /** The module's name in TLA+. */
  readonly module: string
  readonly design: 'small' | 'large'
  readonly params: Readonly<Record<string, number>>
  readonly counts: Counts
  /** The maximum depth of SPIN's depth-first search. */
  readonly spinDepth: number
}

/** A program that is ready to be measured. */
export interface Run {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** Reads the counts from the output. @throws Error if the program did not explore everything, or found a violation */
  counts(output: string): Counts
}

export interface Peer {
  readonly name: string
  /** Why it cannot be measured here, and what to do about it. `undefined` if it can. */
  missing(): string | undefined
  /** The version as results show it. */
  version(): string
  /** The file that has the workload in the language of this tool. A workload without it is not measured. */
  file(job: Job): string
  /** Generates and compiles in the folder `scratch`. This is not measured. */
  prepare(job: Job, scratch: string): Run
}

/** The number that `pattern` captures in the output of a peer. */
export function numberIn(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1]
  if (found === undefined) throw new Error(`expected ${pattern} in what was printed:\n${output.slice(-2000)}`)
  return Number(found.replaceAll(',', ''))
}

/** Sets each parameter in the text of a model. `pattern` makes an expression that captures what precedes the value. */
export function withParams(text: string, params: Job['params'], pattern: (name: string) => RegExp): string {
  return Object.entries(params).reduce((result, [name, value]) => {
    const place = pattern(name)
    if (!place.test(result)) throw new Error(`no parameter ${name}: expected ${place}`)
    return result.replace(place, `$1${value}`)
  }, text)
}
