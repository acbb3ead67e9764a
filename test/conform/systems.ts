/** Two small models, systems that implement them, and drivers in which a test replaces what it is about. */
import { bool, int, model, process as processOf, spec as specOf } from 'allways'
import { type ConformOptions, conformDesign } from '../../src/conform/conform.ts'
import { type Driver, driver } from '../../src/conform/driver.ts'
import type { Conformance } from '../../src/conformance.ts'
import { type PortsOptions, ports } from '../../src/ports/ports.ts'
import { renderConformance } from '../../src/report/terminal/conformance.ts'

/** A tank: a valve, and a level that fills as long as the valve is open. */
export const tankModel = ({ full = 2 } = {}) => {
  const state = { open: bool, level: int(0, full) }
  return model({
    name: 'tank',
    state,
    actions: {
      open: {
        when: (s) => !s.open,
        do: (s) => {
          s.open = true
        },
      },
      close: {
        when: (s) => s.open,
        do: (s) => {
          s.open = false
        },
      },
      fill: {
        when: (s) => s.open && s.level < full,
        do: (s) => {
          s.level++
        },
      },
      drain: (s, choose) => {
        s.level = choose([0, 1, 2].filter((to) => to < s.level))
      },
    },
    faults: {
      'power fails': {
        when: (s) => s.open,
        do: (s) => {
          s.open = false
        },
        budget: 1,
      },
    },
  })
}
export const tankSpec = specOf({
  name: 'tank',
  model: tankModel,
  designs: { large: {}, small: { params: { full: 1 } } },
})

export class Tank {
  open = false
  level = 0
  readonly full: number
  constructor(full = 2) {
    this.full = full
  }
  turn(open: boolean): boolean {
    if (this.open === open) return false
    this.open = open
    return true
  }
  fill(): boolean {
    if (!this.open || this.level >= this.full) return false
    this.level++
    return true
  }
}

// biome-ignore lint/suspicious/noExplicitAny: each test replaces another part, some of them with wrong ones
type Loose = any

/** The driver of the tank, with parts replaced. */
export function tankDriver(change: Loose = {}, steps: Loose = {}): Driver {
  return driver(tankSpec as never)({
    designs: ['large'],
    start: ({ params }: Loose) => new Tank(params.full),
    steps: {
      open: (tank: Tank) => tank.turn(true),
      close: (tank: Tank) => tank.turn(false),
      fill: (tank: Tank) => tank.fill(),
      drain: (tank: Tank, { choices: [to] }: Loose) => {
        tank.level = to
      },
      'power fails': (tank: Tank) => {
        tank.open = false
      },
      ...steps,
    },
    observe: ({ open, level }: Tank) => ({ open, level }),
    ...change,
  } as never)
}

/** Workers that read a number and write it back, increased. A worker may crash between the two, and starts again. */
export const counterModel = ({ crashes = 1, workers = 2 } = {}) => {
  const state = { value: int(0, 2) }
  const worker = processOf(state, {
    instances: workers,
    local: { seen: int(0, 2) },
    steps: {
      read: (s, me) => {
        me.seen = s.value
        return 'write'
      },
      write: (s, me) => {
        s.value = Math.min(2, me.seen + 1)
        return 'done'
      },
      restart: (_, me) => {
        me.seen = 0
        return 'read'
      },
    },
    terminal: ['done'],
    faults: { crash: { at: ['write'], budget: crashes, do: () => 'restart' } },
  })
  return model({ name: 'counter', state, processes: { worker } })
}
export const counterSpec = specOf({
  name: 'counter',
  model: counterModel,
  designs: { crashing: {}, steady: { params: { crashes: 0 } }, alone: { params: { crashes: 0, workers: 1 } } },
})

export interface Cell {
  value: number
  read(): Promise<number>
  write(value: number): Promise<void>
  log(text: string): Promise<void>
  hang(): Promise<never>
}
export const newCell = (): Cell => ({
  value: 0,
  async read() {
    return this.value
  },
  async write(value) {
    this.value = value
  },
  async log() {},
  hang: () => new Promise(() => {}),
})
export async function work(cell: Cell): Promise<void> {
  const seen = await cell.read()
  await cell.write(Math.min(2, seen + 1))
}

/** The driver of the workers, whose steps are calls. `body`: the code of a worker. */
export function counterDriver(
  body: (cell: Cell, id: number) => unknown = work,
  { designs = ['steady'], change = {}, steps = {}, options = {} as PortsOptions }: Loose = {},
): Driver {
  return driver(counterSpec as never)({
    designs,
    limitMs: 2000,
    start: ({ params }: Loose) => {
      const cell = newCell()
      const gates = ports({ cell }, { limitMs: 150, ...options })
      const start = (id: number) => gates.task('worker', id, () => body(gates.through.cell, id))
      for (let id = 0; id < (params.workers ?? 2); id++) start(id)
      return { cell, gates, start }
    },
    ports: ({ gates }: Loose) => gates,
    steps: {
      'worker read': { calls: ['cell.read'] },
      'worker write': { calls: ['cell.write'] },
      'worker restart': ({ start }: Loose, { instance }: Loose) => start(instance),
      'worker crash': ({ gates }: Loose, { instance }: Loose) => gates.drop('worker', instance),
      ...steps,
    },
    observe: ({ cell }: Loose) => ({ value: cell.value }),
    ...change,
  } as never)
}

/** Workers that share one place. Only the calls are seen. */
const freeModel = () => {
  const state = { free: bool }
  const worker = processOf(state, {
    instances: 2,
    steps: {
      take: {
        when: (s) => s.free,
        do: (s) => {
          s.free = false
          return 'give'
        },
      },
      give: (s) => {
        s.free = true
        return 'take'
      },
    },
    resting: ['take'],
  })
  return model({
    name: 'free',
    state,
    init: (s) => {
      s.free = true
    },
    processes: { worker },
  })
}
const freeSpec = specOf({ name: 'free', model: freeModel, designs: { 'as designed': {} } })

export interface Free {
  take(id: number): Promise<boolean>
  give(id: number): Promise<void>
  wait(): Promise<void>
}

export function freeDriver(body: (free: Free, id: number) => () => unknown): Driver {
  return driver(freeSpec)({
    start: () => {
      let isFree = true
      const free: Free = {
        async take() {
          const was = isFree
          isFree = false
          return was
        },
        async give() {
          isFree = true
        },
        async wait() {},
      }
      const gates = ports({ free }, { limitMs: 150 })
      for (const id of [0, 1]) gates.task('worker', id, () => body(gates.through.free, id)())
      return gates
    },
    ports: (gates) => gates,
    free: ['free.wait'],
    steps: { 'worker take': { calls: ['free.take'] }, 'worker give': { calls: ['free.give'] } },
    observe: () => ({}),
  })
}

export function conform(driver: Driver, options: Partial<ConformOptions> = {}, design = driver.designs[0] as string) {
  return conformDesign(driver, design, {
    ...{ file: 'some.model.ts', driverFile: 'some.driver.ts', digest: '', locate: () => undefined },
    ...options,
  })
}

/** The names of the steps of a drift. */
export const storyOf = ({ drift }: Conformance) =>
  drift?.trace.steps.map(({ process, instance, name }) =>
    [process, process === undefined ? undefined : instance, name].filter((part) => part !== undefined).join(' '),
  )

/** The report, on one line. */
export const reportOf = (result: Conformance) =>
  renderConformance(result, { width: 1000, color: false }).replace(/\s+/g, ' ')
