/** Why something cannot happen at a state, in sentences. */
import type { Blocked, DecidingPart, SeenValue } from '../../result.ts'
import { code, coded } from './code.ts'
import { inline } from './data.ts'
import { counted } from './numbers.ts'
import { truthSentence } from './reasons.ts'

/** One sentence for each reason, without a full stop. */
export function blockedSentences(blocked: Blocked): string[] {
  switch (blocked.by) {
    case 'budget':
      return [`its budget of ${blocked.budget} is used up`]
    case 'label': {
      const { actor, at, needs } = blocked
      return [`${actor} is at '${at}', not at ${needs.map((label) => `'${label}'`).join(' or ')}`]
    }
    case 'guard':
      return blocked.parts.map(guardSentence)
    case 'choices': {
      const { choices, count } = blocked
      const ways = choices.map((own) => own.map(coded).join(', ') || 'nothing').join(' or ')
      return [
        `it can choose ${ways}${count > choices.length ? `, or ${counted(count - choices.length, 'other')}` : ''}`,
      ]
    }
    default: {
      const what = blocked.text === undefined ? 'its `choose`' : code(blocked.text)
      return [`${what} has no options${valuesOf(blocked.values)}`]
    }
  }
}

function guardSentence({ named, ...part }: DecidingPart): string {
  // if a captured name is the whole part, the sentence already says whether it is true
  const known = part.known?.filter(({ text }) => text !== part.text) ?? []
  return truthSentence(named ? 'its guard' : code(part.text), { ...part, known })
}

function valuesOf(values: readonly SeenValue[]): string {
  return values.length === 0
    ? ''
    : `: ${values.map(({ path, value }) => code(`${path} = ${inline(value)}`)).join(', ')}`
}
