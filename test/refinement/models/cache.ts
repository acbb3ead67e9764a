/** A memory, and a write-through cache with a queue before the memory: L. Lamport, "Specifying Systems", 2002, chapter 5. */
import { array, int, model, oneOf, optional, queue, struct } from '../../../src/index.ts'

const processors = [0, 1]
const Value = int(0, 1)
/** A request: a value to write, or `null` to read. There is one address. */
const Request = struct({ writes: optional(Value) })

const fields = {
  memory: Value,
  processor: array(2, struct({ at: oneOf('ready', 'busy', 'done'), request: Request, answer: optional(Value) })),
}

export const memory = () =>
  model({
    name: 'memory',
    state: fields,
    actions: {
      request: (s, choose) => {
        const one = choose(s.processor.filter(({ at }) => at === 'ready'))
        one.at = 'busy'
        one.request = { writes: choose([null, 0, 1]) }
        one.answer = null
      },
      perform: {
        when: (s) => s.processor.some(({ at }) => at === 'busy'),
        do: (s, choose) => {
          const one = choose(s.processor.filter(({ at }) => at === 'busy'))
          one.at = 'done'
          if (one.request.writes === null) one.answer = s.memory
          else s.memory = one.request.writes
        },
        fair: true,
      },
      respond: (s, choose) => {
        choose(s.processor.filter(({ at }) => at === 'done')).at = 'ready'
      },
    },
  })

/** `reads`: what a queued read finds, the memory as it will be after the whole queue, or as it is. */
export const writeThroughCache = ({
  reads = 'after the queue',
  fair = true,
}: {
  readonly reads?: string
  readonly fair?: boolean
} = {}) =>
  model({
    name: 'write-through cache',
    state: {
      memory: Value,
      processor: array(
        2,
        struct({ at: oneOf('ready', 'busy', 'waiting', 'done'), request: Request, answer: optional(Value) }),
      ),
      cache: array(2, optional(Value)),
      line: queue(struct({ processor: int(0, 1), writes: optional(Value) }), 2),
    },
    actions: {
      request: (s, choose) => {
        const one = choose(s.processor.filter(({ at }) => at === 'ready'))
        one.at = 'busy'
        one.request = { writes: choose([null, 0, 1]) }
        one.answer = null
      },
      'queue a read': {
        when: (s) => !s.line.isFull,
        do: (s, choose) => {
          const id = choose(
            processors.filter((id) => {
              const one = s.processor[id]
              return one?.at === 'busy' && one.request.writes === null && s.cache[id] === null
            }),
          )
          s.line.push({ processor: id, writes: null })
          ;(s.processor[id] as { at: string }).at = 'waiting'
        },
        ...(fair ? { fair: 'strong' as const } : {}),
      },
      'read the cache': {
        when: (s) => processors.some((id) => isHit(s, id)),
        do: (s, choose) => {
          const id = choose(processors.filter((id) => isHit(s, id)))
          const one = s.processor[id] as { at: string; answer: number | null }
          one.answer = s.cache[id] as number
          one.at = 'done'
        },
        ...(fair ? { fair: 'strong' as const } : {}),
      },
      write: {
        when: (s) => !s.line.isFull,
        do: (s, choose) => {
          const id = choose(
            processors.filter((id) => s.processor[id]?.at === 'busy' && s.processor[id]?.request.writes !== null),
          )
          const one = s.processor[id] as (typeof s.processor)[number]
          const { writes } = one.request
          for (const other of processors) if (other === id || s.cache[other] !== null) s.cache[other] = writes
          s.line.push({ processor: id, writes })
          one.at = 'done'
        },
        ...(fair ? { fair: 'strong' as const } : {}),
      },
      'the memory serves': {
        when: (s) => s.line.length > 0,
        do: (s) => {
          const all = [...s.line]
          const { processor, writes } = s.line.shift() as { processor: number; writes: number | null }
          if (writes !== null) s.memory = writes
          else s.cache[processor] = reads === 'after the queue' ? afterAll(s.memory, all) : s.memory
        },
        ...(fair ? { fair: true } : {}),
      },
      evict: (s, choose) => {
        s.cache[choose(processors.filter((id) => s.cache[id] !== null && s.processor[id]?.at !== 'waiting'))] = null
      },
      respond: (s, choose) => {
        choose(s.processor.filter(({ at }) => at === 'done')).at = 'ready'
      },
    },
    temporal: ({ refines }) => ({
      'it is a memory': refines({
        of: memory(),
        by: (s) => ({
          memory: afterAll(s.memory, [...s.line]),
          processor: s.processor.map(({ at, request, answer }) => ({
            at: at === 'waiting' ? ('busy' as const) : at,
            request,
            answer,
          })),
        }),
      }),
    }),
  })

interface Cached {
  readonly processor: readonly { readonly at: string; readonly request: { readonly writes: number | null } }[]
  readonly cache: readonly (number | null)[]
}

const isHit = ({ processor, cache }: Cached, id: number) => {
  const one = processor[id]
  return (one?.at === 'busy' || one?.at === 'waiting') && one.request.writes === null && cache[id] !== null
}

/** The memory after all queued writes. */
const afterAll = (memory: number, line: readonly { readonly writes: number | null }[]) =>
  line.reduce((value, { writes }) => writes ?? value, memory)
