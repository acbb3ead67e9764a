/** Counts how often things with names occur. */
export class Counts {
  readonly #counts = new Map<string, number>()

  count(...names: string[]): void {
    for (const name of names) this.#counts.set(name, this.of(name) + 1)
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0
  }

  /** The names that occurred fewer than `least` times. */
  rarer(names: readonly string[], least: number): string[] {
    return names.filter((name) => this.of(name) < least)
  }

  report(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, n]) => `${name}: ${n}`)
      .join('\n')
  }
}
