/**
 * The machine's own yardstick: the time, in nanoseconds, to hash a state and to probe a table of `states` states, in a
 * loop that does nothing else. The loop computes the keys, so it touches only the memory of the table and the arena.
 */
export function probeNanoseconds(states: number, words: number, probes: number, now: () => number): number {
  let capacity = 2048
  while (capacity < states * 2) capacity *= 2
  const mask = capacity - 1
  const table = new Int32Array(capacity)
  const arena = new Int32Array(states * words)
  const key = new Int32Array(words)
  const make = (n: number) => {
    for (let k = 0; k < words; k++) key[k] = Math.imul(n + k * 0x3c6ef372, 0x9e3779b1)
  }
  const hash = () => {
    let h = 0
    for (let k = 0; k < words; k++) h = Math.imul(h ^ (key[k] as number), 0x85ebca6b) + (h >>> 13)
    h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35)
    return h ^ (h >>> 16)
  }
  for (let id = 0; id < states; id++) {
    make(id)
    let i = hash() & mask
    while (table[i] !== 0) i = (i + 1) & mask
    table[i] = id + 1
    for (let k = 0; k < words; k++) arena[id * words + k] = key[k] as number
  }
  let found = 0
  const started = now()
  for (let p = 0, n = 0; p < probes; p++) {
    n = (n + 0x61c88647) % states
    make(n)
    let i = hash() & mask
    for (let slot = table[i] as number; slot !== 0; slot = table[i] as number) {
      let k = 0
      for (let at = (slot - 1) * words; k < words && arena[at] === key[k]; at++) k++
      if (k === words) {
        found++
        break
      }
      i = (i + 1) & mask
    }
  }
  const nanoseconds = ((now() - started) / probes) * 1e6
  if (found !== probes) throw new Error('the yardstick lost a key')
  return nanoseconds
}
