/** `allways.config.ts`: the settings of a project, so that commands need not repeat them. */

/** The settings of a project. Options on the command line win over them. Without a default, a limit is not set. */
export interface Config {
  /** Spec files, or folders of *.model.ts, as paths relative to the config's folder. Defaults to `specs`. */
  readonly files?: readonly string[]
  /** The number of threads that explore a large model, from 1 to 64. Defaults to 1. */
  readonly workers?: number
  /** The maximum number of states of one design. */
  readonly maxStates?: number
  /** The maximum size of the states of one design, as in `'512MB'` or `'4GiB'`. Defaults to 70% of the memory. */
  readonly maxMemory?: string
  /** The maximum time for one design, in seconds. */
  readonly maxSeconds?: number
  /** The reports to write, each in the form of the command line, as in `'junit=junit.xml'`. */
  readonly reporters?: readonly string[]
  /** The file of expectations that every design must meet. Defaults to `allways.lock.json`. */
  readonly lock?: string
  /** The folder for counterexamples. Defaults to `counterexamples`. */
  readonly counterexamples?: string
  /** Whether the project's own TypeScript checks the types of the specs. Defaults to true in CI, else to false. */
  readonly types?: boolean
}

/** Returns the config unchanged. Its parameter has a type, so that an editor knows the keys. */
export function defineConfig(config: Config): Config {
  return config
}
