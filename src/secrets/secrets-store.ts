import type { Db } from '../db/db.ts'
import type { SecretPlace } from './associated-data.ts'

type SealedSecret = SecretPlace & { sealed: string; setAt: Date; setBy: number | null }

function rowOf(secret: SealedSecret) {
  return {
    owner: secret.owner,
    field: secret.field,
    stored_for: secret.storedFor,
    stored_user: secret.storedUser,
    sealed: secret.sealed,
    set_at: secret.setAt.toISOString(),
    set_by: secret.setBy,
    lost_at: null,
  }
}

export async function storeSecret(db: Db, secret: SealedSecret) {
  await db('secrets').insert(rowOf(secret)).onConflict(['owner', 'field']).merge()
}

export async function deleteSecret(db: Db, { owner, field }: { owner: string; field: string }) {
  await db('secrets').where({ owner, field }).delete()
}

type StoredSecret = SecretPlace & { sealed: string }

export async function findSecret(
  db: Db,
  { owner, field }: { owner: string; field: string },
): Promise<StoredSecret | undefined> {
  const row = await db('secrets').where({ owner, field }).first('stored_for', 'stored_user', 'sealed')
  return row && { owner, field, storedFor: row.stored_for, storedUser: row.stored_user, sealed: row.sealed }
}

/** Stores a secret only where there is none. */
export async function insertSecret(db: Db, secret: SealedSecret) {
  await db('secrets').insert(rowOf(secret)).onConflict(['owner', 'field']).ignore()
}
