/** Errors for somebody who edits a spec: three lines each. They are never wrapped. */
import pc from 'picocolors'
import { printable } from '../../errors.ts'
import type { Result } from '../../result.ts'
import { counted } from '../words/numbers.ts'
import type { TextOptions } from '../words/text.ts'

/** The designs, message and place of each error. Designs of a spec with an equal error share an entry. '' if none. */
export function errorLines(results: readonly Result[], { color }: Pick<TextOptions, 'color'>): string {
  const shared = new Map<string, Result[]>()
  for (const result of results) {
    const { spec, error } = result
    if (error === undefined) continue
    const key = JSON.stringify([spec, error.code, error.message, error.file, error.line])
    shared.set(key, [...(shared.get(key) ?? []), result])
  }
  const colors = pc.createColors(color)
  return [...shared.values()]
    .map((alike) => {
      const [{ spec, file, error }] = alike as [Result]
      const { code, message, line, file: at = file, step, trace } = error as NonNullable<Result['error']>
      const designs = alike.map(({ design }) => design).join(', ')
      const where = `at ${at}${line === undefined ? '' : `:${line}`}`
      const when = step === undefined ? '' : `, in ${step}, after ${counted(trace?.steps.length ?? 0, 'step')}`
      return [
        colors.bold(colors.red(`✗ ${printable(`${spec} · ${designs} · error: ${code}`)}`)),
        `  ${printable(message.replace(/\s+/g, ' '))}`,
        `  ${printable(where + when)}`,
      ].join('\n')
    })
    .join('\n\n')
}
