/**
 * The variables or steps of a mechanism, if the design has it. Otherwise they do not exist, so a design has no trace of
 * a fix that it does not have. The types keep them, because only the mechanism reads them. In other designs, reading
 * such a variable is an error.
 */
export const only = <T extends object>(there: boolean, parts: T): T => (there ? parts : ({} as T))
