/** What differs from the lock, design by design, and the command that accepts it. */
import pc from 'picocolors'
import type { Compared, Difference } from '../result.ts'
import { type TextOptions, tied, unbroken, wrap } from './text.ts'

/** `file`: the lock's name. `strict`: what is not locked is an error, too, as it is in CI. */
export interface ToLock extends Compared {
  readonly file: string
  readonly strict?: boolean
  /** The files and options that a check has to be given again, with a space before each. */
  readonly again?: string
  /** The designs that were named; all if there are none. */
  readonly designs?: readonly string[]
}

/** The differences that a run must not have. */
export function errorsOf(lock: ToLock | undefined): readonly Difference[] {
  if (lock === undefined) return []
  return lock.strict ? [...lock.weaker, ...lock.unlocked] : lock.weaker
}

/** '' where nothing differs. */
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
        ...wrap(`${spec} · ${tied(design)} · not as in ${unbroken(file)}${day}`, width, '✗ ').map(wrong),
        ...of.flatMap((difference) => wrap(said(difference), width, '  - ')),
        ...wrap(`If this is meant, accept it: ${unbroken(accept(lock, of[0]))}`, width, '  '),
      ].join('\n'),
    )
  }
  if (unlocked.length > 0) {
    const why = strict ? ' Where CI is set nothing may be unlocked, so this is an error.' : ''
    const text = `${sayUnlocked(unlocked, file).replaceAll(file, unbroken(file))}${why} ${unbroken(accept(lock))} locks what is new.`
    paragraphs.push(
      wrap(text, width, strict ? '✗ ' : '! ')
        .map(strict ? wrong : colors.yellow)
        .join('\n'),
    )
  }
  return paragraphs.join('\n\n')
}

/** What there is more of than the lock has: new designs by their names, then what has come to others. */
export function sayUnlocked(unlocked: readonly Difference[], file: string): string {
  const isNew = ({ kind }: Difference) => kind === 'design'
  const designs = unlocked.filter(isNew).map(called)
  const others = unlocked.filter((one) => !isNew(one)).map((one) => `${called(one)}: ${said(one)}`)
  return [
    ...(designs.length === 0 ? [] : [`Not in ${file}: ${listed(designs, ', ', 'design')}.`]),
    ...(others.length === 0 ? [] : [`More than in ${file}: ${listed(others, '; ', 'difference')}.`]),
  ].join(' ')
}

function listed(texts: readonly string[], between: string, noun: string): string {
  const more = texts.length > 3 ? [`and ${texts.length - 3} more ${noun}${texts.length === 4 ? '' : 's'}`] : []
  return [...texts.slice(0, 3), ...more].join(between)
}

/** How many designs have those. */
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

/** A command that a shell takes as it stands: for one difference, or for all. A design that is gone cannot be named. */
export function accept({ file, again = lockOption(file), designs = [] }: ToLock, difference?: Difference): string {
  const named = difference === undefined ? designs : difference.kind === 'design' ? [] : [difference.design]
  return `npx allways check${again}${named.map((design) => ` --design ${quoted(design)}`).join('')} --update`
}

const lockOption = (file: string) => (file === 'allways.lock.json' ? '' : ` --lock ${quoted(file)}`)

/** A word as a shell takes it; one that looks like an option would be read as one. */
export const quoted = (text: string) => (/^[\w.][\w./-]*$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`)
