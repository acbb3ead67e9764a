/** A counterexample as the text of its file, in blocks: a story can be longer than any string may be. */
import type { CounterexampleFile } from '../trace/counterexample.ts'

/** Longer stories stand with one step on a line: that takes a third of the room. */
const mostIndented = 10_000
/** Characters that are written at once. */
const blockSize = 2 ** 20

/** What `JSON.stringify(file, null, 2)` gives, or would, with a line break at its end. */
export function* textOf(file: CounterexampleFile): Generator<string> {
  const { steps } = file
  if (steps.length <= mostIndented) {
    yield `${JSON.stringify(file, null, 2)}\n`
    return
  }
  // the keys stay in their order
  const entries = Object.entries(file).filter(([, value]) => value !== undefined)
  let block = '{\n'
  for (const [i, [key, value]] of entries.entries()) {
    const end = i === entries.length - 1 ? '\n' : ',\n'
    if (key !== 'steps') {
      block += `  ${JSON.stringify(key)}: ${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')}${end}`
      continue
    }
    block += '  "steps": [\n'
    for (let k = 0; k < steps.length; k++) {
      block += `    ${JSON.stringify(steps[k])}${k === steps.length - 1 ? '' : ','}\n`
      if (block.length < blockSize) continue
      yield block
      block = ''
    }
    block += `  ]${end}`
  }
  yield `${block}}\n`
}

/** Whether two stories take the same steps, with the same states. */
export function sameSteps(stored: Partial<CounterexampleFile>, found: CounterexampleFile): boolean {
  const steps: unknown = stored.steps
  if (!Array.isArray(steps) || steps.length !== found.steps.length) return false
  for (let k = 0; k < steps.length; k++) {
    if (JSON.stringify(steps[k]) !== JSON.stringify(found.steps[k])) return false
  }
  return true
}
