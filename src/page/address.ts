/** The reader's place on the page, as the part of its address after `#`: a link that can be shared. */

export interface Place {
  readonly spec: string
  readonly design: string
  /** A property, or `error` for the story of a model error. */
  readonly property: string
  readonly step?: number
}

export function hashOf({ spec, design, property, step }: Place): string {
  const parts = [spec, design, property, ...(step === undefined ? [] : [String(step)])]
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

/** Returns `undefined` for the overview. */
export function placeOf(hash: string): Place | undefined {
  const [spec, design, property, step] = hash.replace(/^#\/?/, '').split('/').map(decoded)
  if (!spec || !design || !property) return undefined
  return { spec, design, property, ...(/^\d+$/.test(step ?? '') ? { step: Number(step) } : {}) }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
