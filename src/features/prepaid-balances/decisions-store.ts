import type { Db } from '../../db/db.ts'
import { notAskedFor, notDone } from './entries-list-store.ts'
import type { EntryWay } from './entry.ts'

type Decided = { at: string; by: number | null; reason: string | null }

const decision = ({ at, by, reason }: Decided) => ({ decided_at: at, decided_by: by, reason })

export async function noteArrived(trx: Db, { id, way }: { id: number; way: EntryWay }, decided: Decided) {
  const known = way === 'pull' ? { told_at: decided.at } : { sent_at: decided.at }
  await trx('prepaid_entries')
    .where({ id })
    .update({ ...known, ...decision(decided) })
}

export async function noteLeftOut(trx: Db, id: number, decided: Decided) {
  await trx('prepaid_entries')
    .where({ id })
    .update({ left_out_at: decided.at, ...decision(decided) })
}

/** What may have arrived is sent once more. */
export async function noteSendAgain(trx: Db, id: number, decided: Decided) {
  const unseen = { began_at: null, after_cents: null, after_at: null }
  await trx('prepaid_entries')
    .where({ id })
    .update({ ...unseen, ...decision(decided) })
}

type NotAskedFor = { id: number; objectId: string; cents: number }

export async function listNotAskedFor(trx: Db): Promise<NotAskedFor[]> {
  return notAskedFor(trx).orderBy('e.id').select({ id: 'e.id', objectId: 'e.object_id', cents: 'e.cents' })
}

type NotDone = { id: number; jobId: number; cents: number }

export async function listNotDone(trx: Db): Promise<NotDone[]> {
  return notDone(trx).orderBy('e.id').select({ id: 'e.id', jobId: 'e.job_id', cents: 'e.cents' })
}

/** From then on it is never given to one who asks. */
export async function sendInstead(trx: Db, id: number, jobId: number) {
  await trx('prepaid_entries').where({ id }).update({ way: 'push', job_id: jobId })
}
