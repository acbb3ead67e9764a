/** The actions that cannot happen at the selected state, for one actor, with the reasons. */
import { Fragment } from 'preact'
import { blockedSentences } from '../../report/words/blocked.ts'
import type { NextStep } from '../../result.ts'
import { Said } from '../story/said.tsx'

interface Props {
  /** The possible actions of one actor. */
  readonly ways: readonly NextStep[]
  readonly nameOf: (way: NextStep) => string
}

/** The steps that a process takes at other labels come last. */
export function CannotView({ ways, nameOf }: Props) {
  const blocked = ways.flatMap((way) => {
    const { action, name: label, why } = way
    return why === undefined ? [] : [{ action, label, name: nameOf(way), why }]
  })
  if (blocked.length === 0) return null
  const elsewhere = blocked.filter(({ label, why }) => why.by === 'label' && why.needs.join() === label)
  const others = blocked.filter((one) => !elsewhere.includes(one))
  const [first] = elsewhere
  const all = ways.length === blocked.length
  return (
    <details class="cannot">
      <summary>{all ? 'can do nothing: why?' : `why not ${listed(blocked.map(({ name }) => name))}?`}</summary>
      <dl>
        {others.map(({ action, name, why }) => (
          <Fragment key={action}>
            <dt>{name}</dt>
            {blockedSentences(why).map((text) => (
              <dd key={text}>
                <Said text={text} />
              </dd>
            ))}
          </Fragment>
        ))}
        {first?.why.by === 'label' && (
          <>
            <dt>{elsewhere.map(({ name }) => name).join(', ')}</dt>
            <dd>
              {first.why.actor} is at '{first.why.at}'
            </dd>
          </>
        )}
      </dl>
    </details>
  )
}

/** The names, or their number if they are too long. */
function listed(names: readonly string[]): string {
  const text = names.join(', ')
  return text.length <= 24 ? text : `the other ${names.length}`
}
