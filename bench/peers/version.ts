import { spawnSync } from 'node:child_process'

/** The first line that a program prints about itself. `undefined` if the program is not installed. */
export function versionOf(command: string, ...args: string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return error === undefined ? (`${stdout}${stderr}`.trim().split('\n')[0] as string) : undefined
}
