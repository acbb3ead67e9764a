/** Blobs that `merge` refuses: a check has written each of them, and it was then changed by hand. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { check } from '../../../src/cli/commands/check.ts'
import { diff } from '../../../src/cli/commands/diff.ts'
import { merge } from '../../../src/cli/commands/merge.ts'
import { noAlarm } from '../../../src/cli/host/alarm.ts'
import { commands } from '../../../src/cli/options/commands.ts'
import { defaultsOf } from '../../../src/cli/options/row.ts'
import { Captured } from '../../fuzz/fuzz.ts'
import { specText } from '../models.ts'
import { folderOf } from '../run.ts'

const designs = "{ a: { expect: { small: 'violated' } }, b: {}, c: { expect: { small: 'violated' } } }"
const cwd = folderOf({ 'specs/a.model.ts': specText({ designs }), 'specs/b.model.ts': specText({ name: "'other'" }) })
const never = new AbortController().signal
const args = { ...defaultsOf(commands.check.options), files: [], write: false }

/** Writes a blob. */
async function checked(file: string, more: object = {}): Promise<void> {
  const captured = new Captured()
  await check({ ...args, reporter: [{ name: 'blob', file }], ...more }, captured.terminalIn(cwd), never, noAlarm)
}

async function merged(...paths: string[]): Promise<string> {
  const captured = new Captured()
  try {
    const code = await merge({ paths, json: false, reporter: [] }, captured.terminalIn(cwd))
    return `${code}: ${captured.out}`
  } catch (error) {
    return (error as Error).message
  }
}

type Fields = { readonly [field: string]: unknown }

function change(from: string, to: string, how: (blob: Fields) => Fields): string {
  writeFileSync(join(cwd, to), JSON.stringify(how(JSON.parse(readFileSync(join(cwd, from), 'utf8')))))
  return to
}

const shard = (index: number, of: number) => ({ shard: { index, of } })

beforeAll(async () => {
  for (const index of [1, 2, 3]) await checked(`${index}.json`, shard(index, 3))
  await checked('whole.json')
})

describe('merge', () => {
  const all = '4 designs, 12 verdicts: 11 as expected, 1 not as expected'

  it('joins all shards of a run, in any order', async () => {
    expect(await merged('3.json', '1.json', '2.json')).toContain(all)
  })

  it('takes the blob of a run that was not shared', async () => {
    expect(await merged('whole.json')).toContain(all)
  })

  it('joins runs that were given different designs', async () => {
    await checked('left.json', { files: ['specs/a.model.ts'] })
    await checked('right.json', { files: ['specs/b.model.ts'] })
    expect(await merged('left.json', 'right.json')).toContain(all)
  })

  it('joins shards to which no design falls', async () => {
    for (const index of [1, 2, 3]) await checked(`few-${index}.json`, { ...shard(index, 3), design: ['a'] })
    expect(await merged('few-1.json', 'few-2.json', 'few-3.json')).toContain('1 design,')
  })

  it('names what is missing', async () => {
    expect(await merged('1.json', '3.json')).toContain('shard 2/3: counter · b')
    expect(await merged('2.json')).toMatch(
      /2\.json: this file has shard 2\/3.*\n {2}shard 1\/3: counter · a, other · .*\n {2}shard 3\/3/,
    )
  })

  it('refuses a shard that is there twice', async () => {
    const copy = change('1.json', 'copy.json', (blob) => blob)
    expect(await merged('1.json', '2.json', '3.json', copy)).toBe(
      '1.json: this file and copy.json both have shard 1/3; merge only one of them',
    )
  })

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'of another number of shards',
      () => checked('x.json', shard(2, 2)),
      'this file has shard 2/2, and the other has shard 1/3',
    ],
    [
      'of other designs',
      () => checked('x.json', { ...shard(2, 3), design: ['a', 'b'] }),
      '--design is ["a","b"] in one and [] in',
    ],
    [
      'of other properties',
      () => checked('x.json', { ...shard(2, 3), property: ['small'] }),
      '--property is ["small"] in one and [] in',
    ],
    [
      'of other parameters',
      () => checked('x.json', { ...shard(2, 3), param: { step: 2 } }),
      '--param is {"step":2} in one and {} in',
    ],
    [
      'of other limits',
      () => checked('x.json', { ...shard(2, 3), maxStates: 3 }),
      '--max-states is 3 in one and not given in',
    ],
    [
      'of other files',
      () => checked('x.json', { ...shard(2, 3), files: ['specs/a.model.ts'] }),
      'the text of specs/b.model.ts is',
    ],
  ])('refuses a shard %s', async (_, make, says) => {
    await make()
    const said = await merged('1.json', 'x.json', '3.json')
    expect(said).toContain(says)
    expect(said).toContain('x.json: this file and 1.json come from different checks')
    expect(said).toContain('run the same command on the same revision for each shard')
  })

  it('refuses a shard of another text of the specs, and of another lock', async () => {
    const path = join(cwd, 'specs/a.model.ts')
    const text = readFileSync(path, 'utf8')
    try {
      writeFileSync(path, text.replace('s.n < 3', 's.n < 2'))
      await checked('x.json', shard(2, 3))
      expect(await merged('1.json', 'x.json', '3.json')).toContain('the text of specs/a.model.ts is')
      writeFileSync(path, text)
      writeFileSync(join(cwd, 'allways.lock.json'), '{ "version": 1, "specs": {} }')
      await checked('x.json', shard(2, 3))
      expect(await merged('1.json', 'x.json', '3.json')).toContain('the lock is')
    } finally {
      writeFileSync(path, text)
      rmSync(join(cwd, 'allways.lock.json'), { force: true })
    }
  })

  it.each<[string, string, (blob: Fields) => Fields, string | RegExp]>([
    [
      'no results',
      '2.json',
      (blob) => ({ ...blob, results: [] }),
      "'results' is empty: these designs have no result:\n  counter · b",
    ],
    [
      'a result too few',
      'whole.json',
      (blob) => ({ ...blob, results: (blob.results as []).slice(1) }),
      "'results' is incomplete: these designs have no result:\n  counter · a",
    ],
    [
      'a result twice',
      'whole.json',
      (blob) => ({ ...blob, results: [...(blob.results as []), (blob.results as object[])[0]] }),
      "'results' lists design 'a' of 'counter' twice",
    ],
    [
      'nothing at all',
      'whole.json',
      (blob) => ({ ...blob, results: [], part: { designs: [], sizes: 1, same: {} } }),
      "'results' is empty; run the check again",
    ],
    [
      'the form of an earlier build',
      'whole.json',
      ({ part: _, ...blob }) => ({ ...blob, blob: 1 }),
      /the version of this format is 1; expected 2; write one with `npx/,
    ],
    [
      'another version of allways',
      'whole.json',
      (blob) => ({ ...blob, tool: 'allways 9.9.9' }),
      "'tool' is 'allways 9.9.9'; expected 'allways ",
    ],
    ['no part', 'whole.json', ({ part: _, ...blob }) => blob, '`part` is missing; expected an object'],
    [
      'a shard beyond the last',
      '2.json',
      (blob) => ({ ...blob, part: { ...(blob.part as object), ...shard(4, 3) } }),
      '`part.shard.index` is 4; expected at most 3',
    ],
    [
      'a revision of its own',
      '2.json',
      (blob) => ({ ...blob, part: { ...(blob.part as object), revision: 'abc' } }),
      'shards',
    ],
    [
      'a verdict that is none',
      'whole.json',
      (blob) => ({
        ...blob,
        results: [{ ...((blob.results as object[])[0] as object), properties: [{ name: 'x', verdict: 'maybe' }] }],
      }),
      '`results[0].properties[0].kind` is missing',
    ],
  ])('refuses a blob with %s', async (_, from, how, says) => {
    const broken = change(from, 'broken.json', how)
    const said = await merged(...(from === 'whole.json' ? [broken] : ['1.json', broken, '3.json']))
    if (says === 'shards') expect(said).toContain(all)
    else expect(said).toMatch(says)
  })

  it('refuses shards of different revisions', async () => {
    const paths = [1, 2, 3].map((i) =>
      change(`${i}.json`, `revision-${i}.json`, (blob) => ({
        ...blob,
        part: { ...(blob.part as object), revision: i < 3 ? 'abc' : 'def' },
      })),
    )
    expect(await merged(...paths)).toContain(
      'revision-3.json: this file and revision-1.json come from different checks: their revisions are def and abc',
    )
  })
})

describe('diff', () => {
  it('refuses a shard alone', async () => {
    const options = {
      design: [],
      property: [],
      param: {},
      workers: 1,
      files: [],
      markdown: false,
      json: false,
      maxPairs: 10,
    }
    const compare = diff({ ...options, base: '1.json' }, new Captured().terminalIn(cwd), never)
    await expect(compare).rejects.toThrow(
      '1.json: these are the results of only shard 1/3; join all shards with `npx allways merge',
    )
  })
})
