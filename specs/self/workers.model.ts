/**
 * The protocol by which several workers explore one state space: `teamwork.ts`, `worker-part.ts` and `frontier.ts` of
 * `src/engine/search/`, and `compact-table.ts` and `compact-loops.ts` of `src/engine/store/`, word for word in their
 * accesses to shared memory. Workers share the table of states, and two lists of chunks: chunks of this level, to be taken, and found chunks of the next
 * level. All meet at the end of a level, and when the table has to grow. The last to come decides for all. Here they
 * explore a graph of three to five states, in a table that grows once.
 *
 * One step here is one access to shared memory, or several if no other worker can see a state between them. A slot has
 * a first part, which one access takes, and a rest, with a bit that says whether it is written. A worker gets room for
 * one row at a time, and a chunk is full with two. The generation counts modulo 3, which is enough to see that nobody
 * is ever two meetings behind. In some designs, somebody calls for a meeting at any time. This stands for a property
 * that is decided. The model leaves out what ends a search early (a limit, an interruption, a model that fails): it is
 * decided at the same meetings, in the same way.
 *
 * Each design that is not as built leaves out one thing that the code does. `workers.md` says what each breaks, and why
 * the code is right.
 *
 * Over 300 lines, because the steps of all phases share the same memory.
 */
import { array, bool, int, model, oneOf, process, queue, spec, struct } from 'allways'

interface Graph {
  /** The successors of each state; 0 and 1 are initial. */
  readonly successors: readonly (readonly number[])[]
  readonly distance: readonly number[]
  /** For each state, the first part of its slot, from 1 on, and the rest. */
  readonly first: readonly number[]
  readonly rest: readonly number[]
  /** The table at first: the number of slots in which rows can belong, and of rows for which there is room. */
  readonly capacity: number
  readonly full: number
}

/** Two ways lead to 2, and two to 4, from states of one level. 2 and 3 differ only in the rest, and so do 0 and 4. */
const five: Graph = {
  successors: [[2], [2, 3], [4, 1], [4], []],
  distance: [0, 0, 1, 1, 2],
  first: [1, 2, 3, 3, 1],
  rest: [1, 1, 1, 2, 2],
  capacity: 2,
  full: 4,
}
/** At first, all slots in which 3 may lie are taken. */
const four: Graph = {
  successors: [[2, 3], [2], [], []],
  distance: [0, 0, 1, 1],
  first: [1, 2, 3, 3],
  rest: [1, 1, 1, 2],
  capacity: 1,
  full: 4,
}
/** The same graph, with enough slots even if a state is stored twice. */
const roomy: Graph = { ...four, capacity: 2 }
/** 0 and 2 differ only in the rest. */
const three: Graph = {
  successors: [[2], [2], []],
  distance: [0, 0, 1],
  first: [1, 2, 1],
  rest: [1, 1, 2],
  capacity: 1,
  full: 2,
}
const graphs = { 'three states': three, 'five states': five, 'four states': four, 'four states, roomy': roomy }
const initial = [0, 1]
/** The table after it has grown. */
const large = { capacity: 6, full: 8 }
/** The number of slots in which a row may lie, from the slot on in which it belongs. */
const reach = 3
const slotCount = large.capacity + reach - 1
/** The hashes of the first parts 1, 2 and 3, in sixteenths. They give the slot in which a row belongs. */
const hashes = [8, 0, 15]
const homeOf = (first: number, capacity: number) => Math.floor((hashes[first - 1]! * capacity) / 16)
/** Values of the rest of a slot: nothing is written, or only the bit. */
const unwritten = 0
const onlyItsBit = 3
const chunkSize = 2
const unknown = 3
const none = 5
const generations = 3

interface Parameters {
  readonly workers?: number
  /** Whether the count of arrived workers is reset before the gate opens. */
  readonly reset?: 'before opening' | 'after opening'
  /** Whether a worker that falls asleep looks at the gate once more, in the same access. */
  readonly sleep?: 'looks again' | 'at once'
  /** Whether the last to come wakes sleepers. */
  readonly wakes?: boolean
  /** How a worker takes an empty slot. */
  readonly takes?: 'if it is empty still' | 'in any case'
  /** How a worker treats a slot that has the first part it looks for, and whose rest is not written. */
  readonly unfinished?: 'is waited for' | 'is another state' | 'is this state'
  /** When the bit is written that says that the rest is written. */
  readonly bit?: 'last' | 'first'
  /** Which of the two is read first. */
  readonly reads?: 'the bit' | 'the rest'
  /** When a worker checks whether there is room left. */
  readonly looks?: 'when it is counted' | 'before'
  /** The worker that makes the table larger. */
  readonly grows?: 'the last to come' | 'who finds no room'
  /** Whether all see the new size before they go on. */
  readonly sees?: boolean
  /** When a chunk that is not full is added to a list. */
  readonly closes?: 'before each meeting' | 'where nothing is left to take'
  /** Which worker decides how to go on: the last to come, or each worker before it comes. */
  readonly decides?: 'the last to come' | 'each alone'
  /** The work that counts as left in a level. */
  readonly more?: 'chunks, and what is in hand' | 'chunks'
  /** The number of workers that may die, at any step. */
  readonly deaths?: number
  readonly graph?: keyof typeof graphs
  /** The number of times that somebody calls for a meeting without need. */
  readonly calls?: number
}

/** After a table has grown, two more meetings follow. `halves.model.ts` shows what they are for. */
const meetings = ['to decide', 'parts are filled', 'nothing is left'] as const

export const workers = ({
  workers: count = 2,
  reset = 'before opening',
  sleep = 'looks again',
  wakes = true,
  takes = 'if it is empty still',
  unfinished = 'is waited for',
  bit = 'last',
  reads = 'the bit',
  looks = 'when it is counted',
  grows = 'the last to come',
  sees = true,
  closes = 'before each meeting',
  decides = 'the last to come',
  more = 'chunks, and what is in hand',
  deaths = 0,
  graph = 'five states',
  calls = 0,
}: Parameters = {}) => {
  const { successors, distance, first, rest, capacity, full } = graphs[graph]
  const all = successors.map((_, id) => id)
  const Id = int(0, none)
  const Room = int(0, large.full + count)
  const Capacity = int(capacity, large.capacity)
  const state = {
    generation: int(0, generations - 1),
    // if the reset is late, the count also has workers that come back before it
    arrived: int(0, 2 * count),
    go: oneOf('level', 'next level', 'grow', 'complete'),
    told: array(count, struct({ more: bool, ahead: bool })),
    called: bool,
    /** A slot is empty if its first part is 0. */
    slots: array(slotCount, struct({ first: int(0, 3), rest: int(0, onlyItsBit) })),
    capacity: Capacity,
    /** The number of rows for which workers got room, and the number for which there is room. */
    given: Room,
    full: Room,
    wanted: bool,
    lists: array(2, struct({ chunks: queue(array(chunkSize, Id), 3) })),
    level: int(0, 1),
    taken: int(0, all.length),
    asleep: array(count, bool),
    /** For the properties: the distance at which each state was found, and whether it was expanded. */
    found: array(all.length, int(0, unknown)),
    expanded: array(all.length, bool),
  }

  /** Begins to look up the next state in hand, at the slot in which it belongs. Goes on if there is none. */
  const lookUp = (me: InHand) => {
    const id = me.inHand.at(0)
    me.slot = id === undefined ? 0 : homeOf(first[id]!, me.capacity)
    return id === undefined ? 'look whether one calls' : 'look at a slot'
  }
  const goOn = (_s: object, me: InHand) => lookUp(me)
  const further = (me: InHand) => {
    me.slot += 1
    return me.slot < homeOf(first[me.inHand.at(0)!]!, me.capacity) + reach ? 'look at a slot' : 'call the others'
  }
  const after = (meeting: (typeof meetings)[number]) =>
    meeting === 'to decide' ? 'do what was decided' : meeting === 'parts are filled' ? 'meet again' : 'go on'

  const worker = process(state, {
    instances: count,
    local: {
      meeting: oneOf(...meetings),
      noted: int(0, generations - 1),
      level: int(0, 3),
      /** The capacity that this worker saw last. */
      capacity: Capacity,
      /** States that it has taken and not yet expanded. */
      chunk: queue(Id, chunkSize),
      /** States to look up, and the slot that it looks at. */
      inHand: queue(Id, 2),
      slot: int(0, slotCount),
      /** The rest of that slot, if the worker reads it too soon. */
      read: int(0, onlyItsBit),
      /** The number of rows for which this worker has unused room. */
      room: int(0, 1),
      /** States that it has found and not yet added to the next level. */
      open: queue(Id, chunkSize),
      ahead: bool,
    },
    steps: {
      'look whether one calls': (s, me) =>
        s.called ? 'tell the others' : me.chunk.length === 0 ? 'take a chunk' : 'expand a state',
      'take a chunk': (s, me) => {
        const chunk = s.lists[s.level]!.chunks.at(s.taken)
        if (chunk === undefined) {
          if (closes === 'where nothing is left to take') close(s, me)
          return 'tell the others'
        }
        s.taken += 1
        for (const id of chunk) if (id !== none) me.chunk.push(id)
        return 'look whether one calls'
      },
      'expand a state': (s, me) => {
        const id = me.chunk.shift()!
        s.expanded[id] = true
        for (const to of successors[id]!) me.inHand.push(to)
        return lookUp(me)
      },
      'look at a slot': (s, me) => {
        const slot = s.slots[me.slot]!
        if (slot.first === 0) {
          if (me.room > 0) return 'take the slot'
          return looks === 'before' && s.given >= s.full ? 'call the others' : 'take room'
        }
        if (slot.first !== first[me.inHand.at(0)!]) return further(me)
        if (reads === 'the rest') me.read = slot.rest
        return 'look at the rest'
      },
      'look at the rest': {
        when: (s, me) => s.slots[me.slot]!.rest !== unwritten || unfinished !== 'is waited for',
        do: (s, me) => {
          const slot = s.slots[me.slot]!
          const known =
            slot.rest === unwritten
              ? unfinished === 'is this state'
              : (reads === 'the rest' ? me.read : slot.rest) === rest[me.inHand.at(0)!]
          me.read = 0
          if (!known) return further(me)
          me.inHand.shift()
          return lookUp(me)
        },
      },
      'take room': (s, me) => {
        s.given += 1
        if (s.given > s.full && looks === 'when it is counted') return 'give it back'
        me.room = 1
        return 'take the slot'
      },
      'give it back': (s) => {
        s.given -= 1
        return 'call the others'
      },
      'take the slot': (s, me) => {
        const slot = s.slots[me.slot]!
        if (slot.first !== 0 && takes === 'if it is empty still') return 'look at a slot'
        const id = me.inHand.at(0)!
        slot.first = first[id]!
        s.found[id] = me.level + 1
        return 'write the rest'
      },
      'write the rest': (s, me) => {
        const slot = s.slots[me.slot]!
        if (bit === 'first' && slot.rest === unwritten) {
          slot.rest = onlyItsBit
          return 'write the rest'
        }
        const id = me.inHand.shift()!
        slot.rest = rest[id]!
        me.room = 0
        me.open.push(id)
        me.ahead = true
        return me.open.isFull ? 'add the chunk' : lookUp(me)
      },
      'add the chunk': (s, me) => {
        close(s, me)
        return lookUp(me)
      },
      'call the others': (s, me) => {
        if (grows === 'who finds no room') {
          grow(s)
          me.capacity = s.capacity
          return lookUp(me)
        }
        s.wanted = true
        s.called = true
        return 'tell the others'
      },
      'tell the others': (s, me) => {
        if (closes === 'before each meeting') close(s, me)
        s.told[me.id]!.more = (me.chunk.length > 0 || me.inHand.length > 0) && more === 'chunks, and what is in hand'
        s.told[me.id]!.ahead = me.ahead
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
          grow(s)
          s.go = 'grow'
        } else if (s.told.some((told) => told.more) || s.taken < s.lists[s.level]!.chunks.length) s.go = 'level'
        else if (s.told.some((told) => told.ahead)) {
          s.lists[s.level]!.chunks.clear()
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
        if (s.go === 'grow') {
          if (sees) me.capacity = s.capacity
          me.meeting = 'parts are filled'
          return 'note the generation'
        }
        if (s.go === 'next level') {
          me.level += 1
          me.ahead = false
        }
        return goOn(s, me)
      },
      'meet again': (_s, me) => {
        me.meeting = 'nothing is left'
        return 'note the generation'
      },
      'go on': goOn,
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
      s.full = full
      for (const id of all) s.found[id] = initial.includes(id) ? 0 : unknown
      for (const id of initial) {
        put(s, first[id]!, rest[id]!)
        s.lists[0]!.chunks.push([id, none])
        s.given += 1
      }
    },
    invariants: {
      // an error in the table or the lists stays: it is enough to look when somebody comes to a meeting
      'a state is stored once': (s) => {
        if (!at(s, 'tell the others')) return true
        const stored = s.slots.filter(isWritten).map(({ first, rest }) => 4 * first + rest)
        return new Set(stored).size === stored.length
      },
      'a state is to be expanded once': (s) => {
        if (!at(s, 'tell the others')) return true
        const listed = s.lists.flatMap(({ chunks }) => [...chunks].flat()).filter((id) => id !== none)
        return new Set(listed).size === listed.length
      },
      'what is stored is found': (s) =>
        !at(s, 'tell the others') || all.every((id) => s.found[id] === unknown || isFound(s, first[id]!, rest[id]!)),
      'no more room is given than there is': (s) =>
        s.given - s.worker.filter(({ at }) => at === 'give it back' || at === 'dead').length <= s.full &&
        s.slots.filter(({ first }) => first !== 0).length <= s.given,
      'nobody looks up while the table grows': (s) => !at(s, ...lookingUp) || !at(s, 'decide'),
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
        s.worker.some(({ at, slot }) => at === 'take the slot' && s.slots[slot]!.first !== 0),
      'one waits for the rest': (s) =>
        s.worker.some(({ at, slot }) => at === 'look at the rest' && s.slots[slot]!.rest === unwritten),
      'the rest tells two states apart': (s) =>
        s.worker.some(({ at, slot, inHand }) => {
          const found = at === 'look at the rest' ? s.slots[slot]!.rest : unwritten
          return found !== unwritten && found !== rest[inHand.at(0)!]
        }),
      'a row finds no slot in which it may lie': (s) =>
        s.worker.some(({ at, slot, inHand, capacity }) => {
          const id = at === 'call the others' ? inHand.at(0) : undefined
          return id !== undefined && slot === homeOf(first[id]!, capacity) + reach
        }),
      'the table grows in the midst of a level': (s) =>
        at(s, 'do what was decided') && s.go === 'grow' && s.taken < s.lists[s.level]!.chunks.length,
      'room is left while the table grows': (s) => at(s, 'decide') && s.wanted && s.worker.some(({ room }) => room > 0),
      'one falls asleep': (s) => s.asleep.some((is) => is),
      'all have ended': ended,
    },
    temporal: ({ eventually }) => ({ 'the search ends': eventually(ended) }),
  })
}

interface InHand {
  readonly inHand: { readonly length: number; at(index: number): number | undefined }
  readonly capacity: number
  slot: number
}

interface Table {
  readonly slots: readonly { first: number; rest: number }[]
  capacity: number
  full: number
}

type ReadTable = Readonly<Pick<Table, 'slots' | 'capacity'>>

/** Puts a row into the first empty slot from the one on in which it belongs. */
function put({ slots, capacity }: Table, first: number, rest: number) {
  const home = homeOf(first, capacity)
  const slot = slots.find((slot, k) => k >= home && slot.first === 0)
  if (slot === undefined) return
  slot.first = first
  slot.rest = rest
}

const isWritten = ({ rest }: { readonly rest: number }) => rest !== unwritten && rest !== onlyItsBit

/** Whether a look-up finds a row. A look-up stops at an empty slot. */
function isFound({ slots, capacity }: ReadTable, first: number, rest: number) {
  const home = homeOf(first, capacity)
  for (const slot of slots.slice(home, home + reach)) {
    if (slot.first === 0) return false
    if (slot.first === first && (slot.rest === rest || !isWritten(slot))) return true
  }
  return false
}

/** Makes the table larger, and puts each row where it belongs in the larger table. */
function grow(s: Table) {
  const rows = s.slots.filter(({ first }) => first !== 0).map(({ first, rest }) => ({ first, rest }))
  for (const slot of s.slots) {
    slot.first = 0
    slot.rest = unwritten
  }
  s.capacity = large.capacity
  s.full = large.full
  for (const { first, rest } of rows) put(s, first, rest)
}

interface Lists {
  readonly lists: readonly { readonly chunks: { push(chunk: readonly number[]): unknown } }[]
  readonly level: number
}

/** Adds a worker's open chunk, full or not, to the next level. */
function close(
  s: Lists,
  { open }: { readonly open: { readonly length: number; at(index: number): number | undefined; clear(): unknown } },
) {
  if (open.length === 0) return
  s.lists[1 - s.level]!.chunks.push([open.at(0) ?? none, open.at(1) ?? none])
  open.clear()
}

interface Workers {
  readonly worker: readonly { readonly at: string }[]
}

const waiting: readonly string[] = ['arrive', 'look at the gate', 'fall asleep', 'sleep']
const lookingUp = ['look at a slot', 'look at the rest', 'take room', 'give it back', 'take the slot', 'write the rest']
const working: readonly string[] = [
  ...['look whether one calls', 'take a chunk', 'expand a state', ...lookingUp],
  ...['add the chunk', 'call the others', 'tell the others'],
]
const ended = (s: Workers) => s.worker.every(({ at }) => at === 'end')
const at = (s: Workers, ...labels: readonly string[]) => s.worker.some((worker) => labels.includes(worker.at))

/** Witnesses that designs about meetings do not reach, because their graph has only three states. */
const few = {
  'a row finds no slot in which it may lie': 'violated',
  'room is left while the table grows': 'violated',
} as const
const stuck = { 'no deadlock': 'violated', 'the search ends': 'violated' } as const

export default spec({
  name: 'workers',
  model: workers,
  designs: {
    'as built': { counts: { states: 20_822, transitions: 38_944, depth: 140 } },
    'as built, and somebody calls': {
      params: { calls: 1, graph: 'three states' },
      counts: { states: 28_354, transitions: 58_166, depth: 116 },
      expect: few,
    },
    'as built, three workers': {
      params: { workers: 3, graph: 'four states' },
      counts: { states: 260_805, transitions: 719_646, depth: 136 },
    },
    'one worker': {
      params: { workers: 1 },
      counts: { states: 102, transitions: 101, depth: 101 },
      expect: {
        'two find the same state at once': 'violated',
        'one waits for the rest': 'violated',
        'the table grows in the midst of a level': 'violated',
        'room is left while the table grows': 'violated',
        'one falls asleep': 'violated',
      },
    },
    'a worker dies': {
      params: { deaths: 1, graph: 'three states' },
      expect: { ...few, ...stuck },
      note: 'The others wait for it forever, at the gate or for the rest of a slot. No search is called complete. The parent of the workers sees the death and ends the others.',
    },
    'count reset after the gate opens': {
      params: { reset: 'after opening', graph: 'three states' },
      expect: { ...few, ...stuck },
      note: 'A fast worker reaches the next meeting before the count of this one is reset. The next meeting does not count it.',
    },
    'asleep without a second look': {
      params: { sleep: 'at once', graph: 'three states' },
      expect: { ...few, ...stuck },
      note: 'The gate opens, and all sleepers are woken, after a worker last looks at the gate and before it falls asleep.',
    },
    'nobody is woken': {
      params: { wakes: false, graph: 'three states' },
      expect: { ...few, ...stuck },
    },
    'a slot is taken in any case': {
      params: { takes: 'in any case', graph: 'four states' },
      expect: { 'a state is to be expanded once': 'violated', 'room is left while the table grows': 'violated' },
      note: 'Two workers find the same slot empty, and each takes it. If both store the same state, it is expanded twice.',
    },
    'the rest is not waited for': {
      params: { unfinished: 'is another state', graph: 'four states, roomy' },
      expect: {
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'the table grows in the midst of a level': 'violated',
      },
      note: 'A worker finds a slot whose rest is not yet written. It mistakes the state there for a different one, and stores its own state again.',
    },
    'what is not written is taken for known': {
      params: { unfinished: 'is this state', graph: 'four states' },
      expect: { 'complete only when all is found': 'violated' },
      note: 'A state differs only in the rest from a state that is being written. It is mistaken for that state, and lost.',
    },
    'the bit is written before the rest': {
      params: { bit: 'first', graph: 'four states, roomy' },
      expect: {
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'the table grows in the midst of a level': 'violated',
      },
      note: 'A worker reads the rest when only its bit is written.',
    },
    'the rest is read before its bit': {
      params: { reads: 'the rest', graph: 'four states, roomy' },
      expect: {
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'the table grows in the midst of a level': 'violated',
      },
      note: 'The same mistake on the reading side: the rest is read before it is written, and the bit after. A processor may reorder the two reads itself, unless the code forbids it.',
    },
    'room is looked for before it is counted': {
      params: { looks: 'before', graph: 'four states, roomy' },
      expect: {
        'no more room is given than there is': 'violated',
        'a row finds no slot in which it may lie': 'violated',
        'the table grows in the midst of a level': 'violated',
      },
      note: 'Two workers see the same free room, and both take it.',
    },
    'the table grows at once': {
      params: { grows: 'who finds no room', graph: 'four states' },
      expect: {
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'the table grows in the midst of a level': 'violated',
        'room is left while the table grows': 'violated',
        ...stuck,
      },
      note: 'A worker that finds no room grows the table without meeting the others. They continue to use slots that have moved.',
    },
    'the new size is not seen': {
      params: { sees: false, graph: 'four states' },
      expect: {
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'what is stored is found': 'violated',
      },
      note: 'A worker searches for a state, and stores it, at its place in the smaller table.',
    },
    'a chunk is kept open by who is called': {
      params: { closes: 'where nothing is left to take', calls: 1, graph: 'three states' },
      expect: { ...few, 'complete only when all is found': 'violated' },
      note: 'A worker that was called away holds no state, but a chunk that is not full. The level ends without this chunk, and the next level has no other work. The search is called complete before the chunk is expanded.',
    },
    'each decides before it has come': {
      params: { decides: 'each alone', graph: 'three states' },
      expect: {
        ...few,
        ...stuck,
        'a state is stored once': 'violated',
        'a state is to be expanded once': 'violated',
        'what is stored is found': 'violated',
        'nobody looks up while the table grows': 'violated',
        'nobody speaks while one decides': 'violated',
        'nobody decides while one does what was decided': 'violated',
        'all at work are in one level': 'violated',
        'complete only when all is found': 'violated',
        'the table grows in the midst of a level': 'violated',
      },
      note: 'A worker that decides before the others report assumes that they have nothing to do.',
    },
    'what is in hand is forgotten': {
      params: { more: 'chunks', calls: 1, graph: 'four states' },
      expect: { 'found at its distance': 'violated', 'complete only when all is found': 'violated' },
      note: 'A level ends while a worker that was called away still holds one of its states. Either the search is called complete, or the successors of that state get too great a distance.',
    },
  },
})
