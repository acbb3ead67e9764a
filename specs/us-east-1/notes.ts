/** The notes above the stories: the rules that a story of a design relies on, in the words of its parameters. */
import type { Parameters } from './model.ts'

export const notesOn = ({ wedge, leaseLimit, networkLimit, velocity }: Parameters) => {
  const repaired =
    wedge === 'for good'
      ? 'Once the endpoint is empty, no step of the automation writes a plan again: only an operator repairs it.'
      : 'Once the endpoint is empty, the automation can write the next plan.'
  const leases =
    leaseLimit === 'none'
      ? 'Checks are late while clients do not find DynamoDB, and leases lapse. The attempts to establish them may then collapse, before or after DynamoDB is back. Only operators end that: they throttle requests, and restart hosts.'
      : 'Leases lapse while clients do not find DynamoDB, and are established again when it is back.'
  const network =
    networkLimit === 'none'
      ? "Events of terminations are held up while leases are missing. When all leases are back, these events make the backlog 'much'. An instance that waits in it is `dark`: its network is late until the backlog is 'some' again."
      : 'Events of terminations are held up while leases are missing. Only as many are admitted as can be propagated in time.'
  const health = `While the network of a launched instance is late, checks may alternate, and then be late. While they are late, the failover may take a zone out of DNS, though it is healthy; ${velocity === 'none' ? 'nothing limits how many' : 'one zone at most'}. With two zones out, too few are left.`
  return {
    'dns: recovers by automation': repaired,
    'leases: no collapse': leases,
    'leases: no request is refused': leases,
    'leases: recovers by automation': leases,
    'network: backlog bounded': network,
    'network: network state is never late': network,
    'health: no healthy zone out': health,
    'health: enough zones in service': health,
    'the region recovers by automation': wedge === 'for good' ? repaired : leases,
  }
}
