import type { Db } from '../../../db/db.ts'
import { columnsOf, exists, rowOf } from '../../../db/rows.ts'
import { withoutCapitals } from '../../../lib/identifier.ts'
import type { Service, ServiceInput } from './settings.ts'

function services(db: Db) {
  return db('services as s')
    .leftJoin('users as u', 'u.id', 's.changed_by')
    .select(columnsOf('s', 'id code name receivable revenue version savedWith changedAt'))
    .select('u.name as changedBy')
}

/** A town has a handful of services; they are shown all at once. */
export async function listServices(db: Db): Promise<Service[]> {
  return services(db).orderBy('s.code')
}

export async function findService(
  db: Db,
  by: { id: number } | { code: string },
): Promise<Service | undefined> {
  const [[column, value]] = Object.entries(by) as [[string, string | number]]
  return services(db).where(`s.${column}`, value).first()
}

/** Asks the totals by day and service, which are few, not the transactions. */
export async function isNamedByTransactions(db: Db, code: string): Promise<boolean> {
  return exists(db('transaction_totals').where({ service: code }))
}

/** The code as transactions write it, where they write it with other capitals only. */
export async function codeInOtherCapitals(db: Db, code: string): Promise<string | undefined> {
  if (await isNamedByTransactions(db, code)) return undefined
  const codes: string[] = await db('transaction_totals').distinct('service').pluck('service')
  return codes.find((written) => withoutCapitals(written) === withoutCapitals(code))
}

/** A column of a file that holds no codes can name tens of thousands. */
const mostOffered = 100

/** The codes that transactions name and no service has. */
export async function codesWithoutService(db: Db): Promise<string[]> {
  return db('transaction_totals as t')
    .join('transaction_imports as i', 'i.id', 't.import_id')
    .where('i.state', 'done')
    .whereNotIn('t.service', db('services').select('code'))
    .distinct('t.service')
    .orderBy('t.service')
    .limit(mostOffered)
    .pluck('t.service')
}

/** Returns the new service's id, or undefined when the code is taken. */
export async function insertService(
  db: Db,
  input: ServiceInput,
  saved: { savedWith: string; changedAt: string; changedBy: number | null },
): Promise<number | undefined> {
  const [row] = await db('services')
    .insert(rowOf({ ...input, version: 1, ...saved }))
    .onConflict('code')
    .ignore()
    .returning('id')
  return row?.id
}
