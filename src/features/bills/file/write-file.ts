import { billProvider } from '../../../connections/connection.ts'
import type { Db } from '../../../db/db.ts'
import { Rollback, transaction } from '../../../db/transaction.ts'
import { keepFile } from '../../../exchange-files/files-store.ts'
import { billsSentPurpose } from '../../../import-profiles/bills-sent-purpose.ts'
import type { Profile } from '../../../import-profiles/profile.ts'
import type { TableValues } from '../../../import-profiles/read-values.ts'
import { rowWriter } from '../../../import-profiles/row-writer.ts'
import { writeTable } from '../../../import-profiles/write-table.ts'
import { asSentence } from '../../../lib/csv.ts'
import type { Bill, Charge } from '../bill.ts'
import { chargesOf, listBills } from '../bills-store.ts'

/** `id` is of a layout of the town's own; `leavesOut`: bills that it cannot write. */
export type FileWork = {
  runId: number
  name: string
  layout: { profile: Profile; id: number | null; version: number }
  leavesOut: boolean
  by: number | null
  at: string
}

/** The first bills that a layout cannot write, and how many there are. */
export type Unwritten = { bad: { line: number; reasons: string[] }[]; badCount: number }

export type FileAnswer =
  | { file: { id: number; size: number; sha256: string }; leftOut: number; leftOutCents: number }
  | { unwritten: Unwritten }

const mostBad = 100
const billsAtOnce = 500

/** Writes the file that is sent of a run, and keeps it byte for byte. */
export async function writeFile(db: Db, work: FileWork): Promise<FileAnswer> {
  const { runId, name, layout, leavesOut, by, at } = work
  const { profile, id, version } = layout
  const unwritten: Unwritten = { bad: [], badCount: 0 }
  const write = rowWriter(profile, billsSentPurpose)
  let [written, leftOutCents] = [0, 0]
  async function* rows(trx: Db) {
    for await (const { charges, ...bill } of billsOf(trx, runId)) {
      const values = valuesOf(bill, charges)
      const row = write(values)
      if ('errors' in row) {
        unwritten.badCount += 1
        leftOutCents += bill.amountDueCents
        const reasons = [`Customer ${bill.customer}:`, ...row.errors.map(asSentence)]
        if (unwritten.bad.length < mostBad) unwritten.bad.push({ line: bill.line, reasons })
      } else {
        written += 1
        yield values
      }
    }
    if (unwritten.badCount > 0 && (!leavesOut || written === 0)) throw new Rollback({ unwritten })
  }
  const about = {
    ...{ connection: billProvider, direction: 'out' as const, name, by, at },
    ...(id === null ? {} : { profile: { id, version } }),
  }
  // In one transaction: of a file that could not be written nothing is left.
  return transaction(db, async (trx): Promise<FileAnswer> => {
    const file = await keepFile(trx, about, writeTable(profile, billsSentPurpose, rows(trx)))
    return { file, leftOut: unwritten.badCount, leftOutCents }
  })
}

async function* billsOf(db: Db, runId: number): AsyncGenerator<Bill & { charges: Charge[] }> {
  const run = { id: runId, comparedWith: null }
  for (let after: number[] | undefined; ; ) {
    const { rows, next } = await listBills(db, run, {}, { after, limit: billsAtOnce })
    const [first, last] = [rows[0], rows.at(-1)]
    if (!first || !last) return
    const charges = await chargesOf(db, runId, first.line, last.line)
    for (const bill of rows) yield { ...bill, charges: charges.get(bill.line) ?? [] }
    if (!next) return
    after = [last.line]
  }
}

/** What the file does not say is left out, so that a layout may say something else instead. */
function valuesOf(bill: Bill, charges: Charge[]): TableValues<typeof billsSentPurpose> {
  const all = {
    statement: bill.statement,
    customer: bill.customer,
    name: bill.name,
    'service-address': bill.serviceAddress,
    'mailing-address': bill.mailingAddress,
    'mailing-city-state-zip': bill.mailingCityStateZip,
    email: bill.email,
    'bill-date': bill.billDate,
    'due-date': bill.dueDate,
    previous: bill.previousCents,
    payments: bill.paymentsCents,
    adjustments: bill.adjustmentsCents,
    current: bill.currentCents,
    'amount-due': bill.amountDueCents,
    autopay: bill.isAutopay ? 'Y' : 'N',
  }
  const known = Object.entries(all).filter(([, value]) => value !== null && value !== '')
  return {
    values: Object.fromEntries(known),
    several: charges.map(({ service, cents }) => ({ role: 'charge-of-service', of: service, cents })),
  }
}
