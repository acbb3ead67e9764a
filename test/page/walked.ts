/** Walks by hand in a real browser: the race, its shortest way to the outage, and what a test does on the page. */
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { type Explored, explored } from '../cli/explored.ts'
import { openAt } from './browser.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The page of the race as deployed. */
export function exploreRace(): Promise<Explored> {
  return explored(['specs/dynamodb-dns.model.ts', '--design', 'as deployed'], root)
}

/** The shortest way to the outage: who does what. */
export const story = [
  'planner: publish',
  'enactor 0: pick plan',
  'planner: publish',
  'planner: publish',
  'enactor 1: pick plan',
  'enactor 1: apply plan',
  'enactor 0: apply plan',
  'enactor 1: find old plans',
  'enactor 1: delete old plan (endpoint 0, plan 2)',
]
export const link =
  '#/planner+publish/enactor+0+pick+plan/planner+publish/planner+publish/enactor+1+pick+plan/enactor+1+apply+plan' +
  '/enactor+0+apply+plan/enactor+1+find+old+plans/enactor+1+delete+old+plan;0;2'

export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const home = url.replace(/#.*/, '')
  const opened = await openAt(browser, url, (asked) => asked === home || asked === `${home}api/walk`, options)
  await opened.page.locator('.panes, .banner').first().waitFor()
  return opened
}

export const words = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim()
export const standsAt = (page: Page, step: number) =>
  page.locator(`[data-step="${step}"][aria-current="step"]`).waitFor()
export const standing = (page: Page, name: string) => page.locator(`[data-property="${name}"]`)
export const choice = (page: Page, name: string) => {
  const pattern = name.replace(/[()]/g, '\\$&').replace(': ', ': ?')
  return page.locator('.ways').getByRole('button', { name: new RegExp(`^\\d? ?${pattern}`) })
}

/** A model that fails here and there. */
export const failing = `import { int, model, spec } from 'allways'
const counter = () => model({
  name: 'counter',
  state: { n: int(0, 3), k: int(0, 2) },
  init: (s, choose) => { s.k = choose([0, 2]) },
  processes: {},
  actions: {
    up: (s) => { s.n++ },
    down: { when: (s) => s.n > 0, do: (s) => { s.n-- } },
    burn: { when: (s) => s.n > 1, do: () => { throw new Error('too hot') } },
  },
  invariants: { cool: (s) => { if (s.n > 2) throw new Error('no longer'); return true } },
})
export default spec({ name: 'counter', model: counter, designs: { only: {} } })
`
