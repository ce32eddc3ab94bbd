import type { Db } from '../../db/db.ts'
import { columnsOf } from '../../db/rows.ts'
import { startOfDay } from '../../lib/dates.ts'
import { firstDay, lastDay, type Period } from '../../lib/periods.ts'
import { endedWithin } from '../prepaid-accounts/enrollments-store.ts'
import { visible } from '../transactions/store.ts'
import type { FileAccount } from './recon-file.ts'
import { type RegisterSum, reconciledKinds } from './reconcile.ts'

export type Enrolled = FileAccount & { id: number }

type Month = { period: Period; timeZone: string }

/** Those that were enrolled at any time of a month of the town, as a. */
function enrolled(db: Db, { period, timeZone }: Month) {
  const from = startOfDay(timeZone, firstDay(period))
  const to = startOfDay(timeZone, lastDay(period), 1)
  return db('prepaid_accounts as a').where((any) =>
    any
      .where((now) =>
        now
          .where('a.enrolled_at', '<', to)
          // One that came back may still say when it had left.
          .where((still) =>
            still
              .whereIn('a.state', ['enrolled', 'unenrolling'])
              .orWhere((left) => left.where('a.state', 'left').where('a.left_at', '>=', from)),
          ),
      )
      .orWhereExists(endedWithin(db, { from, to })),
  )
}

export async function enrolledIn(db: Db, month: Month): Promise<Enrolled[]> {
  return enrolled(db, month)
    .orderBy('a.id')
    .select(columnsOf('a', 'id objectId customer service serviceType serviceLocation meter'))
}

/** What the register has of their customers in the month, of all services. */
export async function sumsIn(db: Db, month: Month): Promise<RegisterSum[]> {
  const rows: (Omit<RegisterSum, 'isBelowZero'> & { isBelowZero: number })[] = await visible(
    db,
    db('utility_transactions as t'),
    't',
  )
    .whereBetween('t.date', [firstDay(month.period), lastDay(month.period)])
    .whereIn('t.kind', reconciledKinds)
    .whereIn('t.customer', enrolled(db, month).select('a.customer'))
    .groupByRaw('t.customer, t.service, t.kind, case when t.amount_cents < 0 then 1 else 0 end')
    .select('t.customer', 't.service', 't.kind')
    .select(db.raw('case when t.amount_cents < 0 then 1 else 0 end as "isBelowZero"'))
    .sum({ cents: 't.amount_cents' })
    .count({ transactions: '*' })
  return rows.map(({ isBelowZero, ...sum }) => ({ ...sum, isBelowZero: isBelowZero === 1 }))
}
