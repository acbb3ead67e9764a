/**
 * The loops of `CompactTable` as generated text, as `table-text.ts` has those of `Table`: the words of a row are
 * unrolled, and misses of the cache are taken in a loop of their own.
 *
 * The first word of a row is looked at through a mixing that can be undone, once the others are known: `L`. A line of
 * slots is found by the high bits of `L`, a slot holds its low bits (`low`), the other words whole (`x1` …), and by how
 * many lines it lies further on than it should (`d`). So equal slots are equal rows, and the first word need not be
 * stored.
 */
import type { Batch } from './table-text.ts'

/** How the slots of a table lie, which never changes. */
export interface SlotShape {
  /** Words of a row. */
  readonly words: number
  /** 32-bit words of a line, and how many slots it has. */
  readonly lineWords: number
  readonly perLine: number
  /** Bytes of a slot beyond its whole words: 0, 1, 2 or 4. */
  readonly extra: number
  /** Whether threads insert at the same time. */
  readonly shared: boolean
  /** Lines of a segment, as a power of two; 31 where there is one segment. */
  readonly segmentBits: number
}

/** How the bits of slots are used, which changes when a table grows. */
export interface SlotCode {
  /** Lines of which one may be the first to look in; there are some more beyond them. */
  readonly lines: number
  /** Bits of a slot that say how far on it lies, from 1 on, and those that hold the low bits of `L`. */
  readonly farBits: number
  readonly lowBits: number
}

export type Extras = Uint8Array | Uint16Array | Int32Array

/** What the loops know of a table; `CompactTable` says what each means. */
export interface CompactShape extends SlotCode {
  /** The segments in which lines lie. */
  readonly views: readonly Int32Array[]
  /** The same memory, in units of `extra`. */
  readonly extras: readonly Extras[]
  /** The first of them: where there is one, the optimiser knows more of it so. */
  readonly view: Int32Array
  readonly extra: Extras
  /** Rows looked up of late, by bits of their hash: not 0 where there is one, and its words. */
  readonly recent: Int32Array
  /** How many rows this worker may add. */
  room: number
  /** Which rows of the batch were new: their numbers, in order. */
  readonly fresh: Int32Array
  freshCount: number
  /** Gets more room; `false` where there is none. */
  take(): boolean
}

/** So many bits of the hash say where a row lies in `recent`. */
export const recentBits = 12

export interface CompactLoops {
  /**
   * Looks up rows of the batch, adds those that are new, and adds their numbers to `fresh`. Begins at `from`, stops
   * before the first for which there is no room, and says where.
   */
  insertAll(table: CompactShape, batch: Batch, from: number): number
  /**
   * Moves the slots of lines `from` … `to` − 1, the last first, from where they belong by the code `old` to where they do
   * by that of the table, which must be further on. What would lie too far on goes to `left`, as rows with `L` for the
   * first word. `counts` tells how many slots of each line are taken.
   */
  moveAll(table: CompactShape, old: SlotCode, from: number, to: number, left: number[], counts: Uint8Array): void
  /** Empties lines before `to` into `left`, in the same form. */
  takeOut(table: CompactShape, old: SlotCode, to: number, left: number[]): void
  /** Copies the rows of lines `from` … `to` − 1 to `into`, and returns how many they are. */
  copy(table: CompactShape, from: number, to: number, into: Int32Array): number
  /** Puts back what is in `left` for as long as it finds room, from the end on. Whether all of it did. */
  putBack(table: CompactShape, left: number[], counts: Uint8Array): boolean
}

const made = new Map<string, CompactLoops>()

export function compactLoopsFor(shape: SlotShape): CompactLoops {
  const key = Object.values(shape).join()
  let loops = made.get(key)
  if (loops === undefined) {
    loops = new Function(compactText(shape))() as CompactLoops
    made.set(key, loops)
  }
  return loops
}

function compactText({ words, lineWords, perLine, extra, shared, segmentBits }: SlotShape): string {
  const each = (n: number, text: (k: number) => string, join = '') =>
    Array.from({ length: n }, (_, k) => text(k)).join(join)
  const x = each(words, (k) => `x${k}`, ',')
  const last = words - 1
  // whole words of a slot beside its first: those between the first and the last word of a row
  const whole = Math.max(0, words - 2)
  const hasExtra = extra > 0
  // where the parts of slot `s` of a line lie, which begins at `line`
  const extraAt = `${extra === 4 ? 'line' : `line*${4 / (extra || 1)}`}+${(perLine * 4 * (1 + whole)) / (extra || 1)}+s`
  const wholeAt = (k: number) => `line+${perLine * (1 + k)}+s`
  const many = segmentBits < 31
  const segments = many ? 'const A=t.views,E=t.extras;' : 'const a=t.view,ex=t.extra;'
  const low = 2 ** segmentBits - 1
  /** Finds line `p`. */
  const find = many
    ? `const a=A[p>>>${segmentBits}],ex=E[p>>>${segmentBits}],line=(p&${low})*${lineWords};`
    : `const line=p*${lineWords};`
  // the shorter this is, the more of these misses the processor has under way at once: so four in a go
  const touch = (p: string) => {
    const at = (w: number) =>
      many ? `A[${p}>>>${segmentBits}][(${p}&${low})*${lineWords}+${w}]` : `a[${p}*${lineWords}+${w}]`
    return lineWords === 16 ? at(0) : `${at(0)}^${at(16)}`
  }
  const mix = `const mix=(${x})=>{let h=x0;
${words === 1 ? '' : `h^=rest(${each(last, (k) => `x${k + 1}`, ',')});`}
h=Math.imul(h^h>>>16,0x85ebca6b);h=Math.imul(h^h>>>13,0xc2b2ae35);return h^h>>>16};`
  // 0xa5cb9243 and 0x7ed1b41d undo the products of `mix`
  const unmix = `const unmix=(L${each(last, (k) => `,x${k + 1}`)})=>{let h=L^L>>>16;
h=Math.imul(h,0x7ed1b41d);h=Math.imul(h^h>>>13^h>>>26,0xa5cb9243);h^=h>>>16;return ${words === 1 ? 'h' : `h^rest(${each(last, (k) => `x${k + 1}`, ',')})`}};`
  const rest =
    words === 1
      ? ''
      : `const rest=(${each(last, (k) => `x${k + 1}`, ',')})=>{let h=0x9747b28c|0,w;
${each(last, (k) => `w=Math.imul(x${k + 1},0xcc9e2d51);w=w<<15|w>>>17;h^=Math.imul(w,0x1b873593);h=Math.imul(h<<13|h>>>19,5)+0xe6546b64|0;`)}
h=Math.imul(h^h>>>15,0x2c1b3c6d);return h^h>>>12};`
  const code = (t: string, n: string) =>
    `const lines${n}=${t}.lines,scale${n}=lines${n}/4294967296,per${n}=4294967296/lines${n},farBits${n}=${t}.farBits,farMask${n}=(1<<farBits${n})-1,
lowMask${n}=(1<<${t}.lowBits)-1,shift${n}=farBits${n}+${t}.lowBits,inFirst${n}=32-shift${n};`
  const head = `${segments}${code('t', '')}`
  const encode = `base=(L&lowMask)<<farBits${words === 1 ? '' : `|x${last}<<shift`}${hasExtra ? `,e=x${last}>>>inFirst<<1|1` : ''}`
  const isWhole = each(whole, (k) => `&&a[${wholeAt(k)}]===x${k + 1}`)
  // what lies there and is not zero was written, whatever else was: so mostly the order of reading does not matter
  const surely = each(whole, (k) => `&&x${k + 1}!==0`)
  const waiting =
    whole === 0
      ? 'let w=ex[z];while(w===0)w=Atomics.load(ex,z);'
      : `if(ex[z]===e${isWhole}${surely})continue row;let w=0;while(w===0)w=Atomics.load(ex,z);`
  const same = hasExtra
    ? `{const z=${extraAt};${shared ? waiting : 'const w=ex[z];'}if(w===e${isWhole})continue row}`
    : 'continue row;'
  const putWhole = each(whole, (k) => `a[${wholeAt(k)}]=x${k + 1};`)
  // slot `s` of line `p`, which holds `y`, as a row
  const decode = `const d=y&farMask0,b=Math.floor((p+1-d)*per0)-1|0,L=b+((y>>>farBits0)-b&lowMask0)|0${each(whole, (k) => `,x${k + 1}=a[${wholeAt(k)}]`)}${
    words === 1 ? '' : `,x${last}=y>>>shift0${hasExtra ? `|ex[${extraAt}]>>>1<<inFirst0` : ''}`
  };`
  const clear = `a[line+s]=0;${hasExtra ? `ex[${extraAt}]=0;` : ''}`
  const row = `L${each(last, (k) => `,x${k + 1}`)}`
  // puts the row in hand where it belongs, after those that are there; where that is too far on, `otherwise`
  const place = (otherwise: string) => `{const ${encode};
let p=(L>>>0)*scale|0,d=1,s=counts[p];
while(s===${perLine}&&d<=farMask){d++;s=counts[++p]}
if(d<=farMask){${find}a[line+s]=base|d;${putWhole}${hasExtra ? `ex[${extraAt}]=e;` : ''}counts[p]=s+1}
else{${otherwise}}}`
  return `'use strict';${rest}${mix}${unmix}
const H=new Int32Array(256),J=new Int32Array(256),P=new Int32Array(256);
function insertAll(t,b,from){
${head}
const Q=b.rows,n=b.count,recent=t.recent,fresh=t.fresh;let room=t.room,f=t.freshCount,sum=0,k=from;
while(k<n){
const m=Math.min(256,n-k);
let u=0;
for(let j=k,q=k*${words};j<k+m;j++,q+=${words}){
const ${each(words, (k) => `x${k}=Q[q+${k}]`, ',')},L=mix(${x}),c=(L>>>${32 - recentBits})*${words + 1};
if(${each(words, (k) => `recent[c+${k + 1}]===x${k}`, '&&')}&&recent[c]!==0)continue;
recent[c]=1;${each(words, (k) => `recent[c+${k + 1}]=x${k};`)}J[u]=j;H[u]=L;P[u++]=(L>>>0)*scale|0}
let v=0;
for(;v+3<u;v+=4)sum^=${each(4, (k) => touch(`P[v+${k}]`), '^')};
for(;v<u;v++)sum^=${touch('P[v]')};
v=0;
row:for(;v<u;v++){
const j=J[v],L=H[v],q=j*${words},${each(words, (k) => `x${k}=Q[q+${k}]`, ',')},${encode};
for(let d=1,p=P[v];d<=farMask;d++,p++){
const want=base|d;${find}
for(let s=0;s<${perLine};s++){
let y=a[line+s];
if(y===0){
if(room===0){if(!t.take())break row;room=t.room}
${shared ? 'y=Atomics.compareExchange(a,line+s,0,want);if(y===0){' : '{a[line+s]=want;'}
${putWhole}${!hasExtra ? '' : shared && whole > 0 ? `Atomics.store(ex,${extraAt},e);` : `ex[${extraAt}]=e;`}room--;fresh[f++]=j;continue row}}
if(y===want)${same}}}
break}
k=v<u?J[v]:k+m;
if(v<u){for(;v<u;v++)recent[(H[v]>>>${32 - recentBits})*${words + 1}]=0;break}}
b.sum=sum;t.room=room;t.freshCount=f;return k}
function moveAll(t,old,from,to,left,counts){
${head}${code('old', '0')}
for(let p=to-1;p>=from;p--){${find}for(let s=0;s<${perLine};s++){
const y=a[line+s];if(y===0)continue;
${decode}${clear}${place(`left.push(${row})`)}}}}
function takeOut(t,old,to,left){
${segments}${code('old', '0')}
for(let p=0;p<to;p++){${find}for(let s=0;s<${perLine};s++){
const y=a[line+s];if(y===0)continue;
${decode}${clear}left.push(${row})}}}
function copy(t,from,to,into){
${segments}${code('t', '0')}
let n=0;
for(let p=from;p<to;p++){${find}for(let s=0;s<${perLine};s++){
const y=a[line+s];if(y===0)break;
${decode}into[n]=unmix(${row});${each(last, (k) => `into[n+${k + 1}]=x${k + 1};`)}n+=${words}}}
return n/${words}}
function putBack(t,left,counts){
${head}
for(let n=left.length;n>0;left.length=n){n-=${words};const L=left[n]${each(last, (k) => `,x${k + 1}=left[n+${k + 1}]`)};
${place('return false')}}
return true}
return {insertAll,moveAll,takeOut,copy,putBack}`
}
