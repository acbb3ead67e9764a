/**
 * Argo CD deletes a project before an application that belongs to it. Without its project, the application cannot be
 * deleted. https://github.com/argoproj/argo-cd/issues/3175 and 4369 are reports. A finalizer makes the project wait for
 * its applications, but not for those in other namespaces (18361), and it may stay when the last one is gone (23008).
 */
import { bool, model, oneOf, spec } from 'allways'

const argoCd = ({ finalizer = 'none', looksAgain = false, waves = false }) => {
  const Phase = oneOf('present', 'deleting', 'gone')
  const state = { project: Phase, application: Phase, queued: bool } // queued: the project is to be looked at

  return model({
    name: 'argo-cd', state,
    actions: {
      'the project is pruned': {
        when: (s) => s.project === 'present' && (!waves || s.application === 'gone'),
        do: (s) => { s.project = finalizer === 'none' ? 'gone' : 'deleting'; s.queued = true },
      },
      'the application is pruned': {
        when: (s) => s.application === 'present',
        do: (s) => { s.application = 'deleting' },
      },
      'the controller deletes the application': {
        when: (s) => s.application === 'deleting' && s.project !== 'gone', // or: appproject.argoproj.io not found
        do: (s) => { s.application = 'gone'; s.queued ||= looksAgain },
      },
      'the controller looks at the project': { when: (s) => s.queued, do: (s) => {
        s.queued = false
        const isUsed = s.application !== 'gone' && finalizer === 'counts all namespaces'
        if (s.project === 'deleting' && !isUsed) s.project = 'gone'
      } },
    },
    resting: () => true,
    temporal: ({ canAlwaysReach }) => ({
      'both can be deleted': canAlwaysReach((s) => s.project === 'gone' && s.application === 'gone'),
    }),
  })
}
const stuck = { 'both can be deleted': 'violated' } as const
const finalizer = 'counts all namespaces'
export default spec({
  name: 'argo-cd', model: argoCd,
  designs: {
    'as reported': { expect: stuck },
    'a finalizer, one namespace': { params: { finalizer: 'counts one namespace', looksAgain: true }, expect: stuck },
    'a finalizer': { params: { finalizer }, expect: stuck },
    'a finalizer, looked at again': { params: { finalizer, looksAgain: true } },
    'sync waves': { params: { waves: true } },
  },
})
