/** One state: scalars as a list, arrays of structs as tables, the latest changes marked. */
import type { Plain } from '../../plain.ts'
import { inline } from '../../report/words/data.ts'
import { isMap } from '../../report/words/maps.ts'
import type { Change } from '../../result.ts'
import { difference } from './difference.ts'
import '../state-view.css'

type Struct = { readonly [name: string]: Plain }

interface Props {
  readonly state: Plain
  /** The changes that led to this state; empty at the start. */
  readonly changes: readonly Change[]
}

export function StateView({ state, changes }: Props) {
  return <Variables value={isStruct(state) ? state : { state }} path="" changes={changes} />
}

interface At<T> {
  readonly value: T
  readonly path: string
  readonly changes: readonly Change[]
}

function Variables({ value, path, changes }: At<Struct>) {
  const entries = Object.entries(value).map(([name, inner]) => ({
    name,
    inner,
    at: path === '' ? name : `${path}.${name}`,
  }))
  const flat = entries.filter(({ inner }) => !isStruct(inner) && !isTable(inner))
  return (
    <>
      {flat.length > 0 && (
        <dl class="variables">
          {flat.map(({ name, inner, at }) => (
            <div key={name} class={isChanged(at, changes) ? 'changed' : undefined}>
              <dt>{name}</dt>
              <dd>
                <Value value={inner} path={at} changes={changes} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {entries.map(({ name, inner, at }) =>
        isTable(inner) ? (
          <Table key={name} value={inner} path={at} changes={changes} />
        ) : isStruct(inner) ? (
          <section key={name} class="group">
            <h4>{name}</h4>
            <Variables value={inner} path={at} changes={changes} />
          </section>
        ) : null,
      )}
    </>
  )
}

/** Up to four structs are columns with a row for each field. More structs are rows with a column for each field. */
function Table({ value, path, changes }: At<readonly Struct[]>) {
  const fields = Object.keys(value[0] ?? {})
  const upright = value.length > 4
  const across = upright ? fields : value.map((_, i) => String(i))
  const down = upright ? value.map((_, i) => String(i)) : fields
  const alone = value.length === 1
  return (
    <table class="structs">
      <thead>
        <tr>
          <th scope="col">{path}</th>
          {alone ? (
            <td />
          ) : (
            across.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))
          )}
        </tr>
      </thead>
      <tbody>
        {down.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {across.map((other) => {
              const [index, field] = upright ? [Number(name), other] : [Number(other), name]
              const at = `${path}[${index}].${field}`
              return (
                <td key={other} class={isChanged(at, changes) ? 'changed' : undefined}>
                  <Value value={value[index]?.[field] ?? null} path={at} changes={changes} />
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ value, path, changes }: At<Plain>) {
  const change = changes.find((one) => one.path === path)
  if (change === undefined) return <span class="value">{inline(value)}</span>
  const { before } = difference(change)
  return (
    <span class="value">
      {before !== undefined && (
        <>
          <del>{before}</del> <span aria-hidden="true">→</span>{' '}
        </>
      )}
      <ins>{inline(value)}</ins>
    </span>
  )
}

/** Whether the variable, or a part of it, changed. */
function isChanged(path: string, changes: readonly Change[]): boolean {
  return changes.some(
    (change) => change.path === path || (change.path.startsWith(path) && /^[.[]/.test(change.path.slice(path.length))),
  )
}

function isStruct(value: Plain): value is Struct {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMap(value)
}

function isTable(value: Plain): value is readonly Struct[] {
  return Array.isArray(value) && value.length > 0 && value.every(isStruct)
}
