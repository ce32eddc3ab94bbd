import type { Db } from '../../db/db.ts'
import type { JobAct } from '../../jobs/job.ts'
import { businessDaysBetween } from '../../lib/business-days.ts'
import { listOpenEntries, listOpenPayments, readUnmatches } from './compare-store.ts'
import { matchPayments } from './match-payments.ts'
import { insertMatches, removeStaleMatches } from './matches-store.ts'

/** What of the settings matching goes by. */
export type CompareRules = {
  connection: string
  daysApart: number
  /** What the provider's payments have in the register: their source, or a part of the description; '' is all. */
  inRegister: string
  /** Days of no business, YYYY-MM-DD. */
  holidays: string[]
}

const customersAtOnce = 200

/** Matches what is not matched yet, some customers at a time, so that memory does not grow with the payments. */
export async function comparePayments(db: Db, now: () => Date, rules: CompareRules): Promise<number> {
  await removeStaleMatches(db)
  const holidays = new Set(rules.holidays)
  let matched = 0
  for (let after: string | undefined = ''; after !== undefined; ) {
    const open = await listOpenPayments(db, rules.connection, after, customersAtOnce)
    after = open.lastCustomer
    if (open.payments.length === 0) continue
    const entries = await listOpenEntries(db, open.payments, rules.inRegister)
    const apart = await readUnmatches(
      db,
      open.payments.map(({ id }) => id),
    )
    const matches = matchPayments(open.payments, entries, {
      daysApart: rules.daysApart,
      businessDaysBetween: (one, other) => businessDaysBetween(one, other, holidays),
      isApart: (paymentId, transactionId) => apart.has(`${paymentId} ${transactionId}`),
    })
    await insertMatches(db, matches, now().toISOString())
    matched += matches.length
  }
  return matched
}

export const compareAct: JobAct<CompareRules, object> = async ({ db, now }, rules) => {
  await comparePayments(db, now, rules)
  return {}
}
