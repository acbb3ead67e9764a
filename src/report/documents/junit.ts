/** Results for a build server, as JUnit XML in the dialect of Jenkins: one suite per design, one case per property. */
import { printable, printableLines } from '../../errors.ts'
import { type Finding, isJudged, type PropertyResult, type Result, type Unchanged } from '../../result.ts'
import { whyOpen } from '../terminal/cells.ts'
import { placeOf } from '../terminal/findings.ts'
import { openingOf, propertyStory } from '../terminal/story.ts'
import { countsStory, sayCounts } from '../words/counts.ts'
import { counted } from '../words/numbers.ts'
import { sayUnchangedDesign } from '../words/unchanged.ts'

const plain = { width: 100, color: false }

/**
 * The document of a check. An unknown property is skipped, with the reason. A design that the run left out is skipped,
 * too: it has one case, because its properties were not checked. Each time is in seconds and that of a design.
 */
export function toJunit(
  results: readonly Result[],
  unchanged?: Unchanged,
  findings: readonly Finding[] = [],
): Promise<string> {
  const leftOut = unchanged === undefined ? [] : unchanged.designs.map((design) => skippedSuite(design, unchanged))
  const files = [...new Set(findings.map(({ file }) => file))]
  const texts = files.map((file) =>
    textSuite(
      file,
      findings.filter((one) => one.file === file),
    ),
  )
  return documentOf([...results.map(suite), ...leftOut, ...texts.filter((one) => one['@tests'] > 0)])
}

/** A suite, with its counts. */
interface Suite {
  readonly '@tests': number
  readonly '@failures': number
  readonly '@errors': number
  readonly '@time': number
}

/** The whole document. */
export async function documentOf(suites: readonly Suite[]): Promise<string> {
  // loaded here, because a run that writes no such file starts faster without it
  const { default: XMLBuilder } = await import('fast-xml-builder')
  const sum = (what: '@tests' | '@failures' | '@errors' | '@time') =>
    suites.reduce((total, each) => total + each[what], 0)
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  })
  const document = {
    testsuites: {
      '@name': 'allways',
      '@tests': sum('@tests'),
      '@failures': sum('@failures'),
      '@errors': sum('@errors'),
      '@time': rounded(sum('@time')),
      testsuite: suites,
    },
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`
}

function suite(result: Result) {
  const { spec, design, properties, counts, error, seconds } = result
  const failed = properties.filter((property) => !property.ok && property.verdict !== 'unknown').length
  return {
    '@name': printable(`${spec} · ${design}`),
    '@tests': properties.length + (counts === undefined ? 0 : 1) + (error === undefined ? 0 : 1),
    '@failures': failed + (counts === undefined ? 0 : 1),
    '@errors': error === undefined ? 0 : 1,
    '@skipped': properties.filter((one) => one.verdict === 'unknown' || !isJudged(one)).length,
    '@time': rounded(seconds),
    testcase: [
      ...properties.map((property) => ({
        '@classname': printable(`${spec}.${design}`),
        '@name': printable(property.name),
        ...outcome(result, property),
      })),
      ...(counts === undefined
        ? []
        : [
            {
              '@classname': printable(`${spec}.${design}`),
              '@name': 'counts',
              failure: {
                '@type': 'counts',
                '@message': printable(sayCounts(result)),
                '#text': printableLines(countsStory(result)),
              },
            },
          ]),
      ...(error === undefined
        ? []
        : [
            {
              '@classname': printable(`${spec}.${design}`),
              '@name': 'the model',
              error: {
                '@type': printable(error.code),
                '@message': clean(error.message),
                '#text': clean(placed(error)),
              },
            },
          ]),
    ],
  }
}

function skippedSuite({ spec, design }: Unchanged['designs'][number], unchanged: Unchanged) {
  return {
    '@name': printable(`${spec} · ${design}`),
    '@tests': 1,
    '@failures': 0,
    '@errors': 0,
    '@skipped': 1,
    '@time': 0,
    testcase: {
      '@classname': printable(`${spec}.${design}`),
      '@name': 'the design',
      skipped: clean(sayUnchangedDesign(unchanged)),
    },
  }
}

/** One case for each error in the text of a file. Warnings are left out: a build server would count them as tests. */
function textSuite(file: string, findings: readonly Finding[]) {
  const errors = findings.filter(({ level }) => level === 'error')
  return {
    '@name': printable(file),
    '@tests': errors.length,
    '@failures': 0,
    '@errors': errors.length,
    '@skipped': 0,
    '@time': 0,
    testcase: errors.map((finding) => ({
      '@classname': printable(file),
      '@name': printable(`${finding.code} at ${placeOf(finding)}`),
      error: { '@type': finding.code, '@message': clean(finding.message), '#text': clean(`at ${placeOf(finding)}`) },
    })),
  }
}

function outcome(result: Result, property: PropertyResult): object {
  if (property.verdict === 'unknown') {
    return { skipped: clean(`not decided: ${whyOpen(result)} after ${counted(result.states, 'state')}`) }
  }
  if (!isJudged(property))
    return { skipped: clean(`${property.verdict}, at a size that differs from the design's own`) }
  if (property.ok) return {}
  const text = clean(propertyStory(result, property, plain))
  return { failure: { '@type': property.verdict, '@message': clean(openingOf(result, property)), '#text': text } }
}

const placed = ({ file, line }: { readonly file?: string; readonly line?: number }) =>
  file === undefined ? '' : `at ${file}${line === undefined ? '' : `:${line}`}`

/** Keeps line breaks, and replaces characters that XML 1.0 does not allow. */
const clean = printableLines

export const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000
