/** The path that the reader walks, kept in the address, and what the server says of it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { linkOf, pathOfLink } from '../report/path-link.ts'
import type { PathStep, Walk } from '../result.ts'

/** Where the reader wants to be: a path, and a state of it by its number. */
export interface Aim {
  readonly path: readonly PathStep[]
  readonly at: number
}

export interface Walking {
  /** None until the server has answered. */
  readonly walk: Walk | undefined
  /** What the server refused, or that it is gone. */
  readonly trouble: string | undefined
  /** Goes where `aim` says, seen from where everything asked for before has led; nowhere for `undefined`. */
  readonly go: (aim: (from: Walk) => Aim | undefined) => void
}

export function useWalk(): Walking {
  const [walk, setWalk] = useState<Walk>()
  const [trouble, setTrouble] = useState<string>()
  const last = useRef<Walk | undefined>(undefined)
  const queue = useRef<Promise<void>>(Promise.resolve())
  const { go, follow } = useMemo(() => {
    const ask = async (aim: Aim) => {
      try {
        const answer = await walkOf(aim)
        last.current = answer
        setWalk(answer)
        setTrouble(undefined)
        return answer
      } catch (error) {
        setTrouble((error as Error).message)
        return undefined
      }
    }
    // One after the other, so that keys pressed faster than the server answers each count from where the last one led.
    const after = (work: () => Promise<void>) => {
      queue.current = queue.current.then(work)
    }
    return {
      follow: (hash: string) =>
        after(async () => {
          const path = pathOfLink(hash)
          const known = last.current?.path ?? []
          // what lies beyond is kept, so that the browser's way back has its way forward
          await ask({ path: beginsWith(known, path) ? known : path, at: stepsIn(path) })
        }),
      go: (aimFrom: (from: Walk) => Aim | undefined) =>
        after(async () => {
          const aim = last.current && aimFrom(last.current)
          const answer = aim && (await ask(aim))
          if (answer === undefined) return
          const link = linkOf(upTo(answer.path, answer.at))
          if (link !== location.hash) history.pushState(null, '', link)
        }),
    }
  }, [])
  useEffect(() => {
    const onHash = () => follow(location.hash)
    onHash()
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [follow])
  return { walk, trouble, go }
}

async function walkOf(aim: Aim): Promise<Walk> {
  let reply: Response
  try {
    const headers = { 'content-type': 'application/json' }
    reply = await fetch('/api/walk', { method: 'POST', headers, body: JSON.stringify(aim) })
  } catch {
    throw new Error('allways explore does not answer: it may have been ended. Start it again on the same port.')
  }
  const answer = (await reply.json()) as Walk & { readonly error?: unknown }
  if (!reply.ok) throw new Error(String(answer.error))
  return answer
}

const stepsIn = (path: readonly PathStep[]) => path.filter(({ action }) => action !== '').length

/** The path to the state with that number. */
export function upTo(path: readonly PathStep[], at: number): PathStep[] {
  return path.slice(0, at + path.length - stepsIn(path))
}

function beginsWith(path: readonly PathStep[], start: readonly PathStep[]): boolean {
  return start.every((step, i) => linkOf([step]) === linkOf(path.slice(i, i + 1)))
}
