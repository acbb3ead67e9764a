/** The reader's path, which the address contains, and the server's answers about it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { designOfLink, linkOf, pathOfLink } from '../../report/documents/path-link.ts'
import type { PathStep, StepThrough } from '../../result.ts'

/** The reader's target: a path, and the index of a state on it. */
export interface Aim {
  readonly path: readonly PathStep[]
  readonly at: number
  /** Absent for the current design. */
  readonly design?: string
}

export interface Walking {
  /** Absent until the server has answered. */
  readonly walk: StepThrough | undefined
  /** The server's refusal, or a message that the server does not answer. */
  readonly trouble: string | undefined
  /** Goes to what `aim` returns. `from` is the walk after all earlier requests. Does nothing for `undefined`. */
  readonly go: (aim: (from: StepThrough) => Aim | undefined) => void
  /** Replays the same run in another design, as far as its steps are possible there. */
  readonly goIn: (design: string) => void
  /** The design chosen last, until the server has answered all requests. */
  readonly asked: string | undefined
}

export function useWalk(): Walking {
  const [walk, setWalk] = useState<StepThrough>()
  // an object, so that the same message again also redraws the page: a select may show what was refused
  const [trouble, setTrouble] = useState<{ readonly message: string }>()
  const last = useRef<StepThrough | undefined>(undefined)
  /** The requested run; `last.path` is the part of it that the design takes. */
  const run = useRef<readonly PathStep[]>([])
  /** The design that the address names. */
  const named = useRef<string | undefined>(undefined)
  const queue = useRef<Promise<void>>(Promise.resolve())
  const [asked, setAsked] = useState<string>()
  const pending = useRef(0)
  const { go, goIn, follow } = useMemo(() => {
    const ask = async (aim: Aim) => {
      try {
        const answer = await walkOf(aim)
        last.current = answer
        run.current = answer.refused === undefined ? answer.path : aim.path
        named.current = aim.design
        setWalk(answer)
        setTrouble(undefined)
        return answer
      } catch (error) {
        setTrouble({ message: (error as Error).message })
        return undefined
      }
    }
    // Requests run one after another. So if keys are pressed faster than the server answers, each starts where the last
    // one led.
    const after = (work: () => Promise<void>) => {
      queue.current = queue.current.then(work)
    }
    const goTo = async (aim: Aim | undefined) => {
      const answer = aim && (await ask(aim))
      if (answer === undefined) return
      // if the design refuses the next step, the address keeps the whole run, so that it leads to the refusal again
      const isRefused = answer.refused !== undefined && answer.at === endOf(answer)
      const link = linkOf(isRefused ? run.current : upTo(answer.path, answer.at), named.current)
      if (link !== location.hash) history.pushState(null, '', link)
    }
    return {
      follow: (hash: string) =>
        after(async () => {
          const path = pathOfLink(hash)
          // keeps the rest of the run, so that the browser can go forward again after going back
          const known = beginsWith(run.current, path) ? run.current : path
          await ask(inDesign({ path: known, at: stepsIn(path) }, designOfLink(hash)))
        }),
      go: (aimFrom: (from: StepThrough) => Aim | undefined) =>
        after(async () => {
          const from = last.current
          const aim = from && aimFrom(from)
          // a reader who moves along the path still wants the steps that this design refuses
          const path = aim?.path === from?.path ? run.current : aim?.path
          await goTo(aim && path && inDesign({ ...aim, path }, named.current))
        }),
      goIn: (design: string) => {
        // an answer to an earlier choice must not reset the current choice of the select
        setAsked(design)
        pending.current++
        after(async () => {
          const from = last.current
          const path = run.current
          if (from !== undefined) await goTo({ path, at: from.at === endOf(from) ? stepsIn(path) : from.at, design })
          if (--pending.current === 0) setAsked(undefined)
        })
      },
    }
  }, [])
  useEffect(() => {
    const onHash = () => follow(location.hash)
    onHash()
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [follow])
  return { walk, trouble: trouble?.message, go, goIn, asked }
}

const inDesign = (aim: Aim, design: string | undefined): Aim => (design === undefined ? aim : { ...aim, design })

async function walkOf(aim: Aim): Promise<StepThrough> {
  let reply: Response
  try {
    const headers = { 'content-type': 'application/json' }
    reply = await fetch('/api/walk', { method: 'POST', headers, body: JSON.stringify(aim) })
  } catch {
    throw new Error('allways explore does not answer; it may have stopped. Start it again on the same port.')
  }
  const answer = (await reply.json()) as StepThrough & { readonly error?: unknown }
  if (!reply.ok) throw new Error(String(answer.error))
  return answer
}

const endOf = ({ trace }: StepThrough) => trace?.steps.length ?? 0

const stepsIn = (path: readonly PathStep[]) => path.filter(({ action }) => action !== '').length

/** The path to the state with that index. */
export function upTo(path: readonly PathStep[], at: number): PathStep[] {
  return path.slice(0, at + path.length - stepsIn(path))
}

function beginsWith(path: readonly PathStep[], start: readonly PathStep[]): boolean {
  return start.every((step, i) => linkOf([step]) === linkOf(path.slice(i, i + 1)))
}
