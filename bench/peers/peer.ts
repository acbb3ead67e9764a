/** A checker that the workloads are given to, and a workload at one size. */

export interface Counts {
  readonly states: number
  /** Successors generated: duplicates and self-loops included, initial states not. */
  readonly transitions: number
}

export interface Job {
  /** Of the workload, and so of its folder and of most files in it. */
  readonly name: string
  readonly folder: string
  /** The module's name in TLA+. */
  readonly module: string
  readonly design: 'small' | 'large'
  readonly params: Readonly<Record<string, number>>
  readonly counts: Counts
  /** How deep SPIN's depth-first search goes. */
  readonly spinDepth: number
}

/** A program that is ready to be measured, and how its counts are read off what it printed. */
export interface Run {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** @throws Error where the program did not explore everything, or found what should not be there */
  counts(output: string): Counts
}

export interface Peer {
  readonly name: string
  /** Why it cannot be measured here, and what to do about it; `undefined` where it can. */
  missing(): string | undefined
  /** As the results say it. */
  version(): string
  /** Generates and compiles, in a folder of its own: none of that is measured. */
  prepare(job: Job, scratch: string): Run
}

/** The number that `pattern` captures in what a peer printed. */
export function numberIn(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1]
  if (found === undefined) throw new Error(`expected ${pattern} in what was printed:\n${output.slice(-2000)}`)
  return Number(found.replaceAll(',', ''))
}

/** Sets each parameter in the text of a model; `pattern` finds one by its name, up to its value. */
export function withParams(text: string, params: Job['params'], pattern: (name: string) => RegExp): string {
  return Object.entries(params).reduce((result, [name, value]) => {
    const place = pattern(name)
    if (!place.test(result)) throw new Error(`no parameter ${name}: expected ${place}`)
    return result.replace(place, `$1${value}`)
  }, text)
}
