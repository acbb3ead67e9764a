/**
 * The loops of `Table` for rows of so many words, as generated text: the words of a row are unrolled. Read
 * `insertAll` as the life of a probe.
 */
import type { Batch, Table } from './table.ts'

/** Looks up rows `from` … of the batch; stops before the first for which the table is too full, and says where. */
export type InsertAll = (table: Table, batch: Batch, from: number) => number
/** Puts the ids of rows `from` … `to` − 1 into slots that hold none of them. What it returns says nothing: it keeps loads from being left out. */
export type PlaceAll = (table: Table, from: number, to: number) => number

const made = new Map<number, { insertAll: InsertAll; placeAll: PlaceAll }>()

/** The loops for rows of `words` words; made once each. */
export function rowsText(words: number): { insertAll: InsertAll; placeAll: PlaceAll } {
  const known = made.get(words)
  if (known !== undefined) return known
  const insertAll: InsertAll = new Function(`${hashText(words)}return ${insertAllText(words)}`)()
  const placeAll: PlaceAll = new Function(`${hashText(words)}${placeAllText(words)}`)()
  made.set(words, { insertAll, placeAll })
  return { insertAll, placeAll }
}

const each = (words: number, text: (k: number) => string, join = '') =>
  Array.from({ length: words }, (_, k) => text(k)).join(join)

/** Multiply and fold, a round a word; the constants are those of MurmurHash3's 32-bit mixing and finaliser. */
function hashText(words: number): string {
  return `'use strict';const hash=(${each(words, (k) => `x${k}`, ',')})=>{let h=0x9747b28c|0,w;
${each(
  words,
  (
    k,
  ) => `w=Math.imul(x${k},0xcc9e2d51);w=w<<15|w>>>17;h^=Math.imul(w,0x1b873593);h=Math.imul(h<<13|h>>>19,5)+0xe6546b64|0;
`,
)}h=Math.imul(h^h>>>16,0x85ebca6b);h=Math.imul(h^h>>>13,0xc2b2ae35);return h^h>>>16};
`
}

/** Place `p` in its segment; most spaces have one. */
const segmentText = (place: string) => `const seg=(${place}>>>bits)===0?rows:many[${place}>>>bits].view`

const headText = (
  words: number,
) => `const slots=t.slots.view,capacity=t.capacity,scale=capacity/4294967296,idBits=t.idBits,
idMask=(1<<idBits)-1,tagMask=~idMask,many=t.segments,rows=many[0].view,bits=t.segmentBits,low=(1<<bits)-1,W=${words};`

function insertAllText(words: number): string {
  const at = (of: string, base: string) => (k: number) => `${of}[${base}+${k}]`
  return `function insertAll(t,b,from){
${headText(words)}
const Q=b.rows,H=b.hashes,ids=b.ids,n=b.count,full=t.full;let count=t.count,sum=0;
for(let k=from,q=from*W;k<n;k++,q+=W)H[k]=hash(${each(words, at('Q', 'q'), ',')});
for(let k=from;k<n;k++)sum^=slots[(H[k]>>>0)*scale|0];
for(let k=from;k<n;k++){const p=slots[(H[k]>>>0)*scale|0]&idMask;${segmentText('p')};sum^=seg[(p&low)*W]}
b.sum=sum;
let k=from;
batch:for(let q=from*W;k<n;k++,q+=W){
const h=H[k],${each(words, (k) => `x${k}=Q[q+${k}]`, ',')},tag=h<<idBits;
let i=(h>>>0)*scale|0;
for(;;){
const slot=slots[i];
if(slot===0)break;
if(((slot^tag)&tagMask)===0){const p=slot&idMask;${segmentText('p')};const r=(p&low)*W;if(${each(words, (k) => `seg[r+${k}]===x${k}`, '&&')}){ids[k]=p-1;continue batch}}
if(++i===capacity)i=0}
if(count>=full)break;
ids[k]=~count;count++;
${segmentText('count')};const r=(count&low)*W;${each(words, (k) => `seg[r+${k}]=x${k};`)}
slots[i]=tag|count}
t.count=count;return k}`
}

function placeAllText(words: number): string {
  return `const H=new Int32Array(256);return function placeAll(t,from,to){
${headText(words)}
let sum=0;
for(let first=from+1;first<=to;first+=256){
const n=Math.min(256,to+1-first);
for(let k=0,p=first;k<n;k++,p++){${segmentText('p')};const r=(p&low)*W;H[k]=hash(${each(words, (k) => `seg[r+${k}]`, ',')})}
for(let k=0;k<n;k++)sum^=slots[(H[k]>>>0)*scale|0];
for(let k=0,p=first;k<n;k++,p++){
const h=H[k];
let i=(h>>>0)*scale|0;
while(slots[i]!==0)if(++i===capacity)i=0;
slots[i]=h<<idBits|p}}
return sum}`
}
