/**
 * The source lines of a spec that states execute. The specs here mark them by hand: no state executes a line that ends
 * in `// never`. A line that ends in `// way: …` has a branch that is reached, but is never taken that way. Every other
 * line with code of a step or a predicate is executed.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSpec } from '../../../src/cli/project/load.ts'
import { coverageOf } from '../../../src/cli/source/coverage.ts'
import { toLcov, untakenWays } from '../../../src/report/terminal/coverage.ts'
import type { Coverage } from '../../../src/result.ts'
import { folderOf, run } from '../run.ts'

const path = 'specs/a.model.ts'

const everything = `import { bool, int, model, oneOf, optional, process, spec } from 'allways'
import { clamp } from './clamp.ts'
import { pad } from 'padding'

const unused = (n: number) => { // never
  return n + 1 // never
}

// it builds, so no state has to execute it
const range = (n: number) => (n > 3 ? [] : Array.from({ length: n }, (_, i) => i))

class Never {
  static make() {
    return new Never() // never
  }
}

export default spec({
  name: 'a',
  model: ({ fixed = false, fast = false }: { fixed?: boolean; fast?: boolean } = {}) => {
    const state = {
      n: int(0, 3),
      up: bool,
      mode: oneOf('a', 'b', 'c'),
      holder: optional(int(0, 1)),
      ...(fixed ? { spare: bool } : {}),
    }
    if (range(2).length > 9) throw new Error('it builds, too')
    const early = (n: number) => {
      if (n >= 0) return n // way: if else
      n++ // never
      return n // never
    }
    const worker = process(state, {
      instances: range(2).length,
      local: { tries: int(0, 1) },
      init: (me) => {
        me.tries = me.id === 0 ? 0 : 1
      },
      steps: {
        go: {
          when: (s) => s.n < 3 && s.n >= 0,
          do: (s, me, choose) => {
            const by = choose([1, 2])
            s.n = early(clamp(s.n + by))
            if (s.n === 7) {
              s.up = true // never
            } else if (s.n === 8) {
              return 'never' // never
            }
            if (by > 2) s.up = true // way: if then
            switch (s.mode) {
              case 'a':
                s.mode = 'b'
                break
              case 'b':
                s.mode = 'a'
                break
              case 'c': // never
                s.mode = 'c' // never
                break // never
            }
            switch (by) {
              case 1:
              case 2:
                break
              default: // never
                s.up = true // never
            }
            const what = s.up
              ? 1 // never
              : 2
            const both = s.up && what > 1 // way: && right
            const either = s.n > 0 || what > 1 // way: || right
            const other = s.holder ?? what
            const known = me.tries ?? what // way: ?? right
            let left = what
            left &&= other
            for (let i = 5; i < known; i++) {
              left-- // never
            }
            while (left > 9) left-- // way: loop body
            try {
              left++
            } catch {
              left = 0 // never
            }
            return both || either || left ? 'go' : 'never' // way: ? : :
          },
        },
        never: (s) => { // never
          s.up = true // never
          return 'go' // never
        },
      },
      resting: ['go'],
    })
    return model({
      name: 'a',
      state,
      processes: { worker },
      actions: {
        'again': { when: (s) => s.n === 3, do: (s) => void (s.n = 0) },
        ...(fast
          ? {
              'at once': {
                when: (s) => s.n === 9, // way: nothing
                do: (s) => { // never
                  s.n = 0 // never
                },
              },
            }
          : {}),
      },
      invariants: {
        'in bounds': (s) => s.n <= 3 || s.up, // way: || right
        'by parts': { one: (s) => s.n >= 0, two: (s) => !s.up },
        'violated at once': (s) => s.n > 0 && s.n < 3,
      },
      steps: {
        'forward': (before, after) =>
          after.n > before.n
            ? true
            : after.n === 0,
      },
      reachable: { 'at 3': (s) => pad(s.n) === 3 },
      temporal: ({ eventually }) => ({
        'comes to 2': eventually((s) => (s.up ? false : s.n === 2)), // way: ? : ?
      }),
    })
  },
  designs: {
    plain: { expect: { 'violated at once': 'violated', 'comes to 2': 'violated', forward: 'holds' } },
    fast: { params: { fast: true }, expect: { 'violated at once': 'violated', 'comes to 2': 'violated' } },
  },
})
`

const clamp = `// a file of its own, with types that leave nothing behind
interface Bounds {
  readonly hi: number
}
const bounds: Bounds = { hi: 3 }

export function clamp(n: number): number {
  if (n > bounds.hi) return bounds.hi
  else if (n < 0) return 0 // way: if then
  return n
}

export const helper = (n: number) => (n > 1 ? 1 : 2) // never
`

const padding = `export const pad = (n) => (n > 99 ? 0 : n)
`

/** A project whose specs find allways. */
function projectOf(files: { readonly [path: string]: string }): string {
  const folder = folderOf({
    'node_modules/padding/package.json': '{ "name": "padding", "main": "index.js", "type": "module" }',
    'node_modules/padding/index.js': padding,
    ...files,
  })
  return folder
}

const coverageIn = async (folder: string, file: string, designs?: readonly string[], maxStates?: number) => {
  const loaded = await loadSpec(join(folder, file), folder)
  return await coverageOf(loaded, folder, {
    runs: (designs ?? Object.keys(loaded.spec.designs)).map((design) => ({ design, params: {} })),
    maxMemoryBytes: 2 ** 28,
    ...(maxStates === undefined ? {} : { maxStates }),
  })
}

/** The expectations that the comments of a file state. */
function said(text: string) {
  const lines = text.split('\n').map((line, i) => ({ number: i + 1, line }))
  const ways = lines.flatMap(({ number, line }) => {
    const [, way] = /\/\/ way: (.*)$/.exec(line) ?? []
    return way === undefined || way === 'nothing' ? [] : [`${number} ${way}`]
  })
  return { never: lines.filter(({ line }) => line.endsWith('// never')).map(({ number }) => number), ways }
}

function found({ files }: Coverage, name: string) {
  const file = files.find(({ file }) => file === name)
  if (file === undefined) throw new Error(`there is no ${name}`)
  const never = file.lines.filter(([, taken]) => taken === 0).map(([line]) => line)
  const ways = untakenWays(file).map(({ branch, way }) => `${way.line ?? branch.line} ${branch.kind} ${way.what}`)
  return { never, ways: [...new Set(ways)] }
}

/** Reads lcov, as genhtml does: a record for each file, ended. */
function parsed(lcov: string) {
  return lcov
    .split('end_of_record\n')
    .filter((record) => record !== '')
    .map((record) => {
      const lines = record.split('\n').filter((line) => line !== '')
      const of = (key: string) =>
        lines.filter((line) => line.startsWith(`${key}:`)).map((line) => line.slice(key.length + 1))
      expect(lines.every((line) => /^(TN|SF|BRDA|BRF|BRH|DA|LF|LH):/.test(line))).toBe(true)
      const numbers = (text: string) => text.split(',').map((one) => (one === '-' ? undefined : Number(one)))
      return {
        file: of('SF')[0] as string,
        lines: of('DA').map(numbers) as [number, number][],
        branches: of('BRDA').map(numbers),
        counts: Object.fromEntries(['LF', 'LH', 'BRF', 'BRH'].map((key) => [key, Number(of(key)[0])])),
      }
    })
}

describe('what states execute of the source', () => {
  const folder = projectOf({ [path]: everything, 'specs/clamp.ts': clamp })

  it('is every line and way but those that the author knows of', async () => {
    const coverage = await coverageIn(folder, path)
    expect(coverage).toMatchObject({ spec: 'a', designs: ['plain', 'fast'], complete: true })
    // neither packages nor allways
    expect(coverage.files.map(({ file }) => file)).toEqual([path, 'specs/clamp.ts'])
    for (const [file, text] of [
      [path, everything],
      ['specs/clamp.ts', clamp],
    ] as const) {
      expect(found(coverage, file), file).toEqual(said(text))
    }
  })

  it('leaves out what builds the model', async () => {
    const { files } = await coverageIn(folder, path)
    const lines = new Map(files.find(({ file }) => file === path)?.lines)
    const line = (text: string) => everything.split('\n').findIndex((one) => one.includes(text)) + 1
    expect(lines.has(line('if (range(2).length'))).toBe(false)
    expect(lines.has(line("name: 'a',"))).toBe(false)
    expect(lines.has(line('const range'))).toBe(false)
    expect(lines.get(line('s.n = early('))).toBeGreaterThan(0)
  })

  it('is of all designs together', async () => {
    const [plain, fast] = [await coverageIn(folder, path, ['plain']), await coverageIn(folder, path, ['fast'])]
    const line = everything.split('\n').findIndex((one) => one.includes('when: (s) => s.n === 9')) + 1
    // a step that only the other design has
    expect(found(plain, path).never).toContain(line)
    expect(found(fast, path).never).not.toContain(line)
  })

  it('is said to be of some states where a limit was hit', async () => {
    const coverage = await coverageIn(folder, path, ['plain'], 3)
    expect(coverage.complete).toBe(false)
    expect(coverage.states).toBeLessThanOrEqual(3)
  })

  it('is the same as lcov, read back', async () => {
    const coverage = await coverageIn(folder, path)
    const records = parsed(toLcov([coverage]))
    expect(records.map(({ file }) => file)).toEqual(coverage.files.map(({ file }) => file))
    records.forEach(({ lines, branches, counts }, i) => {
      const file = coverage.files[i] as Coverage['files'][number]
      expect(lines).toEqual(file.lines)
      expect(counts).toEqual({
        LF: lines.length,
        LH: lines.filter(([, taken]) => taken > 0).length,
        BRF: branches.length,
        BRH: branches.filter(([, , , taken]) => (taken ?? 0) > 0).length,
      })
      const ways = file.branches.flatMap((branch, block) =>
        branch.ways.map((way, n) => [branch.line, block, n, branch.taken === 0 ? undefined : way.taken]),
      )
      expect(branches).toEqual(ways)
    })
    // a file of two specs stands there once, with both counts
    expect(parsed(toLcov([coverage, coverage])).map(({ lines }) => lines[0]?.[1])).toEqual(
      records.map(({ lines }) => 2 * (lines[0]?.[1] as number)),
    )
  })
})

describe('allways check --coverage', () => {
  const files = { [path]: everything, 'specs/clamp.ts': clamp, 'node_modules/.keep': '' }

  it('says under the table what is never executed, writes lcov, and takes no result of an earlier run', async () => {
    const cwd = projectOf(files)
    await run(['check'], cwd)
    const { stdout, code } = await run(['check', '--coverage', '--reporter', 'lcov=out/lcov.info'], cwd)
    expect(code).toBe(0)
    expect(stdout).toContain('a · source executed in 2 designs: all but')
    expect(stdout.replace(/\s+/g, ' ')).toContain(`${path}:5-6, 14,`)
    expect(stdout).toMatch(/specs\/clamp\.ts:9:\d+: the condition of 'if' is never true/)
    expect(stdout).not.toContain('cached')
    const [first] = parsed(readFileSync(join(cwd, 'out/lcov.info'), 'utf8'))
    expect(first?.file).toBe(path)
  })

  it('is in JSON, and in blobs, which merge adds up', async () => {
    const cwd = projectOf(files)
    const shard = (n: number) => ['check', '--shard', `${n}/2`, '--coverage', '--reporter', `blob=${n}.blob.json`]
    for (const n of [1, 2]) await run(shard(n), cwd)
    const whole = JSON.parse((await run(['check', '--coverage', '--json'], cwd)).stdout)
    const merged = JSON.parse((await run(['merge', '1.blob.json', '2.blob.json', '--json'], cwd)).stdout)
    expect(merged.coverage).toEqual(whole.coverage)
    expect(whole.coverage[0]).toMatchObject({ spec: 'a', designs: ['plain', 'fast'], complete: true })
    expect(whole.coverage[0].files[1].lines).toEqual({
      found: 5,
      hit: 4,
      never: [[13, 13]],
    })
  })

  it('of one property is of all of them, and of a limit says so', async () => {
    const cwd = projectOf(files)
    const one = await run(['check', '--coverage', '--property', 'in bounds'], cwd)
    const all = await run(['check', '--coverage'], cwd)
    const part = ({ stdout }: { readonly stdout: string }) => /a · source(.|\n)*?\n\n/.exec(stdout)?.[0]
    expect(part(one)).toBe(part(all))
    const cut = await run(['check', '--coverage', '--max-states', '3', '--design', 'plain'], cwd)
    expect(cut.stdout).toContain('The search did not reach all states')
  })
})
