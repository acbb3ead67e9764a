/**
 * A Kafka broker refuses the retried marker of a transaction that it has ended, so the transaction never completes.
 * https://github.com/apache/kafka/pull/21176 (KAFKA-19999) has the report and the fix: a marker with the current epoch
 * is a retry if no transaction is open. The strict check is of KAFKA-19446, pull request 20882.
 */
import { bag, bool, fresh, model, newer, older, optional, process, spec, stamp, struct } from 'allways'

const kafkaMarker = ({ accepts = 'newer' as 'not older' | 'newer' | 'newer, or a retry', bumps = true }) => {
  const [Epoch, Transaction] = [stamp(4), stamp(4)]
  const state = {
    epoch: Epoch, transaction: Transaction, // of the producer, in the coordinator
    partition: struct({ epoch: Epoch, open: optional(Transaction) }),
    markers: bag(struct({ epoch: Epoch, ends: Transaction }), 2), acknowledged: bool, endedAnother: bool,
  }
  const coordinator = process(state, {
    steps: {
      empty: (s) => {
        s.transaction = fresh(Transaction)
        s.partition = { epoch: s.epoch, open: s.transaction }
        return 'ongoing'
      },
      ongoing: (s) => { if (bumps) s.epoch = fresh(Epoch); s.acknowledged = false; return 'prepare commit' },
      'prepare commit': [
        { name: 'complete', when: (s) => s.acknowledged, do: () => 'empty' },
        { name: 'send the marker', when: (s) => !s.acknowledged && !s.markers.isFull,
          do: (s) => void s.markers.add({ epoch: s.epoch, ends: s.transaction }) },
      ],
    },
    resting: ['empty'],
  })
  return model({
    name: 'kafka-marker', state, processes: { coordinator },
    actions: {
      'a marker arrives': (s, choose) => {
        const { epoch, ends } = choose(s.markers, 'marker')
        const { epoch: current, open } = s.partition
        s.markers.delete({ epoch, ends })
        const isRetry = accepts === 'newer, or a retry' && open === null
        if (older(epoch, current) || (!newer(epoch, current) && accepts !== 'not older' && !isRetry)) return
        s.endedAnother ||= open !== null && open !== ends
        s.partition = { epoch, open: null }
        s.acknowledged ||= ends === s.transaction && choose([true, false], 'the answer arrives')
      },
    },
    invariants: { 'a marker ends its own transaction': (s) => !s.endedAnother },
    temporal: ({ canAlwaysReach }) => ({ 'a transaction can complete':
      canAlwaysReach((s) => s.coordinator[0]?.at === 'empty') }),
  })
}
const another = { 'a marker ends its own transaction': 'violated' } as const
export default spec({
  name: 'kafka-marker', model: kafkaMarker,
  designs: {
    'as reported': { expect: { 'a transaction can complete': 'violated' } },
    'before the strict check': { params: { accepts: 'not older' }, expect: another },
    'without an epoch for each transaction': { params: { accepts: 'not older', bumps: false }, expect: another },
    'a retry is accepted': { params: { accepts: 'newer, or a retry' } },
  },
})
