/**
 * The tables of the halves of wide states, which threads share: `src/store/shared-table.ts`, word for word where it
 * touches memory that they share. A slot names the place of a row, which is the id of that half, and never changes while
 * anybody looks up; where the table grows, each worker fills a part of the slots. Two workers look up the same rows in a
 * different order, in a table that grows once, to seven slots.
 *
 * How they meet is in `workers.model.ts`; here a meeting is a guard. The row that a slot names is read in the same step
 * as the slot: that it is whole, and never changes, is a property, not an assumption. Places are given out one by one.
 */
import { array, bool, int, model, process, queue, spec } from 'allways'

/** Rows that are there at first, and what each worker looks up. */
const initial = [0, 1]
const lookUps = [
  [2, 3, 4],
  [2, 4, 3],
]
const all = [0, 1, 2, 3, 4]
const none = 5
/** The table at first: so many slots, of which one at least is always empty, and places for rows. */
const small = { capacity: 5, full: 4 }
const large = { capacity: 7, full: 7 }
/** Sixteenths: 0, 1 and 4 want the last slot, 2 and 3 another. */
const hashes = [14, 15, 5, 6, 14]
const slotOf = (row: number, capacity: number) => Math.floor((hashes[row]! * capacity) / 16)

interface Parameters {
  /** How an empty slot is taken. */
  readonly takes?: 'if it is empty still' | 'in any case'
  /** What is written first. */
  readonly first?: 'the row' | 'the slot'
  /** Whether places that nobody has used are left out where the table has grown. */
  readonly unused?: 'left out' | 'filled in'
  /** Whether all meet when they have filled their parts of a table that has grown, and when nothing is left over. */
  readonly filling?: 'two meetings' | 'no first meeting' | 'no second meeting'
}

const halves = ({
  takes = 'if it is empty still',
  first = 'the row',
  unused = 'left out',
  filling = 'two meetings',
}: Parameters = {}) => {
  const count = lookUps.length
  const Place = int(0, large.full + 1)
  const state = {
    /** How many have come to a meeting, and which one opens next. */
    arrived: int(0, count - 1),
    gate: int(0, 2),
    told: array(count, Place),
    /** A place, or 0 where it is empty. */
    slots: array(large.capacity, Place),
    /** The row that lies at each place. */
    rows: array(large.full + 1, int(0, none)),
    capacity: int(small.capacity, large.capacity),
    full: int(small.full, large.full),
    /** The first place that nobody was given. */
    free: int(1, large.full + 1),
    wanted: bool,
    ended: bool,
    /** For the properties: the place of each row, as each worker has found it. */
    ids: array(count, array(all.length, Place)),
  }

  const worker = process(state, {
    instances: count,
    local: {
      gate: int(0, 2),
      meeting: int(0, 2),
      /** How many rows it has looked up, and the slot that it looks at. */
      done: int(0, 3),
      slot: int(0, large.capacity - 1),
      /** The place that this worker was given and has not used; 0 where there is none. */
      place: Place,
      /** Places of rows that found no slot in this worker's part. */
      left: queue(Place, all.length),
    },
    steps: {
      'look whether one calls': (s, me) => {
        const row = lookUps[me.id]![me.done]
        if (s.wanted || row === undefined) return 'come'
        me.slot = slotOf(row, s.capacity)
        return 'look at a slot'
      },
      'look at a slot': (s, me) => {
        const place = s.slots[me.slot]!
        if (place === 0)
          return me.place === 0 ? 'take a place' : first === 'the row' ? 'write the row' : 'take the slot'
        const row = lookUps[me.id]![me.done]!
        if (s.rows[place] === row) {
          s.ids[me.id]![row] = place
          me.done += 1
          return 'look whether one calls'
        }
        me.slot = (me.slot + 1) % s.capacity
        return 'look at a slot'
      },
      'take a place': (s, me) => {
        if (s.free > s.full) {
          s.wanted = true
          return 'come'
        }
        me.place = s.free
        s.free += 1
        return first === 'the row' ? 'write the row' : 'take the slot'
      },
      'write the row': (s, me) => {
        s.rows[me.place] = lookUps[me.id]![me.done]!
        return first === 'the row' ? 'take the slot' : 'tell the id'
      },
      'take the slot': (s, me) => {
        if (s.slots[me.slot] !== 0 && takes === 'if it is empty still') return 'look at a slot'
        s.slots[me.slot] = me.place
        return first === 'the row' ? 'tell the id' : 'write the row'
      },
      'tell the id': (s, me) => {
        s.ids[me.id]![lookUps[me.id]![me.done]!] = me.place
        me.place = 0
        me.done += 1
        return 'look whether one calls'
      },
      come: (s, me) => {
        me.gate = s.gate
        if (me.meeting === 0) s.told[me.id] = me.place
        s.arrived = (s.arrived + 1) % count
        if (s.arrived > 0) return 'wait'
        if (me.meeting === 0) {
          s.ended = !s.wanted
          if (s.wanted) {
            s.capacity = large.capacity
            s.full = large.full
            s.wanted = false
          }
        }
        s.gate = (s.gate + 1) % 3
        return 'wait'
      },
      wait: {
        when: (s, me) => s.gate !== me.gate,
        do: (s, me) => {
          const { meeting } = me
          me.meeting = (meeting + 1) % 3
          if (s.ended) return 'end'
          return meeting === 0
            ? 'fill a part'
            : meeting === 1
              ? 'find a slot for what is left'
              : 'look whether one calls'
        },
      },
      'fill a part': (s, me) => {
        const lowest = Math.floor((s.capacity * me.id) / count)
        const beyond = Math.floor((s.capacity * (me.id + 1)) / count)
        for (let slot = lowest; slot < beyond; slot++) s.slots[slot] = 0
        for (let place = 1; place < s.free; place++) {
          if (unused === 'left out' && s.told.includes(place)) continue
          let slot = s.rows[place] === none ? 0 : slotOf(s.rows[place]!, s.capacity)
          if (slot < lowest || slot >= beyond) continue
          while (slot < beyond && s.slots[slot] !== 0) slot++
          if (slot < beyond) s.slots[slot] = place
          else me.left.push(place)
        }
        if (filling !== 'no first meeting') return 'come'
        me.meeting = 2
        return 'find a slot for what is left'
      },
      'find a slot for what is left': (s, me) => {
        const place = me.left.at(0)
        if (place === undefined) {
          me.slot = 0
          if (filling !== 'no second meeting') return 'come'
          me.meeting = 0
          return 'look whether one calls'
        }
        let slot = slotOf(s.rows[place]!, s.capacity)
        while (s.slots[slot] !== 0) slot = (slot + 1) % s.capacity
        me.slot = slot
        return 'take that slot'
      },
      'take that slot': (s, me) => {
        if (s.slots[me.slot] === 0) {
          s.slots[me.slot] = me.left.at(0)!
          me.left.shift()
        }
        return 'find a slot for what is left'
      },
    },
    terminal: ['end'],
    fair: true,
  })

  return model({
    name: 'halves',
    state,
    processes: { worker },
    init: (s) => {
      for (const place of s.rows.keys()) s.rows[place] = none
      for (const row of initial) {
        let slot = slotOf(row, small.capacity)
        while (s.slots[slot] !== 0) slot = (slot + 1) % small.capacity
        s.slots[slot] = s.free
        s.rows[s.free] = row
        s.free += 1
      }
    },
    invariants: {
      'a half is stored once': (s) => {
        if (at(s, ...growing)) return true
        const stored = s.slots.filter((place) => place !== 0).map((place) => s.rows[place])
        return new Set(stored).size === stored.length
      },
      'a half has one id': (s) =>
        all.every((row) => new Set(s.ids.map((ids) => ids[row]).filter((id) => id !== 0)).size <= 1),
      'a slot names a row that is whole': (s) => s.slots.every((place) => place === 0 || s.rows[place] !== none),
      'nobody looks up while the table grows': (s) => !at(s, ...lookingUp) || !at(s, ...growing),
    },
    reachable: {
      'two find the same half at once': (s) =>
        s.worker.some(({ at, slot }) => at === 'take the slot' && s.slots[slot] !== 0),
      'a place is unused while the table grows': (s) =>
        at(s, 'fill a part') && s.told.some((unused) => unused !== 0 && s.rows[unused] !== none),
      'something is left over': (s) => s.worker.some(({ left }) => left.length > 0),
      'all have ended': ended,
    },
    temporal: ({ eventually }) => ({ 'the look-ups end': eventually(ended) }),
  })
}

interface Workers {
  readonly worker: readonly { readonly at: string }[]
}

const lookingUp = ['look at a slot', 'take a place', 'write the row', 'take the slot']
const growing = ['fill a part', 'find a slot for what is left', 'take that slot']
const ended = (s: Workers) => s.worker.every(({ at }) => at === 'end')
const at = (s: Workers, ...labels: readonly string[]) => s.worker.some((worker) => labels.includes(worker.at))

export default spec({
  name: 'halves',
  model: halves,
  designs: {
    'as built': { counts: { states: 5_457, transitions: 9_697, depth: 69 } },
    'a slot is taken in any case': {
      params: { takes: 'in any case' },
      expect: {
        'a half is stored once': 'violated',
        'a half has one id': 'violated',
        'a place is unused while the table grows': 'violated',
      },
      note: 'Two find the same slot empty: the second hides what the first has stored there, or gives the same half another id.',
    },
    'the slot is written before the row': {
      params: { first: 'the slot' },
      expect: {
        'a half is stored once': 'violated',
        'a half has one id': 'violated',
        'a slot names a row that is whole': 'violated',
        'a place is unused while the table grows': 'violated',
      },
      note: 'Somebody reads the row that a slot names before it is written, and stores the same half again.',
    },
    'unused places are filled in': {
      params: { unused: 'filled in' },
      expect: { 'a half is stored once': 'violated' },
      note: 'Who was too late for a slot has written the row all the same, to a place that it keeps for the next.',
    },
    'what is left over finds a slot at once': {
      params: { filling: 'no first meeting' },
      expect: { 'a half is stored once': 'violated', 'a half has one id': 'violated' },
      note: 'What is left over of one part is put into another that is not emptied yet, and is lost with what was there.',
    },
    'on before nothing is left over': {
      params: { filling: 'no second meeting' },
      expect: {
        'a half is stored once': 'violated',
        'a half has one id': 'violated',
        'nobody looks up while the table grows': 'violated',
      },
      note: 'A half that is left over is not found, and stored again.',
    },
  },
})
