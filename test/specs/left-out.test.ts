/** A design that does not have a mechanism does not have its variables either, so no story of it shows them. */
import { describe, expect, test } from 'vitest'
import { asDeployed as dns } from '../../specs/dynamodb-dns/parameters.ts'
import dynamodbDns from '../../specs/dynamodb-dns.model.ts'
import { asDeployed as ec2 } from '../../specs/ec2-leases/parameters.ts'
import ec2Leases from '../../specs/ec2-leases.model.ts'
import { asDeployed as network } from '../../specs/network-manager/parameters.ts'
import networkManager from '../../specs/network-manager.model.ts'
import { asDeployed as nlb } from '../../specs/nlb-health/parameters.ts'
import nlbHealth from '../../specs/nlb-health.model.ts'
import { modelOf, type Spec } from '../../src/language/spec.ts'
import type { Type } from '../../src/language/types.ts'

/** The paths of all variables, as in `hosts.waits`. */
function pathsOf(type: Type, path = ''): string[] {
  if (type.kind === 'struct') {
    return Object.entries(type.fields).flatMap(([name, field]) =>
      pathsOf(field, path === '' ? name : `${path}.${name}`),
    )
  }
  return [path, ...('of' in type ? pathsOf(type.of, path) : [])]
}

type Uses<P> = readonly (readonly [variable: string, uses: (parameters: P) => boolean])[]

/** Each variable that some designs leave out, and the designs that have it. */
function check<P extends object>(spec: Spec, asDeployed: P, variables: Uses<P>) {
  describe(spec.name, () => {
    test.each(variables)('has %s in the designs that use it, and in no other', (variable, uses) => {
      const has: string[] = []
      const using: string[] = []
      for (const [design, { params }] of Object.entries(spec.designs)) {
        if (pathsOf(modelOf(spec, design).model.system).includes(variable)) has.push(design)
        if (uses({ ...asDeployed, ...params })) using.push(design)
      }
      expect(has).toEqual(using)
      expect(has.length).toBeGreaterThan(0)
      expect(has.length).toBeLessThan(Object.keys(spec.designs).length)
    })
  })
}

check(dynamodbDns, dns, [
  ['enactor.victims', ({ cleanup, enactors }) => cleanup === 'as deployed' && enactors > 0],
  ['enactor.tags', ({ compareAndSwap }) => compareAndSwap === 'tag'],
  ['records.tombstones', ({ tombstones }) => tombstones !== 'none'],
  ['frozen', ({ freeze }) => freeze],
])
check(ec2Leases, ec2, [
  ['roundsDown', ({ longestOutage }) => longestOutage !== 'any'],
  ['throttled', ({ throttles }) => throttles],
  ['hosts.waits', ({ backOff }) => backOff > 0],
  ['answer', ({ launches }) => launches],
  ['operator.next', ({ hosts }) => hosts > 1],
])
check(networkManager, network, [
  ['closed', ({ engineers, reopens }) => engineers || reopens === 'when drained'],
  ['caller.room', ({ looks }) => looks === 'before'],
])
check(nlbHealth, nlb, [
  ['automatic', ({ engineers }) => engineers],
  ['zones.dead', ({ deaths }) => deaths > 0],
  ['check.room', ({ looks }) => looks === 'before'],
  ['failover.room', ({ looks }) => looks === 'before'],
])
