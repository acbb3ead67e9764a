/** The source text of the function that expands a state, action by action in the fixed order. */
import type { Model } from '../model/model.ts'
import { mayChoose } from '../model/wrap.ts'
import { encodeText, loadText, storeText } from './codec.ts'
import type { Layout } from './layout.ts'

export function usesCellArrays(layout: Layout): boolean {
  if (layout.kind === 'struct') return layout.fields.some(([, field]) => usesCellArrays(field))
  return layout.kind === 'array' && (layout.cells || layout.elements.some(usesCellArrays))
}

type Cell = Layout & { kind: 'cell' }

export function cellAt(root: Layout & { kind: 'struct' }, field: string, key: string | number, then?: string): Cell {
  const outer = root.fields.find(([name]) => name === field)?.[1] as Layout
  const inner = outer.kind === 'array' ? outer.elements[key as number] : outer
  const name = then ?? key
  return (inner as Layout & { kind: 'struct' }).fields.find(([other]) => other === name)?.[1] as Cell
}

/**
 * A function of its own for each action, so that the optimiser can put the author's closures into it whole: what it
 * inlines into one function is bounded. `successors` looks at labels and budgets, and calls those that may be enabled.
 */
export function successorsText(
  model: Model,
  root: Layout & { kind: 'struct' },
  words: number,
  hasArrays: boolean,
): string {
  const each = (text: (k: number) => string, join = '') => Array.from({ length: words }, (_, k) => text(k)).join(join)
  const restore = each((k) => `W[${k}]=w${k};`)
  const calls: string[] = []
  const declared: string[] = [
    "'use strict';const W=words,A=S.access,GA=G.access;let current=-1,enabled=0;const failed=()=>current;",
  ]
  model.actions.forEach((action, i) => {
    const own = action.process === undefined ? '' : `.instances[${JSON.stringify(action.process)}][${action.instance}]`
    declared.push(`const d${i}=M[${i}],s${i}=S.shared${own === '' ? '' : `,m${i}=S${own}`};`)
    if (action.when !== undefined) {
      declared.push(`const g${i}=F[${i}],gs${i}=G.shared${own === '' ? '' : `,gm${i}=G${own}`};`)
    }
    const me = (of: string) => (own === '' ? '' : `,${of}${i}`)

    const conditions: string[] = []
    const counter = action.counter === undefined ? undefined : cellAt(root, 'faults', action.counter)
    if (counter !== undefined) {
      conditions.push(`${loadText(counter.slot)}<${(counter.type as { hi: number }).hi}`)
    }
    const label = action.process === undefined ? undefined : cellAt(root, action.process, action.instance, 'at')
    if (label !== undefined && action.at !== undefined) {
      const { labels } = label.type as { labels: readonly string[] } & typeof label.type
      conditions.push(
        `(${action.at.map((at) => `${loadText(label.slot)}===${labels.indexOf(at)}`).join('||') || 'false'})`,
      )
    }
    calls.push(`${conditions.length === 0 ? '' : `if(${conditions.join('&&')})`}a${i}(O);`)

    const chooses = mayChoose(action.do, action.process === undefined ? 1 : 2)
    const lines: string[] = [`current=${i};`]
    if (action.when !== undefined) {
      lines.push(`const g=g${i}(gs${i}${me('gm')});if(g!==true){if(g!==false)run.notBoolean(g);return}`)
    }
    lines.push(`const ${each((k) => `w${k}=W[${k}]`, ',')};`)
    if (chooses) lines.push('choices.depth=0;do{choices.begin();try{')
    if (hasArrays) lines.push('A.epoch++;A.loadedCount=0;')
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
    if (hasArrays) lines.push(`if(A.loadedCount>0${chooses ? '&&!choices.blocked' : ''})A.settle();`)
    lines.push('if(A.error!==undefined)throw A.error;')
    if (chooses)
      lines.push('}catch(e){if(A.error!==undefined)throw A.error;if(!choices.blocked)throw e}if(!choices.blocked){')
    const isLoop = each((k) => `W[${k}]===w${k}`, '&&')
    lines.push(`${action.kind === 'fault' ? '' : 'enabled++;'}
if(${isLoop}&&!O.keepsLoops)O.loops[${i}]++;else{
let n=O.count;if(n===O.room)O.grow();
O.count=n+1;O.actions[n]=${i};const Q=O.rows;n*=${words};${each((k) => `Q[n+${k}]=W[${k}];`)}
if(O.picks!==undefined)O.picks.push(choices.picks.slice(0,choices.depth));${restore}}`)
    // a step that failed leaves the register as it is: nobody reads it after that
    if (chooses) lines.push(`}else{${hasArrays ? 'A.drop();' : ''}${restore}}}while(choices.advance());`)
    declared.push(`function a${i}(O){${lines.join('\n')}}`)
  })
  return `${declared.join('\n')}
function successors(O){
enabled=0;A.error=undefined;GA.error=undefined;${hasArrays ? 'GA.epoch++;A.state++;' : ''}
${calls.join('\n')}
if(GA.error!==undefined)throw GA.error;
return enabled}
return {successors,failed,begin(){current=-1;choices.depth=0}}`
}
