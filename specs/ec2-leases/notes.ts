/** The notes above the stories: the rules that a story of a design relies on, in the words of its parameters. */
import type { Parameters } from './parameters.ts'

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

export const notesOn = (parameters: Parameters) => {
  const { service, timeout, lease, renewAt, room, dropExpired, backOff, order, launches, throttles, restarts } =
    parameters
  const bound = service * timeout
  const attempts = `attempts (the ${order === 'fifo' ? 'oldest' : 'newest'} first)`
  const work = launches ? `${attempts} or customers' requests` : attempts
  const rules = [
    `In each round, a host serves at most ${service} ${work}; \`left\` says how many it can still serve.`,
    `A served attempt renews the lease of its droplet for ${lease} rounds, but only if DynamoDB is up and the age of the attempt is 0.`,
    dropExpired
      ? 'An attempt that waits until the next round has timed out, and is dropped.'
      : `An attempt that waits until the next round (age ${timeout}) has timed out: it costs as much to serve, and renews no lease.`,
    `In each round, every droplet with at most ${counted(renewAt, 'round')} left on its lease queues a new attempt, while fewer than ${room} are queued.`,
    ...(backOff === 0 ? [] : [`After an attempt that timed out, its droplet waits for ${counted(backOff, 'round')}.`]),
  ].join(' ')
  const collapsed = `A host has collapsed if more than ${bound} attempts are queued and one of them has timed out.`
  const steps = [
    ...(throttles ? ['throttles: it refuses all requests'] : []),
    ...(restarts ? ['restarts the host: this clears its queue, and keeps its leases'] : []),
  ].join('; then it ')
  return {
    'recovers by automation': `${rules} Once DynamoDB is up, 'host' and 'round passes' alone must be able to bring all leases back: \`allLeased\` says that every lease of a host has rounds left.${launches ? " A customer's request takes one unit of `left`, and is `launched` if a droplet with a lease is found." : ''}`,
    settles: `${rules} DynamoDB is up in the whole loop.`,
    'queue stays bounded': `${rules} The property allows ${bound} queued attempts: as many as are served before they time out.`,
    'a launch succeeds when a leased droplet exists': `${collapsed} Then an operator may throttle, and each request gets RequestLimitExceeded, although a leased droplet exists.`,
    ...((throttles || restarts) && {
      'recovers with the runbook': `${rules} ${collapsed} Then an operator ${steps}. DynamoDB is up in the whole loop, and a lease is missing again and again.`,
    }),
  }
}
