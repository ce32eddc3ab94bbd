import type { Db } from '../db/db.ts'
import type { Binding } from '../lib/secret-box.ts'
import { secretBinding } from './associated-data.ts'

type Row = Record<string, string | number | null>

/** A table with a column of sealed values: what a rotation must re-seal and a check must open. */
type SealedPlace = {
  table: string
  column: string
  /** The columns that name a row. */
  key: readonly string[]
  /** Other columns that the value is bound to. */
  bound: readonly string[]
  bindingOf(row: Row): Binding
  /** What a person calls the value of this row, such as `bill-provider password`. */
  nameOf(row: Row): string
  /** What is left in the row's place when its key is lost: the columns to set, or `delete`. */
  lost(at: string): Row | 'delete'
}

/** Every table with sealed values; another is one more entry. */
const sealedPlaces: readonly SealedPlace[] = [
  {
    table: 'secrets',
    column: 'sealed',
    key: ['owner', 'field'],
    bound: ['stored_for', 'stored_user'],
    bindingOf: (row) =>
      secretBinding({
        owner: String(row.owner),
        field: String(row.field),
        storedFor: String(row.stored_for),
        storedUser: String(row.stored_user),
      }),
    nameOf: (row) => `${String(row.owner).replaceAll('_', '-')} ${row.field}`,
    lost: (at) => ({ sealed: '', lost_at: at }),
  },
]

export type SealedValue = { place: SealedPlace; row: Row; sealed: string; binding: Binding; name: string }

/** All sealed values; those lost with their key are left out. */
export async function sealedValues(db: Db): Promise<SealedValue[]> {
  const found: SealedValue[] = []
  for (const place of sealedPlaces) {
    const columns = [...place.key, ...place.bound, place.column]
    for (const row of await db(place.table).whereNot(place.column, '').select(columns)) {
      const sealed = String(row[place.column])
      found.push({ place, row, sealed, binding: place.bindingOf(row), name: place.nameOf(row) })
    }
  }
  return found
}

export async function hasSealedValues(db: Db): Promise<boolean> {
  for (const { table, column } of sealedPlaces) {
    if (await db(table).whereNot(column, '').first(column)) return true
  }
  return false
}

/** The names of the keys that sealed values need; one that is not in the right form names none. */
export async function keysNeeded(db: Db): Promise<string[]> {
  const named = (await sealedValues(db)).map(({ sealed }) => /^v\d+\.([0-9a-f]{8})\./.exec(sealed)?.[1])
  return [...new Set(named.filter((id) => id !== undefined))]
}

function sameRow(db: Db, { place, row, sealed }: SealedValue) {
  const key = Object.fromEntries(place.key.map((column) => [column, row[column]]))
  // Only as it was read: what somebody saved meanwhile is never overwritten.
  return db(place.table).where({ ...key, [place.column]: sealed })
}

/** Puts another sealed text in the value's place; false when it was changed meanwhile. */
export async function replaceSealed(db: Db, value: SealedValue, sealed: string): Promise<boolean> {
  return (await sameRow(db, value).update({ [value.place.column]: sealed })) === 1
}

/** Leaves a mark where the value was. */
export async function markLost(db: Db, value: SealedValue, at: Date) {
  const left = value.place.lost(at.toISOString())
  await (left === 'delete' ? sameRow(db, value).delete() : sameRow(db, value).update(left))
}
