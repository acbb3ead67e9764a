/** The document that `validate --json` prints. */

import type { Validation } from '../../result.ts'
import type { Tool } from './json.ts'

export function validationJson(result: Validation, { name, version }: Tool): object {
  return { version: 1, tool: { name, version }, validation: result }
}
