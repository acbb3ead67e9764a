/**
 * To which system, and to which of its tasks, the current code belongs. The asynchronous context knows it. A rejected
 * promise that nobody handles is a trouble of the system whose code made the promise, and so is an error in a callback.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { show } from '../errors.ts'
import type { Task } from './task.ts'

/** A system, or a run of it. */
export interface Owner {
  /** Failures outside of a schedule. */
  readonly troubles: string[]
  /** Ports that were made in this run, so that its end closes them. */
  readonly opened?: Set<{ readonly troubles: readonly string[]; close(): void }>
}

export interface Scope {
  readonly owner: Owner
  /** `undefined` for code of the system that belongs to no task, such as the inside of a port. */
  readonly task: Task | undefined
}

const current = new AsyncLocalStorage<Scope | undefined>()

export const currentScope = (): Scope | undefined => current.getStore()

/** Runs a function, and everything that it starts, in a scope. */
export function runIn<T>(scope: Scope, body: () => T): T {
  return current.run(scope, body)
}

const owners = new Set<Owner>()

/**
 * Collects rejections and errors that nobody handles, until the returned function is called. A failure that belongs to
 * no system becomes a trouble of every owner, because it could be anybody's.
 */
export function watchFailures(owner: Owner): () => void {
  if (owners.size === 0) for (const [event, listener] of listeners) process.on(event, listener)
  owners.add(owner)
  return () => {
    if (!owners.delete(owner) || owners.size > 0) return
    for (const [event, listener] of listeners) process.off(event, listener)
  }
}

/** Whether errors that nobody handles are collected at the moment. */
export const watchesFailures = () => owners.size > 0

const listeners = [
  ['unhandledRejection', (reason: unknown) => unhandled('rejects a promise', reason)],
  ['uncaughtException', (error: unknown) => unhandled('throws an error', error)],
] as const

function unhandled(what: string, reason: unknown): void {
  const scope = current.getStore()
  // a real crash would have ended this code
  if (scope?.task?.dropped === true) return
  const trouble = `${scope?.task?.name ?? 'the code'} ${what} that nobody handles: ${textOf(reason)}`
  for (const { troubles } of scope === undefined ? owners : [scope.owner]) troubles.push(trouble)
}

/** A thrown value as a part of a sentence. */
export function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message || reason.name : show(reason)
}
