/**
 * A fleet of machines that is brought to a new release, a few machines at a time. A machine gives its load away, stops,
 * installs the release with a certificate of its own, and takes load again. The rollout can be paused. The state is
 * wide, and most guards are false. This folder has the same model in Promela, Murphi and TLA+.
 */
import { bool, int, model, process, spec } from 'allways'

export const fleet = ({ machines = 4, away = 2, releases = 1 } = {}) => {
  const load = 300
  const state = {
    release: int(0, 1023),
    paused: bool,
    /** The number of machines that do not serve, and the load that they have given away. */
    away: int(0, away),
    spare: int(0, 65_535),
  }

  const machine = process(state, {
    instances: machines,
    local: {
      release: int(0, 1023),
      load: int(0, 4095),
      certificate: int(0, 65_535),
      restarts: int(0, 255),
    },
    init: (me) => {
      me.load = load
      me.certificate = 100 + me.id
    },
    steps: {
      serve: {
        when: (s, me) => me.release < s.release && !s.paused && s.away < away,
        do: (s) => {
          s.away++
          return 'drain'
        },
      },
      drain: (s, me) => {
        s.spare += me.load
        me.load = 0
        return 'stop'
      },
      stop: (_s, me) => {
        me.certificate = 0
        me.restarts++
        return 'install'
      },
      install: (s, me) => {
        me.release = s.release
        me.certificate = 100 * (s.release + 1) + me.id
        return 'warm up'
      },
      'warm up': (s, me) => {
        me.load = load
        s.spare -= load
        s.away--
        return 'serve'
      },
    },
    resting: ['serve'],
  })

  return model({
    name: 'fleet',
    state,
    processes: { machine },
    actions: {
      'a release comes out': {
        when: (s) => s.release < releases,
        do: (s) => {
          s.release++
        },
      },
      'the rollout is paused or goes on': (s) => {
        s.paused = !s.paused
      },
    },
    invariants: {
      'no load is lost': (s) => {
        let sum = s.spare
        for (const machine of s.machine) sum += machine.load
        return sum === machines * load
      },
    },
  })
}

export default spec({
  name: 'fleet',
  model: fleet,
  designs: {
    small: { params: { machines: 6, away: 2, releases: 1 }, counts: { states: 9346, transitions: 28_356 } },
    large: { params: { machines: 12, away: 2, releases: 1 }, counts: { states: 2_367_490, transitions: 7_454_724 } },
  },
})
