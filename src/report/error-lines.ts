/** Errors while somebody writes: three lines each, which no line break of ours makes longer. */
import pc from 'picocolors'
import { printable } from '../errors.ts'
import type { Result } from '../result.ts'
import { counted } from './numbers.ts'
import type { TextOptions } from './text.ts'

/** Which designs, what, and where; an error that several designs of a spec share is said once. '' where there is none. */
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
