import type { Db } from '../../db/db.ts'
import type { SecretPlace } from './binding.ts'

export type SealedSecret = SecretPlace & { sealed: string; setAt: Date; setBy: number | null }

function rowOf(secret: SealedSecret) {
  return {
    owner: secret.owner,
    field: secret.field,
    stored_for: secret.storedFor,
    stored_user: secret.storedUser,
    sealed: secret.sealed,
    set_at: secret.setAt.toISOString(),
    set_by: secret.setBy,
  }
}

export async function storeSecret(db: Db, secret: SealedSecret) {
  await db('secrets').insert(rowOf(secret)).onConflict(['owner', 'field']).merge()
}

export async function deleteSecret(db: Db, { owner, field }: { owner: string; field: string }) {
  await db('secrets').where({ owner, field }).delete()
}

export async function allSecrets(db: Db): Promise<(SecretPlace & { sealed: string })[]> {
  const rows = await db('secrets').select('owner', 'field', 'stored_for', 'stored_user', 'sealed')
  return rows.map((row) => ({
    owner: row.owner,
    field: row.field,
    storedFor: row.stored_for,
    storedUser: row.stored_user,
    sealed: row.sealed,
  }))
}

export async function hasSealedValues(db: Db): Promise<boolean> {
  return (await db('secrets').first('owner')) !== undefined
}

export async function findSecret(db: Db, { owner, field }: SecretPlace): Promise<string | undefined> {
  const row = await db('secrets').where({ owner, field }).first('sealed')
  return row?.sealed
}

/** Stores a secret only where there is none. */
export async function insertSecret(db: Db, secret: SealedSecret) {
  await db('secrets').insert(rowOf(secret)).onConflict(['owner', 'field']).ignore()
}
