import type { Db } from '../../db/db.ts'
import type { JobAct } from '../../jobs/job.ts'
import { businessDaysBetween } from '../../lib/business-days.ts'
import { inParts } from '../../lib/in-parts.ts'
import { listOpenEntries, listOpenPayments, readUnmatches } from './compare-store.ts'
import { matchEntered } from './entries-store.ts'
import { lastImport, noteCompared } from './live-entries-store.ts'
import { type Match, matchPayments, type OpenEntry, type OpenPayment } from './match-payments.ts'
import { insertMatches, removeStaleMatches } from './matches-store.ts'
import { insertMatchedTwins, insertTwins, listEntered, readTold } from './twins-store.ts'

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
/** An export that brings a payment later than that brings it as something else. */
const twinDays = 120

/** Matches what is not matched yet, some customers at a time, so that memory does not grow with the payments. */
export async function comparePayments(db: Db, now: () => Date, rules: CompareRules): Promise<number> {
  // Before anything is read: what comes to count meanwhile is compared the next time.
  const upTo = await lastImport(db)
  await removeStaleMatches(db)
  await matchEntered(db, now().toISOString())
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
  await findTwins(db, now, rules)
  await noteCompared(db, rules.connection, upTo)
  return matched
}

/** An import may bring again what was entered: a person is asked then, before the ledger is updated. */
async function findTwins(db: Db, now: () => Date, { connection, daysApart, holidays: own }: CompareRules) {
  const since = new Date(now().getTime() - twinDays * 86_400_000).toISOString().slice(0, 10)
  const holidays = new Set(own)
  await insertMatchedTwins(db)
  const entered = await listEntered(db, connection, since)
  const told = await readTold(db)
  const isApart = (paymentId: number, transactionId: number) => told.has(`${paymentId} ${transactionId}`)
  for (const payments of inParts(entered, customersAtOnce)) {
    const entries = await listOpenEntries(db, payments, '')
    const twins = matchPayments(payments, entries, {
      ...{ daysApart, isApart },
      businessDaysBetween: (one, other) => businessDaysBetween(one, other, holidays),
    })
    await insertTwins(db, [...twins, ...sameNumbers(payments, entries, twins, isApart)])
  }
}

/** A number that the customer's payment has too says that it is the same money, whatever the amount. */
function sameNumbers(
  payments: OpenPayment[],
  entries: OpenEntry[],
  found: Match[],
  isApart: (paymentId: number, transactionId: number) => boolean,
) {
  const taken = new Set(
    found.flatMap(({ paymentId, transactionIds }) => [`p${paymentId}`, ...transactionIds]),
  )
  const keyOf = (kind: string, customer: string, number: string) =>
    JSON.stringify([kind, customer, number.toLowerCase()])
  const byNumber = Map.groupBy(entries, ({ kind, customer, reference }) => keyOf(kind, customer, reference))
  return payments.flatMap(({ id, kind, customer, number }) =>
    (number === '' || taken.has(`p${id}`) ? [] : (byNumber.get(keyOf(kind, customer, number)) ?? []))
      .filter(({ transactionIds }) => !transactionIds.some((one) => taken.has(one) || isApart(id, one)))
      .map(({ transactionIds }) => ({ paymentId: id, transactionIds })),
  )
}

export const compareAct: JobAct<CompareRules, object> = async ({ db, now }, rules) => {
  await comparePayments(db, now, rules)
  return {}
}
