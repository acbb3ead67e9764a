/**
 * The protocol by which several workers explore one state space: `src/explore/crew.ts` and `src/explore/part.ts`,
 * word for word where they touch memory that threads share. Each state has one owner, who stores and expands it; what
 * a worker finds for another goes into a letter; phases are kept apart by a meeting of all, at which the last to come
 * decides for all. Here they explore a graph of five states, in letters with room for one.
 *
 * What is one step here is one access to shared memory there, or several that nobody else can see between: a worker
 * fills its letters while no one reads them, and that this is so is a property, not an assumption. A phase that
 * expands ends at a full letter or at the end of the level; there it may also end sooner, which adds meetings and
 * nothing else. The generation counts modulo 3 here, which is enough to see that nobody is ever two meetings behind.
 * What ends a search early (a limit, an interruption, a model that fails) is decided at the same meetings, in the same
 * way, and left out.
 *
 * The designs that are not as built each leave out one thing that the code does. What each breaks, and why the code is
 * right: `workers.md`.
 */
import { array, bool, int, model, oneOf, process, queue, spec, struct } from 'allways'

/** From each state, where to: two ways to 2, two ways back, and successors that share an owner. */
const successors = [[1, 3], [2], [4, 1], [2, 0], []]
const distance = [0, 1, 2, 1, 3]
const all = successors.map((_, id) => id)
const unknown = 5
const generations = 3

interface Parameters {
  readonly workers?: number
  /** Whether the count of those who have come is put back before the gate opens. */
  readonly reset?: 'before opening' | 'after opening'
  /** Whether going to sleep looks once more at the gate, in the same access. */
  readonly sleep?: 'looks again' | 'at once'
  /** Whether all meet between the phases. */
  readonly between?: 'meeting' | 'nothing'
  /** When it is decided how to go on: by the last to come, or by each before it comes. */
  readonly decides?: 'the last to come' | 'each alone'
  /** What counts as more to do in a level. */
  readonly more?: 'states and successors in hand' | 'states'
  /** Whether a sleeper is woken. */
  readonly wakes?: boolean
  /** How many workers may die, wherever they are. */
  readonly deaths?: number
}

export const workers = ({
  workers: count = 2,
  reset = 'before opening',
  sleep = 'looks again',
  between = 'meeting',
  decides = 'the last to come',
  more = 'states and successors in hand',
  wakes = true,
  deaths = 0,
}: Parameters = {}) => {
  const owner = (id: number) => id % count
  const Distance = int(0, unknown)
  const state = {
    generation: int(0, generations - 1),
    // someone who comes back before a late reset is counted on top
    arrived: int(0, 2 * count),
    go: oneOf('round', 'next level', 'complete'),
    told: array(count, struct({ more: bool, ahead: bool })),
    /** Letter `from * count + to`. */
    letters: array(count * count, struct({ holds: queue(int(0, all.length - 1), 1) })),
    /** In the store of its owner: the distance at which each state was found. */
    found: array(all.length, Distance),
    expanded: array(all.length, bool),
    asleep: array(count, bool),
  }

  const worker = process(state, {
    instances: count,
    local: {
      /** What the meeting is for: to part the phases, or to decide. */
      meeting: oneOf('to decide', 'to part'),
      noted: int(0, generations - 1),
      level: int(0, 4),
      inHand: queue(int(0, all.length - 1), 2),
      from: int(0, count - 1),
    },
    steps: {
      'tell the others': (s, me) => {
        const mine = all.filter((id) => owner(id) === me.id && s.found[id] !== unknown)
        const toExpand = mine.some((id) => s.found[id] === me.level && !s.expanded[id])
        s.told[me.id]!.more = toExpand || (me.inHand.length > 0 && more === 'states and successors in hand')
        s.told[me.id]!.ahead = mine.some((id) => s.found[id]! > me.level)
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
        const some = (what: 'more' | 'ahead') => s.told.some((told) => told[what])
        s.go = some('more') ? 'round' : some('ahead') ? 'next level' : 'complete'
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
        if (s.go === 'next level') me.level += 1
        return 'empty the letters'
      },
      'empty the letters': (s, me) => {
        for (let to = 0; to < count; to++) s.letters[me.id * count + to]!.holds.clear()
        return 'write a letter'
      },
      'write a letter': (s, me) => {
        const next = me.inHand.at(0)
        if (next !== undefined) {
          const letter = s.letters[me.id * count + owner(next)]!.holds
          if (letter.isFull) return phaseEnds(me)
          letter.push(next)
          me.inHand.shift()
          return 'write a letter'
        }
        const id = all.find((each) => owner(each) === me.id && s.found[each] === me.level && !s.expanded[each])
        if (id === undefined) return phaseEnds(me)
        s.expanded[id] = true
        for (const to of successors[id]!) me.inHand.push(to)
        return 'write a letter'
      },
      'read a letter': (s, me) => {
        for (const id of s.letters[me.from * count + me.id]!.holds) {
          if (s.found[id] === unknown) s.found[id] = me.level + 1
        }
        if (me.from < count - 1) {
          me.from += 1
          return 'read a letter'
        }
        me.from = 0
        return 'tell the others'
      },
    },
    faults: { dies: { budget: deaths, do: () => 'dead' } },
    terminal: ['end', 'dead'],
    fair: true,
  })

  function phaseEnds(me: { meeting: 'to decide' | 'to part' }) {
    if (between === 'nothing') return 'read a letter'
    me.meeting = 'to part'
    return 'note the generation'
  }

  return model({
    name: 'workers',
    state,
    processes: { worker },
    init: (s) => {
      for (const id of all) s.found[id] = id === 0 ? 0 : unknown
    },
    invariants: {
      'no letter is read while one is written': (s) =>
        !at(s, 'empty the letters', 'write a letter') || !at(s, 'read a letter'),
      'nobody speaks while one decides': (s) => !at(s, 'decide') || !at(s, 'tell the others'),
      'nobody decides or speaks while one does what was decided': (s) =>
        !at(s, 'do what was decided') || !at(s, 'decide', 'tell the others'),
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
      'a letter is full, and one is left in hand': (s) =>
        s.worker.some(({ at, inHand }) => at === 'tell the others' && inHand.length > 0),
      'one falls asleep': (s) => s.asleep.some((is) => is),
      'all have ended': ended,
    },
    temporal: ({ eventually }) => ({ 'the search ends': eventually(ended) }),
  })
}

const after = (meeting: 'to decide' | 'to part') => (meeting === 'to decide' ? 'do what was decided' : 'read a letter')

interface Workers {
  readonly worker: readonly { readonly at: string }[]
}

const waiting: readonly string[] = ['arrive', 'look at the gate', 'fall asleep', 'sleep']
const working: readonly string[] = ['empty the letters', 'write a letter', 'read a letter', 'tell the others']
const ended = (s: Workers) => s.worker.every(({ at }) => at === 'end')
const at = (s: Workers, ...labels: readonly string[]) => s.worker.some((worker) => labels.includes(worker.at))

export default spec({
  name: 'workers',
  model: workers,
  designs: {
    'as built': { counts: { states: 2425, transitions: 4462, depth: 228 } },
    'as built, three workers': {
      params: { workers: 3 },
      counts: { states: 26_745, transitions: 73_308, depth: 250 },
    },
    'one worker': {
      params: { workers: 1 },
      expect: { 'one falls asleep': 'violated' },
      counts: { states: 149, transitions: 148, depth: 148 },
    },
    'a worker dies': {
      params: { deaths: 1 },
      expect: { 'no deadlock': 'violated', 'the search ends': 'violated' },
      note: 'The others wait for it at the gate for ever. Nothing is called complete; whoever started the workers hears of the death and ends the rest.',
    },
    'count reset after the gate opens': {
      params: { reset: 'after opening' },
      expect: { 'no deadlock': 'violated', 'the search ends': 'violated' },
      note: 'Whoever is quick is at the next meeting before the count of this one is put back, and is not counted there.',
    },
    'asleep without a second look': {
      params: { sleep: 'at once' },
      expect: { 'no deadlock': 'violated', 'the search ends': 'violated' },
      note: 'The gate opens, and all are woken, between the last look at it and falling asleep.',
    },
    'nobody is woken': {
      params: { wakes: false },
      expect: { 'no deadlock': 'violated', 'the search ends': 'violated' },
    },
    'no meeting between the phases': {
      params: { between: 'nothing' },
      expect: {
        'no letter is read while one is written': 'violated',
        'nobody decides or speaks while one does what was decided': 'violated',
        'found at its distance': 'violated',
        'complete only when all is found': 'violated',
      },
      note: 'A letter is read before it is written, and so never.',
    },
    'each decides before it has come': {
      params: { decides: 'each alone' },
      expect: { 'nobody speaks while one decides': 'violated', 'complete only when all is found': 'violated' },
      note: 'Who decides without waiting for what the others say believes that they have nothing to do.',
    },
    'successors in hand are forgotten': {
      params: { more: 'states' },
      expect: { 'found at its distance': 'violated' },
      note: 'A successor that found no room in a letter is sent one level later, and its state taken for farther than it is.',
    },
  },
})
