import type { Db } from '../../db/db.ts'
import { whereBeyond } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { ServiceType } from '../../multispeak/things.ts'
import type { EntryKind } from './entry.ts'

type FeedEntry = {
  id: number
  recordedAt: string
  objectId: string
  customer: string
  serviceType: ServiceType
  locationId: string
  description: string
  cents: number
}

const feed = columnsOf(
  'prepaid_entries',
  'id recordedAt objectId customer serviceType locationId description cents',
)

type FeedPage = { kind: EntryKind; after: [string, number]; to: string; limit: number }

/** What the vendor asks for, after a time and an entry recorded at it, and recorded before another time. */
export async function listFeed(db: Db, { kind, after, to, limit }: FeedPage): Promise<FeedEntry[]> {
  const query = db('prepaid_entries')
    .where({ way: 'pull', kind })
    .where('recorded_at', '<', to)
    .whereNull('canceled_at')
    .whereNull('left_out_at')
  whereBeyond(query, ['recorded_at', 'id'], '>', after)
  return query.orderBy(['recorded_at', 'id']).limit(limit).select(feed)
}
