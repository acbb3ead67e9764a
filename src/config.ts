/** `allways.config.ts`: what a project says once, and not with every command. */

export interface Config {
  /** Spec files, or folders of *.model.ts, as paths from the folder of the config; `specs` unless said. */
  readonly files?: readonly string[]
  /** Threads that explore, where a model is large. */
  readonly workers?: number
  /** The limits are those of a design. */
  readonly maxStates?: number
  /** A size, as in `'512MB'` or `'4GiB'`. */
  readonly maxMemory?: string
  readonly maxSeconds?: number
  /** Each as on the command line, as in `'junit=junit.xml'`. */
  readonly reporters?: readonly string[]
  /** What every design is held to; `allways.lock.json` unless said. */
  readonly lock?: string
  /** Where counterexamples are stored; `counterexamples` unless said. */
  readonly counterexamples?: string
  /** Whether the types of the specs are checked, by the project's own typescript. Defaults to true in CI, else to false. */
  readonly types?: boolean
}

/** The config itself: named for its type, so that an editor knows the keys. */
export function defineConfig(config: Config): Config {
  return config
}
