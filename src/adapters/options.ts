/** The options of a check. */
export interface CheckFileOptions {
  /** Only these designs; by default all. */
  readonly designs?: readonly string[]
  /** Only these properties; by default all. */
  readonly properties?: readonly string[]
  /** Parameters that override those of every design. */
  readonly params?: { readonly [name: string]: unknown }
  /** The number of threads that explore a large model; 1 by default. */
  readonly workers?: number
  /** Each limit applies to one design. A verdict that a limit leaves open is `unknown`. */
  readonly maxStates?: number
  /** The maximum number of bytes that a design may take; 70% of the memory by default. */
  readonly maxMemoryBytes?: number
  readonly maxSeconds?: number
  /** The folder where relative paths begin; the working directory by default. */
  readonly cwd?: string
}
