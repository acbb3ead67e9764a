/** The words of the tool: every text in `src` that a person may read, as it stands in the source. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AnyNode, type Expression, type Node, parse } from 'acorn'
import { transformSync } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The texts of each file of a folder. Varying parts of a text show as `{…}`. Texts of one word and code are left out. */
export function sentencesOf(folder: string): Map<string, string[]> {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
    .sort()
  const found = files.map((file) => [join(folder, file), sentencesIn(join(folder, file))] as const)
  return new Map(found.filter(([, texts]) => texts.length > 0))
}

function sentencesIn(file: string): string[] {
  const loader = file.endsWith('x') ? 'tsx' : 'ts'
  const { code } = transformSync(readFileSync(join(root, file), 'utf8'), { loader, jsx: 'automatic' })
  const found = new Set<string>()
  const visit = (node: AnyNode): void => {
    const text = textOf(node)
    if (text !== undefined && isProse(text)) found.add(text.trim())
    for (const part of text === undefined ? parts(node) : varying(node)) visit(part)
  }
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) as AnyNode)
  return [...found]
}

const parts = (node: Node): AnyNode[] =>
  Object.values(node)
    .flat()
    .filter((part) => typeof part?.type === 'string')

/** The text of a literal, a template, or a sum of them. `undefined` for every other node. */
function textOf(node: AnyNode): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked).join('{…}')
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined
  const [left, right] = [textOf(node.left), textOf(node.right)]
  return left === undefined && right === undefined ? undefined : `${left ?? '{…}'}${right ?? '{…}'}`
}

/** The parts of a text that vary. A text may stand in such a part. */
function varying(node: AnyNode): Expression[] {
  if (node.type === 'TemplateLiteral') return node.expressions
  if (node.type !== 'BinaryExpression') return []
  return [node.left, node.right].flatMap((part) =>
    textOf(part) === undefined ? [part as Expression] : varying(part as AnyNode),
  )
}

const code = [
  /[;{}]\s*$|^\s*[;{}]|=>|&&|\|\||===|\+\+|\+=|<<|>>>|\$\{/m,
  /\b(?:const|let|var|return|function|case|throw) \S+( [=(]|\(|$)/m,
  /^[.#]\w+|^M[\dx. ]|^[\w-]+(?:__[\w-]+)/m,
]

function isProse(text: string): boolean {
  const whole = text.replaceAll('{…}', 'x')
  return /[a-z]{2,}\S* \S*[a-z]/i.test(whole) && !code.some((sign) => sign.test(whole))
}
