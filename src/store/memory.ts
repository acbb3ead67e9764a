/**
 * Memory that threads can share and that grows where it lies. While it is small it is copied to grow; from 1 MiB on,
 * addresses for all that it may ever be are reserved at once, and growing makes more of them usable: nothing moves,
 * and pages that were never written take no room.
 */

/** The most that one buffer can grow to, in 32-bit words: what Node 20 allows. */
export const maxLength = 2 ** 30

const smallLength = 2 ** 18

export class Memory {
  /** The words in use: `length` long, zero where never written. A larger view takes its place when it grows. */
  view: Int32Array

  /** `buffer`: what another thread has, whose memory this is too. */
  constructor(length: number, buffer: SharedArrayBuffer = bufferOf(length)) {
    this.view = new Int32Array(buffer, 0, length)
  }

  /** Makes room for `length` words and keeps what is there. @throws RangeError where the machine has less */
  grow(length: number): void {
    if (length <= this.view.length) return
    if (length > maxLength) throw new RangeError(`no more than ${maxLength} words can lie in a row`)
    const buffer = this.view.buffer as Growable
    if (buffer.growable) {
      // where another thread has done so, there is only more to see; it may do so just now
      try {
        if (buffer.byteLength < length * 4) buffer.grow(length * 4)
      } catch (error) {
        if (buffer.byteLength < length * 4) throw error
      }
      this.view = new Int32Array(buffer, 0, length)
      return
    }
    const larger = new Int32Array(bufferOf(length), 0, length)
    larger.set(this.view)
    this.view = larger
  }
}

/** `lib` knows these only from ES2024 on; Node 20 has them. */
type Growable = SharedArrayBuffer & { readonly growable: boolean; grow(bytes: number): void }
type MakeGrowable = new (bytes: number, options: { readonly maxByteLength: number }) => SharedArrayBuffer

/** A buffer that stays where it is, for up to `most` words: threads go on sharing it when it grows. */
export function growable(length: number, most = maxLength): SharedArrayBuffer {
  return new (SharedArrayBuffer as MakeGrowable)(length * 4, { maxByteLength: most * 4 })
}

// a view with a length of its own reads as fast as one of a buffer that cannot grow
function bufferOf(length: number): SharedArrayBuffer {
  return length <= smallLength ? new SharedArrayBuffer(length * 4) : growable(length)
}
