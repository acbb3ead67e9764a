/** The part of a page that the reader's window shows. */
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'

/** The visible part of a scrolling box, in pixels. */
export interface InView {
  readonly top: number
  readonly width: number
  readonly height: number
}

export function useInView(box: RefObject<HTMLElement | null>): InView {
  const [view, setView] = useState<InView>({ top: 0, width: 800, height: 800 })
  useLayoutEffect(() => {
    const { current } = box
    if (current === null) return
    const look = () => {
      const { scrollTop, clientWidth, clientHeight } = current
      setView((old) =>
        old.top === scrollTop && old.width === clientWidth && old.height === clientHeight
          ? old
          : { top: scrollTop, width: clientWidth, height: clientHeight },
      )
    }
    const observer = new ResizeObserver(look)
    observer.observe(current)
    current.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      observer.disconnect()
      current.removeEventListener('scroll', look)
    }
  }, [box])
  return view
}

/** Whether the page is being laid out for paper. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => matchMedia('print').matches)
  useEffect(() => {
    const query = matchMedia('print')
    const onChange = () => setPrinting(query.matches)
    query.addEventListener('change', onChange)
    return () => query.removeEventListener('change', onChange)
  }, [])
  return printing
}
