import { expect, it } from 'vitest'
import { specText } from '../models.ts'
import { folderOf, run } from '../run.ts'

const text = specText({
  state: 'n: int(0, 30)',
  when: '(s) => s.n < 30',
  options:
    'invariants: { small: (s) => s.n < 6, tiny: (s) => s.n < 3 }, reachable: { far: (s) => s.n === 30 }, resting: () => true,',
})
const walks = ['simulate', '--seed', '5', '--walks', '50', '--depth', '40']
/** Without what depends on the number of jobs: times, and states that several of them have seen. */
const steady = (text: string) =>
  text
    .replace(/[\d.]+ s\b/g, '0 s')
    .replace(/[\d, to]* states? seen[\s\S]*?Taken/g, 'Taken')
    .replace(/^[\d,]+ states/m, 'states')

it('finds what one job finds, in as many steps', async () => {
  const cwd = folderOf({ 'specs/a.model.ts': text })
  const whole = await run(walks, cwd)
  for (const index of [1, 2, 3])
    await run([...walks, '--shard', `${index}/3`, '--reporter', `blob=blobs/${index}.blob.json`], cwd)
  const merged = await run(['merge', 'blobs'], cwd)
  expect(whole.stdout).toMatch(/small: in \d+ steps/)
  expect(steady(merged.stdout)).toBe(steady(whole.stdout))
  expect(merged.code).toBe(whole.code)
  expect(merged.stdout).toMatch(/states seen,\s+because\s+3\s+shards\s+may\s+have\s+seen\s+the\s+same\s+ones/)
})

it('joins searches of their own, and says how much the best one left out', async () => {
  const cwd = folderOf({ 'specs/a.model.ts': text })
  const search = ['simulate', '--seed', '5', '--bitstate', '1MiB']
  for (const index of [1, 2]) {
    await run([...search, '--shard', `${index}/2`, '--reporter', `blob=blobs/${index}.blob.json`], cwd)
  }
  const merged = (await run(['merge', 'blobs'], cwd)).stdout.replace(/\s+/g, ' ')
  expect(merged).toMatch(/small: in 6 steps, (by|shortened from the \d+ of) search 1 /)
  expect(merged).toContain('--seed 5 --bitstate 1MiB --depth 10000: 2 searches, depth first. ')
  expect(merged).toContain('No state was left to expand in the search that left out least. ')
})

it('refuses a missing shard, a shard of another seed, and a shard without a seed', async () => {
  const cwd = folderOf({ 'specs/a.model.ts': text })
  await run([...walks, '--shard', '1/2', '--reporter', 'blob=1.blob.json'], cwd)
  expect((await run(['merge', '1.blob.json'], cwd)).stderr).toContain('shard 2/2: counter · as designed')
  await run(
    ['simulate', '--seed', '6', '--walks', '50', '--depth', '40', '--shard', '2/2', '--reporter', 'blob=2.blob.json'],
    cwd,
  )
  const other = await run(['merge', '1.blob.json', '2.blob.json'], cwd)
  expect(other.code).toBe(2)
  expect(other.stderr).toContain('--seed is')
  const without = await run(['simulate', '--shard', '1/2'], cwd)
  expect(without.code).toBe(2)
  expect(without.stderr).toContain('add --seed')
})
