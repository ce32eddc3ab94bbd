import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { onlyRow } from '../../db/rows.ts'
import { restoredAt } from '../../jobs/restores-store.ts'
import type { Reconciliation } from './reconciliations-store.ts'

/** Numbers that a restored database leaves out: it does not know how many were used since its backup. */
const leftOut = 100

/** The number of the next one, while its period is locked. */
export async function nextNumber(trx: Db): Promise<number> {
  const newest = async (query: Knex.QueryBuilder) =>
    (await onlyRow<{ last: number | null }>(query.max({ last: 'number' }))).last ?? 0
  const all = () => trx('prepaid_reconciliations')
  const restored = await restoredAt(trx)
  const least = restored === null ? 0 : (await newest(all().where('made_at', '<=', restored))) + leftOut
  return Math.max(await newest(all()), least) + 1
}

type New = Pick<
  Reconciliation,
  'number' | 'period' | 'closedAt' | 'isAnew' | 'madeAt' | 'accounts' | 'total' | 'unmapped'
> & { askedBy: number | null; fileId: number | null }

/** Returns its id. */
export async function insertReconciliation(trx: Db, one: New): Promise<number> {
  const { number, period, closedAt, isAnew, madeAt, accounts, total, unmapped, askedBy, fileId } = one
  const row = {
    ...{ number, period, closed_at: closedAt, asked_by: askedBy, anew: isAnew, made_at: madeAt, accounts },
    ...{ usage_cents: total.usage, credit_cents: total.credits, charge_cents: total.charges },
    ...{ tax_cents: total.tax, device_cents: total.device },
    ...{ unmapped: JSON.stringify(unmapped), file_id: fileId },
  }
  return (await onlyRow<{ id: number }>(trx('prepaid_reconciliations').insert(row).returning('id'))).id
}

export async function noteReplaced(trx: Db, id: number, at: string) {
  await trx('prepaid_reconciliations').where({ id }).update({ replaced_at: at })
}

type Release = Pick<Reconciliation, 'releases' | 'isByHand' | 'place' | 'folder' | 'reason'> & {
  at: string
  by: number | null
  jobId: number | null
}

export async function noteReleased(trx: Db, id: number, release: Release) {
  const { releases, isByHand, place, folder, reason, at, by, jobId } = release
  await trx('prepaid_reconciliations')
    .where({ id })
    .update({
      ...{ releases, by_hand: isByHand, place, folder, reason, released_at: at, released_by: by },
      ...{ job_id: jobId, write_began_at: null },
    })
}

/** It is held again. */
export async function noteTakenBack(trx: Db, id: number) {
  await trx('prepaid_reconciliations')
    .where({ id })
    .update({ released_at: null, released_by: null, reason: null, job_id: null, write_began_at: null })
}

/** From here on it may have arrived; null: nothing of it is there. */
export async function noteWriteBegan(db: Db, id: number, at: string | null) {
  await db('prepaid_reconciliations').where({ id }).update({ write_began_at: at })
}

export async function writeBegan(db: Db, id: number): Promise<boolean> {
  const row = await db('prepaid_reconciliations').where({ id }).first('write_began_at')
  return row !== undefined && row.write_began_at !== null
}

/** It was seen in the folder, or a person said that the vendor has it. */
export async function noteSent(trx: Db, id: number, { at, size }: { at: string; size: number | null }) {
  await trx('prepaid_reconciliations').where({ id }).update({ sent_at: at, seen_size: size })
}
