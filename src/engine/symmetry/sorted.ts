/**
 * The canonical form of a model whose parts depend on one id each: for each class, generated code gathers all that
 * belongs to each instance into a key, and sorts the instances by their keys. Instances with equal keys are
 * interchangeable, so the order is unique up to permutations that change nothing.
 */
import { loadText, storeText } from '../compile/codec.ts'
import { getSlot, type Layout, type Slot, setSlot } from '../compile/layout.ts'
import type { Canonical } from './canonical.ts'
import type { Elements } from './elements.ts'
import { namedBy, type Parts } from './parts.ts'

/** With more parts in all, the text that reads them one by one would be long; a loop over tables reads them. */
const maxUnrolled = 600

export function sorted(elements: Elements, parts: Parts, words: number): Canonical {
  const moved = new Int32Array(elements.count)
  const constants: unknown[] = []
  const constant = (value: unknown) => `C[${constants.push(value) - 1}]`
  const classes = elements.classes.map((_, index) => classText(elements, parts, index, constant))
  const text = `'use strict';
${classes.map(({ declared }) => declared).join('\n')}
function settle(R,o){let changed=false;
${classes.map(({ sort }) => sort).join('\n')}
if(!changed)return false;
${classes.map(({ complete }) => complete).join('\n')}
rename(R,o);
return true}
function rename(R,o){${renamingText(elements, parts, constant)}}
function permute(F,at,R,moved){const o=0;P.set(moved);for(let k=0;k<${words};k++)R[k]=F[at+k];
${classes.map(({ permute }) => permute).join('\n')}
rename(R,0)}
function orbit(R,o){let whole=1;${classes.map(({ orders }) => orders).join('\n')}return whole}
return {settle,orbit,permute}`
  const made: Omit<Canonical, 'moved'> = new Function('C', 'P', text)(constants, moved)
  return { moved, ...made }
}

/** A few bits of the key of an instance, as an expression of the state at `R[o]`. */
interface Bits {
  readonly bits: number
  readonly of: (instance: number) => string
}

function classText(elements: Elements, parts: Parts, index: number, constant: (value: unknown) => string) {
  const { size, from } = elements.classes[index] as Elements['classes'][number]
  const columns = parts.columns.filter((column) => column.index === index)
  const bits: Bits[] = columns.map(({ slots }) => ({
    bits: slots[0]?.bits ?? 0,
    of: (i) => loadOf(slots[i] as Slot),
  }))
  for (const { slot, offset, present } of parts.cells.filter((cell) => cell.index === index)) {
    const isThere = present.map((one) => `${loadOf(one)}===1&&`).join('')
    bits.push({ bits: 1, of: (i) => `(${isThere}${loadOf(slot)}===${i + offset}?1:0)` })
  }
  const packed = pack(bits)
  const lists = parts.lists.filter((list) => list.index === index)
  const listWords = lists.map(({ layout }) => layout.cells.length)
  const width = packed.length + listWords.reduce((sum, words) => sum + words, 0)
  const k = index
  const isLong = size * (bits.length + width) > maxUnrolled
  const lines: string[] = []
  if (isLong) lines.push(...longKeys(k, size, packed, constant))
  else {
    for (let i = 0; i < size; i++) {
      packed.forEach((word, w) => {
        lines.push(`K${k}[${i * width + w}]=${word.map(({ text, shift }) => placed(text(i), shift)).join('|')};`)
      })
    }
  }
  let base = packed.length
  for (const [l, list] of lists.entries()) {
    const reader = constant(listReader(elements, list, from, size, width, base))
    lines.push(`${reader}(R,o,K${k});`)
    base += listWords[l] as number
  }
  const compare = width === 1 ? `return K${k}[a]-K${k}[b]` : compareLoop(k, width)
  const keys = `keys${k}(R,o);`
  const declared = `
const K${k}=new Int32Array(${Math.max(1, size * width)}),I${k}=new Int32Array(${size}),T${k}=new Int32Array(${Math.max(1, size * columns.length)});
function keys${k}(R,o){${width === 0 ? '' : lines.join('\n')}}
function compare${k}(a,b){${width === 0 ? 'return 0' : compare}}
function sort${k}(){
for(let i=0;i<${size};i++)I${k}[i]=i;
for(let i=1;i<${size};i++){const x=I${k}[i];let j=i-1;while(j>=0&&compare${k}(I${k}[j],x)>0){I${k}[j+1]=I${k}[j];j--}I${k}[j+1]=x}
for(let i=0;i<${size};i++)P[${from}+I${k}[i]]=i}
let s${k}=false;
${moveColumns(k, size, columns, constant)}`
  return {
    declared,
    sort: `${keys}s${k}=false;for(let i=1;i<${size};i++)if(compare${k}(i-1,i)>0){s${k}=true;break}
if(s${k}){sort${k}();columns${k}(R,o);changed=true}`,
    /** If another class has changed, the permutation of this one must be known too. */
    complete: `if(!s${k})for(let i=0;i<${size};i++)P[${from}+i]=i;`,
    /** `order` is the inverse of the permutation. */
    permute: `for(let i=0;i<${size};i++)I${k}[P[${from}+i]]=i;columns${k}(R,o);`,
    /** The number of orders of instances of which equal ones are the same. Each product is a binomial coefficient. */
    orders: `{${keys}let all=1,equal=1;for(let i=1;i<${size};i++){
equal=compare${k}(i-1,i)===0?equal+1:1;all=Math.round(all*(i+1)/equal)}whole*=all}`,
  }
}

/** Keys are compared as signed words: any total order will do, because it is the same for all permutations. */
const compareLoop = (k: number, width: number) =>
  `for(let w=0;w<${width};w++){const d=K${k}[a*${width}+w],e=K${k}[b*${width}+w];if(d!==e)return d<e?-1:1}return 0`

/** Distributes parts over words of up to 31 bits, so that the difference of two words of one key is exact. */
function pack(parts: readonly Bits[]) {
  const words: { text: (i: number) => string; shift: number }[][] = []
  let room = 0
  for (const { bits, of } of parts) {
    if (bits > room) {
      words.push([])
      room = bits === 32 ? 32 : 31
    }
    words.at(-1)?.push({ text: of, shift: (bits === 32 ? 32 : 31) - room })
    room -= bits
  }
  return words
}

const placed = (text: string, shift: number) => (shift === 0 ? `(${text})` : `(${text})<<${shift}`)

/** The words of the state that begins at `R[o]`. */
const row = (word: number) => `R[o+${word}]`
const loadOf = (slot: Slot) => loadText(slot, row)
const storeOf = (slot: Slot, value: string) => storeText(slot, value, row)

/** The same keys by functions in a table, for many instances. */
function longKeys(
  k: number,
  size: number,
  packed: readonly { text: (i: number) => string; shift: number }[][],
  constant: (value: unknown) => string,
): string[] {
  const width = packed.length
  if (width === 0) return []
  const readers = Array.from({ length: size }, (_, i) => {
    const words = packed.map((word, w) => {
      return `K[${i}*W+${w}]=${word.map(({ text, shift }) => placed(text(i), shift)).join('|')};`
    })
    return new Function('R', 'o', 'K', 'W', words.join(''))
  })
  return [`const F=${constant(readers)};for(let i=0;i<${size};i++)F[i](R,o,K${k},K${k}.length/${size});`]
}

/** Gathers the columns of all instances, then stores those of `I[i]` at instance `i`. */
function moveColumns(k: number, size: number, columns: Parts['columns'], constant: (value: unknown) => string): string {
  const n = columns.length
  if (n === 0) return `function columns${k}(R,o){}`
  if (size * n <= maxUnrolled) {
    const gather = columns.flatMap(({ slots }, c) => slots.map((slot, i) => `T${k}[${i * n + c}]=${loadOf(slot)};`))
    const scatter = Array.from({ length: size }, (_, i) => {
      const stores = columns.map(({ slots }, c) => storeOf(slots[i] as Slot, `T${k}[at+${c}]`))
      return `if(I${k}[${i}]!==${i}){const at=I${k}[${i}]*${n};${stores.join('')}}`
    })
    return `function columns${k}(R,o){${gather.join('')}\n${scatter.join('\n')}}`
  }
  const gathers = Array.from({ length: size }, (_, i) => {
    const loads = columns.map(({ slots }, c) => `T[${i * n + c}]=${loadOf(slots[i] as Slot)};`)
    return new Function('R', 'o', 'T', loads.join(''))
  })
  const scatters = Array.from({ length: size }, (_, i) => {
    const stores = columns.map(({ slots }, c) => storeOf(slots[i] as Slot, `T[at+${c}]`))
    return new Function('R', 'o', 'T', 'at', stores.join(''))
  })
  return `function columns${k}(R,o){const G=${constant(gathers)},S=${constant(scatters)};
for(let i=0;i<${size};i++)G[i](R,o,T${k});
for(let i=0;i<${size};i++)if(I${k}[i]!==i)S[i](R,o,T${k},I${k}[i]*${n})}`
}

/** Renames the ids in cells, queues and bags. */
function renamingText(elements: Elements, { cells, lists }: Parts, constant: (value: unknown) => string): string {
  const ofCells = cells.map(({ index, slot, offset, present }) => {
    const { from } = elements.classes[index] as Elements['classes'][number]
    const isThere = [...present.map((one) => `${loadOf(one)}===1`), ...(offset === 1 ? ['r>0'] : [])]
    const store = storeOf(slot, `(P[${from}+r-${offset}]+${offset})`)
    return `{const r=${loadOf(slot)};${isThere.length === 0 ? '' : `if(${isThere.join('&&')})`}{${store}}}`
  })
  const ofLists = lists.map(({ layout }) => `${constant(listMover(elements, layout))}(R,o,P);`)
  return [...ofCells, ...ofLists].join('\n')
}

/**
 * Writes the part of each key that stands for a queue or bag: for a queue, at each place, 1 plus the value without its
 * id if it names the instance. For a bag, these values in ascending order.
 */
function listReader(
  elements: Elements,
  { layout }: Parts['lists'][number],
  from: number,
  size: number,
  width: number,
  base: number,
) {
  const { named } = namedBy(elements, layout.type.of)
  const map = elements.mapOf(layout.type.of)
  const none = new Int32Array(elements.count)
  const isBag = layout.type.kind === 'bag'
  const { count, cells } = layout
  const next = new Int32Array(size)
  return (rows: Int32Array, at: number, keys: Int32Array) => {
    const used = getSlot(rows, count, at)
    for (let i = 0; i < size; i++) keys.fill(0, i * width + base, i * width + base + cells.length)
    next.fill(0)
    for (let k = 0; k < used; k++) {
      const rank = getSlot(rows, cells[k] as Slot, at)
      const element = named(rank)
      if (element < 0) continue
      const i = element - from
      const place = isBag ? (next[i] as number) : k
      next[i] = place + 1
      keys[i * width + base + place] = 1 + (map?.(rank, none) ?? 0)
    }
  }
}

function listMover(elements: Elements, layout: Layout & { kind: 'sequence' }) {
  const map = elements.mapOf(layout.type.of)
  const isBag = layout.type.kind === 'bag'
  const { count, cells } = layout
  return (rows: Int32Array, at: number, moved: Int32Array) => {
    const used = getSlot(rows, count, at)
    for (let k = 0; k < used; k++) {
      const rank = getSlot(rows, cells[k] as Slot, at)
      const value = map?.(rank, moved) ?? rank
      let place = k
      if (isBag) {
        while (place > 0 && getSlot(rows, cells[place - 1] as Slot, at) > value) {
          setSlot(rows, cells[place] as Slot, getSlot(rows, cells[place - 1] as Slot, at), at)
          place--
        }
      }
      setSlot(rows, cells[place] as Slot, value, at)
    }
  }
}
