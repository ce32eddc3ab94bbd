import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { providerPaymentEvents } from './events.ts'
import { takeUnrecorded } from './received-files-store.ts'

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
