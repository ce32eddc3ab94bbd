import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { confirmBatch, downloadFile } from '../features/update-general-ledger/export-file-actions.ts'
import { printReport } from '../features/update-general-ledger/report.ts'
import { runUpdate } from '../features/update-general-ledger/run.ts'
import { firstDay, lastDay, type Period } from '../lib/periods.ts'

/** Prints the report of a month and posts it; the number of its batch. */
export async function postMonth(
  deps: Deps,
  period: Period,
  { includePayments }: { includePayments: boolean },
  actor: Actor,
): Promise<number> {
  const choice = {
    ...{ beginningDate: firstDay(period), endingDate: lastDay(period), period, journal: 'UM' },
    ...{ includePayments, updateAgain: false },
  }
  const settings = await deps.settings.now()
  const { fingerprint } = await printReport(deps, deps.db, settings, choice)
  const run = await runUpdate(deps, { choice, layout: 'csv', reason: null, seen: fingerprint }, actor)
  if (run.outcome !== 'posted') throw new Error(`The sample month ${period} was not posted: ${run.outcome}`)
  return run.number
}

/** Fetches the file of a batch, and confirms it by what the other ledger called it. */
export async function handOver(deps: Deps, number: number, reference: string, actor: Actor) {
  await downloadFile(deps, number, actor)
  await confirmBatch(deps, { number, reference }, actor)
}
