import type { Deps } from '../../deps.ts'
import { keepOutcome } from './month-steps-store.ts'
import type { PrintedReport } from './report.ts'

/** Keeps what a report said as the last of its period, which home tells. A report is there to be read: it is shown also where this could not be written. */
export async function noteOutcome(
  deps: Deps,
  { id, revision }: { id: number; revision: number },
  { choice, totals, blockers, limits }: PrintedReport,
) {
  // One that counts what is posted already is no state of the month.
  if (choice.updateAgain) return
  const { period, beginningDate, endingDate } = choice
  const outcome = {
    period,
    beginningDate,
    endingDate,
    printedAt: deps.now().toISOString(),
    printedBy: id,
    recordId: revision,
    transactions: totals.transactions,
    debitCents: totals.debitCents,
    blockers: blockers.length + limits.length,
  }
  try {
    await keepOutcome(deps.db, outcome)
  } catch (error) {
    deps.log.error({ code: (error as { code?: string }).code }, 'the outcome of a report was not kept')
  }
}
