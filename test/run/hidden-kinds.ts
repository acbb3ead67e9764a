// biome-ignore-all lint/suspicious/noAssignInExpressions: it is how such closures are written
// biome-ignore-all lint/complexity/noStaticOnlyClass: it is one of them
/**
 * Closures that keep something outside of the state, one entry each: a predicate whose answer depends on what was asked
 * before. Each is made anew for each model.
 */

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is what is tried
export type Any = any
export type Impure = (s: Any) => boolean

const moduleScope = { count: 0 }
let moduleCounter = 0
const registry: unknown[] = []

export const kinds: { readonly [name: string]: () => Impure } = {
  'a flag that is set once': () => {
    let isSet = false
    return () => {
      const was = isSet
      isSet = true
      return was
    }
  },
  'a flag that changes sides': () => {
    let side = false
    return () => (side = !side)
  },
  'a counter': () => {
    let count = 0
    return () => count++ % 2 === 0
  },
  'a counter of three': () => {
    let count = 0
    return () => count++ % 3 === 0
  },
  'a counter in the scope of the module': () => () => moduleCounter++ % 2 === 0,
  'a field of an object': () => {
    const kept = { count: 0 }
    return () => kept.count++ % 2 === 0
  },
  'a field of an object in the scope of the module': () => () => moduleScope.count++ % 2 === 0,
  'a counter on a global object': () => () =>
    ((globalThis as Any).allwaysTest = ((globalThis as Any).allwaysTest ?? 0) + 1) % 2 === 0,
  'a running maximum': () => {
    let most = 0
    return (s) => {
      most = Math.max(most, s.n)
      return s.n < most
    }
  },
  'a running sum': () => {
    let sum = 0
    return (s) => (sum += s.n + 1) % 2 === 0
  },
  'what it saw last': () => {
    let last = -1
    return (s) => {
      const was = last
      last = s.n
      return was === s.n
    }
  },
  'a memo by state': () => {
    const memo = new WeakMap<object, boolean>()
    return (s) => {
      if (!memo.has(s)) memo.set(s, s.n % 2 === 0)
      return memo.get(s) as boolean
    }
  },
  'a memo in a map by state': () => {
    const memo = new Map<object, boolean>()
    return (s) => {
      if (!memo.has(s)) memo.set(s, s.n % 2 === 0)
      return memo.get(s) as boolean
    }
  },
  'a memo by a struct of the state': () => {
    const memo = new WeakMap<object, boolean>()
    return (s) => {
      if (!memo.has(s.job)) memo.set(s.job, s.n % 2 === 0)
      return memo.get(s.job) as boolean
    }
  },
  'a set of states it has seen': () => {
    const seen = new WeakSet<object>()
    return (s) => {
      const was = seen.has(s)
      seen.add(s)
      return was
    }
  },
  'a set of values it has seen': () => {
    const seen = new Set<number>()
    return (s) => {
      const was = seen.has(s.n)
      seen.add(s.n)
      return was
    }
  },
  'a memo of another key than it computes from': () => {
    const memo = new Map<number, boolean>()
    return (s) => {
      const key = s.n % 2
      if (!memo.has(key)) memo.set(key, s.n < 2)
      return memo.get(key) as boolean
    }
  },
  'a list that collects': () => {
    const all: number[] = []
    return (s) => all.push(s.n) % 2 === 0
  },
  'a list in the scope of the module': () => () => registry.push(1) % 2 === 0,
  'a generator': () => {
    const turns = (function* () {
      for (;;) {
        yield true
        yield false
      }
    })()
    return () => turns.next().value as boolean
  },
  'an iterator of a list': () => {
    const answers = Array.from({ length: 500 }, (_, i) => i % 2 === 0)[Symbol.iterator]()
    return () => answers.next().value ?? true
  },
  'a property of the function': () => {
    const impure = Object.assign(() => impure.calls++ % 2 === 0, { calls: 0 })
    return impure
  },
  'a private field': () => {
    const turns = new (class {
      #count = 0
      get turn() {
        return this.#count++ % 2 === 0
      }
    })()
    return () => turns.turn
  },
  'a static field': () => {
    class Turns {
      static count = 0
    }
    return () => Turns.count++ % 2 === 0
  },
  'a regular expression that goes on': () => {
    const x = /x/g
    return () => x.test('x')
  },
  'a view that it keeps': () => {
    let kept: Any
    return (s) => {
      kept ??= s.job
      return kept.v % 2 === 0
    }
  },
  'a state that it keeps': () => {
    let kept: Any
    return (s) => {
      kept ??= s
      return kept.n % 2 === 0
    }
  },
  'a collection that it keeps': () => {
    let kept: Any
    return (s) => {
      kept ??= s.tags
      return kept.has(1)
    }
  },
  'a list whose order it changes': () => {
    const order = [true, false]
    return () => order.reverse()[0] as boolean
  },
  'a list that it uses up': () => {
    const answers = [true, false, true]
    return () => answers.pop() ?? false
  },
  'a helper that counts': () => {
    const helper = (() => {
      let count = 0
      return { turn: () => count++ % 2 === 0 }
    })()
    return () => helper.turn()
  },
  'a buffer of bytes': () => {
    const bytes = new Uint8Array(1)
    return () => (bytes as Any)[0]++ % 2 === 0
  },
}
