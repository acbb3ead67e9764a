/**
 * The tables of the halves of wide states, which threads share: `src/engine/store/shared-table.ts`, word for word in its
 * accesses to shared memory. A slot names the place of a row, which is the id of that half. A used slot never changes
 * while anybody looks up. When the table grows, each worker fills a part of the slots. Here, two workers look up the
 * same rows in a different order, in a table that grows once, to seven slots.
 *
 * `workers.model.ts` shows how workers meet; here a meeting is a guard. One step reads a slot and the row it names.
 * That this row is whole and never changes is a property, not an assumption. Workers get places one by one.
 */
import { array, bool, int, model, process, queue, spec } from 'allways'

/** The rows in the table at first, and the rows that each worker looks up. */
const initial = [0, 1]
const lookUps = [
  [2, 3, 4],
  [2, 4, 3],
]
const all = [0, 1, 2, 3, 4]
const none = 5
/** The table at first: the number of slots, of which at least one is always empty, and of places for rows. */
const small = { capacity: 5, full: 4 }
const large = { capacity: 7, full: 7 }
/** The hash of each row, in sixteenths: 0, 1 and 4 belong in the last slot at first, 2 and 3 in another. */
const hashes = [14, 15, 5, 6, 14]
const slotOf = (row: number, capacity: number) => Math.floor((hashes[row]! * capacity) / 16)

interface Parameters {
  /** How a worker takes an empty slot. */
  readonly takes?: 'if it is empty still' | 'in any case'
  /** Whether a worker writes the row or the slot first. */
  readonly first?: 'the row' | 'the slot'
  /** Whether workers leave out unused places when they fill a table that has grown. */
  readonly unused?: 'left out' | 'filled in'
  /** Whether all meet after they have filled their parts of a table that has grown, and when nothing is left over. */
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
    /** The number of workers that have come to a meeting, and the gate that opens next. */
    arrived: int(0, count - 1),
    gate: int(0, 2),
    told: array(count, Place),
    /** A place, or 0 if the slot is empty. */
    slots: array(large.capacity, Place),
    /** The row at each place. */
    rows: array(large.full + 1, int(0, none)),
    capacity: int(small.capacity, large.capacity),
    full: int(small.full, large.full),
    /** The first place that no worker has. */
    free: int(1, large.full + 1),
    wanted: bool,
    ended: bool,
    /** For the properties: the place that each worker has found for each row. */
    ids: array(count, array(all.length, Place)),
  }

  const worker = process(state, {
    instances: count,
    local: {
      gate: int(0, 2),
      meeting: int(0, 2),
      /** The number of rows that it has looked up, and the slot that it looks at. */
      done: int(0, 3),
      slot: int(0, large.capacity - 1),
      /** The place that this worker has and has not used yet; 0 if there is none. */
      place: Place,
      /** The places of rows for which this worker's part has no free slot. */
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
      note: 'Two workers find the same slot empty. The second hides what the first has stored there, or gives the same half a second id.',
    },
    'the slot is written before the row': {
      params: { first: 'the slot' },
      expect: {
        'a half is stored once': 'violated',
        'a half has one id': 'violated',
        'a slot names a row that is whole': 'violated',
        'a place is unused while the table grows': 'violated',
      },
      note: 'A worker reads the row that a slot names before the row is written, and stores the same half again.',
    },
    'unused places are filled in': {
      params: { unused: 'filled in' },
      expect: { 'a half is stored once': 'violated' },
      note: 'A worker that loses the race for a slot has already written its row. It keeps that place for its next half.',
    },
    'what is left over finds a slot at once': {
      params: { filling: 'no first meeting' },
      expect: { 'a half is stored once': 'violated', 'a half has one id': 'violated' },
      note: 'A leftover half of one part goes into another part that is not yet emptied, and is lost with its content.',
    },
    'on before nothing is left over': {
      params: { filling: 'no second meeting' },
      expect: {
        'a half is stored once': 'violated',
        'a half has one id': 'violated',
        'nobody looks up while the table grows': 'violated',
      },
      note: 'A worker does not find a leftover half, and stores it again.',
    },
  },
})
