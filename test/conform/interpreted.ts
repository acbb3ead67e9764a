/** A system under test that interprets a model, and its driver: the whole state is observed. */
import { type Driver, driver, type Entry, type Moment } from '../../src/conform/driver.ts'
import { entryName } from '../../src/conform/plan.ts'
import type { Model } from '../../src/language/model.ts'
import { spec as specOf } from '../../src/language/spec.ts'
import type { Plain } from '../../src/plain.ts'
import { interpreter } from '../../src/reference/interpret.ts'

/** `code`: the model that the system interprets. The driver holds it to `model`. */
export function interpreted(model: Model, code: Model, choices: 'driven' | 'code' = 'driven'): Driver {
  const reference = interpreter(code)
  interface System {
    state: Plain
  }
  const handler =
    (name: string) =>
    (system: System, { instance, choices: wanted }: Moment) => {
      const action = code.actions.findIndex((one) => entryName(one) === name && one.instance === instance)
      const outcomes = action < 0 ? [] : reference.outcomes(system.state, action)
      const alone = outcomes.filter(
        ({ surroundings }) => surroundings === undefined || code.actions[action]?.input !== undefined,
      )
      const next =
        choices === 'code' ? alone[0] : alone.find((one) => JSON.stringify(one.choices) === JSON.stringify(wanted))
      if (next === undefined) return 'refused' as const
      system.state = next.state
      return 'taken' as const
    }
  const steps: { [name: string]: Entry<System> } = {}
  for (const action of model.actions) {
    const name = entryName(action)
    steps[name] = { do: handler(name), choices }
  }
  const spec = specOf({ name: 'interpreted', model: () => model, designs: { only: {} } })
  return driver(spec)<System>({
    start: ({ state }) => {
      const start = reference.initials().find((one) => JSON.stringify(one.state) === JSON.stringify(state))
      return { state: start?.state ?? (reference.initials()[0]?.state as Plain) }
    },
    steps: steps as never,
    observe: ({ state }) => state as never,
  })
}
