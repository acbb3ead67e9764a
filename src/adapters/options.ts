/** What a test may say of a check. */
export interface CheckFileOptions {
  /** Only these designs; all unless said. */
  readonly designs?: readonly string[]
  /** Only these properties; all unless said. */
  readonly properties?: readonly string[]
  /** Parameters laid over those of every design. */
  readonly params?: { readonly [name: string]: unknown }
  /** Threads that explore, where a model is large; 1 unless said. */
  readonly workers?: number
  /** The limits are those of a design. A verdict that one of them leaves open is `unknown`. */
  readonly maxStates?: number
  /** What a design may take, in bytes; 70% of the memory unless said. */
  readonly maxMemoryBytes?: number
  readonly maxSeconds?: number
  /** Where relative paths begin; the working directory unless said. */
  readonly cwd?: string
}
