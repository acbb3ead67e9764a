/** Shows the overview or one story, depending on the address. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Tool } from '../report/documents/json.ts'
import type { Coverage, Result, Unchanged } from '../result.ts'
import { type Place, placeOf } from './address.ts'
import { Overview } from './overview/overview.tsx'
import { nameOf, type Story, storiesOf } from './story/story.ts'
import { StoryView } from './story/story-view.tsx'

interface Props {
  readonly results: readonly Result[]
  readonly unchanged: Unchanged | undefined
  readonly coverage: readonly Coverage[] | undefined
  readonly tool: Tool
}

export function App({ results, unchanged, coverage, tool }: Props) {
  const stories = useMemo(() => storiesOf(results), [results])
  const [only, ...others] = stories
  const isWhole = unchanged === undefined && results.length === 1 && results[0]?.properties.length === 1
  const alone = isWhole && others.length === 0 ? only : undefined
  const place = usePlace()
  const story = (place && stories.find((one) => isAt(one, place))) ?? alone
  const title = story === undefined ? 'Verdicts' : nameOf(story)
  useEffect(() => {
    document.title = `${title} · ${tool.name}`
  }, [title, tool])
  const key = story && JSON.stringify([story.result.spec, story.result.design, story.result.params, title])
  return (
    <>
      {story === undefined ? (
        <Overview results={results} unchanged={unchanged} coverage={coverage} />
      ) : (
        <StoryView key={key} story={story} step={place?.step} home={alone === undefined} />
      )}
      <footer>
        Written by {tool.name} {tool.version}
      </footer>
    </>
  )
}

function isAt({ result, property }: Story, place: Place): boolean {
  const name = property === undefined ? 'error' : property.name
  return result.spec === place.spec && result.design === place.design && name === place.property
}

function usePlace(): Place | undefined {
  const [place, setPlace] = useState(() => placeOf(location.hash))
  useEffect(() => {
    const onHash = () => {
      setPlace(placeOf(location.hash))
      scrollTo(0, 0)
    }
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [])
  return place
}
