/** The notes above the stories: the rules that a story of a design relies on, in the words of its parameters. */
import type { Parameters } from './parameters.ts'

const sentences = (...all: readonly string[]) => all.filter((one) => one !== '').join(' ')
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

export const notesOn = (parameters: Parameters) => {
  const { zones, deaths, unready, late, load, removes, velocity, zoneLimit, nodeLimit, looks } = parameters
  const { failOpen, returns, failoverLoads, engineers } = parameters
  const isNode = unready === 'nodes'

  const places = `Nodes 0 to ${zones - 1} are old, each in the zone with its number; ${isNode ? `node ${zones} is new, in zone 0` : 'the new instances are checkers'}.`
  const checks = sentences(
    `Once ${isNode ? 'it is' : 'they are'} in service, and until \`networkReady\` is true, each check ${isNode ? 'of it' : 'of any node'} may pass or fail; other checks pass.`,
    deaths === 0 ? '' : 'In a dead zone, every check fails.',
  )
  const changes = `Each time a check takes a node out of DNS or brings it back${failoverLoads ? ', or a failover does so with a zone' : ''}, \`changes\` grows by 1, up to ${load}; only 'work off a change' lowers it, by 1.`
  const limit =
    velocity === 'none'
      ? ', without a look at the other zones'
      : looks === 'before'
        ? ", if 'watch' found room in the limit"
        : ', if the limit leaves room'
  const failover =
    late === 'waits'
      ? `While \`changes\` is ${load}, no check is made; a zone without a node in DNS fails over (leaves DNS)${limit}.`
      : `While \`changes\` is ${load}, the checks are late, and any zone may seem down; such a zone, or one without a node in DNS, fails over (leaves DNS)${limit}.`
  const counts =
    velocity === 'none'
      ? ''
      : `The limit is ${counted(zoneLimit, 'zone')} out${velocity === 'zones' ? '' : `, and ${counted(nodeLimit, 'node')}, alone or with a zone`}.`
  const back = `A zone that is out comes back if one of its nodes is in DNS and ${returns === 'worked off' ? '`changes` is 0' : `\`changes\` is below ${load}`}.`
  const members = isNode
    ? `Before node ${zones} is in service (\`newInService\`), no step and no property counts it.`
    : ''
  const zonesFail = removes === 'nodes' ? 'No zone fails over.' : sentences(failover, counts, back, members)
  const rules =
    removes === 'nothing'
      ? sentences(places, 'Nothing is ever taken out of DNS.')
      : sentences(places, checks, changes, zonesFail)
  const disabled = 'Engineers may disable the failover; then every zone may come back.'
  const works = isNode ? `the old nodes, and node ${zones} once it is in service and its network is ready` : 'all nodes'
  const traffic = failOpen ? '; if there is no such node, all get traffic' : ''
  const healthy = `\`healthy(s)\` are ${works}${deaths === 0 ? '' : ', without those in dead zones'}; \`capacity(s)\` counts those of them in DNS whose zone is not out${traffic}. The load needs a capacity of \`demand\`.`
  const steady = 'Steady means that `changes` is 0, all nodes of live zones get traffic, and no others do.'
  const evacuated = 'A dead zone is evacuated when none of its nodes gets traffic.'
  return {
    'healthy capacity in service': sentences(rules, healthy),
    'not all zones out': rules,
    'zones out within velocity': sentences(rules, `At most ${counted(zoneLimit, 'zone')} may be out at a time.`),
    'nodes out within velocity': sentences(
      rules,
      `At most ${counted(nodeLimit, 'node')} may be out at a time, alone or with a zone.`,
    ),
    'can always be steady': sentences(rules, steady),
    'eventually quiet': sentences(rules, steady),
    'capacity comes back': sentences(rules, healthy),
    ...(engineers && {
      'with failover disabled, capacity comes back': sentences(rules, disabled, healthy),
    }),
    ...(deaths > 0 && {
      'a dead zone is evacuated': sentences(rules, evacuated),
      'once the network is ready, a dead zone is evacuated': sentences(rules, evacuated),
    }),
  }
}
