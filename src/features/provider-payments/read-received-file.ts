import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import { readFileChunks } from '../../exchange-files/files-store.ts'
import { paymentsPurpose } from '../../import-profiles/payments-purpose.ts'
import { versionLabel } from '../../import-profiles/profile.ts'
import { readTable } from '../../import-profiles/read-table.ts'
import { readValues } from '../../import-profiles/read-values.ts'
import { CsvFault } from '../../lib/csv-encoding.ts'
import { formatCents } from '../../lib/money.ts'
import { withTemporaryFile } from '../../lib/temporary-file.ts'
import type { LayoutInUse } from '../file-layouts/layout-for.ts'
import { findBilledCents } from './billed-store.ts'
import type { ReceivedPayment } from './payment.ts'
import { paymentNumbering } from './payment-number.ts'
import { readPayment, unfitValues } from './read-payment.ts'
import { type Figure, findReceived, moveReceived } from './received-files-store.ts'
import {
  cancelScheduled,
  countTaken,
  findConflicts,
  removeStaged,
  stageRows,
  takeStaged,
} from './staged-rows-store.ts'

type Held = { code: string; problem: string; findings?: string[]; figures?: Figure[] }

type Reading = {
  db: Db
  now: () => Date
  /** Where a copy of it may lie while it is read. */
  folder: string
  layout: LayoutInUse | undefined
}

const rowsAtOnce = 500
const mostFindings = 20
/** Characters of one: it may say a cell of the file, which may be as long as a row. */
const longestFinding = 500

const cut = (finding: string) =>
  finding.length > longestFinding ? `${finding.slice(0, longestFinding - 1)}…` : finding

/**
 * Reads a file that is kept: its rows become payments and the file is read, in one transaction, or it is held and adds
 * none.
 */
export async function readReceivedFile({ db, now, folder, layout }: Reading, id: number): Promise<void> {
  const file = await findReceived(db, id)
  if (file?.state !== 'kept') return
  const { fileId, connection } = file
  const readWith = layout ? versionLabel(layout) : null
  const hold = ({ code, ...held }: Held) =>
    moveReceived(db, id, { state: 'held', layout: readWith, problemCode: code, ...held }, ['kept'])
  if (!layout) return void (await hold(noLayout))
  await removeStaged(db, fileId)
  const content = readFileChunks(db, fileId)
  const read = await withTemporaryFile(folder, content, (path) => stageFile(db, fileId, path, layout))
  const conflicts = 'held' in read ? [] : await findConflicts(db, connection, fileId, mostFindings)
  if ('held' in read) await hold(read.held)
  else if (conflicts.length > 0) await hold(conflicting(conflicts))
  else {
    await transaction(db, async (trx) => {
      const { known } = await takeStaged(trx, connection, fileId)
      const counted = await countTaken(trx, fileId)
      await cancelScheduled(trx, connection)
      const { figures } = read
      const readAt = now().toISOString()
      await moveReceived(trx, id, { state: 'read', layout: readWith, ...counted, known, figures, readAt }, [
        'kept',
      ])
    })
  }
  await removeStaged(db, fileId)
}

const noLayout: Held = {
  code: 'no-layout',
  problem: 'No layout says how to read it. Choose one on Layouts, then read it again.',
}

/** Puts its rows aside, or says why the file is held. */
async function stageFile(
  db: Db,
  fileId: number,
  path: string,
  { profile }: LayoutInUse,
): Promise<{ figures: Figure[] } | { held: Held }> {
  const numberOf = paymentNumbering((profile.rules?.number ?? []).map(fieldOf))
  const findings: string[] = []
  let [figures, agrees, bad]: [Figure[], boolean, number] = [[], true, 0]
  let rows: ReceivedPayment[] = []
  const wrong = (line: number, errors: string[]) => {
    bad++
    if (findings.length < mostFindings) findings.push(cut(`Line ${line}: ${errors.join('; ')}.`))
  }
  try {
    for await (const item of readTable(path, profile, paymentsPurpose).items) {
      if (item.is === 'no-heading') return { held: unreadable(item.errors.join('; ')) }
      if (item.is === 'bad') wrong(item.line, item.errors)
      if (item.is === 'totals') [figures, agrees] = [item.figures, item.agrees]
      if (item.is !== 'row') continue
      const found = readValues(item, profile, paymentsPurpose)
      if ('passedOver' in found) continue
      const { values } = found
      const errors = [...found.errors, ...unfitValues(values)]
      const read = errors.length > 0 ? { errors } : readPayment(item.line, await withAmount(db, values))
      if ('errors' in read) wrong(item.line, read.errors)
      else rows.push({ ...read, ...numberOf(read) })
      if (rows.length < rowsAtOnce) continue
      await stageRows(db, fileId, rows)
      rows = []
    }
  } catch (error) {
    if (error instanceof CsvFault) return { held: unreadable(error.message) }
    throw error
  }
  await stageRows(db, fileId, rows)
  if (bad > 0) return { held: badRows(bad, findings, figures) }
  return agrees ? { figures } : { held: { ...totalsDiffer, figures } }
}

/** A provider that names only the bill as it was sent takes what the bill asked for. */
async function withAmount<Values extends { amount?: number; customer?: string; statement?: string }>(
  db: Db,
  values: Values,
): Promise<Values> {
  const { amount, customer, statement } = values
  if (amount !== undefined || !customer || !statement) return values
  const billed = await findBilledCents(db, customer, statement)
  return { ...values, ...(billed === undefined ? {} : { amount: billed }), number: statement }
}

const fields: Record<string, keyof Omit<ReceivedPayment, 'numberedBy'>> = {
  amount: 'amountCents',
  fee: 'feeCents',
  'paid-on': 'paidOn',
  'settled-on': 'settledOn',
  'refers-to': 'refersTo',
}
const fieldOf = (role: string) => fields[role] ?? (role as 'customer')

const unreadable = (why: string): Held => ({
  code: 'unreadable',
  problem: `It cannot be read with the layout: ${why}. Correct the layout and read it again, or ask the provider for the file once more.`,
})

const badRows = (bad: number, findings: string[], figures: Figure[]): Held => ({
  code: 'bad-rows',
  problem: `${bad === 1 ? '1 row' : `${bad.toLocaleString('en-US')} rows`} of it cannot be read with the layout. Correct the layout and read it again, or ask the provider for a correct file.`,
  findings,
  figures,
})

const totalsDiffer: Held = {
  code: 'totals',
  problem:
    'The totals written in the file differ from what was counted in it, so part of it may be missing. Ask the provider for a complete file.',
}

function conflicting(conflicts: Awaited<ReturnType<typeof findConflicts>>): Held {
  return {
    code: 'conflict',
    problem:
      'A payment number in it is already that of another payment. Ask the provider which of the two is right.',
    findings: conflicts.map(
      ({ line, number, customer, amountCents, thereLine }) =>
        `Line ${line}: payment ${number}, customer ${customer}, ${formatCents(amountCents)}, is not what ${
          thereLine > 0 ? `line ${thereLine} of the file` : 'an earlier file'
        } says of that number.`,
    ),
  }
}
