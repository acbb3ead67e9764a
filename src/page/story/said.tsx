/** A sentence whose code, in backticks, is shown as code. */
import { stretchesOf } from '../../report/words/code.ts'

export function Said({ text }: { readonly text: string }) {
  return <>{stretchesOf(text).map(({ text, isCode }, i) => (isCode ? <code key={i}>{text}</code> : text))}</>
}
