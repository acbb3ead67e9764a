/**
 * The pieces by which a bundle is rewritten. Each piece keeps the text that it replaces in a comment, so that
 * `runtime/source-text.ts` can restore it. A piece that calls a function declares it at the end of the bundle, so that
 * V8 collects type feedback for each place alone.
 */
import type { Node } from 'acorn'
import { mark } from '../../runtime/source-text.ts'
import { type Edit, edited } from './edits.ts'
import { type Names, namesOf } from './scalars.ts'

// biome-ignore lint/suspicious/noExplicitAny: the type of a node says what its fields are
type Any = any

export class Pieces {
  readonly code: string
  readonly names: Names
  readonly #edits: Edit[] = []
  readonly #sites: string[] = []

  constructor(code: string, program: Node) {
    this.code = code
    this.names = namesOf(program)
  }

  /** The rewritten code, with `shared` functions at its end; and its places in the bundle. */
  result(shared: readonly string[]): { code: string; original(offset: number): number | undefined } {
    if (this.#edits.length === 0) return { code: this.code, original: (offset) => offset }
    const { code, original } = edited(this.code, this.#edits)
    return {
      code: `${code}\n${[...shared, ...this.#sites].join('\n')}`,
      original: (offset) => (offset < code.length ? original(offset) : undefined),
    }
  }

  /** Declares the function for one place in the code. In `text`, `@` is its name and `$` is `runtime/composite.ts`. */
  site(text: string): string {
    const name = `${mark}${this.#sites.length}`
    this.#sites.push(text.replaceAll('@', name).replaceAll('$', mark))
    return name
  }
  /** Replaces `length` characters of the code by the beginning of a call of `name`. */
  open(at: number, name: string, length = 0, first = ''): undefined {
    this.#put(at, length, `${name}(${first}`)
  }
  comma(at: number, length: number): undefined {
    this.#put(at, length, ',')
  }
  close(at: number, length = 0): undefined {
    this.#put(at, length, ')')
  }
  /** Replaces a whole expression by a call without arguments. */
  instead({ start, end }: Node, body: string): undefined {
    this.open(start, this.site(`function @(){${body}}`), end - start)
    this.close(end)
  }
  /** Puts any text in the place of `length` characters of the code. */
  insert(at: number, text: string, length = 0): undefined {
    this.#put(at, length, `${text}/*${mark}.*/`, mark)
  }
  #put(at: number, length: number, text: string, long = ''): undefined {
    this.#edits.push({ at, length, text: `/*${mark}${long}${this.code.slice(at, at + length)}*/${text}` })
  }

  /** Whether a node is a global variable with one of these names. */
  isGlobal(node: Any, names: ReadonlySet<string>): boolean {
    return node?.type === 'Identifier' && names.has(node.name) && !this.names.declared.has(node.name)
  }
}
