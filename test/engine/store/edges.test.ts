import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Edges } from '../../../src/engine/store/edges.ts'

const chunk = 2 ** 18

type Edge = readonly [target: number, label: number]

function rowsOf(labels: number, edges: readonly (readonly Edge[])[]): Edges {
  const rows = new Edges(labels)
  for (const row of edges) {
    for (const [target, label] of row) rows.add(target, label)
    rows.close()
  }
  return rows
}

function read(rows: Edges): Edge[][] {
  return Array.from({ length: rows.nodes }, (_, node) => {
    const [start, end] = [rows.start(node), rows.start(node + 1)]
    return Array.from({ length: end - start }, (_, i): Edge => [rows.target(start + i), rows.label(start + i)])
  })
}

describe('Rows', () => {
  it('give back the edges of each row in order', () => {
    const edge = fc.tuple(fc.nat(2 ** 31 - 1), fc.nat(199))
    fc.assert(
      fc.property(fc.array(fc.array(edge, { maxLength: 40 }), { maxLength: 40, size: 'max' }), (edges) => {
        const rows = rowsOf(200, edges)
        expect(read(rows)).toEqual(edges)
        expect(rows.edges).toBe(edges.flat().length)
      }),
      { numRuns: 300 },
    )
  })

  it('are empty at first, and may have rows without edges', () => {
    const rows = new Edges(0)
    expect([rows.nodes, rows.edges, rows.start(0)]).toEqual([0, 0, 0])
    for (let node = 0; node < 1000; node++) rows.close()
    expect(read(rows)).toEqual(Array(1000).fill([]))
  })

  it('keep every edge over the borders of chunks, also in a row that lies across one', () => {
    const rows = new Edges(1000)
    // 7 edges a row: no row begins at a border; and rows enough that their beginnings cross one as well
    const [count, degree] = [chunk + 10, 7]
    const target = (e: number) => (e * 2_654_435_761) % 2 ** 31
    for (let node = 0, e = 0; node < count; node++) {
      for (let k = 0; k < degree; k++, e++) rows.add(target(e), e % 1000)
      rows.close()
    }
    expect([rows.nodes, rows.edges]).toEqual([count, count * degree])
    let wrong = 0
    for (let node = 0; node <= count; node++) if (rows.start(node) !== node * degree) wrong++
    for (let e = 0; e < rows.edges; e++) if (rows.target(e) !== target(e) || rows.label(e) !== e % 1000) wrong++
    expect(wrong).toBe(0)
  })

  it('end in the right place when the last edge is the last of a chunk, or the first of the next', () => {
    for (const edges of [255, 256, 257, 511, 512, 513, chunk - 1, chunk, chunk + 1, 2 * chunk, 2 * chunk + 1]) {
      const rows = new Edges(2)
      for (let e = 0; e < edges; e++) rows.add(e, e & 1)
      rows.close()
      rows.add(7, 1)
      rows.close()
      expect([rows.start(1), rows.start(2)], `${edges}`).toEqual([edges, edges + 1])
      expect([rows.target(edges - 1), rows.target(edges)], `${edges}`).toEqual([edges - 1, 7])
      expect([rows.label(edges - 1), rows.label(edges)], `${edges}`).toEqual([(edges - 1) & 1, 1])
    }
  })

  it('keep their last label, whatever the number of labels is', () => {
    for (const labels of [1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 2 ** 31]) {
      const rows = new Edges(labels)
      for (let e = 0; e < 600; e++) rows.add(e, labels - 1)
      expect([0, 255, 256, 511, 512, 599].map((e) => rows.label(e))).toEqual(Array(6).fill(labels - 1))
    }
  })

  it('take four bytes an edge as long as its target and its label fit into 32 bits, then the bytes of a label more', () => {
    for (const [labels, bits, width] of [
      [1, 0, 1],
      [2, 1, 1],
      [256, 8, 1],
      [257, 9, 2],
      [65_536, 16, 2],
      [65_537, 17, 4],
    ] as const) {
      const rows = new Edges(labels)
      const starts = 256 * 2 + 4
      const largest = Math.min(2 ** 31, 2 ** (32 - bits)) - 1
      for (let e = 0; e < 257; e++) rows.add(largest, labels - 1)
      expect(rows.bytes).toBe(512 * 4 + starts)
      if (largest === 2 ** 31 - 1) continue
      rows.add(largest + 1, labels - 1)
      rows.add(1, 0)
      expect(rows.bytes).toBe(512 * (4 + width) + starts)
      const ends = [0, 256, 257, 258].map((e) => [rows.target(e), rows.label(e)])
      const last = labels - 1
      expect(ends).toEqual([
        [largest, last],
        [largest, last],
        [largest + 1, last],
        [1, 0],
      ])
    }
  })

  it('keep the edges of chunks before and after the first large target', () => {
    const rows = new Edges(200)
    const target = (e: number) => (e < chunk + 1000 ? e : 2 ** 24 + e)
    for (let e = 0; e < 3 * chunk; e++) rows.add(target(e), e % 200)
    rows.close()
    expect(rows.bytes).toBe(3 * chunk * 4 + 2 * chunk + 256 * 4 + 4)
    let wrong = 0
    for (let e = 0; e < rows.edges; e++) if (rows.target(e) !== target(e) || rows.label(e) !== e % 200) wrong++
    expect(wrong).toBe(0)
  })

  it('may be so long that their starts need more than 16 bits', () => {
    const rows = new Edges(2)
    const starts = [0]
    for (let node = 0, e = 0; node < 1000; node++) {
      for (let k = 0, end = node === 300 ? 70_000 : 3; k < end; k++) rows.add(e++, 1)
      rows.close()
      starts.push(e)
    }
    expect(starts.map((_, node) => rows.start(node))).toEqual(starts)
  })

  it('tell the bytes they have set aside: twice as many until the first chunk is whole, then a chunk more', () => {
    const rows = new Edges(1)
    const room: number[] = []
    for (let e = 0, before = rows.bytes; e < 3 * chunk; e++) {
      rows.add(0, 0)
      if (rows.bytes !== before) room.push(e)
      before = rows.bytes
    }
    expect(room).toEqual([256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, chunk, 2 * chunk])
    const edges = 3 * chunk * 4
    expect(rows.bytes).toBe(edges + 256 * 2 + 4)
    // there is one start more than there are rows, and one more number for each 256 of them
    for (let node = 0; node < chunk - 1; node++) rows.close()
    expect(rows.bytes).toBe(edges + chunk * 4 + (chunk / 256) * 4)
    rows.close()
    expect(rows.bytes).toBe(edges + chunk * 4 + chunk * 2 + (chunk / 128) * 4)
    expect([rows.start(chunk - 1), rows.start(chunk)]).toEqual([3 * chunk, 3 * chunk])
  })
})
