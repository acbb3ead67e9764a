import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOf, install, run } from './run.ts'

const model = `import { int, model, spec } from 'allways'
const counter = () => model({ name: 'counter', state: { n: int(0, 3) }, actions: {
  up: { when: (s) => s.n < 3, do: (s) => { s.n++ } },
  reset: (s) => { s.n = 0 },
} })
export default spec({ name: 'counter', model: counter, designs: { only: {} } })
`
const driver = (reset: string) => `import { driver, notDriven } from 'allways/conform'
import spec from './counter.model.ts'
export const unused = notDriven('nothing')
export default driver(spec)({
  start: () => ({ n: 0 }),
  steps: {
    up: (system) => { if (system.n === 3) return 'refused'; system.n++ },
    reset: ${reset},
  },
  observe: ({ n }) => ({ n }),
})
`
const handler = '(system) => { system.n = 0 }'

describe('allways conform and the lock', () => {
  let cwd = ''
  beforeAll(() => {
    cwd = folderOf({ 'counter.model.ts': model, 'counter.driver.ts': driver(handler) })
    install(cwd)
  })

  it('stores how much is driven with --update, and says nothing while that is so', async () => {
    expect((await run(['conform', 'counter.driver.ts', '--update'], cwd)).code).toBe(0)
    const { code, stdout } = await run(['conform', 'counter.driver.ts'], cwd)
    expect(code).toBe(0)
    expect(stdout).not.toContain('locked')
  })

  it('is red if less is driven, and green again after --update', async () => {
    writeFileSync(join(cwd, 'counter.driver.ts'), driver("notDriven('too slow')"))
    const less = await run(['conform', 'counter.driver.ts'], cwd)
    expect(less.code).toBe(1)
    expect(less.stdout).toContain("'reset' is not driven any longer")
    expect((await run(['conform', 'counter.driver.ts', '--update'], cwd)).code).toBe(0)
    expect((await run(['conform', 'counter.driver.ts'], cwd)).code).toBe(0)
  })

  it('leaves the drivers in the lock when a check writes its designs, and the other way round', async () => {
    expect((await run(['check', 'counter.model.ts', '--update'], cwd)).code).toBe(0)
    const lock = () => JSON.parse(readFileSync(join(cwd, 'allways.lock.json'), 'utf8'))
    expect(Object.keys(lock().drivers)).toEqual(['counter.driver.ts'])
    expect((await run(['conform', 'counter.driver.ts', '--update'], cwd)).code).toBe(0)
    expect(Object.keys(lock().specs)).toEqual(['counter'])
  })
})
