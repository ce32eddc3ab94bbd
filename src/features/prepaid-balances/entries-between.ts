import type { Deps } from '../../deps.ts'
import type { Adjustment, Payment } from '../../multispeak/things.ts'
import { listFeed } from './entries-store.ts'
import type { EntryKind } from './entry.ts'
import { giveAway } from './feed-store.ts'
import { noteWhole } from './pulls-store.ts'

type Told = { payment: Payment; adjustment: Adjustment }

const atOnce = 500

/**
 * What the vendor asks for, recorded from `from` on up to `to` and without it (ISO 8601), in the order in which it was
 * recorded: the same for ever, because nothing is recorded within a window that was given away. They count as told once `atEnd`
 * has called what it is given, which is to be when all of the answer is written.
 */
export async function* entriesBetween<Kind extends EntryKind>(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  window: { kind: Kind; from: string; to: string },
  atEnd: (note: () => Promise<void>) => unknown = (note) => note(),
): AsyncGenerator<Told[Kind]> {
  const { kind } = window
  const [from, asked] = [window.from, window.to].map((at) => new Date(at).toISOString()) as [string, string]
  const given = await giveAway(db, { kind, from, to: asked }, now())
  if (!given) return
  const { to, pull } = given
  let count = 0
  for (let after: [string, number] = [from, 0]; ; ) {
    const rows = await listFeed(db, { kind, after, to, limit: atOnce })
    for (const row of rows) {
      const { objectId, customer: accountNumber, serviceType, cents, locationId, description } = row
      const told = { objectId, accountNumber, serviceType, cents }
      const more = kind === 'payment' ? { transactionId: objectId } : { locationId, description }
      yield { ...told, ...more } as Told[Kind]
    }
    count += rows.length
    const last = rows.at(-1)
    if (!last || rows.length < atOnce) break
    after = [last.recordedAt, last.id]
  }
  await atEnd(() => noteWhole(db, { kind, from, to, pull, rows: count, at: now().toISOString() }))
}
