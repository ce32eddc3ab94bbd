import { withoutLimits } from '../connect.ts'
import type { Db } from '../db.ts'
import { rowCounts } from '../file.ts'
import { onlyRow } from '../rows.ts'
import { libpqVariables } from './libpq-variables.ts'
import { findProgram, type Programs, serverVersion, startProgram } from './program.ts'

/** Milliseconds that pg_dump waits for a migration or an import that holds a table. */
const lockWait = 600_000

/**
 * Writes PostgreSQL's database to an open file, in the form of `pg_dump --format=custom`, as it is at this moment;
 * others go on working. Answers how many rows each table has at that moment. `folder` is private, for certificates.
 */
export function writeArchive(
  db: Db,
  { file, folder, programs }: { file: number; folder: string; programs: Programs },
): Promise<Map<string, number>> {
  const act = async (trx: Db) => {
    const program = await findProgram('pg_dump', programs, await serverVersion(trx))
    const counts = await rowCounts(trx)
    const { rows } = await trx.raw('select pg_export_snapshot() as snapshot, current_schema() as schema')
    const { snapshot, schema } = await onlyRow<{ snapshot: string; schema: string }>(rows)
    const args = [
      '--format=custom',
      '--encoding=UTF8',
      `--schema="${schema.replaceAll('"', '""')}"`,
      // The moment at which the rows were counted.
      `--snapshot=${snapshot}`,
      `--lock-wait-timeout=${lockWait}`,
      '--no-password',
    ]
    await startProgram(program, args, { env: await libpqVariables(trx, folder), to: file }).ended
    return counts
  }
  const atOneMoment = { isolationLevel: 'repeatable read', readOnly: true } as const
  return withoutLimits(db, (own) => own.transaction(act, atOneMoment))
}
