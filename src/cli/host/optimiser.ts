/**
 * Controls how soon V8 optimises a function. A check runs new code for each design, most of it for less than a second.
 * By default, V8 spends more than a third of the processor time of such checks in its optimising compiler.
 */
import { setFlagsFromString } from 'node:v8'

/**
 * The flags for each major version of Node: a function must run eight times as long as by default. Newer versions have
 * a second compiler, so that the default is right for them. V8 prints an error for a flag that it does not know.
 */
const flags: Readonly<Record<string, string>> = {
  20: '--interrupt-budget=540672',
  22: '--invocation-count-for-turbofan=24000',
}

/** Lets V8 optimise only code that runs long, in the whole process and its threads. */
export function optimiseLate(): void {
  const flag = flags[process.versions.node.split('.', 1)[0] as string]
  if (flag !== undefined) setFlagsFromString(flag)
}
