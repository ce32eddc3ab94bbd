import { appendEvent } from '../../audit/append.ts'
import { systemActor } from '../../audit/system-actor.ts'
import { prepaidMetering } from '../../connections/connection.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { keepFile } from '../../exchange-files/files-store.ts'
import { dateIn } from '../../lib/dates.ts'
import type { Period } from '../../lib/periods.ts'
import type { Settings } from '../../settings/snapshot.ts'
import type { MakeContent } from './ask-to-make.ts'
import { reconciliationEvents } from './events.ts'
import { wantsReconciliations } from './my-usage.ts'
import { billTotal } from './parts.ts'
import { fileName, reconciliationFile } from './recon-file.ts'
import { type Figures, reconcile } from './reconcile.ts'
import { insertReconciliation, nextNumber, noteReplaced } from './reconciliation-moves-store.ts'
import { closedAtOf, lockPeriod, reconciliationsOf } from './reconciliations-store.ts'
import { type Enrolled, enrolledIn, sumsIn } from './register-sums-store.ts'
import { insertRows, insertServices } from './rows-store.ts'
import { stateOf } from './state.ts'

/** What a period comes to by the register, the accounts and the mapping as they are now. */
export async function figuresOf(db: Db, settings: Settings, period: Period): Promise<Figures<Enrolled>> {
  const month = { period, timeZone: settings.organization.timeZone }
  return reconcile(await enrolledIn(db, month), await sumsIn(db, month), settings.prepaidReconciliations)
}

/**
 * Makes what was asked for, with its file, and puts it in the place of one that was not released. Makes nothing where the period
 * was opened again, nobody was enrolled in it, or another was made meanwhile.
 */
export async function makeReconciliation(deps: Deps, trx: Db, asked: MakeContent) {
  const { period, closedAt, isAnew, after, by } = asked
  const settings = await deps.settings.now(trx)
  await lockPeriod(trx, period)
  const before = await reconciliationsOf(trx, period)
  if (!wantsReconciliations(settings) || (before[0]?.number ?? null) !== after) return
  if ((await closedAtOf(trx, period)) !== closedAt) return
  const { rows, total, unmapped } = await figuresOf(trx, settings, period)
  if (rows.length === 0) return
  const at = deps.now().toISOString()
  const number = await nextNumber(trx)
  const file = unmapped.length > 0 ? undefined : await keepItsFile({ rows, total })
  const one = { number, period, closedAt, isAnew, madeAt: at, accounts: rows.length, total, unmapped }
  const id = await insertReconciliation(trx, { ...one, askedBy: by, fileId: file?.id ?? null })
  await insertRows(trx, id, rows)
  await insertServices(trx, id, settings.prepaidReconciliations.parts)
  const waiting = before.filter((earlier) => ['held', 'blocked'].includes(stateOf(earlier)))
  for (const earlier of waiting) await noteReplaced(trx, earlier.id, at)
  for (const earlier of waiting)
    await appendEvent(deps, trx, systemActor, reconciliationEvents.replaced(earlier))
  const about = { id, number, period }
  const entry = file
    ? reconciliationEvents.made(about, {
        ...{ file: file.name, hash: file.sha256, accounts: rows.length, total: billTotal(total) },
      })
    : reconciliationEvents.blocked(about, {
        services: unmapped.map(({ service }) => service).join(', '),
        accounts: rows.length,
      })
  await appendEvent(deps, trx, systemActor, entry)

  async function keepItsFile(figures: Pick<Figures<Enrolled>, 'rows' | 'total'>) {
    const { name: organization, timeZone } = settings.organization
    const madeOn = dateIn(timeZone, deps.now())
    const name = fileName({ number, madeOn })
    const content = reconciliationFile({ number, period, madeOn, organization, ...figures })
    const kept = { connection: prepaidMetering, direction: 'out' as const, name, by, at }
    return { name, ...(await keepFile(trx, kept, content)) }
  }
}
