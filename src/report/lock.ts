/** What differs from the lock, design by design, and the command that accepts it. */
import pc from 'picocolors'
import type { Compared, Difference } from '../result.ts'
import { counted } from './numbers.ts'
import { type TextOptions, wrap } from './text.ts'

/** '' where nothing differs. `file`: the lock's name. */
export function renderLock({ weaker, unlocked }: Compared, file: string, options: TextOptions): string {
  const colors = pc.createColors(options.color)
  const paragraphs: string[] = []
  for (const of of byDesign(weaker)) {
    const [{ spec, design, since }] = of as [Difference]
    const day = since === undefined || since === '' ? '' : ` (locked on ${since})`
    paragraphs.push(
      [
        ...wrap(`${spec} · ${design} · not as in ${file}${day}`, options.width, '✗ ').map((line) =>
          colors.bold(colors.red(line)),
        ),
        ...of.flatMap((difference) => wrap(said(difference), options.width, '  - ')),
        ...wrap(`If this is meant, accept it: ${accept(spec, design)}`, options.width, '  '),
      ].join('\n'),
    )
  }
  if (unlocked.length > 0) {
    const designs = byDesign(unlocked)
    const names = designs.map(([first]) => `${first?.spec} · ${first?.design}`).slice(0, 3)
    const more = designs.length > 3 ? `, and ${counted(designs.length - 3, 'more design')}` : ''
    const text = `${file} does not hold all of ${names.join(', ')}${more} yet: ${said(unlocked[0] as Difference)}. allways check --update locks what is new.`
    paragraphs.push(wrap(text, options.width, '! ').map(colors.yellow).join('\n'))
  }
  return paragraphs.join('\n\n')
}

function byDesign(differences: readonly Difference[]): Difference[][] {
  const found = new Map<string, Difference[]>()
  for (const difference of differences) {
    const key = `${difference.spec}\n${difference.design}`
    found.set(key, [...(found.get(key) ?? []), difference])
  }
  return [...found.values()]
}

const said = ({ property, message }: Difference) => (property === undefined ? message : `'${property}': ${message}`)

/** A command that a shell takes as it stands. */
const accept = (_spec: string, design: string) => `allways check --design ${quoted(design)} --update`
const quoted = (text: string) => (/^[\w-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`)
