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

export function successorsText(
  model: Model,
  root: Layout & { kind: 'struct' },
  words: number,
  { hasArrays, hasStepProperties }: { hasArrays: boolean; hasStepProperties: boolean },
): string {
  const lines: string[] = []
  const saved = Array.from({ length: words }, (_, i) => `w${i}=W[${i}]`).join(',')
  const restore = Array.from({ length: words }, (_, i) => `W[${i}]=w${i};`).join('')
  const declared: string[] = ['const A=S.access,GA=G.access;']
  model.actions.forEach((action, i) => {
    declared.push(`const d${i}=M[${i}];`)
    if (action.when !== undefined) declared.push(`const g${i}=F[${i}];`)
    const views = (of: string) =>
      action.process === undefined
        ? `${of}.shared`
        : `${of}.shared,${of}.instances[${JSON.stringify(action.process)}][${action.instance}]`
    const [s, me] = views('S').split(',')
    const [gs, gme] = views('G').split(',')
    declared.push(`const s${i}=${s},gs${i}=${gs};`)
    if (me !== undefined) declared.push(`const m${i}=${me},gm${i}=${gme};`)
  })
  model.actions.forEach((action, i) => {
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
    const me = action.process === undefined ? '' : `,m${i}`
    const chooses = mayChoose(action.do, action.process === undefined ? 1 : 2)
    lines.push(`if(${conditions.join('&&') || 'true'}){run.at(${i});`)
    if (action.when !== undefined) {
      lines.push(
        `const g=g${i}(gs${i}${action.process === undefined ? '' : `,gm${i}`});if(g!==true&&g!==false)run.notBoolean(g);if(g){`,
      )
    }
    lines.push('choices.depth=0;')
    if (chooses) lines.push('do{choices.begin();try{')
    if (hasArrays) lines.push('A.epoch++;A.loadedCount=0;')
    lines.push(`const v=d${i}(s${i}${me}${chooses ? ',choices.choose' : ''});`)
    lines.push('if(v instanceof Promise)run.promise();')
    if (label !== undefined) {
      lines.push(
        `if(v!==undefined){const r=${encodeText(label.type, 'v', () => 'undefined')};if(r<0)run.unknownLabel(v);${storeText(label.slot)}}`,
      )
    }
    if (counter !== undefined) lines.push(`{const r=${loadText(counter.slot)}+1;${storeText(counter.slot)}}`)
    if (hasArrays) lines.push(chooses ? 'if(!choices.blocked)A.settle();' : 'A.settle();')
    lines.push('if(A.error!==undefined)throw A.error;')
    if (chooses)
      lines.push('}catch(e){if(A.error!==undefined)throw A.error;if(!choices.blocked)throw e}if(!choices.blocked){')
    lines.push(`emit(${i});${action.kind === 'fault' ? '' : 'enabled++;'}`)
    if (chooses) lines.push('}')
    lines.push(restore)
    if (chooses) lines.push('}while(choices.advance());')
    if (action.when !== undefined) lines.push('}')
    lines.push('}')
  })
  return `'use strict';${declared.join('\n')}
return function successors(emit){
const ${saved};let enabled=0;A.error=undefined;
${hasArrays ? 'GA.epoch++;' : ''}${hasStepProperties ? 'B.set(W);' : ''}
${lines.join('\n')}
return enabled}`
}
