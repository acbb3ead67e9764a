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
  /** Whether `grow` keeps the buffer, so that other threads keep sharing it. */
  get stays(): boolean {
    return this.view.buffer.byteLength > smallLength * 4
  }

  constructor(length: number) {
    this.view = view(length)
  }

  /** Makes room for `length` words and keeps what is there. @throws RangeError where the machine has less */
  grow(length: number): void {
    if (length <= this.view.length) return
    if (length > maxLength) throw new RangeError(`no more than ${maxLength} words can lie in a row`)
    const { buffer } = this.view
    if (this.stays) {
      ;(buffer as Growable).grow(length * 4)
      this.view = new Int32Array(buffer, 0, length)
      return
    }
    const larger = view(length)
    larger.set(this.view)
    this.view = larger
  }
}

/** `lib` knows `grow` only from ES2024 on; Node 20 has it. */
type Growable = SharedArrayBuffer & { grow(bytes: number): void }
type MakeGrowable = new (bytes: number, options: { readonly maxByteLength: number }) => SharedArrayBuffer

function view(length: number): Int32Array {
  if (length <= smallLength) return new Int32Array(new SharedArrayBuffer(length * 4))
  // a view with a length of its own reads as fast as one of a buffer that cannot grow
  return new Int32Array(
    new (SharedArrayBuffer as MakeGrowable)(length * 4, { maxByteLength: maxLength * 4 }),
    0,
    length,
  )
}
