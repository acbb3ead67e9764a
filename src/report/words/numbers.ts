/** Numbers for people. They are the same in every locale. */

/** `1234567` as `1,234,567`. */
export function grouped(value: number): string {
  const [whole = '', fraction] = String(value).split('.')
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? digits : `${digits}.${fraction}`
}

const units = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** A count to two or three digits: `873`, `12.3 k`, `2.1 M`. */
export function rough(value: number): string {
  for (const [size, unit] of units) {
    // 999,950 would round to `1000 k`, so it belongs to the next unit
    if (value >= size * 0.99995 && value >= 1000) return `${trimmed(value / size)} ${unit}`
  }
  return String(Math.round(value))
}

function trimmed(value: number): string {
  return value >= 99.95 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '')
}

/** A duration in seconds: `0.04 s`, `3.2 s`, `75 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 0.095) return `${seconds.toFixed(2)} s`
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 120) return `${whole} s`
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** `1 step`, `2 steps`, `1,000 states`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A size in the largest unit of which it is a whole number: `64MiB`. The command line reads it. */
export function sized(bytes: number): string {
  const unit = (['GiB', 'MiB', 'KiB'] as const).find((_, i) => bytes % 2 ** (30 - 10 * i) === 0)
  return unit === undefined ? `${bytes}B` : `${bytes / { GiB: 2 ** 30, MiB: 2 ** 20, KiB: 2 ** 10 }[unit]}${unit}`
}
