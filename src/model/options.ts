/** What an author may say of something, by name: anything else would be passed over in silence. */
import { didYouMean, SpecError } from '../errors.ts'

/** `where` names what the options are of, as in `model 'us-east-1'`. @throws SpecError for an option that is not known */
export function onlyKnown<O>(where: string, options: O, known: readonly (keyof O & string)[]): void {
  for (const option of Object.keys(options ?? {})) {
    if ((known as readonly string[]).includes(option)) continue
    const hint = didYouMean(option, known)
    throw new SpecError(
      'unknown-option',
      `${where}: '${option}' is no option of it: there are ${known.join(', ')}.${hint}`,
    )
  }
}
