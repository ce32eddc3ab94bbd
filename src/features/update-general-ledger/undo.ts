import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import { withOwnConnection } from '../../db/own-connection.ts'
import { Rollback, transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { lastDay, periodOf } from '../../lib/periods.ts'
import { fingerprint } from '../../versioned-form/save-version.ts'
import { readBooks, readChart } from './accounts-store.ts'
import type { NewBatch } from './batch.ts'
import { freeTransactions } from './batch-members-store.ts'
import { findBatch, insertBatch, lockBatch, moveBatch, readDetails, takeNumber } from './batches-store.ts'
import { accountTotals, entriesOf, opposite } from './entries.ts'
import { batchEvents } from './events.ts'
import { fileOf } from './export-file.ts'

type UndoOutcome = 'undone' | 'undone-before' | 'reverses' | 'closed' | 'missing'

type UndoRequest = { number: number; period: string; reason: string }

/** The number taken is given out again. */
const notUndone = (outcome: UndoOutcome) => new Rollback(outcome)

/** Undoes a batch by one that is equal and opposite; its transactions can be updated again. */
export async function undoBatch(
  deps: Deps,
  { number, period, reason }: UndoRequest,
  actor: Actor,
): Promise<UndoOutcome> {
  return withOwnConnection(deps.config, 'write', (db) =>
    transaction(db, (trx) => reverse({ ...deps, db }, trx, { number, period, reason }, actor)),
  )
}

async function reverse(
  deps: Deps,
  trx: Db,
  { number, period, reason }: UndoRequest,
  actor: Actor,
): Promise<UndoOutcome> {
  const reversing = await takeNumber(trx)
  // First, because a download takes the batch and then its record: in the other order the two would wait for each other.
  await lockBatch(trx, number)
  const batch = await findBatch(trx, number)
  if (!batch) throw notUndone('missing')
  if (batch.reverses !== null) throw notUndone('reverses')
  if (batch.reversedBy !== null) throw notUndone('undone-before')
  const isClosed = async () => (await readBooks(trx)).closedPeriods.has(period)
  if (await isClosed()) throw notUndone('closed')

  const posted = await readDetails(trx, number)
  const details = posted.map(opposite)
  const entries = entriesOf(accountTotals(details))
  const at = deps.now()
  // What was done with the file of the one is not done with that of the other.
  const { reversedBy, downloadedAt, downloadedBy, confirmedAt, confirmedBy, confirmedReference, ...same } =
    batch
  const newBatch: NewBatch = {
    ...same,
    number: reversing,
    fingerprint: fingerprint(deps, ['gl-update-undone', number]),
    createdAt: at.toISOString(),
    createdBy: actor.id as number,
    period,
    date: periodOf(batch.date) === period ? batch.date : lastDay(period),
    reason,
    reverses: number,
    state: 'created',
  }
  const { formats } = await readBooks(trx)
  const chart = await readChart(
    trx,
    entries.map(({ account }) => account),
  )
  // Also what its layout cannot hold: a batch whose file was refused there is just what is undone.
  const { limits: _, ...file } = fileOf(newBatch, {
    entries,
    details: posted,
    chart,
    formats,
    updateMethod: batch.updateMethod,
  })
  await freeTransactions(trx, number, batch.updateAgain)
  await appendEvent(deps, trx, actor, batchEvents.undone(number, { reversedBy: reversing, period, reason }))
  // A closing recorded before this undo is committed by now and seen; one that is not comes after the undo.
  if (await isClosed()) throw notUndone('closed')
  await insertBatch(trx, newBatch, { details, entries, file })
  const isGenuine = await moveBatch(trx, number, { reversed_by: null }, { reversed_by: reversing })
  if (!isGenuine) throw notUndone('undone-before')
  return 'undone'
}
