/** Checks the options of a driver, for those who write it in JavaScript. */
import { SpecError, show } from '../errors.ts'
import { onlyKnown } from '../language/names.ts'
import type { Spec } from '../language/spec.ts'
import { longestMs } from '../ports/options.ts'

export const wrongDriver = (what: string) => new SpecError('bad-driver', `driver: ${what}`)

const known = ['designs', 'start', 'ports', 'free', 'steps', 'observe', 'parallel', 'limitMs'] as const

/** A driver without its types. @throws SpecError if an option is missing, unknown or of the wrong type */
export function checked(spec: Spec, options: { readonly [K in (typeof known)[number]]?: unknown }): object {
  if (typeof options !== 'object' || options === null) {
    throw wrongDriver(`the rest is ${show(options)}; expected driver(spec)({ start, steps, observe })`)
  }
  onlyKnown(`driver of '${spec.name}'`, options, known)
  const { designs = Object.keys(spec.designs), start, ports, free = [], steps, observe } = options
  const { parallel = 1, limitMs = 5000 } = options
  for (const [name, given] of Object.entries({ start, observe, ...(ports === undefined ? {} : { ports }) })) {
    if (typeof given !== 'function') throw wrongDriver(`${name} is ${show(given)}; expected a function`)
  }
  if (typeof steps !== 'object' || steps === null) {
    const example = "{ 'client write': (system) => … }"
    throw wrongDriver(`steps is ${show(steps)}; expected a handler for each step, as in ${example}`)
  }
  if (!Array.isArray(designs) || designs.length === 0) {
    throw wrongDriver(`designs is ${show(designs)}; expected a list of names, or leave it out for all designs`)
  }
  for (const design of designs) {
    if (Object.hasOwn(spec.designs, design)) continue
    const names = Object.keys(spec.designs).join(', ')
    throw wrongDriver(`designs names ${show(design)}, which the spec does not have; available: ${names}`)
  }
  for (const [name, entry] of Object.entries(steps)) expectEntry(name, entry)
  if (!isTexts(free)) throw wrongDriver(`free is ${show(free)}; expected a list of calls, as in ['clock.sleep']`)
  if (!Number.isInteger(parallel) || (parallel as number) < 1) {
    throw wrongDriver(`parallel is ${show(parallel)}; expected a whole number, 1 or more`)
  }
  if (typeof limitMs !== 'number' || !(limitMs > 0 && limitMs <= longestMs)) {
    throw wrongDriver(`limitMs is ${show(limitMs)}; expected milliseconds above 0, at most ${longestMs}`)
  }
  return { kind: 'driver', spec, designs, start, ports, free, steps, observe, parallel, limitMs }
}

const isTexts = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string')

/** @throws SpecError if it is no entry of a driver. A step that no driven design has may be `undefined`. */
function expectEntry(name: string, entry: unknown): void {
  if (entry === undefined || typeof entry === 'function') return
  const all = Object(entry) as { readonly [option: string]: unknown }
  const option = ['notDriven', 'do', 'calls'].find((one) => Object.hasOwn(all, one))
  if (option === undefined) {
    const expected = "a handler, { calls: [...] }, or notDriven('why')"
    throw wrongDriver(`the step '${name}' is ${show(entry)}; expected ${expected}`)
  }
  const { calls, waits, choices } = all
  const expect = (part: string, isRight: boolean, expected: string) => {
    if (!isRight) throw wrongDriver(`${part} of the step '${name}' is ${show(all[part])}; expected ${expected}`)
  }
  if (option === 'notDriven') {
    onlyKnown(`driver: the step '${name}'`, all, ['notDriven', 'byItself'])
    expect('notDriven', typeof all.notDriven === 'string', 'the reason, as a text')
    return
  }
  const options = option === 'do' ? ['do', 'choices', 'tried'] : ['calls', 'waits', 'choices', 'tried']
  onlyKnown(`driver: the step '${name}'`, all, options)
  if (option === 'do') expect('do', typeof all.do === 'function', 'a function')
  else {
    const isCall = (one: unknown) => typeof one === 'string' || typeof Object(one).call === 'string'
    const isList = Array.isArray(calls) && calls.every((one) => (Array.isArray(one) ? one.every(isCall) : isCall(one)))
    expect('calls', isList || typeof calls === 'function', "a list of calls, as in ['store.latest', 'zone.read']")
    expect('waits', waits === undefined || isTexts(waits), "a list of calls, as in ['zone.read']")
  }
  expect('tried', [undefined, true, false].includes(all.tried as undefined), 'true or false')
  expect('choices', [undefined, 'driven', 'code'].includes(choices as undefined), "'driven' or 'code'")
}
