/** Checks the names of options. An unknown option would otherwise be ignored silently. */
import { didYouMean, SpecError } from '../errors.ts'

/** `where` names the thing that has the options, as in `model 'us-east-1'`. @throws SpecError for an unknown option */
export function onlyKnown<O>(where: string, options: O, known: readonly (keyof O & string)[]): void {
  for (const option of Object.keys(options ?? {})) {
    if ((known as readonly string[]).includes(option)) continue
    const hint = didYouMean(option, known)
    throw new SpecError(
      'unknown-option',
      `${where}: unknown option '${option}'; available: ${known.join(', ')}.${hint}`,
    )
  }
}
