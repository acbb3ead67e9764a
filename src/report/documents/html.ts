/** Results as one page. The build makes the template from src/page; this module puts the data into it. */

import { InternalError, printableLines } from '../../errors.ts'
import { defined } from '../../plain.ts'
import type { Coverage, Result, Unchanged } from '../../result.ts'
import type { Tool } from './json.ts'
import { type PageData, pack } from './page-data.ts'

/** The placeholder of the data in the template. */
export const placeOfData = '"the data"'

export interface Page extends PageData {
  readonly tool: Tool
  /** The designs that are not among the results, if the run left some out. */
  readonly unchanged?: Unchanged
  /** The parts of the source that states execute, if the user asked for coverage. */
  readonly coverage?: readonly Coverage[]
}

/** The whole page. Nothing in the data can end the script that holds it. */
export function renderHtml(
  template: string,
  results: readonly Result[],
  tool: Tool,
  unchanged?: Unchanged,
  coverage?: readonly Coverage[],
): string {
  const [before, after, ...more] = template.split(placeOfData)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new InternalError(`the template of the page must contain ${placeOfData} exactly once`)
  }
  const page: Page = {
    tool: { name: tool.name, version: tool.version },
    ...defined({ unchanged, coverage }),
    ...pack(results),
  }
  const json = JSON.stringify(page, visible).replace(
    /[<\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return before + json + after
}

/** Makes every text and name printable. Names occur in paths and as keys, so both must change alike. */
function visible(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return printableLines(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const names = Object.keys(value)
  if (names.every((name) => printableLines(name) === name)) return value
  return Object.fromEntries(names.map((name) => [printableLines(name), (value as { [name: string]: unknown })[name]]))
}
