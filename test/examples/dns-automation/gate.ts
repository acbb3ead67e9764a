/** Ports whose calls wait until a test lets them through. */
import { setImmediate as immediate } from 'node:timers/promises'
import type { Batch } from '../../../examples/dns-automation/zone.ts'

export interface Call {
  readonly name: string
  readonly args: readonly unknown[]
  readonly release: () => void
}

export class Gate {
  readonly pending: Call[] = []

  /** The same port, behind this gate. */
  guard<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, key) => {
        const method = Reflect.get(target, key)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          await new Promise<void>((release) => {
            this.pending.push({ name: `${name}.${String(key)}`, args, release })
          })
          return method.apply(target, args)
        }
      },
    })
  }

  /** Lets through the calls named, one after the other. Each must be the only one at the gate. */
  async pass(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await immediate()
      const [call, ...others] = this.pending.splice(0)
      if (call?.name !== name || others.length > 0) {
        throw new Error(`expected ${name}, found ${[call, ...others].map((c) => c?.name ?? 'nothing').join(', ')}`)
      }
      call.release()
    }
    await immediate()
  }

  /** Lets through the deletion of a name, beside which others may wait. */
  async passOne(name: string): Promise<void> {
    await immediate()
    const i = this.pending.findIndex(({ args }) => (args[0] as Batch | undefined)?.deletes?.includes(name))
    if (i < 0) throw new Error(`expected the deletion of ${name}, found ${this.waiting || 'nothing'}`)
    this.pending.splice(i, 1)[0]!.release()
    await immediate()
  }

  get waiting(): string {
    return this.pending.map((call) => call.name).join(', ')
  }
}
