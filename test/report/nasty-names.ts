/** Names that a screen, a host or a document could take for something else, and results that hold them everywhere. */
import type { Finding, PropertyResult, Result, Trace, TraceStep } from '../../src/result.ts'
import { result } from './fixtures.ts'

export const nasty: readonly string[] = [
  'a\n::set-output name=x::y',
  '::error::at the beginning',
  '##[error]anywhere',
  'a\r\nb',
  'back\rto the start',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;http://x\u0007link\u001b]8;;\u0007',
  '\u009b2J cleared by one character',
  'NUL \u0000 in it',
  'bell \u0007, backspace \b, delete \u007f',
  'turned \u202egnp.exe',
  'isolated \u2067 and not ended',
  'zero\u200bwidth\u2060and\ufeffmarks',
  'zwj a\u200db',
  'soft\u00adhyphen',
  'tag \u{e0041}\u{e0042}',
  'half \ud800 a pair, the other \udc00 half',
  'no character \ufffe \uffff \ufdd0',
  'lines \u2028 and \u2029 paragraphs',
  'tab\tbed',
  '<script>globalThis.ran = true</script>',
  '<img src=x onerror="globalThis.ran = true">',
  '"><svg/onload=globalThis.ran=true>',
  "' onmouseover='globalThis.ran = true",
  '</script><script>globalThis.ran = true</script>',
  '<!-- comment --> ]]> <![CDATA[ x ]]>',
  '&amp; &#60; &lt;',
  'a | b \\| c',
  '`code` ``` fence',
  '[link](javascript:alert) ![img](http://x)',
  '# heading',
  '> quote',
  '- list',
  '1. one',
  '**bold** __bold__ ~~gone~~',
  '$(touch made) `touch made` ; "quoted" \'quoted\'',
  '%0A%0D::add-mask::x',
  '"}]} , {"a": 1',
  '\\u202e \\n \\',
  'label="x"];\n a -> b',
  'wrap: end',
  'constructor',
  '__defineGetter__',
  'toString',
  '',
  ' ',
  'é ⇒ 漢字 🙂 👩‍🚀 می‌خواهم',
  'x'.repeat(400),
]

function traceOf(name: string): Trace {
  const steps: TraceStep[] = ['worker', 'other'].map((process, i) => ({
    ...{ name, kind: 'step' as const, process: `${process} ${name}`, instance: i, actor: `${process} ${name}` },
    ...{ choices: [name], picks: [0], changes: [{ path: name, before: name, after: `${name}${i}` }] },
    state: { [name]: `${name}${i}`, worker: [{ at: name }], plain: [name, { [name]: null }] },
  }))
  return {
    initial: { choices: [name], picks: [0], state: { [name]: name, worker: [{ at: name }], plain: [name, {}] } },
    steps,
    milestones: [{ name, at: 1 }],
    why: {
      parts: [{ text: name, named: true, values: [{ path: name, value: name }], of: name }],
      ...{ flows: [{ path: name, from: 1, to: 2 }], slice: [1, 2], turningPoint: 1 },
      stale: [{ path: name, value: name, read: 1, overwritten: 1, used: 2 }],
      saving: [{ process: name, first: name, second: name, at: [1, 2], states: 2 }],
    },
    fairness: [{ what: name, strong: true, how: 'taken', at: 1 }],
  } as Trace
}

/** A design in which whatever can be named is called so. */
export function resultOf(name: string): Result {
  const violated: PropertyResult = {
    ...{ name, kind: 'invariant', verdict: 'violated', expected: 'holds', ok: false },
    ...{ counterexample: traceOf(name), notes: [name], file: `counterexamples/${name}.json` },
    noReturn: { using: [name], states: 2, enabled: [name], exits: [name], otherwiseHolds: true },
  }
  const others: PropertyResult[] = [
    { ...violated, name: `${name} lasso`, kind: 'ltl', counterexample: { ...traceOf(name), loopAt: 1 } },
    { ...violated, name: `${name} open`, verdict: 'unknown' },
    {
      ...violated,
      name: `${name} worst`,
      kind: 'canAlwaysReach',
      verdict: 'holds',
      ok: true,
      value: 2,
      witness: traceOf(name),
    },
  ]
  return result(name, {
    ...{ spec: `spec ${name}`, file: `specs/${name}.model.ts`, note: name, params: { [name]: name } },
    properties: [violated, ...others],
    actions: [{ name, taken: 0 }],
    error: {
      code: 'step-threw',
      message: name,
      file: `specs/${name}.model.ts`,
      line: 3,
      step: name,
      trace: traceOf(name),
    },
    places: {
      properties: { [name]: { file: `specs/${name}.model.ts`, line: 1 } },
      actions: { [name]: { file: `specs/${name}.model.ts`, line: 2 } },
    },
  })
}

export const findingOf = (name: string): Finding => ({
  ...{ file: `specs/${name}.model.ts`, line: 1, code: 'unknown-label', level: 'warning', message: name },
})
