/** A detailed model as a module of its own, without its properties: its own spec checks them. */
import type { Model } from 'allways'

export const detail = <M extends Model>(model: M): M => ({ ...model, properties: [] })
