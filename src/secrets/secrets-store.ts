import type { Db } from '../db/db.ts'
import { columnsOf, rowOf } from '../db/rows.ts'
import type { KeyRing } from '../lib/key-ring.ts'
import { type Binding, open, seal } from '../lib/secret-box.ts'

/** `storedServer` is `host:port`; '' for what is sent to no server, or was typed before there was one. */
type SecretPlace = {
  owner: string
  field: string
  storedFor: string
  storedUser: string
  storedServer?: string
}

/**
 * What a sealed value is bound to: moved to another row, interface, user name or server, it does not open. Without a
 * server it is bound as it was before there were any, so that older values open.
 */
export function secretBinding({ owner, field, storedFor, storedUser, storedServer }: SecretPlace): Binding {
  const context = storedServer ? [storedFor, storedUser, storedServer] : [storedFor, storedUser]
  return { table: 'secrets', row: owner, column: field, context: JSON.stringify(context) }
}

type NewSecret = SecretPlace & { text: string; setAt: Date; setBy: number | null }

function insertion(db: Db, keys: KeyRing, { text, setAt, storedServer = '', ...rest }: NewSecret) {
  const place = { ...rest, storedServer }
  const sealed = seal(keys, secretBinding(place), text)
  const row = rowOf({ ...place, sealed, setAt: setAt.toISOString(), lostAt: null })
  return db('secrets').insert(row).onConflict(['owner', 'field'])
}

export async function storeSecret(db: Db, keys: KeyRing, secret: NewSecret) {
  await insertion(db, keys, secret).merge()
}

/** Stores a secret only where there is none. */
export async function insertSecret(db: Db, keys: KeyRing, secret: NewSecret) {
  await insertion(db, keys, secret).ignore()
}

type Place = Pick<SecretPlace, 'owner' | 'field'>

export async function deleteSecret(db: Db, { owner, field }: Place) {
  await db('secrets').where({ owner, field }).delete()
}

type StoredSecret = Required<SecretPlace> & { sealed: string }

const columns = columnsOf('secrets', 'owner field storedFor storedUser storedServer sealed')

/** Undefined also where it was lost with its key. Throws SealError when it does not open. */
export async function openSecret(db: Db, keys: KeyRing, { owner, field }: Place) {
  const secret: StoredSecret | undefined = await db('secrets').where({ owner, field }).first(columns)
  if (!secret?.sealed) return undefined
  return { ...secret, text: open(keys, secretBinding(secret), secret.sealed).reveal() }
}

/** Whether it was typed after a moment, so that what was opened then is another. */
export async function isSetSince(db: Db, { owner, field }: Place, at: string): Promise<boolean> {
  const secret = await db('secrets').where({ owner, field }).first('set_at')
  return secret !== undefined && secret.set_at > at
}

/** What a rotation must re-seal and a check must open; a person calls it by its name, such as `bill-provider password`. */
export type SealedValue = StoredSecret & { binding: Binding; name: string }

/** All sealed values; those lost with their key are left out. */
export async function sealedValues(db: Db): Promise<SealedValue[]> {
  const secrets: StoredSecret[] = await db('secrets').whereNot({ sealed: '' }).select(columns)
  return secrets.map((secret) => ({
    ...secret,
    binding: secretBinding(secret),
    name: `${secret.owner.replaceAll('_', '-')} ${secret.field}`,
  }))
}

/** The names of the keys that sealed values need; one that is not in the right form names none. */
export async function keysNeeded(db: Db): Promise<string[]> {
  const named = (await sealedValues(db)).map(({ sealed }) => /^v\d+\.([0-9a-f]{8})\./.exec(sealed)?.[1])
  return [...new Set(named.filter((id) => id !== undefined))]
}

/** Puts another sealed text in the value's place; false when it was changed meanwhile, which is never overwritten. */
export async function replaceSealed(
  db: Db,
  { owner, field, sealed }: SealedValue,
  to: string,
): Promise<boolean> {
  return (await db('secrets').where({ owner, field, sealed }).update({ sealed: to })) === 1
}

/** Leaves a mark where the value was. */
export async function markLost(db: Db, { owner, field, sealed }: SealedValue, at: Date) {
  await db('secrets').where({ owner, field, sealed }).update({ sealed: '', lost_at: at.toISOString() })
}
