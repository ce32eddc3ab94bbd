import type { Db } from '../../db/db.ts'
import { columnsOf } from '../../db/rows.ts'

type VendorPassword = {
  id: number
  hash: string
  madeAt: string
  madeBy: string | null
  /** Null as long as no newer one was made. */
  endsAt: string | null
  lastUsedAt: string | null
}

/** The one login there is, with the passwords that work, the newest first. */
export type VendorLogin = {
  userId: string
  failedTries: number
  lockedUntil: string | null
  passwords: VendorPassword[]
}

const theLogin = { id: 1 }

/** In one statement. `userId` is one that somebody says; without it the login that there is. */
export async function findVendorLogin(db: Db, now: Date, userId?: string): Promise<VendorLogin | undefined> {
  const rows = await db('vendor_login as l')
    .leftJoin('vendor_passwords as p', (on) =>
      on.onNull('p.ends_at').orOn('p.ends_at', '>', db.raw('?', [now.toISOString()])),
    )
    .leftJoin('users as u', 'u.id', 'p.made_by')
    .where(userId === undefined ? { 'l.id': theLogin.id } : { 'l.user_id': userId })
    .orderBy('p.id', 'desc')
    .select({
      ...columnsOf('l', 'userId failedTries lockedUntil'),
      ...columnsOf('p', 'id hash madeAt endsAt lastUsedAt'),
      madeBy: 'u.name',
    })
  const [first] = rows
  if (!first) return undefined
  const { failedTries, lockedUntil } = first
  const passwords = rows
    .filter(({ id }) => id !== null)
    .map(({ id, hash, madeAt, madeBy, endsAt, lastUsedAt }) => ({
      id,
      hash,
      madeAt,
      madeBy,
      endsAt,
      lastUsedAt,
    }))
  return { userId: first.userId, failedTries, lockedUntil, passwords }
}

/** The login, held until the transaction ends; made with this UserID where there is none. */
export async function holdVendorLogin(trx: Db, newUserId: string, now: Date): Promise<VendorLogin> {
  await trx('vendor_login')
    .insert({ ...theLogin, user_id: newUserId })
    .onConflict('id')
    .ignore()
  await trx('vendor_login')
    .where(theLogin)
    .update({ failed_tries: trx.raw('failed_tries') })
  return (await findVendorLogin(trx, now)) as VendorLogin
}

export async function addVendorPassword(trx: Db, made: { hash: string; at: string; by: number | null }) {
  await trx('vendor_passwords').insert({ hash: made.hash, made_at: made.at, made_by: made.by })
}

export async function letPasswordEnd(trx: Db, id: number, at: string) {
  await trx('vendor_passwords').where({ id }).update({ ends_at: at })
}

/** Leaves nothing of a password that works no more but what history says of it. */
export async function deleteVendorPassword(trx: Db, id: number): Promise<boolean> {
  return (await trx('vendor_passwords').where({ id }).delete()) > 0
}

export async function deleteEndedPasswords(trx: Db, now: Date) {
  await trx('vendor_passwords').where('ends_at', '<=', now.toISOString()).delete()
}

export async function noteUsed(db: Db, id: number, at: string) {
  await db('vendor_passwords').where({ id }).update({ last_used_at: at })
}
