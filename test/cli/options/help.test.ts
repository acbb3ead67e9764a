import { describe, expect, it } from 'vitest'
import { type Commands, commandLine } from '../../../src/cli/options/args.ts'

const program = commandLine('0', new Proxy({}, { get: () => async () => {} }) as Commands)
const shown = [program, ...program.commands.filter((command) => command.name() !== 'complete')]

function helpOf(command: (typeof shown)[number], width: number): string {
  let text = ''
  command.configureOutput({ writeOut: (more) => (text += more), getOutHelpWidth: () => width })
  command.outputHelp()
  return text
}

describe.each(shown.map((command) => ({ name: command.name(), command })))('the help of $name', ({ command }) => {
  it('has examples and says its exit codes', () => {
    const help = helpOf(command, 80)
    expect(help).toMatch(/\nExamples:\n/)
    expect(help).toMatch(/\nExit codes:\n/)
    for (const [, line = ''] of help.matchAll(/^ {2}(allways .*)$/gm)) {
      const [, name = ''] = line.split(' ')
      expect(shown.map((one) => one.name())).toContain(name)
    }
  })

  it('fits 80 columns, and uses more where there are more', () => {
    for (const line of helpOf(command, 80).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    const lines = (width: number) => helpOf(command, width).split('\n').length
    expect(lines(120)).toBeLessThanOrEqual(lines(80))
  })

  it('shows no default that says nothing', () => {
    expect(helpOf(command, 80)).not.toMatch(/default: (false|\[\]|\{\})/)
  })
})
