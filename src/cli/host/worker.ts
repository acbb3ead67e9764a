/** The entry of a thread. */
import { inThread } from './threads.ts'

await inThread()
