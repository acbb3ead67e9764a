/** Words and turns that need two readings: none stands in the documents, in a comment, or in a finished message. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sentencesOf } from './messages/sentences.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const forbidden: readonly RegExp[] = [
  /\bunless said\b/i,
  /\b(?:is|are|was|were|be) told\b(?! apart)/i,
  /\btold of\b/i,
  /\bso many\b/i,
  /\bothers than\b/i,
  /\bis another\b/i,
  // a clause as the subject; a question may begin so
  /(?:^|[.:!] )(?:Who|What) (?![^.]*\?)/,
  /\bWhoever\b/i,
  /\bThat which\b/i,
  /\bfor who\b/i,
  /\bat last\b/i,
  /\bany more\b/i,
  /\bno more (?!than\b)/i,
  /\bas well,/i,
  /\bgives account\b/i,
  /\bbefalls\b/i,
  /\bdoes without\b/i,
  /\bfor ever\b/i,
  // "some time" is a while; "eventually" and "at some point" are what is meant
  /\bsome time\b/i,
  /\bway on\b/i,
]

/** "At once" is "immediately", "together" and "atomically". */
const forbiddenInDocuments: readonly RegExp[] = [...forbidden, /\bat once\b/i]

/** Turns that only messages had. */
const forbiddenInMessages: readonly RegExp[] = [
  ...forbiddenInDocuments,
  /\bis no (?!longer\b)/,
  /: there are \{/,
  /\bnone of which\b/,
  /\bmust be a function of\b/,
  /\bare the most\b/,
  /(?<!even )\bthough\b/,
]

const below = (folder: string, name: RegExp) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => join(folder, file))

/** Code and quotes are not prose. */
const prose = (line: string) => line.replace(/`[^`]*`/g, 'x').replace(/"[^"]*"/g, 'x')

/** The lines of a document that are prose: no code, and no tables, which show what the tool prints. */
function* linesOf(file: string): Generator<readonly [number, string]> {
  let isCode = false
  for (const [i, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    if (/^\s*```/.test(line)) isCode = !isCode
    else if (!isCode && !line.startsWith('|')) yield [i + 1, prose(line)]
  }
}

function* commentsOf(file: string): Generator<readonly [number, string]> {
  for (const [i, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    const comment = /^\s*(?:\/\/|\/?\*+)(.*)/.exec(line)?.[1]
    if (comment !== undefined && !comment.includes('biome-ignore')) yield [i + 1, prose(comment.trim())]
  }
}

function found(file: string, lines: Iterable<readonly [number, string]>, patterns = forbidden): string[] {
  return [...lines].flatMap(([number, line]) =>
    patterns.flatMap((pattern) => {
      const match = pattern.exec(line)
      return match === null ? [] : [`${file}:${number}: '${match[0].trim()}' in: ${line.trim()}`]
    }),
  )
}

describe('plain English', () => {
  const documents = [
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...['docs', 'specs', 'examples'].flatMap((folder) => below(folder, /\.md$/)),
  ]
  it.each(documents)('in %s', (file) => {
    expect(found(file, linesOf(file), forbiddenInDocuments)).toEqual([])
  })

  it.each(['src', 'bench', 'specs', 'examples', 'test'])('in the comments of %s', (folder) => {
    expect(below(folder, /\.tsx?$/).flatMap((file) => found(file, commentsOf(file)))).toEqual([])
  })

  const messages = [...sentencesOf('src')]
  it.each([
    ...['src/engine/', 'src/gate/', 'src/graph/', 'src/language/', 'src/liveness/', 'src/reference/', 'src/run/'],
    ...['src/runtime/', 'src/trace/', 'src/why/', 'src/errors.ts'],
  ])('in the messages of %s', (place) => {
    const own = messages.filter(([file]) => file.startsWith(place))
    expect(own).not.toEqual([])
    const lines = (texts: readonly string[]) => texts.map((text, i) => [i + 1, prose(text)] as const)
    expect(own.flatMap(([file, texts]) => found(file, lines(texts), forbiddenInMessages))).toEqual([])
  })

  it('finds each of them', () => {
    const sentences = [
      ...[
        'It is there unless said.',
        'It is told.',
        'told of it',
        'so many states',
        'others than these',
        'It is another.',
      ],
      ...['It ends. What is left goes.', 'Whoever waits', 'That which is', 'for who wants', 'at last', 'not any more'],
      ...['no more states', 'this as well, and', 'it gives account', 'what befalls', 'it does without'],
      ...['it waits for ever', 'it comes some time', 'no way on'],
    ]
    expect(sentences.map((sentence) => found('', [[0, sentence]]).length > 0)).toEqual(sentences.map(() => true))
    expect(found('', [[0, 'What is a lasso? No more than a loop cannot be told apart.']])).toEqual([])
  })
})
