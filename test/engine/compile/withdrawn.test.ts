/** A file of its own: no other model here shows that its steps may be withdrawn. */
import { bool, link, model, spec } from 'allways'
import { expect, it } from 'vitest'
import { checkDesign } from '../../../src/run/check.ts'

it('a step without choices is withdrawn by a link that it calls', async () => {
  const made = () => {
    const wire = link({ message: bool, capacity: 1, full: 'blocks' })
    return model({
      ...{ name: 'm', state: { wire, n: bool }, resting: () => true },
      actions: {
        sends: (s) => {
          s.n = !s.n
          wire.send(s.wire, true)
        },
      },
    })
  }
  const { error, states } = await checkDesign(spec({ name: 'm', model: made, designs: { only: {} } }), 'only')
  expect(error).toBeUndefined()
  expect(states).toBe(2)
})
