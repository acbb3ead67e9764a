/** Resources that tasks wait for outside of their ports, from the hooks of Node. */
import { createHook } from 'node:async_hooks'
import { currentScope } from './scope.ts'
import type { Task } from './task.ts'

/**
 * Kinds of resources for which nobody waits. The event loop reaches the first three before it goes on; a file is open
 * and an end of a stream is looked for without anything that happens.
 */
const internal = new Set(['PROMISE', 'TickObject', 'Microtask', 'FILEHANDLE', 'STREAM_END_OF_STREAM'])
/** Requests to the operating system, and jobs of the thread pool. They are over when their callback has run. */
const isRequest = (kind: string) => /REQ|^ZLIB$|(WRITE|SHUTDOWN|CONNECT|QUERY|SEND)WRAP$/.test(kind)
const owners = new Map<number, Task>()

const hook = createHook({
  init(id, kind) {
    if (internal.has(kind)) return
    const task = currentScope()?.task
    if (task === undefined || task.dropped) return
    task.resources.set(id, kind)
    owners.set(id, task)
  },
  destroy: forget,
  after(id) {
    const kind = owners.get(id)?.resources.get(id)
    if (kind !== undefined && isRequest(kind)) forget(id)
  },
})

function forget(id: number): void {
  owners.get(id)?.resources.delete(id)
  owners.delete(id)
}

let watchers = 0

/** Watches the resources of tasks, until the returned function is called. */
export function watchResources(): () => void {
  if (watchers === 0) hook.enable()
  watchers++
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    watchers--
    if (watchers > 0) return
    hook.disable()
    owners.clear()
  }
}
