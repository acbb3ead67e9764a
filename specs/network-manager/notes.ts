/** The notes above the stories: the rules that a story of a design relies on, in the words of its parameters. */
import type { Parameters } from './parameters.ts'

const sentences = (...all: readonly string[]) => all.filter((one) => one !== '').join(' ')

export const notesOn = ({ slots, throttle, looks, reopens, engineers, order, dropsStale, serves }: Parameters) => {
  const leases = 'While `leasesBack` is false, nothing is launched, and the events of terminations are held back.'
  const events = `Each launch and each termination adds an event to the backlog; 'propagate' handles one at a time, the ${order === 'oldest first' ? 'oldest first' : 'newest first, but those of one instance in order'}.`
  const stale = dropsStale ? 'If an instance is terminated, its event that is still queued is dropped.' : ''
  const whose = throttle === 'launches' ? 'A launch is' : 'Launches and events of terminations are'
  const limit =
    throttle === 'none'
      ? 'Nothing limits the backlog.'
      : sentences(
          `${whose} admitted only while fewer than ${slots} events are queued.`,
          looks === 'before' ? "For a launch, 'ask' looks, and 'launch' does not look again." : '',
          reopens === 'when drained' ? 'Once the backlog is full, launches wait until all is drained.' : '',
        )
  const stops = engineers ? 'If the backlog is full, engineers may stop launches until all is drained.' : ''
  const rules = sentences(leases, events, stale, limit, stops)
  return {
    'backlog bounded': sentences(rules, `At most ${slots} events may be queued.`),
    'launch accepted': sentences(rules, "A caller whose launch is not admitted is at 'RequestLimitExceeded'."),
    'no instance serves before its network is ready': `An instance has its network once the event of its launch is propagated. It can be put into service ${serves === 'when launched' ? 'before, as soon as it is launched' : 'only then'}.`,
    'no work for an instance that is gone': sentences(
      leases,
      events,
      'If an instance is terminated, the event of its launch stays in the backlog.',
    ),
    'a launched instance becomes network-ready': sentences(
      rules,
      'The event of its launch gives an instance its network.',
    ),
    'a terminated instance is cleaned up': sentences(rules, 'The event of its termination frees an instance.'),
    'a full backlog drains': sentences(rules, 'Drained means that no event is queued, and none is held back.'),
  }
}
