/** `allways.config.ts`: the settings of a project, so that commands need not repeat them. */

export interface Config {
  /** Spec files, or folders of *.model.ts, as paths relative to the config's folder. Defaults to `specs`. */
  readonly files?: readonly string[]
  /** The number of threads that explore a large model. */
  readonly workers?: number
  /** The limits apply to each design. */
  readonly maxStates?: number
  /** A size, as in `'512MB'` or `'4GiB'`. */
  readonly maxMemory?: string
  readonly maxSeconds?: number
  /** Each in the form of the command line, as in `'junit=junit.xml'`. */
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
