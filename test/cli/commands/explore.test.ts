/** `allways explore` as a command and as a server: what it refuses, what it answers, how it ends. */
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StepThrough } from '../../../src/result.ts'
import { explored } from '../explored.ts'
import { specText as spec, storedText as stored } from '../models.ts'
import { folderOf, run } from '../run.ts'

const file = 'specs/a.model.ts'
const two = spec({ designs: "{ 'as designed': {}, 'by two': { params: { step: 2 } } }" })

describe('the command refuses', () => {
  it.each([
    ['a spec that is not there', ['gone.model.ts'], {}, 'no such file'],
    ['an unknown design', [file, '--design', 'as desinged'], { [file]: spec() }, "Did you mean 'as designed'?"],
    ['a range', [file, '--param', 'step=1..2'], { [file]: spec() }, 'this command takes no ranges'],
    ['an unknown parameter', [file, '--param', 'stap=1'], { [file]: spec() }, "Did you mean 'step'?"],
    [
      'a design that the spec of a counterexample has not',
      ['c.json', '--design', 'by tow'],
      { [file]: two, 'c.json': stored() },
      "allways: specs/a.model.ts: unknown design 'by tow'. Did you mean 'by two'?",
    ],
    [
      'a counterexample of a design that is gone',
      ['c.json'],
      { [file]: two, 'c.json': stored({ design: 'gone' }) },
      "c.json: its design or parameters do not exist in specs/a.model.ts now: specs/a.model.ts: unknown design 'gone'",
    ],
    ['a port that there is none of', [file, '--port', '70000'], { [file]: spec() }, '0 to 65535'],
    ['a spec that is none', [file], { [file]: 'export default 3' }, 'the default export is 3'],
    [
      'a broken counterexample',
      ['c.json'],
      { 'c.json': stored({ steps: 3 }) },
      'c.json: `steps` is 3; expected a list',
    ],
  ] as const)('%s', async (_, args, files, says) => {
    const { code, stderr } = await run(['explore', ...args], folderOf(files as { [path: string]: string }))
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })
})

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string }
}

function ask(url: string, { method = 'POST', path = '/api/walk', body, headers = {} }: Asked) {
  const { port } = new URL(url)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = ''
      response.on('data', (data) => {
        text += data
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : text)
  })
}

const up = { action: 'up', choices: [] }

it('serves a page and the states of the design, and ends with 130', async () => {
  const { line, url, end } = await explored([file, '--port', '0'], folderOf({ [file]: spec() }))
  expect(line).toMatch(/^counter, as designed: http:\/\/127\.0\.0\.1:\d+\/\n$/)
  const page = await ask(url, { method: 'GET', path: '/' })
  expect([page.status, page.text.slice(0, 15)]).toEqual([200, '<!doctype html>'])
  expect(page.text).toContain("connect-src 'self'")
  const answer = await ask(url, { body: { path: [up, up, up], at: 3 } })
  expect(answer.status).toBe(200)
  const { design, at, trace, ways, standings } = JSON.parse(answer.text) as StepThrough
  expect([design, at, trace?.steps.length]).toEqual(['as designed', 3, 3])
  expect(trace?.steps.at(-1)?.state).toEqual({ n: 3 })
  expect(ways.map(({ action, outcomes }) => [action, outcomes.length])).toEqual([
    ['up', 0],
    ['down', 1],
  ])
  expect(standings.map(({ name, holds }) => [name, holds])).toEqual([
    ['small', false],
    ['not negative', true],
    ['no deadlock', true],
  ])
  expect(await end()).toBe(130)
})

it('answers to the names of this machine alone, and to nothing else that is asked', async () => {
  const { url, end } = await explored([file], folderOf({ [file]: spec() }))
  const body = { path: [], at: 0 }
  const asked: [Asked, number][] = [
    [{ body, headers: { host: 'localhost:1234' } }, 200],
    [{ body, headers: { host: 'evil.example' } }, 403],
    [{ method: 'GET', path: '/', headers: { host: 'localhost.evil.example' } }, 403],
    [{ body, headers: { origin: 'http://evil.example' } }, 403],
    [{ body, headers: { origin: 'null' } }, 403],
    [{ method: 'GET', path: '/etc/passwd' }, 404],
    [{ method: 'GET', path: '/../package.json' }, 404],
    [{ method: 'GET' }, 404],
    [{ method: 'DELETE', path: '/' }, 404],
    [{ body: '{' }, 400],
    [{ body: 'null' }, 400],
    [{ body: { path: 'up', at: 0 } }, 400],
    [{ body: { path: [null], at: 0 } }, 400],
    [{ body: { path: [{ action: 'up' }], at: 0 } }, 400],
    [{ body: { path: [], at: -1 } }, 400],
    [{ body: { path: [], at: 0, design: 3 } }, 400],
    [{ body: { path: [], at: 0, design: 'as designed' } }, 200],
    [{ body: { path: [], at: 0, design: 'gone' } }, 422],
    [{ body: ' '.repeat(1_000_001) }, 413],
    [{ body: { path: [{ action: 'fly', choices: [] }], at: 1 } }, 200],
  ]
  for (const [what, status] of asked) {
    const found = await ask(url, what)
    expect([JSON.stringify(what).slice(0, 80), found.status, found.text]).toEqual([
      JSON.stringify(what).slice(0, 80),
      status,
      expect.stringMatching(status === 200 ? /^[{<]/ : /[a-z]{4}/),
    ])
  }
  const { text } = await ask(url, { body: { path: [{ action: 'up' }], at: 0 } })
  expect(JSON.parse(text).error).toBe(`'path[0]' is {"action":"up"}; expected { action, choices }`)
  const [, port = ''] = /:(\d+)\//.exec(url) ?? []
  const second = await run(['explore', file, '--port', port], folderOf({ [file]: spec() }))
  expect([second.code, second.stderr]).toEqual([2, expect.stringContaining(`cannot use port ${port}`)])
  expect(await end()).toBe(130)
})

it('begins along a counterexample, and tries it on another design', async () => {
  const folder = folderOf({ [file]: two, 'c.json': stored() })
  const first = await explored(['c.json'], folder)
  expect(first.line).toContain('counter, as designed: ')
  expect(first.url).toMatch(/\/#\/up\/up\/up$/)
  await first.end()
  const second = await explored(['c.json', '--design', 'by two'], folder)
  expect(second.line).toContain('counter, by two: ')
  expect(second.url).toMatch(/\/#\/up\/up\/up$/)
  await second.end()
})

it('reads the spec anew with the page, and tells what is wrong with it', async () => {
  const folder = folderOf({ [file]: spec() })
  const { url, end } = await explored([file], folder)
  const reload = () => ask(url, { method: 'GET', path: '/' })
  const walked = async () => JSON.parse((await ask(url, { body: { path: [up, up, up], at: 9 } })).text)
  expect((await walked()).at).toBe(3)
  writeFileSync(join(folder, file), spec({ when: '(s) => s.n < 2' }))
  await reload()
  expect((await walked()).refused).toEqual({
    step: 3,
    message: "'up' is disabled",
    why: { by: 'guard', parts: [expect.objectContaining({ text: 's.n < 2', values: [{ path: 'n', value: 2 }] })] },
  })
  writeFileSync(join(folder, file), spec({ before: 'throw new Error("gone wrong")' }))
  expect((await reload()).status).toBe(200)
  const { status, text } = await ask(url, { body: { path: [], at: 0 } })
  expect([status, JSON.parse(text).error]).toEqual([
    422,
    expect.stringMatching(/^specs\/a\.model\.ts:\d+: .*gone wrong/),
  ])
  writeFileSync(join(folder, file), spec())
  await reload()
  expect((await walked()).at).toBe(3)
  await end()
})

describe('a walk in several designs', () => {
  const designs = `{
    'as designed': {},
    'by two': { params: { step: 2 } },
    'of six': { params: { most: 6 } },
    'none': { params: { step: 0 } },
    'fails': { params: { most: -1 } },
  }`
  const parameters = '{ step = 1, most = 3 } = {}'
  const several = spec({
    parameters,
    designs,
    state: 'n: int(0, most)',
    when: '(s) => s.n < most',
    do: '(s) => { s.n += step }',
  })
  const path = [up, up, up]
  const walked = async (url: string, design?: string) => {
    const { status, text } = await ask(url, { body: { path, at: 3, ...(design === undefined ? {} : { design }) } })
    return { status, ...JSON.parse(text) } as StepThrough & { status: number; error?: unknown }
  }

  it('takes the same steps in each that is asked for, whatever its states look like', async () => {
    const { url, end } = await explored([file, '--design', 'as designed'], folderOf({ [file]: several }))
    const first = await walked(url)
    expect(first.designs).toEqual(['as designed', 'by two', 'of six', 'none', 'fails'])
    expect([first.design, first.at]).toEqual(['as designed', 3])
    const two = await walked(url, 'by two')
    expect([two.design, two.at, two.params]).toEqual(['by two', 1, { step: 2 }])
    expect(two.refused?.message).toMatch(/^'up' fails: .*n was given 4/)
    expect((await walked(url, 'of six')).trace?.steps.at(-1)?.state).toEqual({ n: 3 })
    await end()
  })

  it('begins with the first where none is named', async () => {
    const { url, end } = await explored([file], folderOf({ [file]: several }))
    expect((await walked(url)).design).toBe('as designed')
    expect((await walked(url, 'by two')).design).toBe('by two')
    await end()
  })

  it('tells of a design that cannot be made, and goes on in the others', async () => {
    const { url, end } = await explored([file, '--design', 'as designed'], folderOf({ [file]: several }))
    expect(await walked(url, 'fails')).toMatchObject({
      status: 422,
      error: expect.stringMatching(/^specs\/a\.model\.ts/),
    })
    expect(await walked(url, 'gone')).toMatchObject({
      status: 422,
      error: expect.stringContaining("unknown design 'gone'"),
    })
    expect((await walked(url)).at).toBe(3)
    await end()
  })

  it('lays what the command says over each, and what a counterexample says over its own', async () => {
    const files = { [file]: several, 'c.json': stored({ params: { most: 5 } }) }
    const { url, end } = await explored(['c.json', '--param', 'step=0'], folderOf(files))
    expect((await walked(url)).params).toEqual({ most: 5, step: 0 })
    expect((await walked(url, 'of six')).params).toEqual({ most: 6, step: 0 })
    expect((await walked(url, 'as designed')).params).toEqual({ most: 5, step: 0 })
    await end()
  })
})
