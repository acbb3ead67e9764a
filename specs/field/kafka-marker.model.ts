/**
 * A Kafka broker refuses the retried marker of a transaction that it has ended, so the transaction never completes.
 * https://github.com/apache/kafka/pull/21176 (KAFKA-19999) has the report and the fix: a marker with the current epoch
 * is a retry if no transaction is open. The strict check is of KAFKA-19446, pull request 20882.
 */
import { bag, bool, int, model, process, spec, struct } from 'allways'

const kafkaMarker = ({ accepts = 'newer' as 'not older' | 'newer' | 'newer, or a retry', bumps = true }) => {
  const Epoch = int(0, 2)
  const state = {
    epoch: Epoch, transaction: int(0, 2), // of the producer, in the coordinator
    partition: struct({ epoch: Epoch, open: int(0, 2) }), // the transaction that is open in the partition, or 0
    markers: bag(struct({ epoch: Epoch, ends: int(0, 2) }), 2), acknowledged: bool, endedAnother: bool,
  }
  const coordinator = process(state, {
    steps: {
      empty: { when: (s) => s.transaction < 2, do: (s) => {
        s.transaction++
        s.partition = { epoch: s.epoch, open: s.transaction }
        return 'ongoing'
      } },
      ongoing: (s) => { if (bumps) s.epoch++; s.acknowledged = false; return 'prepare commit' },
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
        const isRetry = accepts === 'newer, or a retry' && open === 0
        if (epoch < current || (epoch === current && accepts !== 'not older' && !isRetry)) return
        s.endedAnother ||= open !== 0 && open !== ends
        s.partition = { epoch, open: 0 }
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
