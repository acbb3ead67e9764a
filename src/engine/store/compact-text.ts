/**
 * The loops of `CompactTable` as generated text, like those of `Table` in `table-text.ts`: the words of a row are
 * unrolled, and cache misses are taken in a separate loop.
 *
 * The first word of a row is mixed to `L`, in a way that can be undone if the other words are known. The high bits of
 * `L` give the line of the row. A slot holds the low bits of `L` (`low`), the other words whole (`x1` …), and its
 * distance from that line (`d`, in lines, 1 for the line itself). So equal slots are equal rows, and the first word
 * need not be stored.
 */
import type { Batch } from './table-text.ts'

/** How the slots of a table lie. This never changes. */
export interface SlotShape {
  /** The number of words of a row. */
  readonly words: number
  /** The number of 32-bit words of a line, and the number of its slots. */
  readonly lineWords: number
  readonly perLine: number
  /** Bytes of a slot beyond its whole words: 0, 1, 2 or 4. */
  readonly extra: number
  /** Whether threads insert at the same time. */
  readonly shared: boolean
  /** The number of lines of a segment, as a power of two; 31 if there is one segment. */
  readonly segmentBits: number
}

/** How the bits of slots are used. This changes when a table grows. */
export interface SlotCode {
  /** The number of lines in which a look-up may start; some more lines follow them. */
  readonly lines: number
  /** The number of bits of a slot for its distance, which counts from 1, and the number for the low bits of `L`. */
  readonly farBits: number
  readonly lowBits: number
}

export type Extras = Uint8Array | Uint16Array | Int32Array

/** The fields of a table that the loops use; `CompactTable` explains each of them. */
export interface CompactShape extends SlotCode {
  /** The segments in which lines lie. */
  readonly views: readonly Int32Array[]
  /** The same memory, in units of `extra`. */
  readonly extras: readonly Extras[]
  /** The first of each: if there is one segment, the loops use these, because the optimiser knows more of them. */
  readonly view: Int32Array
  readonly extra: Extras
  /** Rows looked up lately, by bits of their hash: for each entry 1 (0 if it is empty), and the words of the row. */
  readonly recent: Int32Array
  /** The number of rows that this worker may still add. */
  room: number
  /** The numbers of the rows of the batch that were new, in ascending order. */
  readonly fresh: Int32Array
  freshCount: number
  /** Gets more room; returns `false` if there is none. */
  take(): boolean
}

/** The number of bits of the hash that say where a row lies in `recent`. */
export const recentBits = 12

export interface CompactLoops {
  /**
   * Looks up the rows of the batch from `from` on, adds those that are new, and adds their numbers to `fresh`. Stops
   * before the first row for which there is no room, and returns the number of that row.
   */
  insertAll(table: CompactShape, batch: Batch, from: number): number
  /**
   * Moves the slots of lines `from` … `to` − 1, the last line first, from their position by the code `old` to that by
   * the code of the table, which must be further on. A slot that would lie too far on goes to `left`, as a row with `L`
   * as its first word. `counts`: the number of slots of each line that are taken.
   */
  moveAll(table: CompactShape, old: SlotCode, from: number, to: number, left: number[], counts: Uint8Array): void
  /** Moves the rows of the lines before `to` to `left`, in the same form. */
  takeOut(table: CompactShape, old: SlotCode, to: number, left: number[]): void
  /** Copies the rows of lines `from` … `to` − 1 to `into`, and returns their number. */
  copy(table: CompactShape, from: number, to: number, into: Int32Array): number
  /** Puts the rows in `left` back, from the end on, until one finds no room. Returns whether all found room. */
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
  // whole words of a slot after its first: those between the first and the last word of a row
  const whole = Math.max(0, words - 2)
  const hasExtra = extra > 0
  // where the parts of slot `s` lie, in the line that begins at `line`
  const extraAt = `${extra === 4 ? 'line' : `line*${4 / (extra || 1)}`}+${(perLine * 4 * (1 + whole)) / (extra || 1)}+s`
  const wholeAt = (k: number) => `line+${perLine * (1 + k)}+s`
  const many = segmentBits < 31
  const segments = many ? 'const A=t.views,E=t.extras;' : 'const a=t.view,ex=t.extra;'
  const low = 2 ** segmentBits - 1
  /** Declares where line `p` begins. */
  const find = many
    ? `const a=A[p>>>${segmentBits}],ex=E[p>>>${segmentBits}],line=(p&${low})*${lineWords};`
    : `const line=p*${lineWords};`
  // the shorter this is, the more of these misses the processor has under way at once: so the loop takes four per turn
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
  // a word that is not zero was written, whether or not others were: so the order of reading matters only for zeros
  const surely = each(whole, (k) => `&&x${k + 1}!==0`)
  const waiting =
    whole === 0
      ? 'let w=ex[z];while(w===0)w=Atomics.load(ex,z);'
      : `if(ex[z]===e${isWhole}${surely})continue row;let w=0;while(w===0)w=Atomics.load(ex,z);`
  const same = hasExtra
    ? `{const z=${extraAt};${shared ? waiting : 'const w=ex[z];'}if(w===e${isWhole})continue row}`
    : 'continue row;'
  const putWhole = each(whole, (k) => `a[${wholeAt(k)}]=x${k + 1};`)
  // decodes slot `s` of line `p`, which holds `y`, to a row
  const decode = `const d=y&farMask0,b=Math.floor((p+1-d)*per0)-1|0,L=b+((y>>>farBits0)-b&lowMask0)|0${each(whole, (k) => `,x${k + 1}=a[${wholeAt(k)}]`)}${
    words === 1 ? '' : `,x${last}=y>>>shift0${hasExtra ? `|ex[${extraAt}]>>>1<<inFirst0` : ''}`
  };`
  const clear = `a[line+s]=0;${hasExtra ? `ex[${extraAt}]=0;` : ''}`
  const row = `L${each(last, (k) => `,x${k + 1}`)}`
  // puts the current row where it belongs, after the rows that are there; if that is too far on, does `otherwise`
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
