/** `--reporter NAME[=FILE]`: the form of a report, and the file for it. */
import { type Command, InvalidArgumentError } from 'commander'
import { show } from '../../errors.ts'

export interface Reporter {
  readonly name: (typeof names)[number]
  readonly file?: string
}

const names = ['default', 'dot', 'json', 'junit', 'sarif', 'github', 'html', 'blob', 'lcov'] as const
/** These reporters write only to files. */
const toFiles: readonly string[] = ['junit', 'sarif', 'html', 'blob', 'lcov']

/** For completion in shells. */
export const reporterNames = names.map((name) => ({ name, toFile: toFiles.includes(name) }))

const examples: { readonly [name: string]: string } = {
  html: 'verdicts.html',
  junit: 'junit.xml',
  blob: '1.blob.json',
  lcov: 'lcov.info',
}

/** `fit`: the reporters that the command supports. */
export function addReporterOption(command: Command, fit: readonly Reporter['name'][] = names): Command {
  return command
    .option('--json', 'one JSON document on standard output, as by --reporter json', false)
    .option(
      '--reporter <name[=file]>',
      `${fit.join(', ')}, to a file where one is named (may be repeated)`,
      (text: string, known: readonly Reporter[]) => addReporter(text, known, fit),
      [],
    )
}

export function addReporter(
  text: string,
  known: readonly Reporter[],
  fit: readonly Reporter['name'][] = names,
): readonly Reporter[] {
  const [, word, file] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
  const name = fit.find((reporter) => reporter === word)
  if (name === undefined) {
    throw new InvalidArgumentError(`Expected ${fit.slice(0, -1).join(', ')} or ${fit.at(-1)}, found ${show(word)}.`)
  }
  if (file === '' || (file === undefined && toFiles.includes(name))) {
    throw new InvalidArgumentError(`Name a file behind it, as in ${name}=${examples[name] ?? 'results.txt'}.`)
  }
  return [...known, { name, ...(file === undefined ? {} : { file }) }]
}
