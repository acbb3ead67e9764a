/** The text of a counterexample's file, in blocks, because a story can be longer than the longest possible string. */
import { type CounterexampleFile, mostIndented, storedStep } from '../../trace/counterexample.ts'

/** The number of characters from which a block is written. */
const blockSize = 2 ** 20

/** Indented, with a line break at its end. A long story has each step on one line, which takes a third of the space. */
export function* textOf(file: CounterexampleFile): Generator<string> {
  const { steps } = file
  if (steps.length <= mostIndented) {
    yield `${JSON.stringify(file, null, 2)}\n`
    return
  }
  // the keys keep their order
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
      block += `    ${JSON.stringify(storedStep(steps[k] as CounterexampleFile['steps'][number]))}${k === steps.length - 1 ? '' : ','}\n`
      if (block.length < blockSize) continue
      yield block
      block = ''
    }
    block += `  ]${end}`
  }
  yield `${block}}\n`
}

/** Whether two stories have the same steps and states. */
export function sameSteps(stored: Partial<CounterexampleFile>, found: CounterexampleFile): boolean {
  const steps: unknown = stored.steps
  if (!Array.isArray(steps) || steps.length !== found.steps.length) return false
  for (let k = 0; k < steps.length; k++) {
    if (JSON.stringify(steps[k]) !== JSON.stringify(storedStep(found.steps[k] as CounterexampleFile['steps'][number])))
      return false
  }
  return true
}
