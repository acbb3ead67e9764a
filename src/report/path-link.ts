/**
 * A path as the part of an address behind `#`: `#/planner+publish/enactor+0+pick+plan;2`, the choices of each step as
 * JSON behind its name. It is read again by people, so nothing is packed.
 */
import type { Data, PathStep } from '../result.ts'

export function linkOf(path: readonly PathStep[]): string {
  return `#/${path.map(textOf).join('/')}`
}

/** The steps of a link; what cannot be read stands as an action that no model has. */
export function pathOfLink(hash: string): PathStep[] {
  const text = hash.replace(/^#?\/?/, '')
  return text === '' ? [] : text.split('/').map(stepOf)
}

function textOf({ action, choices, picks }: PathStep): string {
  const texts = [action, ...choices.map((choice) => JSON.stringify(choice))].map(escaped)
  return [...texts, ...(picks === undefined ? [] : [`@${picks.join('.')}`])].join(';')
}

const escaped = (text: string) => encodeURIComponent(text).replaceAll('%20', '+')

function stepOf(text: string): PathStep {
  const [name = '', ...parts] = text.split(';')
  try {
    const told = parts.at(-1)?.startsWith('@') ? parts.pop()?.slice(1) : undefined
    const picks = told?.split('.').map(Number)
    const choices = parts.map((part) => JSON.parse(plain(part)) as Data)
    return { action: plain(name), choices, ...(picks === undefined ? {} : { picks }) }
  } catch {
    return { action: text, choices: [] }
  }
}

const plain = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
