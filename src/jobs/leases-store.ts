import type { Db } from '../db/db.ts'

export type Lease = { holder: string; renewedAt: string }

/** True where nobody had it. */
export async function takeFreeLease(db: Db, connection: string, { holder, renewedAt }: Lease) {
  const taken = await db('job_leases')
    .insert({ connection, holder, renewed_at: renewedAt })
    .onConflict('connection')
    .ignore()
    .returning('connection')
  return taken.length > 0
}

export async function findLease(db: Db, connection: string): Promise<Lease | undefined> {
  const row = await db('job_leases').where({ connection }).first()
  return row && { holder: row.holder, renewedAt: row.renewed_at }
}

/** Puts one in place of another; false where the other was renewed, given back or taken meanwhile. */
export async function replaceLease(db: Db, connection: string, seen: Lease, { holder, renewedAt }: Lease) {
  const replaced = await db('job_leases')
    .where({ connection, holder: seen.holder, renewed_at: seen.renewedAt })
    .update({ holder, renewed_at: renewedAt })
  return replaced > 0
}

/** False where it is another's now. */
export async function renewLease(db: Db, connection: string, { holder, renewedAt }: Lease) {
  return (await db('job_leases').where({ connection, holder }).update({ renewed_at: renewedAt })) > 0
}

export async function giveLeaseBack(db: Db, connection: string, holder: string) {
  await db('job_leases').where({ connection, holder }).delete()
}

/** Where nobody else can be at work. */
export async function dropLeases(db: Db) {
  await db('job_leases').delete()
}
