/** The clocks of a process, which may be slow or fast. */
import { drifting, type Fields, type Rates, ratesOf, type Type } from '../types.ts'

/** The variables with timers whose clocks have these rates. */
export function driftingIn<L extends Fields>(local: L, rates: Rates | undefined): L {
  if (rates === undefined) return local
  ratesOf(rates)
  const on = (type: Type): Type => {
    if (type.kind === 'timer') return type.drift === undefined ? drifting(type, rates) : type
    if (type.kind === 'struct') return { ...type, fields: driftingIn(type.fields, rates) }
    return 'of' in type ? ({ ...type, of: on(type.of) } as Type) : type
  }
  return Object.fromEntries(Object.entries(local).map(([name, type]) => [name, on(type)])) as L
}
