/**
 * The canonical form of a model with parts that depend on two ids. Instances are told apart by colours: an instance gets
 * its own colour from all parts that name it and the colours of the others in them, again and again, until no more
 * colours appear. The colours depend on nothing that a permutation changes. Orders of instances that share a colour are
 * tried, and the least state wins; if exchanging two of them never changes the state, one order is enough.
 */
import { ModelError } from '../../errors.ts'
import type { Layout } from '../compile/layout.ts'
import type { Canonical } from './canonical.ts'
import { type Elements, orders } from './elements.ts'
import { painter } from './painter.ts'
import { permuter } from './permute.ts'

/** Maximum number of orders that are tried for one state. */
const maxOrders = 5040

export function refined(elements: Elements, root: Layout & { kind: 'struct' }, words: number): Canonical {
  const { count } = elements
  const move = permuter(elements, root)
  const paint = painter(elements, root)
  const moved = elements.identity()
  const identity = elements.identity()
  const source = new Int32Array(words)
  const target = new Int32Array(words)
  const best = new Int32Array(words)
  const trial = new Int32Array(count)
  /** The elements, in the order of their colours; and the size of each group of one colour. */
  let order: number[] = []
  let groups: number[] = []
  const classes = Int32Array.from(elements.classes.flatMap(({ size }, c) => Array.from({ length: size }, () => c)))
  const firsts = elements.classes.map(({ from }) => from)

  const refine = () => {
    const colours = Uint32Array.from(classes, (c) => c)
    let distinct = elements.classes.length
    for (;;) {
      const seen = paint(source, colours)
      order = [...colours.keys()].sort(
        (a, b) => (colours[a] as number) - (colours[b] as number) || (seen[a] as number) - (seen[b] as number),
      )
      groups = []
      const next = new Uint32Array(count)
      order.forEach((element, k) => {
        const before = order[k - 1]
        const isSame = before !== undefined && colours[before] === colours[element] && seen[before] === seen[element]
        if (isSame) groups[groups.length - 1] = (groups.at(-1) as number) + 1
        else groups.push(1)
        next[element] = groups.length - 1
      })
      colours.set(next)
      if (groups.length === distinct) return
      distinct = groups.length
    }
  }

  /** The permutation that gives the elements, in this order, the numbers from 0 on in their classes. */
  const numbered = (list: readonly number[], into: Int32Array) => {
    const next = firsts.map(() => 0)
    for (const element of list) {
      const c = classes[element] as number
      into[element] = next[c] as number
      next[c] = (next[c] as number) + 1
    }
  }
  const equal = (a: Int32Array, b: Int32Array) => a.every((word, k) => word === b[k])
  const isLess = (a: Int32Array, b: Int32Array) => {
    for (let k = 0; k < words; k++) if (a[k] !== b[k]) return (a[k] as number) < (b[k] as number)
    return false
  }
  const areTwins = (a: number, b: number) => {
    trial.set(identity)
    trial[a] = identity[b] as number
    trial[b] = identity[a] as number
    move(source, target, trial)
    return equal(source, target)
  }

  /** Finds the least state of the orbit; returns the number of permutations that change nothing. */
  const search = (rows: Int32Array, at: number): number => {
    for (let k = 0; k < words; k++) source[k] = rows[at + k] as number
    refine()
    let fixing = 1
    let tried = 1
    const open: { from: number; size: number }[] = []
    let from = 0
    for (const size of groups) {
      if (size > 1) {
        const first = order[from] as number
        let twins = true
        for (let k = 1; k < size && twins; k++) twins = areTwins(first, order[from + k] as number)
        if (twins) fixing *= factorial(size)
        else {
          open.push({ from, size })
          tried *= factorial(size)
        }
      }
      from += size
    }
    if (tried > maxOrders) {
      throw new ModelError(
        'too-symmetric',
        `${tried} orders of instances cannot be told apart in one state, and the limit is ${maxOrders}: explore with --symmetry off, or with fewer instances`,
      )
    }
    let least = 0
    const list = [...order]
    const offer = () => {
      numbered(list, trial)
      move(source, target, trial)
      if (least === 0 || isLess(target, best)) {
        best.set(target)
        moved.set(trial)
        least = 1
      } else if (equal(target, best)) least++
    }
    const arrange = (group: number, k: number) => {
      const cell = open[group]
      if (cell === undefined) {
        offer()
        return
      }
      if (k === cell.size) {
        arrange(group + 1, 0)
        return
      }
      for (let other = k; other < cell.size; other++) {
        swap(list, cell.from + k, cell.from + other)
        arrange(group, k + 1)
        swap(list, cell.from + k, cell.from + other)
      }
    }
    arrange(0, 0)
    return fixing * least
  }
  const all = elements.classes.reduce((product, { size }) => product * factorial(size), 1)
  const given = new Int32Array(words)
  return {
    moved,
    permute(rows, at, to, by) {
      for (let k = 0; k < words; k++) given[k] = rows[at + k] as number
      move(given, to, by)
    },
    settle(rows, at) {
      search(rows, at)
      if (equal(source, best)) return false
      rows.set(best, at)
      return true
    },
    orbit: (rows, at) => Math.round(all / search(rows, at)),
  }
}

/** The number of orders of `n` things that all differ. */
const factorial = (n: number) => orders(Array.from({ length: n }, () => 1))

function swap(list: number[], a: number, b: number): void {
  const kept = list[a] as number
  list[a] = list[b] as number
  list[b] = kept
}
