/** TLC with one worker. The environment variable TLA2TOOLS_JAR names its jar. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { resolve } from 'node:path'
import { type Job, numberIn, type Peer, type Run, withParams } from './peer.ts'
import { versionOf } from './version.ts'

const jar = () => resolve(process.env.TLA2TOOLS_JAR ?? '')

/** Captures the setting of a parameter's constant in a configuration, up to its value. */
export const tlaConstant = (name: string) => new RegExp(`(^  ${name} = )\\d+$`, 'im')

export const tlc: Peer = {
  name: 'TLC',
  missing: () => {
    if (process.env.TLA2TOOLS_JAR === undefined) return 'TLC is measured where TLA2TOOLS_JAR names tla2tools.jar'
    if (!existsSync(jar())) return `TLA2TOOLS_JAR names ${jar()}, which is not there`
    return versionOf('java', '-version') === undefined
      ? 'TLC needs a Java, as in apt-get install default-jre'
      : undefined
  },
  version: () => `${versionOf('java', '-cp', jar(), 'tlc2.TLC')}, ${versionOf('java', '-version')}`,
  file: (job: Job) => `${job.folder}/${job.module}.cfg`,
  prepare: (job: Job, cwd: string): Run => {
    const text = readFileSync(`${job.folder}/${job.module}.cfg`, 'utf8')
    const config = withParams(text, job.params, tlaConstant)
    writeFileSync(`${cwd}/model.cfg`, config)
    const heap = `-Xmx${Math.floor(totalmem() / 2 ** 21)}m`
    const java = ['-XX:+UseParallelGC', heap, '-cp', jar(), 'tlc2.TLC']
    const options = ['-workers', '1', '-deadlock', '-metadir', `${cwd}/states`, '-config', `${cwd}/model.cfg`]
    return {
      command: 'java',
      args: [...java, ...options, `${job.folder}/${job.module}.tla`],
      cwd,
      counts: (output) => {
        if (!output.includes('No error has been found')) throw new Error(`TLC found an error:\n${output}`)
        // the states that TLC calls generated include the initial state
        return {
          states: numberIn(output, /([\d,]+) distinct states found, 0 states left/),
          transitions: numberIn(output, /([\d,]+) states generated, [\d,]+ distinct states found, 0 states left/) - 1,
        }
      },
    }
  },
}
