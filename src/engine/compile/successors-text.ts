/** The source text of the function that expands a state, action by action in the fixed order. */
import { type ActionInfo, argumentsBefore, type Joint } from '../../language/actions.ts'
import type { Model } from '../../language/model.ts'
import { isCell } from '../../language/types.ts'
import { cardinality } from '../../language/values.ts'
import { mayChoose, textsOf } from '../../language/wrap.ts'
import { mayAssume } from '../../runtime/assume.ts'
import { ownerOf } from './choices.ts'
import { encodeText, loadText, storeText } from './codec.ts'
import type { Layout } from './layout.ts'
import { clockAt, clocksText, openText } from './time/clock-text.ts'
import { passText, timersIn, untilText } from './time/passing-text.ts'

export function usesCellArrays(layout: Layout): boolean {
  if (layout.kind === 'struct') return layout.fields.some(([, field]) => usesCellArrays(field))
  return layout.kind === 'array' && (layout.cells || layout.elements.some(usesCellArrays))
}

/** States of more words are saved, restored and copied in loops. */
const maxUnrolled = 32

/** Whether a step can replace a place to which it has a handle. Arrays of cells handle that themselves. */
function hasPlaces({ state, processes }: Model): boolean {
  const all = [state.fields, ...Object.values(processes).map(({ local }) => local)].flatMap((of) => Object.values(of))
  return all.some((type) => !isCell(type) && !(type.kind === 'array' && isCell(type.of)))
}

type Cell = Layout & { kind: 'cell' }

export function cellAt(root: Layout & { kind: 'struct' }, field: string, key: string | number, then?: string): Cell {
  const outer = root.fields.find(([name]) => name === field)?.[1] as Layout
  const inner = outer.kind === 'array' ? outer.elements[key as number] : outer
  const name = then ?? key
  return (inner as Layout & { kind: 'struct' }).fields.find(([other]) => other === name)?.[1] as Cell
}

/** An expression that says whether the instance is at a label of the action; '' if the action has no labels. */
function atText(root: Layout & { kind: 'struct' }, { process, instance, at }: ActionInfo): string {
  if (process === undefined || at === undefined) return ''
  const { slot, type } = cellAt(root, process, instance, 'at')
  const { labels } = type as { labels: readonly string[] } & typeof type
  return `(${at.map((label) => `${loadText(slot)}===${labels.indexOf(label)}`).join('||') || 'false'})`
}

/** The cell of an input. */
function cellIn(root: Layout & { kind: 'struct' }, path: readonly string[]): Cell {
  return path.reduce<Layout>(
    (at, name) => (at as Layout & { kind: 'struct' }).fields.find(([other]) => other === name)?.[1] as Layout,
    root,
  ) as Cell
}

/**
 * Changes inputs in the same transition. Each input first keeps its value, then takes each other value in ascending
 * order. `j` is 1 if an input changed.
 */
function jointText(root: Layout & { kind: 'struct' }, { inputs }: Joint): string {
  const lines = inputs.map(({ path, type, counter }) => {
    const { slot } = cellIn(root, path)
    const change = `const o=${loadText(slot)},k=choices.pick(${cardinality(type)});if(k>0){j=1;{const r=k<=o?k-1:k;${storeText(slot)}}`
    if (counter === undefined) return `{${change}}}`
    const budget = cellAt(root, 'faults', counter)
    const hi = (budget.type as { hi: number }).hi
    return `if(${loadText(budget.slot)}<${hi}){${change}{const r=${loadText(budget.slot)}+1;${storeText(budget.slot)}}}}`
  })
  return lines.join('')
}

/**
 * Each action has its own function, so that the optimiser can inline the author's closures completely: it bounds how
 * much it inlines into one function. `successors` tests labels and budgets, and calls the actions that may be enabled.
 */
export function successorsText(
  model: Model,
  root: Layout & { kind: 'struct' },
  words: number,
  hasArrays: boolean,
  hasStamps: boolean,
  probes: readonly unknown[],
): string {
  const each = (text: (k: number) => string, join = '') => Array.from({ length: words }, (_, k) => text(k)).join(join)
  // each action has this text, so for many words it is short: otherwise the whole text would grow with their square
  const isLong = words > maxUnrolled
  const loop = (body: string) => `for(let k=0;k<${words};k++)${body}`
  const save = isLong ? loop('V[k]=W[k];') : `const ${each((k) => `w${k}=W[${k}]`, ',')};`
  const restore = isLong ? loop('W[k]=V[k];') : each((k) => `W[${k}]=w${k};`)
  const isLoop = isLong ? 'same()' : each((k) => `W[${k}]===w${k}`, '&&')
  const copy = isLong ? loop('Q[n+k]=W[k];') : each((k) => `Q[n+${k}]=W[${k}];`)
  const renew = hasPlaces(model) ? 'if(A.replaced!==0)A.renew();' : ''
  const timers = timersIn(root)
  const hasTime = timers.length > 0
  const drifts = timers.some(({ type }) => type.drift !== undefined)
  const { monitors = [] } = model
  const hasClocks = monitors.length > 0 || model.actions.some(({ clock }) => clock !== undefined)
  const withdraws = mayAssume(model.actions.flatMap((action) => textsOf([action.when, action.do])))
  const calls: string[] = []
  const declared: string[] = [
    "'use strict';const W=words,A=S.access,GA=G.access;let current=-1,enabled=0;const failed=()=>current;",
    isLong
      ? `const V=new Int32Array(${words});function same(){${loop('if(W[k]!==V[k])return false;')}return true}`
      : '',
  ]
  model.actions.forEach((action, i) => {
    const own = action.process === undefined ? '' : `.instances[${JSON.stringify(action.process)}][${action.instance}]`
    declared.push(`const d${i}=M[${i}],s${i}=S.shared${own === '' ? '' : `,m${i}=S${own}`};`)
    if (action.when !== undefined) {
      declared.push(`const g${i}=F[${i}],gs${i}=G.shared${own === '' ? '' : `,gm${i}=G${own}`};`)
    }
    const id = action.each === undefined ? '' : `,${action.instance}`
    const me = (of: string) => (own === '' ? id : `,${of}${i}`)

    const conditions: string[] = []
    if (action.clock !== undefined) conditions.push(openText(clockAt(root, action.clock)))
    const counter = action.counter === undefined ? undefined : cellAt(root, 'faults', action.counter)
    if (counter !== undefined) {
      conditions.push(`${loadText(counter.slot)}<${(counter.type as { hi: number }).hi}`)
    }
    const label = action.process === undefined ? undefined : cellAt(root, action.process, action.instance, 'at')
    const isAt = atText(root, action)
    if (isAt !== '') conditions.push(isAt)
    calls.push(`${conditions.length === 0 ? '' : `if(${conditions.join('&&')})`}a${i}(O);`)

    const chooses = mayChoose(action.do, argumentsBefore(action))
    const { joint } = action
    // the body runs once for each combination of choices
    const again = chooses || joint !== undefined || drifts
    // only then can its body end without an outcome
    const mayEnd = again || withdraws
    const lines: string[] = [`current=${i};`]
    if (hasStamps && action.when !== undefined) lines.push('N.close();')
    if (action.when !== undefined) {
      lines.push(
        `${withdraws ? 'choices.isInStep=false;' : ''}const g=g${i}(gs${i}${me('gm')});if(g!==true){if(g!==false)run.notBoolean(g);return}`,
      )
    }
    if (action.isTime) lines.push(untilText(timers))
    lines.push(save)
    if (again) lines.push(`choices.depth=0;choices.owner=${ownerOf(action.do)};do{`)
    if (hasTime) lines.push('const started=A.started;')
    if (mayEnd) lines.push('choices.begin();try{')
    if (hasArrays) lines.push('A.epoch++;A.loadedCount=0;')
    if (hasStamps) lines.push('N.begin();')
    if (action.isTime) lines.push(passText(timers))
    lines.push(`const v=d${i}(s${i}${me('m')}${chooses ? ',choices.choose' : ''});`)
    if (label === undefined) lines.push('if(v!==undefined)run.returned(v);')
    else {
      const encoded = encodeText(label.type, 'v', (ranks) => {
        declared.push(`const l${i}=new Map(${JSON.stringify([...(ranks as Map<string, number>)])})`)
        return `l${i}`
      })
      lines.push(`if(v!==undefined){const r=${encoded};if(r<0)run.unknownLabel(v);${storeText(label.slot)}}`)
    }
    if (counter !== undefined) lines.push(`{const r=${loadText(counter.slot)}+1;${storeText(counter.slot)}}`)
    if (hasArrays) lines.push(`if(A.loadedCount>0${mayEnd ? '&&!choices.blocked' : ''})A.settle();`)
    lines.push(`${renew}if(A.error!==undefined)throw A.error;`)
    if (joint !== undefined) {
      // the words are between two states here: so arrays are loaded again, and once more by the next step
      const [anew, back] = hasArrays ? ['A.epoch++;A.state++;', 'if(A.loadedCount>0)A.settle();A.state++;'] : ['', '']
      const after =
        joint.after === undefined ? '' : `if(j!==0){${anew}f${i}(s${i});${back}if(A.error!==undefined)throw A.error}`
      if (after !== '') declared.push(`const f${i}=J[${i}];`)
      lines.push(`choices.ended();if(!choices.blocked&&!(${isLoop})){let j=0;${jointText(root, joint)}${after}}`)
    }
    if (mayEnd) {
      lines.push(
        `}catch(e){if(A.error!==undefined)throw A.error;if(!choices.blocked)throw e}${renew}if(!choices.blocked){`,
      )
    }
    lines.push(`${hasStamps ? 'N.close();' : ''}${hasClocks ? `clocks(${i});` : ''}`)
    lines.push(`${action.kind === 'fault' ? '' : 'enabled++;'}
if(${isLoop}&&!O.keepsLoops)O.loops[${i}]+=O.weight;else{
let n=O.count;if(n===O.room)O.grow();
O.count=n+1;O.actions[n]=${i};const Q=O.rows;n*=${words};${copy}${hasStamps ? 'N.store(O);' : ''}
if(O.picks!==undefined)O.picks.push(choices.told());${restore}}`)
    // a step that fails does not restore the register: nothing reads it after that
    if (mayEnd) lines.push(`}else{${hasTime ? 'A.started=started;' : ''}${hasArrays ? 'A.drop();' : ''}${restore}}`)
    if (again) lines.push('}while(choices.advance());')
    declared.push(`function a${i}(O){${lines.join('\n')}}`)
  })
  if (hasClocks)
    declared.push(clocksText(root, model.actions, (action) => atText(root, action), hasArrays, monitors, probes))
  return `${declared.join('\n')}
function successors(O){
enabled=0;A.error=undefined;${hasTime ? 'A.started=false;' : ''}GA.error=undefined;${renew}GA.epoch++;${hasArrays ? 'A.state++;' : ''}
${calls.join('\n')}
if(GA.error!==undefined)throw GA.error;
return enabled}
return {successors,failed,${hasClocks ? 'clocks,' : ''}begin(){current=-1;choices.depth=0}}`
}
