/**
 * Specialises a function from its own source text. The function makes the loops of a table, for any shape of rows. The
 * specialised function makes the same loops for one shape, and the optimiser does far better with them.
 *
 * The function follows four conventions:
 * - Its first parameter is a pattern of constants. Their values take the place of their names, everywhere in the text.
 *   V8 then leaves out branches on booleans, and the parts of a row are at fixed distances.
 * - A loop whose variable is called `word` runs over words of a row. Its bounds are numbers and constants, its body is a
 *   block without `break` and `continue` of its own. It is unrolled.
 * - A variable or parameter called `row` is the words of a row. It becomes one variable for each word, so `words` must
 *   be one of the constants. The index of `row` is a number, a constant or `word`. A new row is `const row: Row = []`.
 * - The function uses nothing from outside except what JavaScript itself provides.
 *
 * A bundler may add digits to any of these names, and may print the text in its own way.
 */

/** The words of a row, in a function that is specialised. */
export type Row = number[]

export type Constants = Readonly<Record<string, number | boolean>> & { readonly words: number }

/** `make` with `constants`, called with them. */
export function specialise<C extends Constants, Made>(make: (constants: C) => Made, constants: C): Made {
  return new Function(`'use strict';return ${specialised(make, constants)}`)()(constants) as Made
}

/** The text of `make` with `constants`. */
export function specialised<C extends Constants>(make: (constants: C) => unknown, constants: C): string {
  const text = String(make).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
  const [, names = '', body = ''] = /^function \w+\(\{([^}]*)\}[^)]*\)[^{]*([\s\S]*)$/.exec(text) ?? []
  const values = new Map<string, string>()
  for (const [, name = '', local = name] of names.matchAll(/(\w+)(?:\s*:\s*(\w+))?/g)) {
    values.set(local, String(constants[name]))
  }
  const constant = new RegExp(`(\\.?)\\b(${[...values.keys()].join('|')})\\b`, 'g')
  const withValues = body.replace(constant, (found, dot, name) => (dot === '' ? (values.get(name) as string) : found))
  return `function()${asVariables(unrolled(withValues), constants.words)}`
}

function unrolled(text: string): string {
  const loop = /for ?\(let (word\d*) ?= ?(\d+); ?\1 ?< ?(\d+); ?\1\+\+\) ?\{/g
  let result = ''
  let from = 0
  for (let found = loop.exec(text); found !== null; found = loop.exec(text)) {
    const [, name = '', first, beyond] = found
    const end = endOf(text, loop.lastIndex)
    const body = text.slice(loop.lastIndex - 1, end)
    result += text.slice(from, found.index)
    for (let word = Number(first); word < Number(beyond); word++) result += body.replaceAll(name, String(word))
    from = end
    loop.lastIndex = end
  }
  return result + text.slice(from)
}

/** Where the block ends that began just before `from`. */
function endOf(text: string, from: number): number {
  let end = text.indexOf('}', from) + 1
  for (let inner = text.indexOf('{', from); inner >= 0 && inner < end; inner = text.indexOf('{', inner + 1)) {
    end = text.indexOf('}', end) + 1
  }
  return end
}

function asVariables(text: string, words: number): string {
  const all = (name: string) => Array.from({ length: words }, (_, word) => `${name}$${word}`).join()
  return text.replace(
    /const (row\d*) ?= ?\[\]|(?:\.\.\.)?\b(row\d*)\b(?:\[(\d+)\])?/g,
    (_, made?: string, name?: string, word?: string) =>
      made !== undefined ? `let ${all(made)}` : word !== undefined ? `${name}$${word}` : all(name as string),
  )
}
