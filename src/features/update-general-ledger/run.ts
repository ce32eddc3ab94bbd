import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import { withOwnConnection } from '../../db/own-connection.ts'
import { Rollback, transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { countPosted } from '../home/month-totals-store.ts'
import { type Books, readBooks } from './accounts-store.ts'
import type { Batch } from './batch.ts'
import { markTransactions } from './batch-members-store.ts'
import { findByFingerprint, insertBatch, takeNumber } from './batches-store.ts'
import { noOthers, type OtherBlockers } from './blockers.ts'
import { entriesOf } from './entries.ts'
import { batchEvents } from './events.ts'
import { entryDate, fileOf, sourceOf } from './export-file.ts'
import { type ExportFormatKey, exportFormatFor } from './export-formats.ts'
import { makeReport } from './report.ts'
import { postedKinds } from './transaction-totals.ts'
import { countGroups } from './transaction-totals-store.ts'
import type { UpdateChoice } from './update-request.ts'

export type RunRequest = {
  choice: UpdateChoice
  layout: ExportFormatKey
  reason: string | null
  /** The fingerprint of the report that was looked at. */
  seen: string
}

type RunOutcome =
  | { outcome: 'posted'; number: number }
  /** This very report is posted already: a second press, a reload, or somebody else. */
  | { outcome: 'posted-before'; batch: Batch }
  | { outcome: 'changed' }
  | { outcome: 'blocked' }

/** What was shown is not what would be posted: nothing is. */
const takenBack = (outcome: 'changed' | 'blocked') => new Rollback<RunOutcome>({ outcome })

/** Posts exactly what the report showed, in one transaction, or nothing. */
export async function runUpdate(
  deps: Deps,
  request: RunRequest,
  actor: Actor,
  others: OtherBlockers = noOthers,
): Promise<RunOutcome> {
  const before = await samePosted(deps.db, request)
  if (before) return { outcome: 'posted-before', batch: before }
  const answer = await withOwnConnection(deps.config, 'write', (db) =>
    transaction(db, (trx) => post({ ...deps, db }, trx, { ...request, others }, actor)),
  )
  const meanwhile = answer.outcome === 'posted' ? undefined : await samePosted(deps.db, request)
  return meanwhile ? { outcome: 'posted-before', batch: meanwhile } : answer
}

/** The batch that this report became, if these very choices are asked for. */
async function samePosted(db: Db, { seen, choice }: RunRequest) {
  const batch = await findByFingerprint(db, seen)
  const isSame =
    batch && Object.entries(choice).every(([field, value]) => batch[field as keyof Batch] === value)
  return isSame ? batch : undefined
}

/** Marks first and counts what it marked: whatever else goes on, the entries are those of these transactions. */
async function post(
  deps: Deps,
  trx: Db,
  { choice, layout, reason, seen, others }: RunRequest & { others: OtherBlockers },
  actor: Actor,
): Promise<RunOutcome> {
  const number = await takeNumber(trx)
  // Its turn came after the same request's: that one counts.
  if (await findByFingerprint(trx, seen)) throw takenBack('changed')
  const first = await readBehind(deps, trx, number)
  const { settings, books } = first
  const { generalLedger } = settings
  await markTransactions(trx, number, choice, postedKinds({ ...generalLedger, ...choice }))
  const groups = await countGroups(trx, choice, number)
  const more = await others(trx, choice)
  const reportOf = (behind: Behind) => makeReport(deps, { ...behind, choice, groups, more, isRun: true })
  const report = reportOf(first)
  if (report.isLate || report.fingerprint !== seen) throw takenBack('changed')

  const at = deps.now()
  const entries = entriesOf(report.accounts)
  const batch = {
    ...choice,
    number,
    fingerprint: seen,
    createdAt: at.toISOString(),
    createdBy: actor.id as number,
    interface: generalLedger.interface,
    updateMethod: generalLedger.updateMethod,
    updatePayments: generalLedger.updatePayments,
    settingsVersion: generalLedger.version,
    accountsVersion: books.version,
    layout: exportFormatFor(generalLedger.interface, layout),
    date: entryDate(choice),
    reason: choice.updateAgain ? reason : null,
    ...report.totals,
    entries: entries.length,
    reverses: null,
    state: 'created' as const,
  }
  const { limits, ...file } = fileOf(batch, sourceOf(report))
  if (report.blockers.length > 0 || report.nothing || limits.length > 0) {
    throw takenBack('blocked')
  }
  const event = batchEvents.run(number, {
    period: choice.period,
    journal: choice.journal,
    transactions: batch.transactions,
    debits: batch.debitCents,
    reason: batch.reason ?? undefined,
  })
  await countPosted(trx, number, choice.updateAgain)
  await appendEvent(deps, trx, actor, event)
  // Whatever was recorded before this batch is committed by now and seen; whatever is not comes after the batch.
  if (reportOf(await readBehind(deps, trx, number)).fingerprint !== seen) throw takenBack('changed')
  await insertBatch(trx, batch, {
    details: report.details,
    entries,
    file,
  })
  return { outcome: 'posted', number }
}

type Behind = { settings: Settings; books: Books }

/** What the report is made from, as it is at this moment; the number taken is not a batch before it. */
async function readBehind(deps: Deps, trx: Db, number: number): Promise<Behind> {
  const settings = await deps.settings.now(trx)
  return { settings, books: { ...(await readBooks(trx)), lastBatch: number - 1 } }
}
