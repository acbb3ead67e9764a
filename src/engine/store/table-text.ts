/**
 * The loops of `Table` as generated text. The words of a row are unrolled, so that a row takes few instructions: the
 * fewer there are, the more cache misses the processor has under way at once. For the same reason, each kind of miss is
 * taken in a loop of its own.
 *
 * Read `insertAll` as the life of a probe. `recent` knows the rows that were looked up lately. `u` numbers the rows of
 * the batch that are not among them; until such a row has an id, `recent` holds the complement of its `u`. Number `u`
 * is row `J[u]` and has the hash `H[u]`. Its probe continues from slot `P[u]`, in the line that it entered at slot
 * `F[u]`. Finally, its id is `R[u]` − 1. `D` lists the rows that repeat one of these; until the end, their `ids` hold
 * the `u` of that row.
 */

/** Rows to look up, one after the other; `rows` and `ids` have room for at least `count` rows. */
export interface Batch {
  rows: Int32Array
  count: number
  /** Output: for each row, its id. If the row is new, the complement of its id (negative). */
  ids: Int32Array
  /** Has no meaning: it keeps the optimiser from leaving out loads. */
  sum?: number
}

type Words = { readonly view: Int32Array }

/** The fields of a table that the loops use; `Table` explains each of them. */
export interface Shape {
  readonly words: number
  count: number
  readonly full: number
  readonly capacity: number
  readonly idBits: number
  readonly slots: Words
  readonly segments: readonly Words[]
  readonly segmentBits: number
  /** Rows looked up lately, by bits of their hash: the id + 1 of each, or zero for an empty entry, and its words. */
  readonly recent: Int32Array
}

/** The number of bits of the hash that say where a row lies in `recent`. */
export const recentBits = 12

/** The fields that the loops also use if threads share the table: the places to which this thread may write rows. */
export interface Block {
  next: number
  end: number
  /** Gets more places, `next` … `end` − 1; returns `false` if there are none. */
  take(): boolean
}

export interface Loops {
  /**
   * Looks up the rows of the batch from `from` on. Stops before the first row for which the table is too full, and
   * returns the number of that row.
   */
  insertAll(table: Shape, batch: Batch, from: number): number
  /** Puts the ids of rows `from` … `to` − 1 into the slots, which hold none of them yet. The result has no meaning. */
  placeAll(table: Shape, from: number, to: number): number
}

/** The same for a table that threads share. */
export interface SharedLoops {
  insertAll(table: Shape & Block, batch: Batch, from: number): number
  /**
   * Puts the places `from` … `to` − 1 into slots, if they belong to the slots `lowest` … `beyond` − 1. These slots are
   * whole lines, and no other thread may use them. A place that finds no free slot goes to `left`, followed by its
   * hash.
   */
  placeSome(table: Shape, from: number, to: number, lowest: number, beyond: number, left: number[]): number
}

const made = new Map<number, Loops>()
const sharedMade = new Map<number, SharedLoops>()

/** The loops for rows of `words` words. All tables with such rows share them, so they are optimised only once. */
export const loopsFor = (words: number): Loops => once(made, words, false)

export const sharedLoopsFor = (words: number): SharedLoops => once(sharedMade, words, true)

function once<L>(known: Map<number, L>, words: number, shared: boolean): L {
  let loops = known.get(words)
  if (loops === undefined) {
    loops = new Function(loopsText(words, shared))() as L
    known.set(words, loops)
  }
  return loops
}

/**
 * The slot after `i`. A probe that entered a cache line at `f` visits its 16 slots first, and then moves to the next
 * line; a table consists of whole lines. The move computes a remainder instead of a branch: the optimiser would meet a
 * branch that is taken once in a million times too late.
 */
const nextSlot = 'i=i&-16|i+1&15;if(i===f)i=f=(i+16)%capacity;'

/**
 * `shared`: threads insert at the same time. Then a thread writes a row first, to a place that no other thread knows.
 * After that it takes the row's slot by one atomic access. If another thread took the slot before, the access fails,
 * and the probe looks at what that thread wrote.
 */
function loopsText(words: number, shared: boolean): string {
  const each = (text: (k: number) => string, join = '') => Array.from({ length: words }, (_, k) => text(k)).join(join)
  const head = `const slots=t.slots.view,capacity=t.capacity,scale=capacity/4294967296,idBits=t.idBits,
idMask=(1<<idBits)-1,tagMask=~idMask,many=t.segments,rows=many[0].view,bits=t.segmentBits,low=(1<<bits)-1;`
  // declares the segment of place `p` as `seg`, and where the row begins in it as `r`
  const find = (p: string) => `const seg=(${p}>>>bits)===0?rows:many[${p}>>>bits].view,r=(${p}&low)*${words};`
  // multiplies and folds, one round per word; the constants are those of MurmurHash3's 32-bit mixing and finaliser
  const hash = `const hash=(${each((k) => `x${k}`, ',')})=>{let h=0x9747b28c|0,w;
${each((k) => `w=Math.imul(x${k},0xcc9e2d51);w=w<<15|w>>>17;h^=Math.imul(w,0x1b873593);h=Math.imul(h<<13|h>>>19,5)+0xe6546b64|0;`)}
h=Math.imul(h^h>>>16,0x85ebca6b);h=Math.imul(h^h>>>13,0xc2b2ae35);return h^h>>>16};`
  const recentAt = (h: string) => `(${h}>>>${32 - recentBits})*${words + 1}`
  const write = (p: string) => `${find(p)}${each((k) => `seg[r+${k}]=x${k};`)}`
  const store = `if(count>=full)break;
ids[j]=~count;R[v]=++count;if(recent[c]===~v)recent[c]=count;
${write('count')}
slots[i]=tag|count`
  const exchange = `{
if(next===end){if(!t.take())break row;next=t.next;end=t.end}
{${write('next')}}
slot=Atomics.compareExchange(slots,i,0,tag|next);
if(slot===0){ids[j]=~(next-1);R[v]=next;if(recent[c]===~v)recent[c]=next;next++;continue row}}`
  const placeAll = `function placeAll(t,from,to){
${head}
let sum=0;
for(let first=from+1;first<=to;first+=256){
const m=Math.min(256,to+1-first);
for(let j=0,p=first;j<m;j++,p++){${find('p')}const h=hash(${each((k) => `seg[r+${k}]`, ',')});H[j]=h;P[j]=(h>>>0)*scale|0}
for(let j=0;j<m;j++)sum^=slots[P[j]];
for(let j=0,p=first;j<m;j++,p++){
let i=P[j],f=i;
while(slots[i]!==0){${nextSlot}}
slots[i]=H[j]<<idBits|p}}
return sum}
return {insertAll,placeAll}`
  const placeSome = `function placeSome(t,from,to,lowest,beyond,left){
${head}
let sum=0;
for(let first=from;first<to;first+=256){
let m=0;
for(let p=first,last=Math.min(first+256,to);p<last;p++){${find('p')}const h=hash(${each((k) => `seg[r+${k}]`, ',')}),i=(h>>>0)*scale|0;
if(i>=lowest&&i<beyond){H[m]=h;P[m]=i;J[m]=p;m++}}
for(let j=0;j<m;j++)sum^=slots[P[j]];
for(let j=0;j<m;j++){
let i=P[j],f=i;
while(i<beyond&&slots[i]!==0){i=i&-16|i+1&15;if(i===f){i+=16;f=i}}
if(i<beyond)slots[i]=H[j]<<idBits|J[j];else left.push(J[j],H[j])}}
return sum}
return {insertAll,placeSome}`
  return `'use strict';${hash}
const H=new Int32Array(256),P=new Int32Array(256),F=new Int32Array(256),J=new Int32Array(256),R=new Int32Array(256),D=new Int32Array(256);
function insertAll(t,b,from){
${head}
const Q=b.rows,ids=b.ids,n=b.count,full=t.full,recent=t.recent;let ${shared ? 'next=t.next,end=t.end' : 'count=t.count'},sum=0,k=from;
while(k<n){
const m=Math.min(256,n-k);
let u=0,d=0;
for(let j=k,q=k*${words};j<k+m;j++,q+=${words}){
const ${each((k) => `x${k}=Q[q+${k}]`, ',')},h=hash(${each((k) => `x${k}`, ',')}),c=${recentAt('h')},p=recent[c];
if(${each((k) => `recent[c+${k + 1}]===x${k}`, '&&')}&&p!==0){if(p>0)ids[j]=p-1;else{ids[j]=~p;D[d++]=j}}
else{recent[c]=~u;${each((k) => `recent[c+${k + 1}]=x${k};`)}J[u]=j;H[u]=h;P[u++]=(h>>>0)*scale|0}}
for(let v=0;v<u;v++)sum^=slots[P[v]];
for(let v=0;v<u;v++){
const tag=H[v]<<idBits;
let i=P[v],f=i,slot=slots[i];
while(slot!==0&&((slot^tag)&tagMask)!==0){${nextSlot}slot=slots[i]}
P[v]=i;F[v]=f;R[v]=slot&idMask}
for(let v=0;v<u;v++){const p=R[v];${find('p')}sum^=seg[r]}
let v=0;
row:for(;v<u;v++){
const j=J[v],h=H[v],q=j*${words},${each((k) => `x${k}=Q[q+${k}]`, ',')},tag=h<<idBits,c=${recentAt('h')};
let i=P[v],f=F[v];
for(;;){
let slot=slots[i];
if(slot===0)${shared ? exchange : 'break;'}
if(((slot^tag)&tagMask)===0){const p=slot&idMask;${find('p')}if(${each((k) => `seg[r+${k}]===x${k}`, '&&')}){ids[j]=p-1;R[v]=p;if(recent[c]===~v)recent[c]=p;continue row}}
${nextSlot}}
${shared ? '' : store}}
k=v<u?J[v]:k+m;
for(let e=0;e<d&&D[e]<k;e++)ids[D[e]]=R[ids[D[e]]]-1;
if(v<u){for(;v<u;v++){const c=${recentAt('H[v]')};if(recent[c]<0)recent[c]=0}break}}
b.sum=sum;${shared ? 't.next=next' : 't.count=count'};return k}
${shared ? placeSome : placeAll}`
}
