/**
 * Readers and writers: any number of readers may read at once, but a writer must be alone. The rule about who goes
 * first decides who may starve.
 *
 * Source: P. J. Courtois, F. Heymans and D. L. Parnas, Concurrent control with "readers" and "writers", Communications
 * of the ACM 14(10), 1971. Its first problem is `readers first`: writers may starve. Its second is `writers first`:
 * readers may starve. The line, which is fair to both, is that of Isaac DeFrain's ReadersWriters.tla,
 * https://github.com/tlaplus/Examples/blob/master/specifications/ReadersWriters/ReadersWriters.tla
 * The counts are not published for this granularity (to arrive, to enter and to leave are one step each). They were
 * computed here and by a separate program.
 */
import { bool, int, model, process, queue, spec } from 'allways'

interface Parameters {
  readonly readers?: number
  readonly writers?: number
  readonly first?: 'readers' | 'writers' | 'who came first'
  /** The fairness of entering. Leaving is weakly fair, and nobody has to arrive. */
  readonly entering?: 'weak' | 'strong'
}

export const readersWriters = ({
  readers = 2,
  writers = 2,
  first = 'readers',
  entering = 'strong',
}: Parameters = {}) => {
  const state = {
    reading: int(0, readers),
    writing: bool,
    writersWaiting: int(0, writers),
    // used if the first to come goes first: the ids of readers, then those of writers
    line: queue(int(0, readers + writers - 1), readers + writers),
  }
  const inLine = first === 'who came first'
  const lineNumberOfWriter = (id: number) => readers + id

  const reader = process(state, {
    instances: readers,
    steps: {
      away: (s, me) => {
        if (inLine) s.line.push(me.id)
        return 'wait'
      },
      wait: {
        when: (s, me) => {
          if (s.writing || (first === 'writers' && s.writersWaiting > 0)) return false
          return !inLine || s.line.at(0) === me.id
        },
        do: (s) => {
          if (inLine) s.line.shift()
          s.reading++
          return 'read'
        },
        fair: entering,
      },
      read: {
        do: (s) => {
          s.reading--
          return 'away'
        },
        fair: true,
      },
    },
    resting: ['away'],
  })

  const writer = process(state, {
    instances: writers,
    steps: {
      away: (s, me) => {
        if (inLine) s.line.push(lineNumberOfWriter(me.id))
        s.writersWaiting++
        return 'wait'
      },
      wait: {
        when: (s, me) => {
          if (s.writing || s.reading > 0) return false
          return !inLine || s.line.at(0) === lineNumberOfWriter(me.id)
        },
        do: (s) => {
          if (inLine) s.line.shift()
          s.writersWaiting--
          s.writing = true
          return 'write'
        },
        fair: entering,
      },
      write: {
        do: (s) => {
          s.writing = false
          return 'away'
        },
        fair: true,
      },
    },
    resting: ['away'],
  })

  return model({
    name: 'readers-writers',
    state,
    processes: { reader, writer },
    invariants: {
      'a writer is alone': (s) => {
        const writing = s.writer.filter((w) => w.at === 'write').length
        return writing === 0 || (writing === 1 && s.reader.every((r) => r.at !== 'read'))
      },
    },
    reachable: { 'all read at once': (s) => s.reader.every((r) => r.at === 'read') },
    temporal: ({ leadsTo, canAlwaysReach }) => ({
      // all readers are alike, and so are all writers: what holds for number 0 holds for each
      'a waiting reader gets in': leadsTo(
        (s) => s.reader[0]?.at === 'wait',
        (s) => s.reader[0]?.at === 'read',
      ),
      'a waiting writer gets in': leadsTo(
        (s) => s.writer[0]?.at === 'wait',
        (s) => s.writer[0]?.at === 'write',
      ),
      'a reader can always get in': canAlwaysReach((s) => s.reader[0]?.at === 'read'),
      'a writer can always get in': canAlwaysReach((s) => s.writer[0]?.at === 'write'),
    }),
  })
}

export default spec({
  name: 'readers-writers',
  model: readersWriters,
  designs: {
    'readers first': {
      expect: { 'a waiting writer gets in': 'violated' },
      counts: { states: 52, transitions: 164, depth: 6 },
      note: 'Overlapping readers leave no moment for a writer. The writer is never enabled, so strong fairness does not help either. It can always get in, but no run has to let it in.',
    },
    'writers first': {
      params: { first: 'writers' },
      expect: { 'a waiting reader gets in': 'violated' },
      counts: { states: 52, transitions: 146, depth: 6 },
      note: 'The roles are reversed: one of two writers always waits, so a reader stays out.',
    },
    'writers first, weakly fair': {
      params: { first: 'writers', entering: 'weak' },
      expect: { 'a waiting reader gets in': 'violated', 'a waiting writer gets in': 'violated' },
      counts: { states: 52, transitions: 146, depth: 6 },
      note: 'The lock does not decide which waiting process enters. One writer can therefore overtake the other each time, as at a semaphore.',
    },
    'in line': {
      params: { first: 'who came first', entering: 'weak' },
      counts: { states: 134, transitions: 276, depth: 6 },
      note: 'Nobody overtakes the head of the line. Once it may enter, it may until it does. Weak fairness is enough.',
    },
  },
})
