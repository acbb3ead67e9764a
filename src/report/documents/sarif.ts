/**
 * Unexpected results as SARIF 2.1.0. Each property is a rule. Each design that breaks it is a result at the line of the
 * property. The counterexample is a code flow with one location for each step.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */

import type { CodeFlow, Location, Log, ReportingDescriptor, Result as SarifResult } from 'sarif'
import { printableLines } from '../../errors.ts'
import { own } from '../../plain.ts'
import type { Finding, PropertyResult, Result, Trace, TraceStep } from '../../result.ts'
import { limitWords } from '../terminal/cells.ts'
import { saidOf } from '../terminal/findings.ts'
import { errorsOf, type ToLock } from '../terminal/lock.ts'
import { openingOf } from '../terminal/story.ts'
import { countsStory } from '../words/counts.ts'
import { changesOf, deed, variables } from '../words/data.ts'
import { readable } from '../words/maps.ts'
import type { Tool } from './json.ts'

export function toSarif(results: readonly Result[], tool: Tool, lock?: ToLock, findings: readonly Finding[] = []): Log {
  const rules = new Map<string, ReportingDescriptor>()
  const ruleOf = (id: string, text: string) => {
    if (!rules.has(id)) rules.set(id, { id, shortDescription: { text: printableLines(text) } })
    return { ruleId: id, ruleIndex: [...rules.keys()].indexOf(id) }
  }
  const found = results.flatMap((result): SarifResult[] => [
    ...(result.error === undefined
      ? []
      : [
          {
            ...ruleOf('allways/error', 'A model can be checked'),
            level: 'error' as const,
            message: { text: printableLines(`${result.design}: ${result.error.message}`) },
            locations: [locationOf(result, result.error)],
            partialFingerprints: fingerprint(result, `error ${result.error.code}`),
          },
        ]),
    ...(result.counts === undefined
      ? []
      : [
          {
            ...ruleOf('allways/counts', 'A design has as many states and transitions as it declares'),
            level: 'error' as const,
            message: { text: printableLines(`${result.design}: ${countsStory(result)}`) },
            locations: [locationOf(result, undefined)],
            partialFingerprints: fingerprint(result, 'counts'),
          },
        ]),
    ...result.properties
      .filter(({ ok }) => !ok)
      .map((property) => ({
        ...ruleOf(`${result.spec}/${property.name}`, property.name),
        ...about(result, property),
      })),
  ])
  const weaker = errorsOf(lock).map((difference): SarifResult => {
    const result = results.find(({ spec, design }) => spec === difference.spec && design === difference.design)
    const of = difference.property === undefined ? '' : `'${difference.property}': `
    return {
      ...ruleOf('allways/lock', 'A design matches the lock'),
      level: 'error',
      message: {
        text: printableLines(`${difference.design}: ${of}${difference.message} (differs from ${lock?.file})`),
      },
      locations: [
        locationOf(result ?? { file: lock?.file ?? '' }, result?.places?.properties[difference.property ?? '']),
      ],
      partialFingerprints: fingerprint(difference, `lock ${difference.property ?? ''} ${difference.message}`),
    }
  })
  const texts = findings.map(
    (finding): SarifResult => ({
      ...(finding.level === 'error'
        ? ruleOf('allways/types', 'A spec has no type errors')
        : ruleOf('allways/text', 'A comparison can be true')),
      level: finding.level,
      message: { text: printableLines(saidOf(finding, finding.message)) },
      locations: [locationOf(finding, finding)],
      partialFingerprints: { 'allways/v1': [finding.file, finding.code, finding.message].join(' / ') },
    }),
  )
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, semanticVersion: tool.version, rules: [...rules.values()] } },
        columnKind: 'utf16CodeUnits',
        results: [...found, ...weaker, ...texts],
      },
    ],
  }
}

function about(result: Result, property: PropertyResult): Omit<SarifResult, 'ruleId'> {
  const trace = property.counterexample ?? property.witness
  const unknown = property.verdict === 'unknown'
  const why = result.limit === undefined ? 'the search ended early' : `the search hit the ${limitWords(result.limit)}`
  const text = unknown ? `'${property.name}' is not decided: ${why}` : openingOf(result, property).replace(/:$/, '.')
  const place = own(result.places?.properties, property.name)
  return {
    level: unknown ? 'warning' : 'error',
    kind: unknown ? 'open' : 'fail',
    message: { text: printableLines(`${result.design}: ${text}`) },
    locations: [locationOf(result, place)],
    partialFingerprints: fingerprint(result, property.name),
    ...(trace === undefined ? {} : { codeFlows: [flowOf(result, trace)] }),
    properties: { design: result.design, params: result.params, digest: result.digest },
  }
}

function flowOf(result: Result, found: Trace): CodeFlow {
  const trace = readable(found)
  const at = (step: TraceStep) =>
    own(result.places?.actions, step.process === undefined ? step.name : `${step.process} ${step.name}`)
  const told = (text: string, location: Location, state: TraceStep['state']) => ({
    location: { ...location, message: { text: printableLines(text) } },
    state: Object.fromEntries(
      variables(state).map((each) => {
        const colon = each.indexOf(': ')
        return [each.slice(0, colon), { text: printableLines(each.slice(colon + 2)) }]
      }),
    ),
  })
  return {
    threadFlows: [
      {
        locations: [
          told('the initial state', locationOf(result, undefined), trace.initial.state),
          ...trace.steps.map((step) =>
            told(`${deed(step)}: ${changesOf(step, trace).join(', ')}`, locationOf(result, at(step)), step.state),
          ),
        ],
      },
    ],
  }
}

/** The place, or line 1 of the given file if no place is known. */
function locationOf(
  { file }: Pick<Result, 'file'>,
  place: { readonly file?: string; readonly line?: number } | undefined,
): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(place?.file ?? file), uriBaseId: '%SRCROOT%' },
      region: { startLine: place?.line ?? 1 },
    },
  }
}

/** Replaces lone surrogates: `encodeURI` throws on them. */
const uriOf = (file: string) => encodeURI(file.replace(/\p{Cs}/gu, '\ufffd'))

/** The fingerprint consists of names only, so it stays the same if the finding moves in its file. */
function fingerprint({ spec, design }: Pick<Result, 'spec' | 'design'>, what: string): { [name: string]: string } {
  return { 'allways/v1': [spec, design, what].join(' / ') }
}
