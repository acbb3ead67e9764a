/** The ways in which a walk may prefer steps. */
export const biasNames = ['uniform', 'few-switches', 'rare-first'] as const

export type BiasName = (typeof biasNames)[number]
