/**
 * Memory that threads can share and that grows in place. Small memory is copied to grow. From 1 MiB on, addresses are
 * reserved at once for the largest size that the memory may reach, and growing makes more of them usable. So nothing
 * moves, and pages that were never written take no room.
 */

/** The most to which one buffer can grow, in 32-bit words: the limit of Node 20. */
export const maxLength = 2 ** 30

const smallLength = 2 ** 18

export class Memory {
  /** The words in use; a word that was never written is zero. A larger view takes its place when the memory grows. */
  view: Int32Array

  /** `buffer`: the buffer of another thread, to share its memory. */
  constructor(length: number, buffer: SharedArrayBuffer = bufferOf(length)) {
    this.view = new Int32Array(buffer, 0, length)
  }

  /** Makes room for `length` words and keeps what is there. @throws RangeError if the machine has less memory */
  grow(length: number): void {
    if (length <= this.view.length) return
    if (length > maxLength) throw new RangeError(`at most ${maxLength} words fit in a row`)
    const buffer = this.view.buffer as Growable
    if (buffer.growable) {
      // another thread may have grown the buffer already, or may do so now: then only the view has to grow
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

/** `lib` declares these only from ES2024 on; Node 20 has them. */
type Growable = SharedArrayBuffer & { readonly growable: boolean; grow(bytes: number): void }
type MakeGrowable = new (bytes: number, options: { readonly maxByteLength: number }) => SharedArrayBuffer

/** A buffer that stays in place, for up to `most` words: threads still share it after it has grown. */
export function growable(length: number, most = maxLength): SharedArrayBuffer {
  return new (SharedArrayBuffer as MakeGrowable)(length * 4, { maxByteLength: most * 4 })
}

// a view with an explicit length reads as fast as a view of a buffer that cannot grow
function bufferOf(length: number): SharedArrayBuffer {
  return length <= smallLength ? new SharedArrayBuffer(length * 4) : growable(length)
}
