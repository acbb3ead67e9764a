/**
 * The variables or steps of a mechanism, where the design has it. Elsewhere they are not there at all, so that a design
 * carries no trace of a fix that it does not have; the types keep them, since nothing but the mechanism reads them.
 */
export const only = <T extends object>(there: boolean, parts: T): T => (there ? parts : ({} as T))
