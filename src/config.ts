/** `allways.config.ts`: the settings of a project, so that commands need not repeat them. */

// `test/docs/options.test.ts` writes the keys, from the table of `src/cli/options/options.ts`
/** The settings of a project. Options on the command line win over them. Without a default, a limit is not set. */
export interface Config extends SpanConfig {
  /** Spec files, or folders of *.model.ts, relative to the config (default: specs). */
  readonly files?: readonly string[]
  /** Number of threads that explore a large model (default: 1). */
  readonly workers?: number
  /** Maximum number of states per design. */
  readonly maxStates?: number
  /** Maximum memory, as in 512MB or 4GiB; designs that are checked at the same time share it (default: 70% of the memory). */
  readonly maxMemory?: string
  /** Maximum number of seconds per design. */
  readonly maxSeconds?: number
  /** How alike processes are explored: in one order, with the claim that they are alike checked in samples of large models, or in every state; or in all orders (on, prove, off; default: on). */
  readonly symmetry?: 'on' | 'prove' | 'off'
  /** Maximum number of designs to check at the same time (default: one per core that --workers leaves). */
  readonly jobs?: number
  /** List of reports to write, as in ['default', 'junit=junit.xml']. */
  readonly reporters?: readonly string[]
  /** File with the locked verdicts (default: allways.lock.json). */
  readonly lock?: string
  /** Folder of the stored counterexamples (default: counterexamples). */
  readonly counterexamples?: string
  /** Check the types of the specs with the project's own TypeScript (default: on if CI is set). */
  readonly types?: boolean
}

/** The setting that `validate` reads for spans of OpenTelemetry. */
export interface SpanConfig {
  /** How spans become events of a log, by the names of the spans. Other spans are ignored. */
  readonly spans?: { readonly [span: string]: SpanMapping }
}

/**
 * The event that a span stands for. In each value, a text as in `'attribute enactor.id'` stands for that attribute of
 * the span or of its resource. If the span does not have the attribute, that part is left out.
 */
export interface SpanMapping {
  /** The step, action or fault. */
  readonly step?: string
  readonly process?: string
  readonly instance?: number | `attribute ${string}`
  /** The values that the step chose. */
  readonly choices?: readonly SpanValue[]
  /** Any part of the state right after the step. */
  readonly state?: { readonly [name: string]: SpanValue }
  /** The host (default: the attribute service.instance.id or host.name). */
  readonly host?: string
  /** The moment of the event (default: end). */
  readonly time?: 'start' | 'end'
}

/** A value in the form of JSON. */
export type SpanValue = boolean | number | string | null | readonly SpanValue[] | { readonly [name: string]: SpanValue }

/** Returns the config unchanged. Its parameter has a type, so that an editor knows the keys. */
export function defineConfig(config: Config): Config {
  return config
}
