import { randomUUID } from 'node:crypto'
import type { Actor } from '../../audit/append.ts'
import { prepaidMetering } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { addJob } from '../../jobs/jobs-store.ts'
import type { Period } from '../../lib/periods.ts'
import type { PeriodWatcher } from '../posting-periods/close.ts'
import { makeKind } from './kinds.ts'
import { wantsReconciliations } from './my-usage.ts'
import { closedAtOf, reconciliationsOf } from './reconciliations-store.ts'

/** What is made, frozen in its job. */
export type MakeContent = {
  period: Period
  /** Of the closing that it is of. */
  closedAt: string
  isAnew: boolean
  /** The newest of the period when it was asked for: where there is another by then, nothing is made. */
  after: number | null
  by: number | null
}

async function addMaking(trx: Db, content: MakeContent, { key, at }: { key: string; at: string }) {
  const job = { kind: makeKind, connection: prepaidMetering, key, content, at, dueAt: at, by: content.by }
  await addJob(trx, job)
}

/** Has a reconciliation made of each period that is closed. */
export const reconcileClosed: PeriodWatcher = async (deps, trx, { act, period, at }, actor) => {
  if (act !== 'closed' || !wantsReconciliations(await deps.settings.now(trx))) return
  const [newest] = await reconciliationsOf(trx, period)
  const content = { period, closedAt: at, isAnew: false, after: newest?.number ?? null, by: actor.id }
  await addMaking(trx, content, { key: `${makeKind}:${period}:${at}`, at })
}

/** Has one made of a closed period anew, after `after`, the newest that the person saw; false where that was overtaken. */
export async function askToMake(
  deps: Deps,
  { period, after }: { period: Period; after: number | null },
  actor: Actor,
): Promise<boolean> {
  const at = deps.now().toISOString()
  const isAsked = await transaction(deps.db, async (trx) => {
    const closedAt = await closedAtOf(trx, period)
    const [newest] = await reconciliationsOf(trx, period)
    if (!closedAt || (newest?.number ?? null) !== after) return false
    const content = { period, closedAt, isAnew: true, after, by: actor.id }
    await addMaking(trx, content, { key: `${makeKind}:${period}:${randomUUID()}`, at })
    return true
  })
  if (isAsked) deps.jobs.wake()
  return isAsked
}
