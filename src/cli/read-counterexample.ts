/** Reads a stored counterexample; says what is wrong with it by the name of the field. */
import { readFileSync } from 'node:fs'
import { show, UsageError } from '../errors.ts'
import { propertyKinds } from '../result.ts'
import type { CounterexampleFile } from '../trace/counterexample.ts'

type Fields = { readonly [name: string]: unknown }
type Check = readonly [test: (value: unknown) => boolean, expected: string]

const text: Check = [(value) => typeof value === 'string' && value !== '', 'a text']
const anyText: Check = [(value) => typeof value === 'string', 'a text']
const whole: Check = [(value) => Number.isInteger(value) && (value as number) >= 0, 'a whole number, 0 or more']
const list: Check = [Array.isArray, 'a list']
const object: Check = [(value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object']
const picks: Check = [(value) => Array.isArray(value) && value.every(whole[0]), 'a list of whole numbers']
const texts: Check = [(value) => Array.isArray(value) && value.every(anyText[0]), 'a list of texts']
const flag: Check = [(value) => typeof value === 'boolean', 'true or false']

function oneOf(...values: readonly string[]): Check {
  return [(value) => values.includes(value as string), values.map(show).join(' or ')]
}

function maybe([test, expected]: Check): Check {
  return [(value) => value === undefined || test(value), expected]
}

const fileFields = {
  version: [(value) => value === 1, '1 (a newer allways may have written this file)'],
  spec: text,
  file: text,
  design: text,
  params: object,
  property: text,
  kind: oneOf(...propertyKinds),
  verdict: oneOf('violated', 'holds'),
  digest: anyText,
  length: whole,
  loopAt: maybe(whole),
  found: maybe(oneOf('simulation')),
  initial: object,
  steps: list,
  noReturn: maybe(object),
  notes: maybe(texts),
  why: maybe(object),
} satisfies { readonly [name: string]: Check }

const whyFields = {
  ...{ parts: list, slice: picks, flows: list, stale: list },
  ...{ turningPoint: maybe(whole), saving: maybe(list) },
}
const whyParts = {
  parts: { text, named: maybe(flag), values: list, of: maybe(text), file: maybe(text), line: maybe(whole) },
  flows: { path: text, from: whole, to: whole },
  stale: { path: text, read: whole, overwritten: whole, used: whole },
  saving: { process: text, first: text, second: text, at: picks, states: whole },
}
const noReturnFields = { using: maybe(texts), states: whole, enabled: texts, exits: texts, otherwiseHolds: flag }

const momentFields = { choices: list, picks, state: object }

const stepFields = {
  name: text,
  kind: oneOf('step', 'action', 'fault'),
  process: maybe(text),
  instance: maybe(whole),
  actor: text,
  ...momentFields,
  surroundings: maybe(list),
}

/** @param name the file, as messages call it @throws UsageError naming the field that is not as it should be */
export function readCounterexample(path: string, name: string): CounterexampleFile {
  const value = parse(path, name)
  checkFields(value, fileFields, `${name}: `)
  checkFields(value.initial, momentFields, `${name}: initial.`)
  if (value.noReturn !== undefined) checkFields(value.noReturn, noReturnFields, `${name}: noReturn.`)
  if (value.why !== undefined) checkWhy(value.why, `${name}: why.`)
  const steps = value.steps as readonly unknown[]
  for (const [i, step] of steps.entries()) {
    if (!object[0](step)) throw wrong(`${name}: steps[${i}]`, step, object[1])
    checkFields(step, stepFields, `${name}: steps[${i}].`)
  }
  if (value.length !== steps.length)
    throw wrong(`${name}: length`, value.length, `${steps.length}, the number of steps`)
  const { loopAt } = value as { readonly loopAt?: number }
  if (loopAt !== undefined && loopAt > steps.length) {
    throw wrong(`${name}: loopAt`, loopAt, `a state of the trace, ${steps.length} at most`)
  }
  return value as unknown as CounterexampleFile
}

function checkWhy(why: unknown, where: string): void {
  checkFields(why, whyFields, where)
  for (const [key, fields] of Object.entries(whyParts)) {
    for (const [i, part] of (((why as Fields)[key] ?? []) as readonly unknown[]).entries()) {
      if (!object[0](part)) throw wrong(`${where}${key}[${i}]`, part, object[1])
      checkFields(part, fields, `${where}${key}[${i}].`)
    }
  }
}

function parse(path: string, name: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(
      `${name}: cannot be read as JSON: ${(error as Error).message}: restore it, or delete it and check again`,
    )
  }
  if (!object[0](value)) throw wrong(name, value, 'an object, as allways check writes it')
  return value as Fields
}

function checkFields(value: unknown, fields: { readonly [name: string]: Check }, where: string): void {
  for (const [key, [test, expected]] of Object.entries(fields)) {
    const found = (value as Fields)[key]
    if (!test(found)) throw wrong(where + key, found, expected)
  }
}

function wrong(where: string, found: unknown, expected: string): UsageError {
  return new UsageError(`${where} is ${found === undefined ? 'missing' : show(found)}: expected ${expected}`)
}
