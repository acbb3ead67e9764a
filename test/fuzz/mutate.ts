/** Files as accidents leave them: cut off, merged by hand, saved by another editor, of another version, forged. */
import type { Random } from './random.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A broken one of `text`, and a word for what was done to it. */
export function mutated(
  text: string,
  random: Random,
  isJson: boolean,
  isLines = false,
): { bytes: Buffer; how: string } {
  const rounds = random.of([1, 1, 1, 2, 3])
  if (isLines && random.below(10) < 7) {
    const lines = text.trimEnd().split('\n')
    const at = random.below(lines.length)
    const line = mutated(lines[at] as string, random, true)
    const bytes = [
      lines
        .slice(0, at)
        .map((line) => `${line}\n`)
        .join(''),
      line.bytes,
      `\n${lines.slice(at + 1).join('\n')}\n`,
    ]
    return { bytes: Buffer.concat(bytes.map((part) => Buffer.from(part))), how: `line ${at + 1}: ${line.how}` }
  }
  if (isJson && random.below(10) < 7) {
    const root: { value: Json } = { value: JSON.parse(text) as Json }
    const how = Array.from({ length: rounds }, () => changeValue(root, random)).join(', ')
    // as files of any editor are laid out, or in one line
    return { bytes: Buffer.from(JSON.stringify(root.value, null, random.of([0, 2])) ?? ''), how }
  }
  let bytes: Buffer = Buffer.from(text)
  if (!isJson && !isLines && random.below(2) === 0) {
    // of code, a value that is none of those expected
    const to = random.of(oddCode)
    const values = [...text.matchAll(/(?<=: )('[^'\n]*'|\d+|\[[^\]]*\])(?=,)/g)]
    if (values.length > 0) {
      const { index, 0: value } = random.of(values)
      return {
        bytes: Buffer.from(`${text.slice(0, index)}${to}${text.slice(index + value.length)}`),
        how: `${value} is ${to}`,
      }
    }
  }
  const hows: string[] = []
  for (let i = 0; i < rounds; i++) {
    const [how, change] = random.of(isJson || isLines ? [...byBytes, ...byText] : byBytes)
    bytes = change(bytes, random)
    hows.push(how)
  }
  return { bytes, how: hows.join(', ') }
}

type Change = readonly [how: string, change: (bytes: Buffer, random: Random) => Buffer]

function spliced(bytes: Buffer, random: Random, most: number, insert: (gone: Buffer) => Buffer): Buffer {
  const at = random.below(bytes.length + 1)
  const end = Math.min(bytes.length, at + random.below(most + 1))
  return Buffer.concat([bytes.subarray(0, at), insert(bytes.subarray(at, end)), bytes.subarray(end)])
}

const byBytes: readonly Change[] = [
  ['cut off', (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1))],
  ['without its beginning', (bytes, random) => bytes.subarray(random.below(bytes.length + 1))],
  ['a part gone', (bytes, random) => spliced(bytes, random, 40, () => Buffer.alloc(0))],
  ['a part twice', (bytes, random) => spliced(bytes, random, 200, (gone) => Buffer.concat([gone, gone]))],
  ['a part shuffled', (bytes, random) => spliced(bytes, random, 20, (gone) => Buffer.from(gone).reverse())],
  ['a byte changed', (bytes, random) => spliced(bytes, random, 1, () => Buffer.from([random.below(256)]))],
  ['a bit changed', (bytes, random) => flipped(bytes, random)],
  ['zeros, as after a crash', (bytes, random) => spliced(bytes, random, 60, (gone) => Buffer.alloc(gone.length))],
  ['empty', () => Buffer.alloc(0)],
  ['twice', (bytes) => Buffer.concat([bytes, bytes])],
]

function flipped(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  const at = random.below(Math.max(1, copy.length))
  if (copy.length > 0) copy[at] = (copy[at] as number) ^ (1 << random.below(8))
  return copy
}

const byText: readonly Change[] = [
  ['with a mark of its encoding', (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes])],
  ['as UTF-16', (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString(), 'utf16le')])],
  ['as Latin 1', (bytes) => Buffer.from(`${bytes.toString()}é`, 'latin1')],
  ['with line breaks of Windows', (bytes) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n'))],
  ['with signs of a merge', (bytes, random) => spliced(bytes, random, 0, () => Buffer.from('\n<<<<<<< HEAD\n'))],
  ['with a comment', (bytes, random) => spliced(bytes, random, 0, () => Buffer.from('// later\n'))],
  [
    'with another sign',
    (bytes, random) => spliced(bytes, random, 1, () => Buffer.from(random.of([...'{}[],:"\\0-.eE\0']))),
  ],
  [
    'deep',
    (bytes, random) => spliced(bytes, random, 0, () => Buffer.from(random.of(['[', '{"a":', '[{"":']).repeat(100_000))),
  ],
  ['deep and closed', (_, random) => Buffer.from(nested(random, 100_000))],
]

/** A copy of what is not too deep to be copied. */
function copyOf(value: Json): Json {
  try {
    return structuredClone(value)
  } catch {
    return []
  }
}

function nested(random: Random, levels: number): string {
  return random.below(2) === 0
    ? '['.repeat(levels) + ']'.repeat(levels)
    : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
}

const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  ' ',
  'a.b[0]',
  '\n',
  '\0',
  '界',
]
const oddValues: readonly ((random: Random) => Json)[] = [
  ...[null, true, false, 0, -1, 1, 2, 7, 1.5, 1e308, 1e21, 2 ** 53, -(2 ** 31), 4294967296].map((value) => () => value),
  ...['', 'x', '0', 'null', '\n', '\u001b[31m', '<script>', '../..', '/etc/passwd', '\ud800', 'é'].map(
    (value) => () => value,
  ),
  () => [],
  () => ({}),
  () => [[]],
  () => [null],
  () => ({ '#bigint': '12' }),
  () => ({ '#map': [[1, 2]] }),
  () => ({ tag: 'None' }),
  () => Array.from({ length: 1000 }, (_, i) => i),
  () => 'x'.repeat(100_000),
  (random) => JSON.parse(nested(random, 50)) as Json,
  (random) => JSON.parse(nested(random, 2000)) as Json,
  (random) => random.of(oddNames),
]

const oddCode = [
  ...[
    'null',
    'undefined',
    '{}',
    '[]',
    '[[]]',
    '[null]',
    "['']",
    "['junit']",
    "['html=']",
    "''",
    "'x'",
    'true',
    '-1',
    '0',
    '1.5',
  ],
  ...['NaN', 'Infinity', '1e400', '12n', 'Symbol()', '() => 1', 'new Map()', 'new Date()', 'Promise.resolve(1)', '/x/'],
  ...['Object.create(null)', '[Object.create(null)]', '{ toString() { throw new Error() } }', 'new Proxy({}, {})'],
  ...[
    "'\\0'",
    "'\\n'",
    "'../../..'",
    'globalThis',
    '(() => { throw 1 })()',
    'x',
    'new Array(1e6)',
    "'x'.repeat(1e6)",
    'String(Symbol()) + Symbol()',
  ],
]

type Branch = Json[] | { [key: string]: Json }
const isBranch = (value: Json): value is Branch => typeof value === 'object' && value !== null

/** Changes one place of the value, wherever it lies; each level of it is as likely as any other. */
function changeValue(root: { value: Json }, random: Random): string {
  const places: [holder: Branch, key: string][] = []
  const visit = (holder: Branch, levels: number) => {
    for (const [key, value] of Object.entries(holder)) {
      places.push([holder, key])
      if (isBranch(value) && levels < 60) visit(value, levels + 1)
    }
  }
  visit(root as { [key: string]: Json }, 0)
  const pick = () => {
    // fields near the top are few, and matter as much
    const [holder, key] = places[Math.min(random.below(places.length), random.below(places.length))] as [Branch, string]
    return { holder: holder as { [key: string]: Json }, key, value: (holder as { [key: string]: Json })[key] as Json }
  }
  const { holder, key, value } = pick()
  const put = (to: Json) => {
    Object.defineProperty(holder, key, { value: to, enumerable: true, configurable: true, writable: true })
  }
  const ways: (() => string)[] = [
    () => {
      put(random.of(oddValues)(random))
      return `${key} is odd`
    },
    () => {
      put(copyOf(pick().value))
      return `${key} is another value`
    },
    () => {
      if (Array.isArray(holder)) holder.splice(Number(key), 1)
      else if (holder !== (root as object)) delete holder[key]
      return `${key} is gone`
    },
    () => {
      const name = random.below(2) === 0 ? random.of(oddNames) : pick().key
      const to = Array.isArray(holder) ? key : name
      Object.defineProperty(holder, to, { value, enumerable: true, configurable: true, writable: true })
      if (!Array.isArray(holder) && to !== key && holder !== (root as object)) delete holder[key]
      return `${key} is called ${name}`
    },
    () => {
      if (Array.isArray(value)) put([...value, ...(copyOf(value) as Json[])])
      else if (isBranch(value)) put({ ...value, [random.of(oddNames)]: random.of(oddValues)(random) })
      return `${key} is larger`
    },
    () => {
      if (Array.isArray(value)) put([...value].reverse())
      else if (typeof value === 'number') put(random.of([value + 1, value - 1, -value, value * 1000, value + 0.5]))
      else if (typeof value === 'string') put(random.of([`${value}x`, value.slice(1), value.toUpperCase()]))
      else if (typeof value === 'boolean') put(!value)
      return `${key} is a little different`
    },
  ]
  return random.of(ways)()
}
