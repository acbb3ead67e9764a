/**
 * A description as the text of a spec, as an author would write it. It is loaded in the same way as the bundle of a
 * spec, so a random model goes through everything that a spec goes through.
 */
import type {
  BodyD,
  CompositionD,
  Description,
  Expr,
  FaultD,
  Fields,
  InputD,
  Likeness,
  Place,
  ProcessD,
  Properties,
  Question,
  Statement,
  StepD,
  SystemD,
  TypeD,
} from './description.ts'
import { isComposition } from './description.ts'
import type { FairD, FormulaD, TemporalD } from './temporal.ts'

/** A script whose default export is the spec. Its only design is called `only`. */
export function textOf(d: SystemD): string {
  const text = new Text()
  const made = text.system(d, 'random')
  return [
    `"use strict"`,
    `const { action, array, assume, bag, bool, compose, crash, input, int, mapOf, model, oneOf, optional, process, queue, ref, same, setOf, spec, struct, upTo } = require("allways")`,
    ...text.outside,
    `const build = () => ${made}`,
    `exports.default = spec({ name: "random", model: build, designs: { only: {} } })`,
  ].join('\n')
}

class Text {
  /** The declarations of variables outside of the model. */
  readonly outside: string[] = []

  system(d: SystemD, name: string): string {
    return isComposition(d) ? this.#composition(d, name) : this.#model(d, name)
  }

  #composition(d: CompositionD, name: string): string {
    const wired = new Map<string, string[]>()
    for (const { module, input, value } of d.wires) {
      wired.set(module, [...(wired.get(module) ?? []), `${key(input)}: (s) => ${expression(value)}`])
    }
    const wires = [...wired].map(([module, inputs]) => `${key(module)}: { ${inputs.join(', ')} }`)
    return `compose({
name: ${JSON.stringify(name)},
modules: ${record(d.modules, (module, inner) => this.system(module, `the ${inner}`))},
wire: { ${wires.join(', ')} },
${properties(d)}
})`
  }

  #model(d: Description, name: string): string {
    const state = fields(d.state, d.inputs)
    const options = [
      `name: ${JSON.stringify(name)}`,
      'state',
      `processes: ${record(d.processes, (p) => this.#process(p))}`,
      `actions: ${record(d.actions, (step) => this.#action(step))}`,
      `faults: ${record(d.faults, (fault) => this.#step(fault, false, [`budget: ${fault.budget}`]))}`,
      ...(d.fair === null ? [] : [`fair: ${JSON.stringify(d.fair)}`]),
      ...(d.init === null ? [] : [`init: ${this.#body(d.init, ['s', 'choose'])}`]),
      ...(d.resting === null ? [] : [`resting: ${predicate(d.resting)}`]),
    ]
    return `(() => {
const state = ${state}
return model({
${options.join(',\n')},
${properties(d)}
})
})()`
  }

  #process(p: ProcessD): string {
    const options = [
      `instances: ${p.instances}`,
      ...localsOf(p),
      `steps: ${record(p.steps, (step) => this.#stepsAt(step))}`,
      `terminal: ${JSON.stringify(p.terminal)}`,
      `resting: ${JSON.stringify(p.resting)}`,
      `faults: ${record(p.faults, (fault) => this.#fault(fault))}`,
      ...(p.fair === null ? [] : [`fair: ${JSON.stringify(p.fair)}`]),
      ...(p.init === null ? [] : [`init: ${this.#body(p.init, ['me', 'choose'])}`]),
    ]
    return `process(state, { ${options.join(', ')} })`
  }

  #action(step: StepD): string {
    const given = this.#step(step, false, fairly(step.fair), step.each !== undefined)
    if (step.each === undefined) return given
    return `action(state, { instances: ${step.each}, ${given.slice(1).replaceAll('me.id', 'id')})`
  }

  #stepsAt(step: StepD): string {
    if (step.others === undefined) return this.#step(step, true, fairly(step.fair))
    const all = [step, ...step.others].map((one) =>
      this.#step(one, true, [`name: ${JSON.stringify(one.named)}`, ...fairly(one.fair)]),
    )
    return `[${all.join(', ')}]`
  }

  #fault(fault: FaultD): string {
    const at = fault.at === null ? [] : [`at: ${JSON.stringify(fault.at)}`]
    if (fault.crash !== undefined) {
      const { restartsAt } = fault.crash
      const to = restartsAt === null ? [] : [`restartsAt: ${JSON.stringify(restartsAt)}`]
      return this.#step(fault, true, [`...crash({ ${[`budget: ${fault.budget}`, ...at, ...to].join(', ')} })`])
    }
    return this.#step(fault, true, [`budget: ${fault.budget}`, ...at])
  }

  #step({ when, body, form }: BodyD, ofProcess: boolean, more: readonly string[], hasId = false): string {
    const given = ofProcess ? ['s', 'me'] : hasId ? ['s', 'id'] : ['s']
    const step = this.#body(body, chooses(body) ? [...given, 'choose'] : given, form)
    const guard = when === null ? [] : [`when: (${given.join(', ')}) => ${expression(when)}`]
    const options = [...guard, `do: ${step}`, ...more]
    return options.length === 1 && ofProcess ? step : `{ ${options.join(', ')} }`
  }

  /** A function with these statements. Without `choose`, the engine runs it in another way. */
  #body(body: readonly Statement[], given: readonly string[], form?: BodyD['form']): string {
    const names = new Set<string>()
    const text = this.#block(body, names)
    const declared = names.size === 0 ? '' : `let ${[...names].join(', ')}\n`
    const of = { generator: 'function* ', async: 'async function ' }
    const head = form === undefined ? `(${given.join(', ')}) =>` : `${of[form]}(${given.join(', ')})`
    return `${head} {\n${declared}${text}\n}`
  }

  #block(body: readonly Statement[], names: Set<string>): string {
    return body.map((statement) => this.#statement(statement, names)).join('\n')
  }

  #statement(st: Statement, names: Set<string>): string {
    const inner = (body: readonly Statement[]) => this.#block(body, names)
    const declared = (name: string) => {
      names.add(name)
      return name
    }
    switch (st.k) {
      case 'assign':
        return `${place(st.place)} = ${expression(st.value)};`
      case 'let':
        return `${declared(st.name)} = ${expression(st.value)};`
      case 'choose':
        return `${declared(st.name)} = choose(${expression(st.from)});`
      case 'merge':
        return `Object.assign(${place(st.place)}, { ${st.fields.map(([name, e]) => `${key(name)}: ${expression(e)}`).join(', ')} });`
      case 'call': {
        const call = `${place(st.place)}.${st.method}(${st.args.map(expression).join(', ')});`
        return st.into === null ? call : `${declared(st.into)} = ${call}`
      }
      case 'if':
        return `if (${expression(st.test)}) {\n${inner(st.yes)}\n} else {\n${inner(st.no)}\n}`
      case 'each': {
        const item = st.key === null ? declared(st.name) : `[${declared(st.key)}, ${declared(st.name)}]`
        return `for (${item} of ${place(st.place)}) {\n${inner(st.body)}\n}`
      }
      case 'throw':
        return `throw new Error("on purpose");`
      case 'assume':
        return `assume(${expression(st.test)});`
      case 'return':
        return st.label === null ? 'return;' : `return ${JSON.stringify(st.label)};`
      case 'swap':
        return `[${place(st.a)}, ${place(st.b)}] = [${place(st.b)}, ${place(st.a)}];`
      case 'try':
        return `try {\n${inner(st.body)}\n} catch {\n${inner(st.otherwise)}\n}`
      case 'odd':
        return `return ${oddities[st.what]};`
      case 'hidden':
        return this.#hidden(st, inner(st.body))
    }
  }

  #hidden({ how }: Statement & { k: 'hidden' }, body: string): string {
    const name = `hidden${this.outside.length}`
    const when = (start: string, before: string, test: string) => {
      this.outside.push(`let ${name} = ${start}`)
      return `${before}\nif (${test}) {\n${body}\n}`
    }
    switch (how) {
      case 'flag':
        return when('false', `${name} = !${name};`, name)
      case 'counter':
        return when('0', `${name}++;`, `${name} % 3 === 2`)
      case 'maximum':
        return when('0', `${name} = Math.max(${name}, Object.keys(s).length, ${name} + 1);`, `${name} % 2 === 0`)
      case 'memory':
        return when('new WeakMap()', `${name}.set(s, (${name}.get(s) ?? 0) + 1);`, `${name}.get(s) > 1`)
      case 'unread':
        return when('0', `${name}++;`, 'false')
      case 'unread memory':
        return when('new WeakMap()', `${name}.set(s, 1);`, 'false')
    }
  }
}

function localsOf({ local, volatile = 0 }: ProcessD): string[] {
  const all = Object.entries(local)
  const kept = Object.fromEntries(all.slice(0, all.length - volatile))
  if (volatile === 0) return [`local: ${fields(local)}`]
  return [`local: ${fields(kept)}`, `volatile: ${fields(Object.fromEntries(all.slice(all.length - volatile)))}`]
}

const oddities = {
  function: '() => "one"',
  generator: '(function* () {})()',
  iterator: '[1, 2].values()',
  promise: 'Promise.resolve("one")',
  thenable: '{ then: () => {} }',
  async: '(async () => {})()',
}

/** Whether the statements have a `choose`. */
export function chooses(body: readonly Statement[]): boolean {
  return JSON.stringify(body).includes('"k":"choose"')
}

function properties(d: Properties): string {
  return [
    `invariants: ${record(d.invariants, predicate)}`,
    `steps: ${record(d.stepProperties, (e) => `(before, s) => ${expression(e)}`)}`,
    `reachable: ${record(d.reachable, predicate)}`,
    `temporal: (make) => (${record(d.temporal, temporal)})`,
  ].join(',\n')
}

function predicate(e: Expr): string {
  return `(s) => ${expression(e)}`
}

function fairly(fair: FairD): string[] {
  return fair === null ? [] : [`fair: ${JSON.stringify(fair)}`]
}

function record<T>(of: { readonly [name: string]: T }, value: (one: T, name: string) => string): string {
  const entries = Object.entries(of).map(([name, one]) => `${key(name)}: ${value(one, name)}`)
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n}`
}

/** A name as a key. In brackets, `__proto__` does not set the prototype. */
const key = (name: string) => (isIdentifier(name) ? name : `[${JSON.stringify(name)}]`)
const member = (name: string) => (isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`)
const isIdentifier = (name: string) => name !== '__proto__' && /^[a-z]\w*$/i.test(name)

function fields(of: Fields, inputs: { readonly [name: string]: InputD } = {}): string {
  return record(of, (type, name) => {
    const rhythm = Object.hasOwn(inputs, name) ? inputs[name] : undefined
    if (rhythm === undefined) return typeText(type)
    const said = [
      ...(rhythm.starts === undefined ? [] : [`starts: ${JSON.stringify(rhythm.starts)}`]),
      ...(rhythm.changes === null ? [] : [`changes: ${rhythm.changes}`]),
    ]
    return `input(${typeText(type)}${said.length === 0 ? '' : `, { ${said.join(', ')} }`})`
  })
}

export function typeText(d: TypeD): string {
  switch (d.kind) {
    case 'bool':
      return 'bool'
    case 'int':
      return d.stops ? `upTo(${d.hi})` : `int(${d.lo}, ${d.hi})`
    case 'oneOf':
      return `oneOf(${d.labels.map((label) => JSON.stringify(label)).join(', ')})`
    case 'ref':
      return `ref(${JSON.stringify(d.process)}, ${d.instances})`
    case 'optional':
      return `optional(${typeText(d.of)})`
    case 'struct':
      return `struct(${fields(d.fields)})`
    case 'array':
      return `array(${d.length}, ${typeText(d.of)})`
    case 'setOf':
      return `setOf(${typeText(d.of)})`
    case 'mapOf':
      return `mapOf(${typeText(d.key)}, ${typeText(d.of)})`
    case 'queue':
    case 'bag':
      return `${d.kind}(${typeText(d.of)}, ${d.capacity})`
  }
}

/** The text of a place. With `safe`, each `.` is a `?.`. */
function place(p: Place, safe = false): string {
  switch (p.p) {
    case 's':
    case 'me':
    case 'before':
      return p.p
    case 'var':
      return p.name
    case 'field':
      return safe && !isIdentifier(p.field)
        ? `${place(p.of, true)}?.${member(p.field)}`
        : `${place(p.of, safe)}${safe ? '?' : ''}${member(p.field)}`
    case 'index':
      return `${place(p.of, safe)}${safe ? '?.' : ''}[${expression(p.index)}]`
    case 'key':
      return `${place(p.of, safe)}${safe ? '?' : ''}.get(${expression(p.key)})`
  }
}

function constant(value: unknown): string {
  if (typeof value === 'number' && (value < 0 || Object.is(value, -0)))
    return `(${Object.is(value, -0) ? '-0' : value})`
  if (Array.isArray(value)) return `[${value.map(constant).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `({ ${Object.entries(value)
      .map(([name, one]) => `${key(name)}: ${constant(one)}`)
      .join(', ')} })`
  }
  return JSON.stringify(value)
}

export function expression(e: Expr): string {
  switch (e.e) {
    case 'const':
      return constant(e.value)
    case 'read':
      return place(e.place, e.safe)
    case 'id':
      return 'me.id'
    case 'here':
      return 'me.at'
    case 'add':
      return `(${expression(e.a)} + ${constant(e.by)})`
    case 'wrap': {
      const n = e.hi - e.lo + 1
      return `(${e.lo} + ((((${expression(e.a)} - ${constant(e.lo)} + ${constant(e.by)}) % ${n}) + ${n}) % ${n}))`
    }
    case 'eq':
      return `(${expression(e.a)} === ${expression(e.b)})`
    case 'lt':
      return `(${expression(e.a)} < ${expression(e.b)})`
    case 'and':
      return `(${expression(e.a)} && ${expression(e.b)})`
    case 'or':
      return `(${expression(e.a)} || ${expression(e.b)})`
    case 'not':
      return `!${expression(e.a)}`
    case 'if':
      return `(${expression(e.test)} ? ${expression(e.a)} : ${expression(e.b)})`
    case 'present':
      return `(${place(e.place, true)} != null)`
    case 'ask':
      return ask(e.what, place(e.place))
    case 'nth':
      return `${place(e.place)}.at(${expression(e.of)})`
    case 'has':
    case 'count':
    case 'get':
      return `${place(e.place)}.${e.e}(${expression(e.of)})`
    case 'some':
    case 'every':
    case 'find':
    case 'filter':
      return `${place(e.place)}.${e.e}((${e.name}) => ${expression(e.test)})`
    case 'struct': {
      const spread = e.spread === null ? [] : [`...${place(e.spread)}`]
      return `({ ${[...spread, ...e.fields.map(([name, value]) => `${key(name)}: ${expression(value)}`)].join(', ')} })`
    }
    case 'list':
      return `[${e.items.map(expression).join(', ')}]`
    case 'alike':
      return alike(e.how, expression(e.a), expression(e.b))
    case 'same':
      return `same(${expression(e.a)}, ${expression(e.b)})`
    case 'negated':
      return `(-${expression(e.a)})`
    case 'remainder':
      return `(${expression(e.a)} % ${e.by})`
    case 'isMinusZero':
      return e.how === 'is' ? `Object.is(${expression(e.a)}, -0)` : `((x) => x === 0 && 1 / x < 0)(${expression(e.a)})`
    case 'try':
      return `(() => { try { return ${expression(e.a)} } catch { return ${expression(e.b)} } })()`
    case 'unknown':
      return `${place(e.place)}${member(e.field)}`
  }
}

function alike(how: Likeness, a: string, b: string): string {
  switch (how) {
    case 'Object.is':
      return `Object.is(${a}, ${b})`
    case 'includes':
      return `[${a}].includes(${b})`
    case 'indexOf':
    case 'lastIndexOf':
      return `([${a}].${how}(${b}) >= 0)`
    case 'switch':
      return `(() => { switch (${a}) { case ${b}: return true; default: return false } })()`
    case 'Set.has':
      return `new Set([${a}]).has(${b})`
    case 'Set.size':
      return `(new Set([${a}, ${b}]).size === 1)`
    case 'Map.get':
      return `(new Map([[${a}, 1]]).get(${b}) === 1)`
    default:
      return `(${a} ${how} ${b})`
  }
}

function ask(what: Question, of: string): string {
  if (what === 'first') return `[...${of}][0]`
  return what === 'values' || what === 'keys' ? `${of}.${what}()` : `${of}.${what}`
}

function temporal(d: TemporalD<Expr>): string {
  const call = (name: string, ...given: readonly string[]) => `make.${name}(${given.join(', ')})`
  switch (d.t) {
    case 'canAlwaysReach': {
      const using = d.using === null ? [] : [`using: ${JSON.stringify(d.using)}`]
      const when = d.when === null ? [] : [`when: ${predicate(d.when)}`]
      return call(d.t, predicate(d.p), `{ ${[...using, ...when].join(', ')} }`)
    }
    case 'reachableInOrder':
      return call(d.t, `[${d.goals.map(predicate).join(', ')}]`)
    case 'leadsTo':
      return call(d.t, operand(d.p), operand(d.q))
    case 'within':
      return call(d.t, String(d.n), operand(d.p), d.when === null ? '{}' : `{ when: ${operand(d.when)} }`)
    case 'ltl':
      return operand(d.formula)
    default:
      return call(d.t, operand(d.p))
  }
}

function operand(d: FormulaD<Expr>): string {
  if (d.f === 'state') return predicate(d.test)
  if (d.f === 'taken') {
    return `make.taken(${[JSON.stringify(d.step), ...(d.instance === null ? [] : [String(d.instance)])].join(', ')})`
  }
  return 'b' in d ? `make.${d.f}(${operand(d.a)}, ${operand(d.b)})` : `make.${d.f}(${operand(d.a)})`
}
