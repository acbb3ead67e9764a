/** A difference below this many seconds is lost in the noise, and counts as this much. */
const least = 0.05

/** The exponent of the power of n that fits the seconds best, by least squares of the logarithms. */
export function exponentOf(points: readonly (readonly [n: number, seconds: number])[]): number {
  const logs = points.map(([n, seconds]) => [Math.log(n), Math.log(Math.max(seconds, least))] as const)
  const mean = (which: 0 | 1) => logs.reduce((sum, one) => sum + one[which], 0) / logs.length
  const [x, y] = [mean(0), mean(1)]
  const over = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0)
  return over / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}
