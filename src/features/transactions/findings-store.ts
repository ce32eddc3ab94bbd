import type { Db } from '../../db/db.ts'

/** `repetition`: what the register or the file had before; `note`: good, but worth a look; `question`: to be answered. */
export type FindingKind = 'problem' | 'repetition' | 'note' | 'question'

/** What is said about a line of the file; line 0 is the file as a whole. */
export type Finding = { kind: FindingKind; line: number; message: string }

export async function findingsOf(db: Db, importId: number): Promise<Finding[]> {
  return db('transaction_import_problems')
    .where({ import_id: importId })
    .orderBy(['line', 'id'])
    .select('kind', 'line', 'message')
}

export async function insertFindings(trx: Db, importId: number, findings: Finding[]) {
  await trx.batchInsert(
    'transaction_import_problems',
    findings.map((finding) => ({ import_id: importId, ...finding })),
    100,
  )
}
