/**
 * Writes the types of the package into dist/: one file for each entry point. TypeScript first emits the declarations of
 * all of src/. This file then follows the names from the exports of each entry point, and writes every declaration that
 * they reach and nothing else. Members marked `@internal` are left out.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Each entry point of the package, and its file in src/. */
export const entries = {
  index: 'index',
  check: 'adapters/check',
  conform: 'adapters/conform',
  'fast-check': 'adapters/fast-check',
  vitest: 'adapters/vitest',
  recorder: 'adapters/recorder',
}

/** The packages that the types of the entry point of the same name may import: whoever uses it has installed them. */
const peers = ['fast-check']

/** Compiles src/. Returns a function from a file of it, without ending, to its declarations. */
export function emitted() {
  const folder = mkdtempSync(join(tmpdir(), 'allways-types-'))
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', folder]
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    const texts = new Map()
    const read = (file) => {
      if (!texts.has(file)) texts.set(file, readFileSync(join(folder, `${file}.d.ts`), 'utf8'))
      return texts.get(file)
    }
    // read all that is needed before the folder is removed
    for (const entry of Object.values(entries)) reached(entry, read)
    return read
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The declarations that the exports of `entry` reach, transitively. `exported` says how the entry point exports a
 * declaration: as a value, as a type only, or not at all. @throws Error if the result would not be self-contained
 */
export function reached(entry, read) {
  const modules = new Map()
  const moduleOf = (file) => {
    if (!modules.has(file)) modules.set(file, parsed(file, read(file)))
    return modules.get(file)
  }
  const found = new Map()
  const visit = (file, name) => {
    const module = moduleOf(file)
    const texts = module.declared.get(name)
    if (texts === undefined) {
      const from = module.imported.get(name) ?? module.passed.get(name)
      if (from === undefined) throw new Error(`${file} declares no '${name}'`)
      if (from.package === undefined) return visit(from.file, name)
      if (!peers.includes(from.package) || !entry.endsWith(from.package)) {
        throw new Error(`${file} needs '${name}' of the package ${from.package}`)
      }
      const declaration = { name, file: from.package, text: '', exported: undefined, package: from.package }
      found.set(name, declaration)
      return declaration
    }
    const other = found.get(name)
    if (other?.file === file) return other
    if (other !== undefined) throw new Error(`'${name}' is declared in ${other.file} and in ${file}: rename one`)
    const declaration = { name, file, text: texts.join('\n'), exported: undefined }
    found.set(name, declaration)
    for (const used of namesIn(declaration.text)) {
      if (used !== name && (module.declared.has(used) || module.imported.has(used))) visit(file, used)
    }
    return declaration
  }
  const { declared, passed } = moduleOf(entry)
  for (const name of [...passed.keys(), ...[...declared.keys()].filter((name) => declared.get(name).isExported)]) {
    visit(entry, name).exported = passed.get(name)?.isType ? 'type' : 'value'
  }
  return [...found.values()]
}

/** The text of a file with these declarations: a comment about the whole, the exported ones, and then the others. */
export function declarationFile(header, all) {
  const declarations = all.filter((one) => one.package === undefined)
  const imports = peers.flatMap((name) => {
    const names = all.filter((one) => one.package === name).map((one) => one.name)
    return names.length === 0 ? [] : [`import type { ${names.sort().join(', ')} } from '${name}';`]
  })
  const isDeclared = ({ text }) => /^(?:\/\*[\s\S]*?\*\/\s*)?declare /.test(text)
  // a class that is exported as a type only is no value
  const apart = declarations.filter((one) => one.exported === 'type' && isDeclared(one))
  const shown = ({ text, exported }, i) => {
    const isPublic = exported !== undefined && !apart.includes(declarations[i])
    return isPublic ? text.replace(/^(?=(?:declare|interface|type|abstract) )/gm, 'export ') : text
  }
  const sections = [
    header,
    ...imports,
    ...declarations.map(shown).filter((_, i) => declarations[i].exported !== undefined),
    ...declarations.map(shown).filter((_, i) => declarations[i].exported === undefined),
    apart.length === 0 ? 'export {};' : `export type { ${apart.map(({ name }) => name).join(', ')} };`,
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

/** A comment, a text, a word, white space, or one other character. A template is one token: it may contain types. */
const token =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|[A-Za-z_$][\w$]*|\s+|[\s\S]/g

/** The top-level statements, each with the comment right before it. */
function statementsIn(text) {
  const statements = []
  let [comment, statement, depth] = ['', '', 0]
  const end = () => {
    statements.push({ comment, text: statement })
    comment = statement = ''
  }
  for (const [part] of text.matchAll(token)) {
    if (statement === '' && part.trim() === '') continue
    if (statement === '' && part.startsWith('/')) {
      comment = part
      continue
    }
    statement += part
    if (/^[{([]$/.test(part)) depth++
    if (/^[})\]]$/.test(part)) depth--
    const hasBody = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|class) /.test(statement)
    if (depth === 0 && (part === ';' || (part === '}' && hasBody))) end()
  }
  if (statement !== '') throw new Error(`a statement has no end: ${statement.slice(0, 80)}`)
  return statements
}

/** The declarations and imports of a file. `passed`: what it exports from other files, or from its own imports. */
function parsed(file, whole) {
  const [declared, imported, passed] = [new Map(), new Map(), new Map()]
  for (const { comment, text } of statementsIn(whole)) {
    const [, kind, isType, names, from] =
      /^(import|export) (type )?\{([^}]*)\}(?: from ['"]([^'"]+)['"])?;$/.exec(text) ?? []
    if (kind !== undefined) {
      for (const one of names.split(',').map((name) => name.trim())) {
        if (one === '') continue
        const name = one.replace(/^type /, '')
        if (name.includes(' ')) throw new Error(`${file}: '${one}': types cannot be renamed`)
        const target = { ...at(file, from), isType: isType !== undefined || name !== one }
        ;(kind === 'import' ? imported : passed).set(name, target)
      }
      continue
    }
    if (/^import ['"]/.test(text)) continue
    const [, isExported, name] =
      /^(export )?(?:declare )?(?:abstract )?(?:interface|class|type|function|const) ([\w$]+)/.exec(text) ?? []
    if (name === undefined) throw new Error(`${file}: unknown kind of declaration: ${text.slice(0, 80)}`)
    const texts = declared.get(name) ?? []
    texts.push(`${comment === '' ? '' : `${comment}\n`}${text.replace(/^export /, '')}`)
    texts.isExported = isExported !== undefined
    declared.set(name, texts)
  }
  return { declared, imported, passed }
}

/** The place that an import names: a file of src/, or a package. Without `from`, it is the file itself. */
function at(file, from) {
  if (from === undefined) return { file }
  return from.startsWith('.') ? { file: posix.join(dirname(file), from).replace(/\.[jt]sx?$/, '') } : { package: from }
}

/** The words of a declaration that may be names of types. A word before a colon is the name of a member. */
function namesIn(text) {
  const words = new Set()
  let last = ''
  for (const match of text.matchAll(token)) {
    const [part] = match
    const rest = text.slice(match.index + part.length, match.index + part.length + 2)
    if (part.startsWith('`')) {
      for (const [, inner] of part.matchAll(/\$\{([^}]*)\}/g)) for (const name of namesIn(inner)) words.add(name)
    } else if (/^[A-Za-z_$]/.test(part) && last !== '.' && !/^\??:/.test(rest)) words.add(part)
    if (part === 'import' && rest.startsWith('(')) throw new Error(`a type is not imported by name: ${text}`)
    if (part.trim() !== '' && !part.startsWith('/')) last = part
  }
  return words
}

/** The comment at the start of a source file, which TypeScript leaves out if imports follow it. */
export function headerOf(entry) {
  const [header = ''] = /^\/\*\*[\s\S]*?\*\//.exec(readFileSync(join(root, 'src', `${entry}.ts`), 'utf8')) ?? []
  return header
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = emitted()
  const dist = join(root, 'dist')
  mkdirSync(dist, { recursive: true })
  // earlier builds wrote the types of all of src/ there
  rmSync(join(dist, 'types'), { recursive: true, force: true })
  for (const [name, entry] of Object.entries(entries)) {
    writeFileSync(join(dist, `${name}.d.ts`), declarationFile(headerOf(entry), reached(entry, read)))
  }
}
