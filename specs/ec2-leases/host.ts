/** A host works through its queue, one attempt a step, as much as it can in a round. */
import { process } from 'allways'
import type { Parameters } from './parameters.ts'
import type { leaseState } from './state.ts'

export const hosts = (state: ReturnType<typeof leaseState>, parameters: Parameters) => {
  const { timeout, lease, order } = parameters
  return process(state, {
    instances: parameters.hosts,
    steps: {
      // Published: the check depends on DynamoDB, and an attempt that takes too long times out. Assumptions: an
      // attempt costs the same whatever becomes of it; one that finds DynamoDB away fails at once; and the host
      // learns only by serving an attempt that nobody waits for it any more.
      'serve attempt': {
        when: (s, me) => s.hosts[me.id]!.left > 0 && s.hosts[me.id]!.attempts.length > 0,
        do: (s, me) => {
          const host = s.hosts[me.id]!
          const attempt = host.attempts.removeAt(order === 'fifo' ? 0 : host.attempts.length - 1)!
          host.left--
          if (s.dynamoUp && attempt.age < timeout) host.leases[attempt.droplet] = lease
        },
      },
    },
    resting: ['serve attempt'],
    // A host that has work does it: nothing here is stuck for want of being scheduled.
    fair: true,
  })
}
