import type { Db } from '../../db/db.ts'
import { methodOf } from './pulls-store.ts'

/** The last question of the vendor about a kind of entries. */
export type LastPull = { method: string; askedAt: string; to: string }

export async function lastPulls(db: Db): Promise<LastPull[]> {
  const found: LastPull[] = []
  for (const method of Object.values(methodOf)) {
    const last = await db('prepaid_pulls')
      .where({ method })
      .orderBy('id', 'desc')
      .first({ method: 'method', askedAt: 'asked_at', to: 'window_to' })
    if (last) found.push(last)
  }
  return found
}
