/** The differences from the lock, design by design, and the command that accepts them. */
import pc from 'picocolors'
import type { Compared, Difference } from '../../result.ts'
import { type TextOptions, tied, unbroken, wrap } from '../words/text.ts'

/** `file`: the path of the lock. `strict`: what is not locked is also an error. CI sets this. */
export interface ToLock extends Compared {
  readonly file: string
  readonly strict?: boolean
  /** The files and options to repeat in the next check, with a space before each. */
  readonly again?: string
  /** The designs that the user named. Empty for all. */
  readonly designs?: readonly string[]
}

/** The differences that make a run fail. */
export function errorsOf(lock: ToLock | undefined): readonly Difference[] {
  if (lock === undefined) return []
  return lock.strict ? [...lock.weaker, ...lock.unlocked] : lock.weaker
}

/** One paragraph for each design that is weaker, and one for all that is not locked. '' if nothing differs. */
export function renderLock(lock: ToLock, { width, color }: TextOptions): string {
  const { weaker, unlocked, file, strict } = lock
  const colors = pc.createColors(color)
  const wrong = (line: string) => colors.bold(colors.red(line))
  const paragraphs: string[] = []
  for (const of of byDesign(weaker)) {
    const [{ spec, design, since }] = of as [Difference]
    const day = since === undefined || since === '' ? '' : ` (locked on ${since})`
    paragraphs.push(
      [
        ...wrap(`${spec} · ${tied(design)} · differs from ${unbroken(file)}${day}`, width, '✗ ').map(wrong),
        ...of.flatMap((difference) => wrap(said(difference), width, '  - ')),
        ...wrap(`If this is intended, accept it: ${unbroken(accept(lock, of[0]))}`, width, '  '),
      ].join('\n'),
    )
  }
  if (unlocked.length > 0) {
    const why = strict ? ' In CI, anything that is missing from the lock is an error.' : ''
    const text = `${sayUnlocked(unlocked, file).replaceAll(file, unbroken(file))}${why} To lock it: ${unbroken(accept(lock))}`
    paragraphs.push(
      wrap(text, width, strict ? '✗ ' : '! ')
        .map(strict ? wrong : colors.yellow)
        .join('\n'),
    )
  }
  return paragraphs.join('\n\n')
}

/** Says what is missing from the lock: the names of new designs, then what is new in other designs. */
export function sayUnlocked(unlocked: readonly Difference[], file: string): string {
  const isNew = ({ kind }: Difference) => kind === 'design'
  const designs = unlocked.filter(isNew).map(called)
  const others = unlocked.filter((one) => !isNew(one)).map((one) => `${called(one)}: ${said(one)}`)
  return [
    ...(designs.length === 0 ? [] : [`Missing from ${file}: ${listed(designs, ', ', 'design')}.`]),
    ...(others.length === 0 ? [] : [`Beyond ${file}: ${listed(others, '; ', 'difference')}.`]),
  ].join(' ')
}

function listed(texts: readonly string[], between: string, noun: string): string {
  const more = texts.length > 3 ? [`and ${texts.length - 3} more ${noun}${texts.length === 4 ? '' : 's'}`] : []
  return [...texts.slice(0, 3), ...more].join(between)
}

/** The number of designs with such differences. */
export const countErrors = (lock: ToLock | undefined) => byDesign(errorsOf(lock)).length

function byDesign(differences: readonly Difference[]): Difference[][] {
  const found = new Map<string, Difference[]>()
  for (const difference of differences) {
    const key = `${difference.spec}\n${difference.design}`
    found.set(key, [...(found.get(key) ?? []), difference])
  }
  return [...found.values()]
}

const called = ({ spec, design }: Difference) => `${spec} · '${design}'`

const said = ({ property, message }: Difference) => (property === undefined ? message : `'${property}': ${message}`)

/** The shell command that accepts one difference, or all. It does not name a design that no longer exists. */
export function accept({ file, again = lockOption(file), designs = [] }: ToLock, difference?: Difference): string {
  const named = difference === undefined ? designs : difference.kind === 'design' ? [] : [difference.design]
  return `npx allways check${again}${named.map((design) => ` --design ${quoted(design)}`).join('')} --update`
}

const lockOption = (file: string) => (file === 'allways.lock.json' ? '' : ` --lock ${quoted(file)}`)

/** A word, in quotes if a shell needs them or if the word begins like an option. */
export const quoted = (text: string) => (/^[\w.][\w./-]*$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`)
