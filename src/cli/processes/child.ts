/** The entry of a process that explores designs for another one. */
import { serve } from './in-child.ts'

serve()
