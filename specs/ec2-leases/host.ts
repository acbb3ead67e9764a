/** A host works through its queue: one attempt in each step, and a bounded number in each round. */
import { process } from 'allways'
import type { Parameters } from './parameters.ts'
import { hostIds, type leaseState } from './state.ts'

export const hosts = (state: ReturnType<typeof leaseState>, parameters: Parameters) => {
  const { timeout, lease, order } = parameters
  return process(state, {
    instances: hostIds(parameters),
    steps: {
      // Published: the check depends on DynamoDB, and an attempt that takes too long times out. Assumptions: each
      // attempt has the same cost, even if it fails. It fails at once if DynamoDB is away. Only when the host serves
      // an attempt does it learn that nobody waits for it any longer.
      'serve attempt': {
        when: (s, me) => s.hosts[me.id].left > 0 && s.hosts[me.id].attempts.length > 0,
        do: (s, me) => {
          const host = s.hosts[me.id]
          const attempt = host.attempts.removeAt(order === 'fifo' ? 0 : host.attempts.length - 1)!
          host.left--
          if (s.dynamoUp && attempt.age < timeout) host.leases[attempt.droplet] = lease
        },
      },
    },
    resting: ['serve attempt'],
    // A host that has work does it: nothing waits only because a host is not scheduled.
    fair: true,
  })
}
