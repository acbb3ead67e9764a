/** Values that no reachable state has. They are known only after a look at all states. */

import { decode, type Layout, layoutOf } from '../engine/compile/layout.ts'
import { type Look, Scan, slotsOf } from '../engine/compile/scan.ts'
import { type Members, pathText, unseenParts, type Watch, type WatchedPath } from '../engine/compile/watches.ts'
import type { Pause } from '../engine/search/pieces.ts'
import type { AllStates, Block } from '../engine/store/all-states.ts'
import { Elements } from '../engine/symmetry/elements.ts'
import type { Input } from '../language/input.ts'
import type { Model } from '../language/model.ts'
import { hasStamps } from '../language/stamps/alive.ts'
import type { ArrayType, Type } from '../language/types.ts'
import { unrank } from '../language/values.ts'
import type { Plain } from '../plain.ts'
import type { Unseen } from '../result.ts'
import { placesOf } from '../trace/maps.ts'

/**
 * `undefined` if `pause` says to stop before all states were looked at. `alike`: the classes of instances of which only
 * one order was explored. Their ids in a state have no meaning then, so places that hold such ids are left out.
 */
export async function unseenIn(
  model: Model,
  states: AllStates,
  pause: Pause,
  alike: readonly string[] = [],
): Promise<Unseen | undefined> {
  const { root, words } = layoutOf(model.system)
  const elements = new Elements(model.classes.filter(({ name }) => alike.includes(name)))
  const isNaming = (type: Type) => elements.isTouched(type)
  const scan = new Scan(root, words, (field) => isLeftOut(model, field), isNaming)
  for (const range of states.ranges) {
    if (!(await lookAt(scan, range.blocks(), () => scan.rowsOf(range), pause))) return undefined
  }
  const whole = () => scan.statesOf(states.ranges)
  if (whole() !== undefined && !(await lookAt(scan, states.whole(), whole, pause))) return undefined
  return told(model, root, scan, elements)
}

/** Leaves out fault counters, which show only the faults taken, and inputs that are declared never to change. */
function isLeftOut(model: Model, field: string): boolean {
  if (field === 'faults' && !('faults' in model.state.fields)) return true
  const type = model.state.fields[field] as Partial<Input<Type>> | undefined
  return type?.input?.changes === 0
}

/** Number of blocks after which most values were seen. From then on, only every eighth block checks what is left. */
const manyBlocks = 8

/** `false` if `pause` said to stop. */
async function lookAt(
  scan: Scan,
  blocks: Iterable<Block>,
  make: () => Look | undefined,
  pause: Pause,
): Promise<boolean> {
  let loop = make()
  if (loop === undefined) return true
  let n = 0
  for (const { rows, at, count } of blocks) {
    loop.look(rows, at, count)
    if ((n < manyBlocks || n % manyBlocks === 0) && scan.left < loop.left) loop = make()
    n++
    if (loop === undefined) return true
    const resting = pause()
    if (resting !== undefined && (await resting)) return false
  }
  return true
}

interface Steady {
  readonly path: WatchedPath
  readonly value?: Plain
}

function told(model: Model, root: Layout & { kind: 'struct' }, scan: Scan, elements: Elements): Unseen {
  const processes = new Set(Object.keys(model.processes))
  const steady: Steady[] = root.fields.flatMap(([name, field]) => {
    if (isLeftOut(model, name)) return []
    if (!processes.has(name)) return steadyIn(scan, elements, [field], [name])
    const areAlike = elements.classOfField(name) >= 0
    // the labels of a process are reported separately
    return localsOf(field).flatMap(([local, all]) =>
      local === 'at' ? [] : steadyIn(scan, elements, all, [name, null, local], areAlike),
    )
  })
  const labels: Unseen['labels'][number][] = []
  const values: Unseen['values'][number][] = []
  const members: Unseen['members'][number][] = []
  const tell = ({ path, kind, wanted, classes }: Watch, has: (kind: number) => boolean) => {
    const never = [...wanted].flatMap(([kind, value]) => (has(kind) ? [] : [value as Plain]))
    // if no value was seen at all, the report on the enclosing value shows it
    if (never.length === 0 || !Array.from({ length: classes }, (_, kind) => kind).some(has)) return
    const [process, element, local] = path
    if (path.length === 3 && processes.has(process as string) && element === null && local === 'at') {
      labels.push({ process: process as string, labels: never as string[] })
    } else {
      ;(kind === 'member' ? members : values).push({ path: pathText(path), values: never })
    }
  }
  scan.watches.forEach((watch, i) => {
    const [low, high] = watch.ranged ? scan.range(i) : [0, 1]
    if (isIn(watch.path, steady)) return
    if (low === high && watch.kind === 'value') steady.push({ path: watch.path, value: watch.valueOf(low) as Plain })
    else tell(watch, (kind) => scan.hasSeen(i, kind))
  })
  for (const one of scan.members) if (!isIn(one.path, steady)) tellMembers(scan, one, tell, members)
  const constant = steady.map(({ path, ...rest }) => ({ path: pathText(path), ...rest }))
  const { maps } = placesOf(model)
  return { constant, values, members, labels, ...(maps.length > 0 && constant.length > 0 ? { maps } : {}) }
}

const isIn = (path: WatchedPath, steady: readonly Steady[]) =>
  steady.some((one) => one.path.every((part, i) => part === path[i]))

function tellMembers(
  scan: Scan,
  { path, inside, type, bits }: Members,
  tell: (watch: Watch, has: (kind: number) => boolean) => void,
  members: Unseen['members'][number][],
): void {
  const isThere = bits.map((places) => places.some(({ slot, mask }) => scan.wasSet(slot.word, mask)))
  const ranks = isThere.flatMap((is, rank) => (is ? [rank] : []))
  // a collection that is always empty never changes
  if (ranks.length === 0 || ranks.length === bits.length) return
  const parts = unseenParts(type, inside, ranks)
  if (parts === undefined) {
    const never = isThere.flatMap((is, rank) => (is ? [] : [unrank(type, rank) as Plain]))
    members.push({ path: pathText(path), values: never })
    return
  }
  for (const { watch, seen } of parts) tell(watch, (kind) => seen.has(kind))
}

/**
 * The largest parts with the same value in every state, of places that all have one type. `areAlike`: the places belong
 * to alike instances of which only one order was explored, so a part is steady only if it is the same in all of them.
 */
function steadyIn(
  scan: Scan,
  elements: Elements,
  places: readonly Layout[],
  path: WatchedPath,
  areAlike = false,
): Steady[] {
  const [first] = places
  if (first === undefined) return []
  const slots = places.flatMap(slotsOf)
  // a stamp can have the same number in every stored state, although steps renew it
  const isNaming = elements.isTouched(first.type) || hasStamps(first.type)
  if (!isNaming && slots.every((slot) => scan.isSteady(slot))) {
    // its type allows only one value
    if (slots.every(({ bits }) => bits === 0)) return []
    const [value, ...others] = places.map((place) => decode(scan.words, place) as Plain)
    const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(value))
    if (isSame || !areAlike) return [{ path, ...(isSame && value !== undefined ? { value } : {}) }]
  }
  if (first.kind === 'struct') {
    const fields = fieldsOfAll(places)
    return fields.flatMap(([name, all]) => steadyIn(scan, elements, all, [...path, name], areAlike))
  }
  if (first.kind !== 'array') return []
  const { index } = first.type as ArrayType
  const isIndexed = elements.classOf(index) >= 0
  const inner = places.flatMap((place) => (place as typeof first).elements)
  const ofAll = steadyIn(scan, elements, inner, [...path, null], areAlike || isIndexed)
  if (places.length > 1 || isIndexed) return ofAll
  const single = first.elements.flatMap((element, i) => {
    const isSteady = slotsOf(element).every((slot) => scan.isSteady(slot))
    return isSteady ? steadyIn(scan, elements, [element], [...path, i]) : []
  })
  return [...ofAll, ...single]
}

/** The locals of a process, each with its places in all instances. */
function localsOf(layout: Layout): (readonly [string, readonly Layout[]])[] {
  return layout.kind === 'array' ? fieldsOfAll(layout.elements) : []
}

function fieldsOfAll(places: readonly Layout[]): (readonly [string, readonly Layout[]])[] {
  const [first] = places
  if (first?.kind !== 'struct') return []
  return first.fields.map(([name], f) => [
    name,
    places.map((place) => ((place as typeof first).fields[f] as (typeof first.fields)[number])[1]),
  ])
}
