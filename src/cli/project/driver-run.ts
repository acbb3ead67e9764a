/** Whether the code of a driver has run in this process. It may have left something open. */
let hasRun = false

export const noteDriver = (): void => {
  hasRun = true
}
export const hasRunDriver = (): boolean => hasRun
