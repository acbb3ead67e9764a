/**
 * The loops of `Table` as generated text: the words of a row are unrolled, so that the optimiser spends few instructions
 * on a row: the fewer they are, the more misses of the cache the processor has under way at once. So is each miss taken
 * in a loop of its own.
 *
 * Read `insertAll` as the life of a probe. Rows seen of late are known by `recent`, which has complements of `u` for those
 * of this batch. Number `u` of the rest is row `J[u]` of the batch, has the hash `H[u]`, is looked for from slot `P[u]`
 * on, in the line that was entered at `F[u]`, and has the id `R[u]` − 1 in the end. `D` are the rows that came again in
 * this batch; until the end `ids` says of which `u`.
 */

/** Rows to look up, in a row; `rows` and `ids` are at least `count` rows long. */
export interface Batch {
  rows: Int32Array
  count: number
  /** Out: for each, the id of the row it is equal to; where it is new, the complement of its id (negative). */
  ids: Int32Array
  /** Means nothing: it keeps loads from being left out. */
  sum?: number
}

type Words = { readonly view: Int32Array }

/** What the loops know of a table; `Table` says what each means. */
export interface Shape {
  readonly words: number
  count: number
  readonly full: number
  readonly capacity: number
  readonly idBits: number
  readonly slots: Words
  readonly segments: readonly Words[]
  readonly segmentBits: number
  /** Rows looked up of late, by bits of their hash: the id + 1 of each, and its words. Zero where there is none. */
  readonly recent: Int32Array
}

/** So many bits of the hash say where a row lies in `recent`. */
export const recentBits = 12

/** What the loops of a table that threads share know besides: the places that this thread may write rows to. */
export interface Block {
  next: number
  end: number
  /** Gets more places, `next` … `end` − 1; `false` where there are none. */
  take(): boolean
}

export interface Loops {
  /** Looks up rows `from` … of the batch; stops before the first for which the table is too full, and says where. */
  insertAll(table: Shape, batch: Batch, from: number): number
  /** Puts the ids of rows `from` … `to` − 1 into slots that hold none of them. What it returns says nothing. */
  placeAll(table: Shape, from: number, to: number): number
}

/** The same for a table that threads share. */
export interface SharedLoops {
  insertAll(table: Shape & Block, batch: Batch, from: number): number
  /**
   * Puts places `from` … `to` − 1 into slots `lowest` … `beyond` − 1, whole lines, if they belong there: no other thread
   * may use those slots. What finds none free goes to `left`, each place followed by its hash.
   */
  placeSome(table: Shape, from: number, to: number, lowest: number, beyond: number, left: number[]): number
}

const made = new Map<number, Loops>()
const sharedMade = new Map<number, SharedLoops>()

/** The loops for rows of `words` words, which all tables of such rows share: they become fast once. */
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
 * The slot after `i`: a probe that began at `f` goes round the line of the cache first, 16 slots, and then to the next
 * line; there are whole lines of them. A remainder, for what is done once in a million times is met too late by the
 * optimiser.
 */
const nextSlot = 'i=i&-16|i+1&15;if(i===f)i=f=(i+16)%capacity;'

/**
 * `shared`: threads insert at the same time. Then a row is written first, to a place that no other thread knows, and its
 * slot is taken by one atomic access, which fails where another thread was there before: what that one wrote is looked
 * at in turn.
 */
function loopsText(words: number, shared: boolean): string {
  const each = (text: (k: number) => string, join = '') => Array.from({ length: words }, (_, k) => text(k)).join(join)
  const head = `const slots=t.slots.view,capacity=t.capacity,scale=capacity/4294967296,idBits=t.idBits,
idMask=(1<<idBits)-1,tagMask=~idMask,many=t.segments,rows=many[0].view,bits=t.segmentBits,low=(1<<bits)-1;`
  // the segment of place `p` as `seg`, and where the row begins in it as `r`
  const find = (p: string) => `const seg=(${p}>>>bits)===0?rows:many[${p}>>>bits].view,r=(${p}&low)*${words};`
  // multiply and fold, a round a word; the constants are those of MurmurHash3's 32-bit mixing and finaliser
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
