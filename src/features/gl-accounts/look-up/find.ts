import type { Db } from '../../../db/db.ts'
import { accountTypes, formatAccountNumber, type Masks, withoutFormat } from '../../../lib/account-number.ts'
import { labelOf } from '../../../lib/form.ts'
import { titleKey } from '../search-keys.ts'
import { searchAccounts } from '../store.ts'

export type Found = { number: string; title: string; type: string; shown: string }

/** As many as fit one answer; typing on is quicker than reading more. */
export const mostFound = 8

/** The active accounts that what was typed may mean, the likeliest first. */
export async function lookUp(db: Db, submitted: string, masks: Masks): Promise<Found[]> {
  const digits = withoutFormat(submitted)
  const key = /^\d+$/.test(digits) ? digits : titleKey(submitted)
  if (key === '') return []
  const accounts = await searchAccounts(db, key, mostFound)
  return accounts.map(({ number, title, type }) => ({
    number,
    title,
    type: labelOf(accountTypes, type),
    shown: formatAccountNumber(number, type, masks),
  }))
}
