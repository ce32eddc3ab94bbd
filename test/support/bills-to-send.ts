import { sendKind } from '../../src/features/bills/send/kind.ts'
import type { Town } from './town.ts'

/** A job that is due, as of bills to a provider: what may have sent it already must not send it again. */
export async function addBillsToSend({ db }: Town) {
  const at = '2026-11-23T16:00:00.000Z'
  const job = { kind: sendKind, connection: 'bill-provider', key: 'bills', content: '{"sendId":1}' }
  await db('jobs').insert({ ...job, state: 'ready', due_at: at, created_at: at })
}
