/**
 * A path as the part of an address after `#`, such as `#/planner+publish/enactor+0+pick+plan;2`. The choices of each
 * step follow its name as JSON. A design, if named, stands before the first `/`. People read the link, so nothing is
 * packed.
 */
import { defined, type Plain } from '../../plain.ts'
import type { PathStep } from '../../result.ts'

/** @param design none for the design that the page is served for */
export function linkOf(path: readonly PathStep[], design = ''): string {
  return `#${escaped(design)}/${path.map(textOf).join('/')}`
}

/** The steps of a link. A step that cannot be parsed becomes an action with its text as name, which no model has. */
export function pathOfLink(hash: string): PathStep[] {
  const text = hash.replace(design, '')
  return text === '' ? [] : text.split('/').map(stepOf)
}

/** The design that a link names, or `undefined` if it names none. */
export function designOfLink(hash: string): string | undefined {
  const [, name = ''] = design.exec(hash) ?? []
  try {
    return name === '' ? undefined : plain(name)
  } catch {
    // the text is not validly escaped: unchanged, it is a name that no spec has
    return name
  }
}

/** The part before the path. */
const design = /^#?(?:([^/]*)\/)?/

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
    const choices = parts.map((part) => JSON.parse(plain(part)) as Plain)
    return { action: plain(name), choices, ...defined({ picks }) }
  } catch {
    return { action: text, choices: [] }
  }
}

const plain = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
