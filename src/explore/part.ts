/**
 * One worker's part of a search by several. A state belongs to one worker, by its hash: that worker stores it, alone,
 * and expands it. So nothing that is stored is shared, and nothing is locked; successors go to their owners by mail.
 *
 * A level is explored in rounds of two phases. In the first each worker expands some of its states and puts the
 * successors into its letters, one to each worker; in the second each worker looks up what is in the letters to it.
 * Between phases all wait for each other (`crew.ts`), so a letter is never written and read at the same time.
 */
import { Out } from '../compile/out.ts'
import { type Program, StepFailure, trapped } from '../compile/program.ts'
import { type Limits, States } from '../store/states.ts'
import type { Batch } from '../store/table.ts'
import { Tests } from './tests.ts'
import { Twice } from './twice.ts'

/** What the workers send each other; all of it lies in memory that they share. */
export interface Mail {
  readonly workers: number
  /** How many successors a letter has room for. */
  readonly room: number
  /** Letter `from * workers + to`: the packed states, and in `sent` how many. */
  readonly letters: readonly Int32Array[]
  readonly sent: Int32Array
}

/** What a worker begins with: all states found so far, in the order found. */
export interface Seed {
  readonly rows: Int32Array
  readonly count: number
  /** States below are expanded, and states below `levelEnd` are of the level that is being expanded. */
  readonly expanded: number
  readonly levelEnd: number
  /** Properties that are decided. */
  readonly decided: readonly number[]
}

export interface PartOptions {
  readonly kinds: readonly string[]
  readonly actions: number
  readonly limits: Limits
  readonly flatWords?: number | undefined
}

/** A phase expands until about so many successors are in its letters. */
const roundSize = 2 ** 15
const batchSize = 128

export class Part {
  readonly store: States
  readonly program: Program
  /** Successors that change something, by action; those that do not are in `out.loops`. */
  readonly taken: Float64Array
  /** Properties that this worker has decided. */
  readonly decided = new Set<number>()
  /** The model failed where this worker looked, in this action, or in none of them (−1). */
  trouble: number | undefined
  /** No room was left for a state. */
  full = false
  readonly #me: number
  readonly #mail: Mail
  readonly #out: Out
  readonly #inbox: Batch
  readonly #tests: Tests
  readonly #twice: Twice
  readonly #scatter: Scatter
  #next = 0
  #levelEnd = 0
  /** How many of the successors in hand are in letters. */
  #posted = 0
  #round = 0
  readonly #ends: number[] = []

  constructor(program: Program, mail: Mail, me: number, { kinds, actions, limits, flatWords }: PartOptions) {
    this.program = program
    this.#me = me
    this.#mail = mail
    this.store = new States(program.words, limits, undefined, flatWords)
    this.taken = new Float64Array(actions)
    this.#out = new Out(program.words, actions, { loops: kinds.includes('step') })
    this.#inbox = { rows: this.#out.rows, count: 0, ids: new Int32Array(mail.room) }
    this.#tests = new Tests(program, kinds)
    this.#twice = new Twice(program, actions)
    this.#scatter = scatterOf(program.words, mail, me)
  }

  /** How often each action was taken. */
  taking(into: Float64Array): void {
    const { loops } = this.#out
    for (let action = 0; action < into.length; action++) {
      into[action] = (this.taken[action] as number) + (loops[action] as number)
    }
  }

  get expanded(): number {
    return this.#next
  }

  /** States of this worker that are further away than the level that is being expanded. */
  get ahead(): number {
    return this.store.count - this.#levelEnd
  }

  /** How many states it has up to the end of each level, that of its seed first, and of all. */
  get ends(): readonly number[] {
    return [...this.#ends, this.#levelEnd, this.store.count]
  }

  /** There are states of this level, or successors of some, that no letter has taken yet. */
  get hasMore(): boolean {
    return this.#next < this.#levelEnd || this.#posted < this.#out.count
  }

  /** Takes its own states of a seed. */
  sow({ rows, count, expanded, levelEnd, decided }: Seed): void {
    const { words } = this.program
    this.#tests.keep((property) => !decided.includes(property))
    for (let id = 0; id < count; id++) {
      if (id === expanded) this.#next = this.store.count
      if (id === levelEnd) this.#levelEnd = this.store.count
      const row = rows.subarray(id * words, (id + 1) * words)
      if (ownerOf(row, this.#mail.workers) !== this.#me) continue
      if (this.store.insert(row) < 0) this.full = true
    }
    if (expanded === count) this.#next = this.store.count
    if (levelEnd === count) this.#levelEnd = this.store.count
  }

  /** Goes on to the next level. */
  nextLevel(): void {
    this.#ends.push(this.#levelEnd)
    this.#levelEnd = this.store.count
  }

  /** Properties decided by others are not tested any more. */
  drop(decided: (property: number) => boolean): void {
    this.#tests.keep((property) => !decided(property))
  }

  /** The first phase. */
  expand(): void {
    const { sent, workers } = this.#mail
    sent.fill(0, this.#me * workers, (this.#me + 1) * workers)
    this.#round = 0
    this.#careful(() => {
      while (this.#post() && this.#next < this.#levelEnd && this.#round < roundSize) this.#expandSome()
      if (this.program.strayed()) this.trouble = -1
    })
  }

  /** Puts the successors in hand into letters; `false` where one is full. */
  #post(): boolean {
    const out = this.#out
    this.#posted = this.#scatter(out.rows, this.#posted, out.count)
    if (this.#posted < out.count) return false
    out.count = this.#posted = 0
    return true
  }

  #expandSome(): void {
    const { store, program, taken } = this
    const out = this.#out
    while (out.count < batchSize && this.#next < this.#levelEnd) {
      const id = this.#next
      const start = out.count
      store.load(id, program.register)
      if (this.#twice.samples(id)) this.#expectSame()
      const steps = program.successors(out)
      if (steps === 0 && this.#tests.deadlock >= 0) {
        store.load(id, program.register)
        for (const property of this.#tests.ofEnd()) this.decided.add(property)
      }
      if (this.#tests.onSteps.length > 0) this.#testSteps(id, start)
      this.#next = id + 1
      for (let n = start; n < out.count; n++) {
        const action = out.actions[n] as number
        taken[action] = (taken[action] as number) + 1
      }
    }
    this.#round += out.count
  }

  #testSteps(id: number, from: number): void {
    const { words, register, source } = this.program
    const { rows, count } = this.#out
    this.store.load(id, source)
    for (let n = from; n < count; n++) {
      for (let k = 0, at = n * words; k < words; k++, at++) register[k] = rows[at] as number
      for (const property of this.#tests.ofStep()) this.decided.add(property)
    }
  }

  #expectSame(): void {
    const action = this.#twice.unstable()
    if (action >= 0) this.trouble = action
  }

  /** The second phase. `roomy`: a table that is nearly full grows now, since that of another worker has to. */
  collect(roomy: boolean): void {
    const { letters, sent, workers } = this.#mail
    if (roomy) this.store.growSoon()
    this.#careful(() => {
      for (let from = 0; from < workers && !this.full; from++) {
        const letter = from * workers + this.#me
        const inbox = this.#inbox
        inbox.rows = letters[letter] as Int32Array
        inbox.count = sent[letter] as number
        if (this.store.insertAll(inbox) < inbox.count) this.full = true
        if (this.#tests.onStates.length > 0) this.#testNew(inbox)
      }
    })
  }

  #testNew({ rows, ids, count }: Batch): void {
    const { words, register } = this.program
    for (let n = 0; n < count; n++) {
      if ((ids[n] as number) >= 0) continue
      for (let k = 0, at = n * words; k < words; k++, at++) register[k] = rows[at] as number
      for (const property of this.#tests.ofState()) this.decided.add(property)
    }
  }

  #careful(body: () => void): void {
    try {
      trapped(body)
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error
      this.trouble ??= error.action
    }
  }
}

/** How many states lie at each distance: before the level in which workers began, and from there on by what they have. */
export function levelsOf(begun: readonly number[], parts: readonly { readonly ends: readonly number[] }[]): number[] {
  const before = begun.reduce((sum, size) => sum + size, 0)
  const ends = (parts[0]?.ends ?? []).map((_, k) => parts.reduce((sum, part) => sum + (part.ends[k] as number), 0))
  const sizes = ends.map((end, k) => end - (ends[k - 1] ?? before))
  return [...begun, ...sizes.filter((size) => size > 0)]
}

/** Puts rows `from` … `to` − 1 into letters; stops before the first for which there is no room, and says where. */
type Scatter = (rows: Int32Array, from: number, to: number) => number

const one = 0x85ebca6b
const two = 0xc2b2ae35

/** Which of so many workers a state belongs to: by a hash that has nothing to do with that of the tables. */
export function ownerOf(row: Int32Array, workers: number): number {
  let h = 0
  for (let k = 0; k < row.length; k++) h = (Math.imul(h ^ (row[k] as number), one) + (h >>> 15)) | 0
  return Math.floor(((Math.imul(h ^ (h >>> 13), two) >>> 0) * workers) / 2 ** 32)
}

/** The same hash with the words unrolled. */
function scatterOf(words: number, { workers, room, letters, sent }: Mail, me: number): Scatter {
  const each = (text: (k: number) => string) => Array.from({ length: words }, (_, k) => text(k)).join('')
  const text = `'use strict';return (rows,from,to)=>{
for(let n=from,q=from*${words};n<to;n++,q+=${words}){
let h=0;${each((k) => `const x${k}=rows[q+${k}];h=Math.imul(h^x${k},${one})+(h>>>15)|0;`)}
const owner=${me * workers}+Math.floor((Math.imul(h^h>>>13,${two})>>>0)*${workers / 2 ** 32});
const used=sent[owner];if(used===${room})return n;
const letter=letters[owner],p=used*${words};${each((k) => `letter[p+${k}]=x${k};`)}
sent[owner]=used+1}
return to}`
  return new Function('letters', 'sent', text)(letters, sent) as Scatter
}
