/** The bits that each variable of a design takes in a packed state. */
import pc from 'picocolors'
import type { BitField, Result } from '../../result.ts'
import { code } from '../words/code.ts'
import { counted } from '../words/numbers.ts'
import { columnsOf, padded, type TextOptions, wrap } from '../words/text.ts'

/** Lists the variables, those with the most bits first, then bounds wider than the values seen. '' without figures. */
export function renderBits({ spec, design, bits: found }: Result, options: TextOptions): string {
  if (found === undefined) return ''
  const { bits, words, states, fields } = found
  const colors = pc.createColors(options.color)
  const nameWidth = Math.min(40, Math.max(0, ...fields.map(({ path }) => columnsOf(path))))
  const rows = fields.flatMap((field) => {
    const head = `  ${String(field.bits).padStart(5)}  ${padded(field.path, nameWidth)}  `
    return wrap(field.bounds, options.width, head, ' '.repeat(columnsOf(head)))
  })
  const advice = fields.filter(({ saves = 0 }) => saves > 0).sort((a, b) => (b.saves ?? 0) - (a.saves ?? 0))
  return [
    ...wrap(
      `${spec} · ${design}: ${counted(bits, 'bit')} of ${words * 32}, in ${counted(words, 'word')}`,
      options.width,
    ).map(colors.bold),
    ...rows,
    ...advice.flatMap((field) => wrap(narrower(field, states), options.width, '  → ', '    ')),
  ].join('\n')
}

function narrower({ path, bounds, from, to, saves = 0 }: BitField, states: number): string {
  const isCapacity = bounds.startsWith('queue') || bounds.startsWith('bag')
  const seen = isCapacity ? `holds at most ${counted(to ?? 0, 'element')}` : `stays within ${from}..${to}`
  const bound = isCapacity ? 'this capacity' : 'these bounds'
  return `${code(path)} (${bounds}) ${seen} in ${counted(states, 'state')}; ${bound} would save ${counted(saves, 'bit')}`
}
