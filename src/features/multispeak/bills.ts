import type { Db } from '../../db/db.ts'
import { dateIn, startOfDay } from '../../lib/dates.ts'
import type { BillingData, BillingDetail } from '../../multispeak/things.ts'
import { chargesOf } from '../bills/bills-store.ts'
import { CallFault } from './call-fault.ts'
import {
  type After,
  countToldBills,
  type Days,
  findToldBills,
  listToldBills,
  type ToldBill,
} from './told-bills-store.ts'

/** Rows of one answer in version 4.1, which pages; and of one statement. */
const atOnce = 500

/** Instants, ISO 8601 in UTC. */
type Asked = { startBillDate: string; endBillDate: string; lastReceived: string }

type BillsPage = { rows: AsyncIterable<BillingData>; objectsRemaining: number; lastSent: string }

/** Days are compared as texts, and the next one has more signs: who means all days often ends with the last that programs know. */
const lastDay = '9999-12-31'

/** A bill has a day and no time, so it counts at the moment at which that day begins in the town. */
export function daysOf(timeZone: string, { startBillDate, endBillDate }: Omit<Asked, 'lastReceived'>): Days {
  const dayAt = (at: string) => {
    const day = dateIn(timeZone, new Date(at))
    return day.length > lastDay.length ? lastDay : day
  }
  const firstAtOrAfter = (at: string) => {
    const day = dayAt(at)
    const begins = startOfDay(timeZone, day)
    return Date.parse(begins) >= Date.parse(at) ? day : dayAt(startOfDay(timeZone, day, 1))
  }
  return { from: firstAtOrAfter(startBillDate), before: firstAtOrAfter(endBillDate) }
}

const objectIdOf = ({ runId, line }: After) => `bill-${runId}-${line}`

function readAfter(lastReceived: string): After | undefined {
  if (lastReceived === '') return undefined
  const [, runId, line] = /^bill-(\d{1,9})-(\d{1,9})$/.exec(lastReceived) ?? []
  if (!runId) {
    const text =
      'lastReceived is not the objectID of a bill that was told here: leave it empty, or give back what LastSent said.'
    throw new CallFault('bad-message', text)
  }
  return { runId: Number(runId), line: Number(line) }
}

/** All bills of a window, as they are read. */
export async function* allBills(db: Db, days: Days): AsyncGenerator<BillingData> {
  for (let after: After | undefined; ; ) {
    const rows = await listToldBills(db, days, { after, limit: atOnce })
    yield* rows.map(billingDataOf)
    after = rows.at(-1)
    if (!after || rows.length < atOnce) return
  }
}

/** Those that follow the one that was received last, with what is left then. */
export async function someBills(db: Db, days: Days, lastReceived: string): Promise<BillsPage> {
  const rows = await listToldBills(db, days, { after: readAfter(lastReceived), limit: atOnce })
  const last = rows.at(-1)
  const objectsRemaining = last && rows.length === atOnce ? await countToldBills(db, days, last) : 0
  return {
    rows: eachOf(rows.map(billingDataOf)),
    objectsRemaining,
    lastSent: last ? objectIdOf(last) : lastReceived,
  }
}

export async function* eachOf<Row>(rows: Row[]): AsyncGenerator<Row> {
  yield* rows
}

/** A customer's bills of a day, with what they are made of. */
export async function billDetails(db: Db, customer: string, billDate: string): Promise<BillingDetail[]> {
  const bills = await findToldBills(db, customer, billDate)
  const details: BillingDetail[] = []
  for (const bill of bills) details.push(await billingDetailOf(db, bill))
  return details
}

function billingDataOf(bill: ToldBill): BillingData {
  const { customer, serviceType, serviceLocation, objectId, meter, amountDueCents, billDate } = bill
  return {
    objectId: objectIdOf(bill),
    accountNumber: customer,
    ...{ serviceType, serviceLocation, locationId: objectId, meter },
    balanceCents: amountDueCents,
    billingDate: billDate,
  }
}

async function billingDetailOf(db: Db, bill: ToldBill): Promise<BillingDetail> {
  const { runId, line, billingCycle, previousCents, paymentsCents, adjustmentsCents } = bill
  const charges = (await chargesOf(db, runId, line, line)).get(line) ?? []
  const isCredit = adjustmentsCents !== null && adjustmentsCents < 0
  return {
    ...billingDataOf(bill),
    ...{ billingCycle, previousCents, paymentsCents },
    creditsCents: isCredit ? adjustmentsCents : null,
    debitsCents: isCredit ? null : adjustmentsCents,
    charges: charges.map(({ service, cents }) => ({ description: service, cents })),
  }
}
