/** The module `leases` of the region, refined by `ec2-leases` with the runbook of 04:14. */
import { compose, type ReadonlyById } from 'allways'
import { ec2Leases } from '../../ec2-leases/model.ts'
import { asDeployed } from '../../ec2-leases/parameters.ts'
import { allHeld, type LeaseParameters, leases } from '../leases.ts'
import { detail } from './detail.ts'

const { service, lease, renewAt, timeout } = asDeployed

interface Detail {
  readonly detail: {
    readonly dynamoUp: boolean
    readonly throttled: boolean
    readonly answer: string
    readonly operator: readonly { readonly at: string }[]
    readonly hosts: ReadonlyById<Host>
  }
}
interface Host {
  readonly left: number
  readonly leases: readonly number[]
  readonly attempts: Iterable<Attempt> & {
    readonly length: number
    every(test: (attempt: Attempt) => boolean): boolean
  }
}
interface Attempt {
  readonly droplet: number
  readonly age: number
}

/**
 * Whether the host can no longer recover by itself. Attempts that are not served in this round time out. If they are as
 * many as the host serves in the next round, it serves nothing else; and it will be so if the attempts made then are
 * too many beside them. A lease about to be renewed in this round is left out, because DynamoDB may be up.
 */
const hasCollapsed = ({ left, leases, attempts }: Host) => {
  const late = attempts.length - left
  const next = [...attempts].slice(0, left)
  const isNext = (droplet: number) => next.some((attempt) => attempt.droplet === droplet && attempt.age === 0)
  const asks = leases.filter((rounds, droplet) => rounds <= renewAt + 1 && !isNext(droplet)).length
  return late >= service || late + asks >= 2 * service
}

/** Whether every check is made in the round in which it is due, whatever customers ask: the leases are apart. */
const isCalm = ({ left, leases, attempts }: Host, mayAsk: boolean) =>
  attempts.every(({ age }) => age === 0) &&
  leases.every((rounds) => rounds >= renewAt) &&
  attempts.length === leases.filter((rounds) => rounds === renewAt).length &&
  attempts.length <= Math.max(0, left - (mayAsk ? 1 : 0)) &&
  leases.every((one) => leases.filter((other) => (one - other) % (lease - renewAt) === 0).length < service)

export const refinedLeases = (given: LeaseParameters) => {
  const isLimited = given.leaseLimit !== 'none'
  const map = ({ detail: s }: Detail) => {
    const [one] = s.hosts
    const host = one!
    const lapsed = host.leases.filter((rounds) => rounds === 0).length
    const throttled = !isLimited && s.throttled
    const isNormal = s.operator.every(({ at }) => at === 'watch') && !throttled && isCalm(host, s.answer === 'none')
    return {
      dynamoUp: s.dynamoUp,
      lapsed: lapsed > 2 ? 'many' : lapsed > 0 ? 'some' : isNormal ? 'none' : 'late',
      collapsed: hasCollapsed(host),
      throttled,
    } as const
  }
  const design = isLimited ? { room: service * timeout } : { throttles: true, restarts: true }
  return compose({
    name: 'ec2-leases as a module',
    modules: { detail: detail(ec2Leases({ outages: 'any', ...design })) },
    steps: {
      'only a restart ends a collapse': (before, after) =>
        !map(before).collapsed ||
        map(after).collapsed ||
        before.detail.operator.some(({ at }) => at === 'restart host'),
    },
    temporal: ({ refines, canAlwaysReach }) => {
      const automation = ['detail host', 'detail round passes'] as const
      const isBack = (s: Detail) => {
        const mapped = map(s)
        return allHeld(mapped) && !mapped.collapsed
      }
      return {
        'is the module of the region': refines({ of: leases(given), by: map }),
        'recovers by automation': canAlwaysReach(isBack, {
          using: automation,
          when: (s) => s.detail.dynamoUp,
        }),
        // all that the module keeps is good again, the runbook included
        'recovers with its operators': canAlwaysReach((s) => map(s).lapsed === 'none', {
          using: [...automation, 'detail operator'],
          when: (s) => s.detail.dynamoUp,
        }),
        'heals after a short outage': canAlwaysReach(isBack, {
          using: automation,
          when: (s) => {
            const { dynamoUp, lapsed, collapsed } = map(s)
            return dynamoUp && lapsed === 'some' && !collapsed
          },
        }),
      }
    },
  })
}
