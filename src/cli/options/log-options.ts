/** The options of `validate`. */

import { defaults as logDefaults, orders } from '../../validate/header.ts'
import { bytes, count, duration, on, oneOf, seconds, text, texts } from './option-values.ts'
import { json, oneDesign, oneParam } from './options.ts'
import { under } from './row.ts'

export const validate = {
  ...under('Selection', {
    spec: {
      form: text('<file>', 'specs'),
      otherwise: 'the file below specs/ with the spec that the log names',
      help: 'the spec file',
    },
    design: oneDesign('the design; must be the one that the log names'),
    param: oneParam,
  }),
  ...under('Events', {
    otlp: {
      form: on,
      otherwise: 'if the file looks like it',
      see: 'validate.md#spans-of-opentelemetry',
      help: 'the log has spans of OpenTelemetry, in the JSON form of OTLP',
    },
    unlogged: {
      form: texts('<step>'),
      see: 'validate.md#steps-that-nobody-logs',
      help: 'a step that the system takes and does not log (repeatable)',
    },
    mostUnlogged: {
      form: count,
      otherwise: String(logDefaults.mostUnlogged),
      see: 'validate.md#steps-that-nobody-logs',
      help: 'maximum number of unlogged steps in a row',
    },
    order: {
      form: oneOf('<name>', orders),
      otherwise: logDefaults.order,
      see: 'validate.md#hosts-and-clocks',
      help: 'whether all events are in order, or only those of each host',
    },
    clockError: {
      form: duration,
      see: 'validate.md#hosts-and-clocks',
      help: "with `--order hosts`: the greatest error of a host's clock, in the unit of the log's times",
    },
  }),
  ...under('Limits', {
    maxStates: {
      form: count,
      otherwise: String(logDefaults.maxStates),
      help: 'maximum number of states to explore for going on after an unexplained event',
    },
    maxMemory: { form: bytes, otherwise: '1GiB', help: 'maximum memory, as in 512MB or 4GiB' },
    maxSeconds: { form: seconds, help: 'maximum number of seconds' },
  }),
  json,
}
