/** The properties, and what the path shows about each. */
import type { ComponentChildren } from 'preact'
import { match } from 'ts-pattern'
import type { PropertyOnPath } from '../../result.ts'
import { Said } from '../story/said.tsx'
import { partSentence } from '../story/sentences.ts'
import { Jump } from '../story/story-head.tsx'

interface Props {
  readonly standings: readonly PropertyOnPath[]
  readonly at: number
  readonly onStep: (step: number) => void
}

export function StandingsView({ standings, at, onStep }: Props) {
  const ofRuns = standings.filter(({ kind, error }) => error === undefined && !ofPaths.has(kind))
  return (
    <>
      <ul class="standings">
        {standings
          .filter((standing) => !ofRuns.includes(standing))
          .map((standing) => (
            <StandingView key={standing.name} {...{ standing, at, onStep }} />
          ))}
      </ul>
      {ofRuns.length > 0 && (
        <details class="of-runs">
          <summary>Properties of whole runs, which a path alone cannot decide: {ofRuns.length}</summary>
          <ul>
            {ofRuns.map(({ name }) => (
              <li key={name} data-property={name}>
                {name}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

/** The kinds of properties about which a path shows something. */
const ofPaths: ReadonlySet<PropertyOnPath['kind']> = new Set([
  'invariant',
  'step',
  'refinement',
  'reachable',
  'reachableInOrder',
  'deadlock',
])

interface StandingProps extends Omit<Props, 'standings'> {
  readonly standing: PropertyOnPath
}

function StandingView({ standing, at, onStep }: StandingProps) {
  const { name, parts = [] } = standing
  const [tone, mark] = toneOf(standing)
  return (
    <li class={tone} data-property={name}>
      <span class="mark" aria-hidden="true">
        {mark}
      </span>
      <span>
        <span class="name">{name}</span>{' '}
        <span class="says">
          {sentence(standing, at, (step) => (
            <Jump step={step} onStep={onStep} />
          ))}
        </span>
        {parts.map((part) => (
          <span key={partSentence(part)} class="part">
            <Said text={partSentence(part)} />
          </span>
        ))}
      </span>
    </li>
  )
}

function toneOf({ kind, holds, error }: PropertyOnPath): readonly [tone: string, mark: string] {
  if (error !== undefined) return ['wrong', '!']
  if (holds === undefined) return ['open', '·']
  if (kind === 'reachable' || kind === 'reachableInOrder') return holds ? ['fine', '✓'] : ['open', '○']
  return holds ? ['fine', '✓'] : ['wrong', '✗']
}

function sentence(standing: PropertyOnPath, at: number, jump: (step: number) => ComponentChildren): ComponentChildren {
  const { kind, holds, since, met, of, error } = standing
  if (error !== undefined) return `fails: ${error.message}`
  const isOld = since !== undefined && since < at
  return match(kind)
    .with('invariant', () => {
      if (holds) return isOld ? <>holds here; violated at {jump(since)}</> : 'holds here'
      return isOld ? <>violated; first at {jump(since)}</> : 'violated here'
    })
    .with('step', () => {
      if (holds === undefined) return 'no step taken yet'
      if (holds) return isOld ? <>holds for this step; violated by {jump(since)}</> : 'holds so far'
      return isOld ? <>violated by this step; first by {jump(since)}</> : 'violated by this step'
    })
    .with('refinement', () => {
      if (holds) return isOld ? <>holds here; violated at {jump(since)}</> : 'holds so far'
      return isOld ? <>violated; first at {jump(since)}</> : 'violated here'
    })
    .with('reachable', () => (since === undefined ? 'not reached yet' : <>reached at {jump(since)}</>))
    .with('reachableInOrder', () => {
      if (since !== undefined) return <>reached at {jump(since)}</>
      return `${met?.length ?? 0} of ${of} reached${met?.length ? `: ${met.join(', ')}` : ''}`
    })
    .with('deadlock', () => {
      if (holds === undefined) return 'a step fails here'
      return holds ? 'holds here' : 'violated: this state is a deadlock'
    })
    .otherwise(() => '')
}
