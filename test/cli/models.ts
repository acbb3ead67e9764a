/** A small spec as text, right unless told otherwise. */
export interface Parts {
  readonly imports?: string
  /** Statements before the model function. */
  readonly before?: string
  readonly parameters?: string
  /** The fields of the state; `n` goes from 0 to 3 and back. */
  readonly state?: string
  readonly when?: string
  readonly do?: string
  /** Further options of `model`. */
  readonly options?: string
  readonly name?: string
  readonly designs?: string
}

export function specText(parts: Parts = {}): string {
  return `import { ${parts.imports ?? 'int, model, spec'} } from 'allways'
${parts.before ?? ''}
const counter = (${parts.parameters ?? '{ step = 1 } = {}'}) => model({
  name: 'counter',
  state: { ${parts.state ?? 'n: int(0, 3)'} },
  actions: {
    up: {
      when: ${parts.when ?? '(s) => s.n < 3'},
      do: ${parts.do ?? '(s) => { s.n++ }'},
    },
    down: { when: (s) => s.n > 0, do: (s) => { s.n-- } },
  },
  ${parts.options ?? "invariants: { small: (s) => s.n < 3, 'not negative': (s) => s.n >= 0 },"}
})
export default spec({
  name: ${parts.name ?? "'counter'"},
  model: counter,
  designs: ${parts.designs ?? "{ 'as designed': { expect: { small: 'violated' } } }"},
})
`
}

/** A stored counterexample of that spec, changed at will. */
export function storedText(change: { readonly [field: string]: unknown } = {}): string {
  const step = (n: number) => ({
    name: 'up',
    kind: 'action',
    actor: 'environment',
    choices: [],
    picks: [],
    state: { n },
  })
  return JSON.stringify({
    version: 1,
    tool: { name: 'allways', version: '0.1.0' },
    spec: 'counter',
    file: 'specs/a.model.ts',
    design: 'as designed',
    params: {},
    property: 'small',
    kind: 'invariant',
    verdict: 'violated',
    digest: '',
    length: 3,
    initial: { choices: [], picks: [], state: { n: 0 } },
    steps: [step(1), step(2), step(3)],
    ...change,
  })
}
