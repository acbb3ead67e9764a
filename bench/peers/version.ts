import { spawnSync } from 'node:child_process'

/** The first line that a program prints of itself; `undefined` where there is no such program. */
export function versionOf(command: string, ...args: string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return error === undefined ? (`${stdout}${stderr}`.trim().split('\n')[0] as string) : undefined
}
