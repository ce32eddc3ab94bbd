import { type Actor, appendEvent } from '../../audit/append.ts'
import { systemActor } from '../../audit/system-actor.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { dateIn } from '../../lib/dates.ts'
import { fetchSchedule } from './compare-rules.ts'
import { providerPaymentEvents } from './events.ts'
import { missingSince } from './fetch-schedule.ts'
import { lastReceived, noteOverdue, takeUnrecorded } from './received-files-store.ts'

/** Tells history what became of the files that the working process has read, once each. */
export async function recordFiles(deps: Deps, trx: Db, connection: string, actor: Actor) {
  for (const file of await takeUnrecorded(trx, connection, deps.now().toISOString())) {
    const { payments, paymentCents, returns, returnCents, cancels, known, asked, problem } = file
    const event =
      file.state === 'read'
        ? providerPaymentEvents.fileRead(file, {
            ...{ payments, paymentCents, returns, returnCents, cancels, known, asked },
          })
        : providerPaymentEvents.fileHeld(file, { problem: problem ?? '' })
    await appendEvent(deps, trx, actor, event)
  }
}

/** Tells history once an episode that no payments file has come although some were expected. */
export async function recordOverdue(deps: Deps, trx: Db) {
  const settings = await deps.settings.now(trx)
  const last = await lastReceived(trx)
  if (!last) return
  const lastOn = dateIn(settings.organization.timeZone, new Date(last.receivedAt))
  const since = missingSince(fetchSchedule(settings), lastOn, deps.now())
  if (!since || !(await noteOverdue(trx, last.id, deps.now().toISOString()))) return
  await appendEvent(deps, trx, systemActor, providerPaymentEvents.overdue('Bill Provider', { since }))
}
