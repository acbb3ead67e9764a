/** The entry of a thread. */
import { inThread } from './in-thread.ts'

await inThread()
