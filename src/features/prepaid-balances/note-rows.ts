import type { Db } from '../../db/db.ts'
import type { EntryWay, EntryWhat } from './entry.ts'
import { descriptionOf, effectOf, identityOf, messageIdOf, objectIdOf, takenBack } from './entry-of.ts'
import { countRounds, insertEntries, type NewEntry } from './noted-store.ts'
import { addPush, doubtNewPush } from './push-job.ts'
import type { RegisterRow } from './register-store.ts'

export type Noting = {
  trx: Db
  way: EntryWay
  recordedAt: string
  notedAt: string
  restored: string | null
}

/** Notes what rows of the register do to the vendor's balances; of rows that are gone from it, the opposite. */
export async function noteRows(noting: Noting, rows: RegisterRow[], what: EntryWhat) {
  const { trx, way, recordedAt, notedAt } = noting
  const identities = rows.map(identityOf)
  const rounds = await countRounds(trx, identities)
  const entries: NewEntry[] = []
  const doubted: string[] = []
  for (const [index, row] of rows.entries()) {
    const identity = identities[index] as string
    const round = (rounds.get(identity) ?? 0) + 1
    const effect = { ...effectOf(row), description: descriptionOf(row) }
    const objectId = objectIdOf(identity, round, what === 'taken-back')
    entries.push({
      ...{ accountId: row.accountId, customer: row.customer, serviceType: row.serviceType },
      ...{ locationId: row.locationId, rowId: row.rowId, importId: row.importId, source: row.source },
      ...{ reference: row.reference, date: row.date, registerKind: row.kind },
      ...(what === 'noted' ? effect : takenBack(effect)),
      ...{ what, way, identity, round, recordedAt, notedAt },
      ...{ objectId, messageId: messageIdOf(objectId), jobId: await pushOf(noting, objectId) },
    })
    if (mayHaveBeenSent(row, noting)) doubted.push(objectId)
  }
  await insertEntries(trx, entries)
  for (const objectId of doubted) await doubtNewPush(trx, objectId, recordedAt)
}

const doubtedForMs = 30 * 24 * 3_600_000

/**
 * What is dated before the database was put back from a backup may have been imported and sent between the two. What comes in
 * a month later was not waited for that long.
 */
function mayHaveBeenSent({ date }: RegisterRow, { way, restored, notedAt }: Noting) {
  if (way !== 'push' || restored === null) return false
  return date <= restored.slice(0, 10) && Date.parse(notedAt) - Date.parse(restored) < doubtedForMs
}

export async function pushOf({ trx, way, recordedAt }: Noting, objectId: string) {
  return way === 'push' ? addPush(trx, objectId, recordedAt, null) : null
}
