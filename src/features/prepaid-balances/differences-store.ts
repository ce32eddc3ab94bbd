import type { Db } from '../../db/db.ts'
import { countOf } from '../../db/rows.ts'
import { enrolledStates } from '../prepaid-accounts/accounts-store.ts'

/** Accounts that the vendor keeps a balance for, as they were worked out: accounts as a, balances as b. */
export function workedOut(db: Db) {
  return db('prepaid_balances as b')
    .join('prepaid_accounts as a', 'a.id', 'b.account_id')
    .whereIn('a.state', enrolledStates)
}

export function countDiffering(db: Db): Promise<number> {
  return countOf(workedOut(db).where('b.standing', 0))
}

/** Since when some differ, as it was told; null while none does. */
export async function differSince(db: Db): Promise<string | null> {
  return (await db('prepaid_differences').where({ id: 1 }).first('since'))?.since ?? null
}

export async function noteDiffering(
  trx: Db,
  { since, accounts }: { since: string | null; accounts: number },
) {
  await trx('prepaid_differences').where({ id: 1 }).update({ since, accounts })
}
