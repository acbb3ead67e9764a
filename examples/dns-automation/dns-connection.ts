/** Sends DNS messages over TCP, one connection for each request. Each message follows its length in two bytes. */
import { connect } from 'node:net'
import { type DecodedPacket, decode } from 'dns-packet'

export interface Server {
  readonly host: string
  readonly port: number
}

const timeoutMs = 10_000

/** Sends a request, and collects answers until `isComplete` says that all have come. */
export const exchange = (
  { host, port }: Server,
  request: Buffer,
  isComplete: (answers: readonly DecodedPacket[]) => boolean = () => true,
): Promise<readonly DecodedPacket[]> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    const answers: DecodedPacket[] = []
    let rest: Buffer = Buffer.alloc(0)
    const fail = (why: string) => socket.destroy(new Error(`the name server at ${host}:${port} ${why}`))

    socket.setTimeout(timeoutMs, () => fail(`did not answer within ${timeoutMs / 1000} s`))
    socket.on('connect', () => socket.write(withLength(request)))
    socket.on('data', (data) => {
      rest = Buffer.concat([rest, data])
      while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
        const end = 2 + rest.readUInt16BE(0)
        answers.push(decode(rest.subarray(2, end)))
        rest = rest.subarray(end)
      }
      if (answers.length > 0 && isComplete(answers)) {
        resolve(answers)
        socket.destroy()
      }
    })
    socket.on('end', () => fail('closed the connection before it had answered'))
    socket.on('error', reject)
  })

const withLength = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}
