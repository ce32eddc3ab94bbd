import type { Db } from '../../../db/db.ts'
import { columnOf, insertMany, onlyRow } from '../../../db/rows.ts'
import type { BillRow } from './read-row.ts'

const fields = [
  ...(['line', 'statement', 'customer', 'name', 'serviceAddress', 'mailingAddress'] as const),
  ...(['mailingCityStateZip', 'email', 'billDate', 'dueDate', 'previousCents', 'paymentsCents'] as const),
  ...(['adjustmentsCents', 'currentCents', 'amountDueCents'] as const),
]
const columns = `run_id, ${fields.map(columnOf).join(', ')}, autopay, email_is_wrong`

export async function insertBills(db: Db, runId: number, bills: BillRow[]) {
  await insertMany(
    db,
    'bills',
    columns,
    bills.map((bill) => [
      runId,
      ...fields.map((field) => bill[field]),
      ...[bill.isAutopay, bill.emailIsWrong],
    ]),
  )
  await insertMany(
    db,
    'bill_charges',
    'run_id, line, service, cents',
    bills.flatMap(({ line, charges }) => charges.map(({ service, cents }) => [runId, line, service, cents])),
  )
}

/** Before a file is read once more, and of a file with bad rows. */
export async function clearBills(db: Db, runId: number) {
  await db('bill_charges').where({ run_id: runId }).delete()
  await db('bills').where({ run_id: runId }).delete()
}

/** The ways that exports write what lowers and raises a bill, the most usual first: signs of payments and adjustments. */
const ways = [
  { payments: -1, adjustments: 1 },
  { payments: 1, adjustments: 1 },
  { payments: -1, adjustments: -1 },
  { payments: 1, adjustments: -1 },
]

/**
 * Writes payments and adjustments with one meaning, however the file has them: by the signs with which most of its bills
 * add up to their amounts due.
 */
export async function settleSigns(db: Db, runId: number) {
  const whole = ({ payments, adjustments }: (typeof ways)[number]) =>
    `previous_cents + current_cents + (${payments}) * coalesce(payments_cents, 0)
       + (${adjustments}) * coalesce(adjustments_cents, 0) = amount_due_cents`
  const sums = ways.map((way, index) => `sum(case when ${whole(way)} then 1 else 0 end) as way${index}`)
  const counted = await onlyRow<Record<string, number | null>>(
    db('bills')
      .where({ run_id: runId })
      .select(db.raw(sums.join(', '))),
  )
  const counts = ways.map((_, index) => counted[`way${index}`] ?? 0)
  const { payments, adjustments } = ways[counts.indexOf(Math.max(...counts))] ?? {
    payments: -1,
    adjustments: 1,
  }
  const turned = (column: string) => ({ [column]: db.raw('-??', [column]) })
  const update = {
    ...(payments === 1 ? turned('payments_cents') : {}),
    ...(adjustments === -1 ? turned('adjustments_cents') : {}),
  }
  if (Object.keys(update).length > 0) await db('bills').where({ run_id: runId }).update(update)
}

/** How many bills a run has, and what they come to. */
export async function countBills(db: Db, runId: number): Promise<{ bills: number; amountDueCents: number }> {
  return onlyRow<{ bills: number; amountDueCents: number }>(
    db('bills').where({ run_id: runId }).count({ bills: '*' }).sum({ amountDueCents: 'amount_due_cents' }),
  )
}
