/**
 * The protocol by which several workers explore one state space: `src/explore/crew.ts`, `src/explore/part.ts` and
 * `src/store/shared-table.ts`, word for word where they touch memory that threads share. They share the table of
 * states, and two lists: of the states of this level, to be taken, and of those found of the next. All meet at the end
 * of a level, and where the table has to grow, and the last to come decides for all. Here they explore a graph of five
 * states (three workers: of three), in a table that grows once, to seven slots.
 *
 * What is one step here is one access to shared memory there, or several that nobody else can see between. The row
 * that a slot names is read in the same step as the slot: that it is whole, and never changes, is a property, not an
 * assumption. Places are given out one by one, and ranges of states have room for one. The generation counts modulo 3
 * here, which is enough to see that nobody is ever two meetings behind. In some designs somebody calls for a meeting
 * at any time; that stands for a property that is decided. What ends a search early (a limit, an interruption, a model that
 * fails) is decided at the same meetings, in the same way, and left out.
 *
 * The designs that are not as built each leave out one thing that the code does. What each breaks, and why the code is
 * right: `workers.md`.
 */
import { array, bool, int, model, oneOf, process, queue, spec, struct } from 'allways'

interface Graph {
  /** From each state, where to; 0 and 1 are initial. */
  readonly successors: readonly (readonly number[])[]
  readonly distance: readonly number[]
  /** The table at first: so many slots, of which one at least is always empty, and places for rows. */
  readonly capacity: number
  readonly full: number
}

/** Two ways lead to 2, and two to 4, from states of one level. */
const five: Graph = { successors: [[2], [2, 3], [4, 1], [4], []], distance: [0, 0, 1, 1, 2], capacity: 5, full: 4 }
const three: Graph = { successors: [[2], [2], []], distance: [0, 0, 1], capacity: 3, full: 2 }
const initial = [0, 1]
/** Once the table has grown. */
const large = { capacity: 7, full: 5 }
/** Sixteenths: 0, 1 and 4 want the last slot, 2 and 3 another. */
const hashes = [14, 15, 5, 6, 14]
const slotOf = (id: number, capacity: number) => Math.floor((hashes[id]! * capacity) / 16)
const unknown = 3
const none = 5
const generations = 3

interface Parameters {
  readonly workers?: number
  /** Whether the count of those who have come is put back before the gate opens. */
  readonly reset?: 'before opening' | 'after opening'
  /** Whether going to sleep looks once more at the gate, in the same access. */
  readonly sleep?: 'looks again' | 'at once'
  /** How an empty slot is taken. */
  readonly takes?: 'if it is empty still' | 'in any case'
  /** What is written first. */
  readonly first?: 'the row' | 'the slot'
  /** When it is decided how to go on: by the last to come, or by each before it comes. */
  readonly decides?: 'the last to come' | 'each alone'
  /** What counts as more to do in a level. */
  readonly more?: 'states, and what is in hand' | 'states'
  /** Whether places that nobody has used are left out where the table has grown. */
  readonly unused?: 'left out' | 'filled in'
  /** Whether all meet when they have filled their parts of a table that has grown, and when nothing is left over. */
  readonly filling?: 'two meetings' | 'no first meeting' | 'no second meeting'
  /** Whether a sleeper is woken. */
  readonly wakes?: boolean
  /** How many workers may die, wherever they are. */
  readonly deaths?: number
  readonly graph?: 'five states' | 'three states'
  /** How often somebody calls for a meeting without need. */
  readonly calls?: number
}

const meetings = ['to decide', 'parts are filled', 'nothing is left'] as const
type Meeting = (typeof meetings)[number]

export const workers = ({
  workers: count = 2,
  reset = 'before opening',
  sleep = 'looks again',
  takes = 'if it is empty still',
  first = 'the row',
  decides = 'the last to come',
  more = 'states, and what is in hand',
  unused = 'left out',
  filling = 'two meetings',
  wakes = true,
  deaths = 0,
  graph = 'five states',
  calls = 0,
}: Parameters = {}) => {
  const { successors, distance, capacity, full } = graph === 'five states' ? five : three
  const all = successors.map((_, id) => id)
  const Distance = int(0, unknown)
  const Place = int(0, large.full + count)
  const state = {
    generation: int(0, generations - 1),
    // someone who comes back before a late reset is counted on top
    arrived: int(0, 2 * count),
    go: oneOf('level', 'next level', 'grow', 'complete'),
    told: array(count, struct({ more: bool, ahead: bool, unused: Place })),
    called: bool,
    /** A place, or 0 where it is empty. */
    slots: array(large.capacity, Place),
    /** The state whose row lies at each place. */
    rows: array(large.full + count + 1, int(0, none)),
    capacity: int(0, large.capacity),
    full: int(0, large.full + count),
    /** The first place that nobody was given. */
    free: int(0, large.full + count + 1),
    wanted: bool,
    lists: array(2, struct({ places: queue(Place, all.length) })),
    level: int(0, 1),
    taken: int(0, all.length + count),
    asleep: array(count, bool),
    /** For the properties: at which distance each state was found, and whether it was expanded. */
    found: array(all.length, Distance),
    expanded: array(all.length, bool),
  }

  const worker = process(state, {
    instances: count,
    local: {
      meeting: oneOf(...meetings),
      noted: int(0, generations - 1),
      level: int(0, 3),
      /** The place of the state that it has taken and not expanded; 0 where there is none. */
      state: Place,
      /** States to be looked up, and the slot that is looked at. */
      inHand: queue(int(0, all.length - 1), 2),
      slot: int(0, large.capacity - 1),
      /** The place that this worker was given and has not used; 0 where there is none. */
      place: Place,
      ahead: bool,
      /** Places of rows that found no slot in this worker's part. */
      left: queue(Place, all.length),
    },
    steps: {
      'look whether one calls': (s, me) =>
        s.called ? 'tell the others' : me.state === 0 ? 'take a state' : 'expand it',
      'take a state': (s, me) => {
        const place = s.lists[s.level]!.places.at(s.taken)
        if (place === undefined) return 'tell the others'
        s.taken += 1
        me.state = place
        return 'look whether one calls'
      },
      'expand it': (s, me) => {
        const id = s.rows[me.state]!
        me.state = 0
        s.expanded[id] = true
        for (const to of successors[id]!) me.inHand.push(to)
        return lookUp(s, me)
      },
      'look at a slot': (s, me) => {
        const place = s.slots[me.slot]!
        if (place === 0)
          return me.place === 0 ? 'take a place' : first === 'the row' ? 'write the row' : 'take the slot'
        if (s.rows[place] === me.inHand.at(0)) {
          me.inHand.shift()
          return lookUp(s, me)
        }
        me.slot = (me.slot + 1) % s.capacity
        return 'look at a slot'
      },
      'take a place': (s, me) => {
        if (s.free > s.full) {
          s.wanted = true
          return 'call the others'
        }
        me.place = s.free
        s.free += 1
        return first === 'the row' ? 'write the row' : 'take the slot'
      },
      'write the row': (s, me) => {
        s.rows[me.place] = me.inHand.at(0)!
        return first === 'the row' ? 'take the slot' : 'add to the next level'
      },
      'take the slot': (s, me) => {
        if (s.slots[me.slot] !== 0 && takes === 'if it is empty still') return 'look at a slot'
        s.slots[me.slot] = me.place
        s.found[me.inHand.at(0)!] = me.level + 1
        return first === 'the row' ? 'add to the next level' : 'write the row'
      },
      'add to the next level': (s, me) => {
        s.lists[1 - s.level]!.places.push(me.place)
        me.place = 0
        me.ahead = true
        me.inHand.shift()
        return lookUp(s, me)
      },
      'call the others': (s) => {
        s.called = true
        return 'tell the others'
      },
      'tell the others': (s, me) => {
        s.told[me.id]!.more = (me.state !== 0 || me.inHand.length > 0) && more === 'states, and what is in hand'
        s.told[me.id]!.ahead = me.ahead
        s.told[me.id]!.unused = me.place
        me.meeting = 'to decide'
        return decides === 'each alone' ? 'decide' : 'note the generation'
      },
      'note the generation': (s, me) => {
        me.noted = s.generation
        return 'arrive'
      },
      arrive: (s, me) => {
        s.arrived += 1
        if (s.arrived !== count) return 'look at the gate'
        if (me.meeting === 'to decide' && decides === 'the last to come') return 'decide'
        return reset === 'before opening' ? 'reset' : 'open the gate'
      },
      decide: (s) => {
        s.called = false
        if (s.wanted) {
          s.wanted = false
          s.capacity = large.capacity
          s.full = large.full + count
          s.go = 'grow'
        } else if (s.told.some((told) => told.more) || s.taken < s.lists[s.level]!.places.length) s.go = 'level'
        else if (s.told.some((told) => told.ahead)) {
          s.lists[s.level]!.places.clear()
          s.taken = 0
          s.level = 1 - s.level
          s.go = 'next level'
        } else s.go = 'complete'
        if (decides === 'each alone') return 'note the generation'
        return reset === 'before opening' ? 'reset' : 'open the gate'
      },
      reset: (s, me) => {
        s.arrived = 0
        return reset === 'before opening' ? 'open the gate' : after(me.meeting)
      },
      'open the gate': (s) => {
        s.generation = (s.generation + 1) % generations
        return 'wake all'
      },
      'wake all': (s, me) => {
        if (wakes) for (const id of s.asleep.keys()) s.asleep[id] = false
        return reset === 'before opening' ? after(me.meeting) : 'reset'
      },
      'look at the gate': (s, me) => (s.generation === me.noted ? 'fall asleep' : after(me.meeting)),
      'fall asleep': (s, me) => {
        if (sleep === 'looks again' && s.generation !== me.noted) return after(me.meeting)
        s.asleep[me.id] = true
        return 'sleep'
      },
      sleep: { when: (s, me) => !s.asleep[me.id], do: () => 'look at the gate' },
      'do what was decided': (s, me) => {
        if (s.go === 'complete') return 'end'
        if (s.go === 'grow') return 'fill a part'
        if (s.go === 'next level') {
          me.level += 1
          me.ahead = false
        }
        return goOn(s, me)
      },
      'go on in the level': goOn,
      'fill a part': (s, me) => {
        const lowest = Math.floor((s.capacity * me.id) / count)
        const beyond = Math.floor((s.capacity * (me.id + 1)) / count)
        for (let slot = lowest; slot < beyond; slot++) s.slots[slot] = 0
        for (let place = 1; place < s.free; place++) {
          if (unused === 'left out' && s.told.some((told) => told.unused === place)) continue
          let slot = s.rows[place] === none ? 0 : slotOf(s.rows[place]!, s.capacity)
          if (slot < lowest || slot >= beyond) continue
          while (slot < beyond && s.slots[slot] !== 0) slot++
          if (slot < beyond) s.slots[slot] = place
          else me.left.push(place)
        }
        me.meeting = 'parts are filled'
        return filling === 'no first meeting' ? 'find a slot for what is left' : 'note the generation'
      },
      'find a slot for what is left': (s, me) => {
        const place = me.left.at(0)
        if (place === undefined) {
          me.meeting = 'nothing is left'
          me.slot = 0
          return filling === 'no second meeting' ? goOn(s, me) : 'note the generation'
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
    faults: { dies: { budget: deaths, do: () => 'dead' } },
    terminal: ['end', 'dead'],
    fair: true,
  })

  return model({
    name: 'workers',
    state,
    processes: { worker },
    faults: {
      'somebody calls': {
        budget: calls,
        do: (s) => {
          s.called = true
        },
      },
    },
    init: (s) => {
      s.capacity = capacity
      s.full = full
      s.free = 1
      for (const place of s.rows.keys()) s.rows[place] = none
      for (const id of all) s.found[id] = initial.includes(id) ? 0 : unknown
      for (const id of initial) {
        let slot = slotOf(id, capacity)
        while (s.slots[slot] !== 0) slot = (slot + 1) % capacity
        s.slots[slot] = s.free
        s.rows[s.free] = id
        s.lists[0]!.places.push(s.free)
        s.free += 1
      }
    },
    invariants: {
      'a state is stored once': (s) => {
        if (at(s, 'fill a part') || !at(s, 'look at a slot', 'take the slot', 'end')) return true
        const stored = s.slots.filter((place) => place !== 0).map((place) => s.rows[place])
        return new Set(stored).size === stored.length
      },
      'a state is to be expanded once': (s) => {
        const listed = s.lists.flatMap(({ places }) => [...places].map((place) => s.rows[place]))
        return new Set(listed).size === listed.length
      },
      'a slot names a row that is whole': (s) => s.slots.every((place) => place === 0 || s.rows[place] !== none),
      'nobody looks up while the table grows': (s) =>
        !at(s, 'look at a slot', 'take a place', 'write the row', 'take the slot') || !at(s, 'decide', ...growing),
      'nobody speaks while one decides': (s) => !at(s, 'decide') || !at(s, 'tell the others'),
      'nobody decides while one does what was decided': (s) => !at(s, 'do what was decided') || !at(s, 'decide'),
      'nobody is two meetings behind': (s) =>
        s.worker.every(({ at, noted }) => !waiting.includes(at) || (noted + 2) % generations !== s.generation),
      'all at work are in one level': (s) => {
        const levels = s.worker.filter(({ at }) => working.includes(at)).map(({ level }) => level)
        return levels.every((level) => level === levels[0])
      },
      'found at its distance': (s) => s.found.every((found, id) => found === unknown || found === distance[id]),
      'complete only when all is found': (s) =>
        s.go !== 'complete' || all.every((id) => s.found[id] !== unknown && s.expanded[id]),
    },
    reachable: {
      'two find the same state at once': (s) =>
        s.worker.some(({ at, slot }) => at === 'take the slot' && s.slots[slot] !== 0),
      'the table grows in the midst of a level': (s) =>
        at(s, 'fill a part') && s.taken < s.lists[s.level]!.places.length,
      'a place is unused while the table grows': (s) =>
        at(s, 'fill a part') && s.told.some(({ unused }) => unused !== 0 && s.rows[unused] !== none),
      'something is left over': (s) => s.worker.some(({ left }) => left.length > 0),
      'one falls asleep': (s) => s.asleep.some((is) => is),
      'all have ended': ended,
    },
    temporal: ({ eventually }) => ({ 'the search ends': eventually(ended) }),
  })
}

/** On with what is in hand, or a state of the level. */
function goOn(s: { readonly capacity: number }, me: InHand) {
  return me.inHand.length > 0 ? lookUp(s, me) : 'look whether one calls'
}

/** What is next after a state was looked up: the next in hand, from the slot on that it wants. */
function lookUp(s: { readonly capacity: number }, me: InHand) {
  const id = me.inHand.at(0)
  me.slot = id === undefined ? 0 : slotOf(id, s.capacity)
  return id === undefined ? 'look whether one calls' : 'look at a slot'
}

interface InHand {
  readonly inHand: { readonly length: number; at(index: number): number | undefined }
  slot: number
}

const after = (meeting: Meeting) =>
  meeting === 'to decide'
    ? 'do what was decided'
    : meeting === 'parts are filled'
      ? 'find a slot for what is left'
      : 'go on in the level'

interface Workers {
  readonly worker: readonly { readonly at: string }[]
}

const waiting: readonly string[] = ['arrive', 'look at the gate', 'fall asleep', 'sleep']
const growing: readonly string[] = ['fill a part', 'find a slot for what is left', 'take that slot']
const working: readonly string[] = [
  ...[
    'look whether one calls',
    'take a state',
    'expand it',
    'look at a slot',
    'take a place',
    'write the row',
    'take the slot',
  ],
  ...['add to the next level', 'call the others', 'tell the others'],
]
const ended = (s: Workers) => s.worker.every(({ at }) => at === 'end')
const at = (s: Workers, ...labels: readonly string[]) => s.worker.some((worker) => labels.includes(worker.at))

export default spec({
  name: 'workers',
  model: workers,
  designs: {
    'as built': { counts: { states: 50_378, transitions: 94_484, depth: 149 } },
    'as built, and somebody calls': {
      params: { calls: 1, graph: 'three states' },
      counts: { states: 33_224, transitions: 68_095, depth: 114 },
      expect: { 'a place is unused while the table grows': 'violated' },
    },
    'as built, three workers': {
      params: { workers: 3, graph: 'three states' },
      counts: { states: 215_865, transitions: 597_054, depth: 127 },
      expect: { 'a place is unused while the table grows': 'violated' },
    },
    'one worker': {
      params: { workers: 1 },
      counts: { states: 105, transitions: 104, depth: 104 },
      expect: {
        'two find the same state at once': 'violated',
        'a place is unused while the table grows': 'violated',
        'one falls asleep': 'violated',
      },
    },
    'a worker dies': {
      params: { deaths: 1, graph: 'three states' },
      expect: {
        'a place is unused while the table grows': 'violated',
        'no deadlock': 'violated',
        'the search ends': 'violated',
      },
      note: 'The others wait for it at the gate for ever. Nothing is called complete; whoever started the workers hears of the death and ends the rest.',
    },
    'count reset after the gate opens': {
      params: { reset: 'after opening', graph: 'three states' },
      expect: {
        'a place is unused while the table grows': 'violated',
        'no deadlock': 'violated',
        'the search ends': 'violated',
      },
      note: 'Whoever is quick is at the next meeting before the count of this one is put back, and is not counted there.',
    },
    'asleep without a second look': {
      params: { sleep: 'at once', graph: 'three states' },
      expect: {
        'a place is unused while the table grows': 'violated',
        'no deadlock': 'violated',
        'the search ends': 'violated',
      },
      note: 'The gate opens, and all are woken, between the last look at it and falling asleep.',
    },
    'nobody is woken': {
      params: { wakes: false, graph: 'three states' },
      expect: {
        'a place is unused while the table grows': 'violated',
        'no deadlock': 'violated',
        'the search ends': 'violated',
      },
    },
    'a slot is taken in any case': {
      params: { takes: 'in any case' },
      expect: {
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'a place is unused while the table grows': 'violated',
      },
      note: 'Two find the same slot empty: the second hides what the first has stored there, or stores it again.',
    },
    'the slot is written before the row': {
      params: { first: 'the slot' },
      expect: {
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'a slot names a row that is whole': 'violated',
        'a place is unused while the table grows': 'violated',
      },
      note: 'Somebody reads the row that a slot names before it is written, and stores the same state again.',
    },
    'unused places are filled in': {
      params: { unused: 'filled in' },
      expect: { 'a state is stored once': 'violated' },
      note: 'Who was too late for a slot has written the row all the same, to a place that it keeps for the next.',
    },
    'what is left over finds a slot at once': {
      params: { filling: 'no first meeting' },
      expect: { 'a state is stored once': 'violated', 'found at its distance': 'violated' },
      note: 'What is left over of one part is put into another that is not emptied yet, and is lost with what was there.',
    },
    'on before nothing is left over': {
      params: { filling: 'no second meeting' },
      expect: {
        'a state is stored once': 'violated',
        'nobody looks up while the table grows': 'violated',
        'found at its distance': 'violated',
      },
      note: 'A state that is left over is not found, and stored again.',
    },
    'each decides before it has come': {
      params: { decides: 'each alone', graph: 'three states' },
      expect: {
        'nobody speaks while one decides': 'violated',
        'complete only when all is found': 'violated',
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'nobody looks up while the table grows': 'violated',
        'nobody decides while one does what was decided': 'violated',
        'all at work are in one level': 'violated',
        'the table grows in the midst of a level': 'violated',
        'a place is unused while the table grows': 'violated',
        'something is left over': 'violated',
        'the search ends': 'violated',
        'no deadlock': 'violated',
      },
      note: 'Who decides without waiting for what the others say believes that they have nothing to do.',
    },
    'what is in hand is forgotten': {
      params: { more: 'states', calls: 1, graph: 'three states' },
      expect: {
        'complete only when all is found': 'violated',
        'a place is unused while the table grows': 'violated',
      },
      note: 'A level ends while somebody who was called away has a state of it in hand: the search is called complete, or what that state leads to is taken for farther than it is.',
    },
  },
})
