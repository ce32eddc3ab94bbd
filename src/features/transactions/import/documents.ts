import type { Db } from '../../../db/db.ts'
import { conflictsOf, keyOf, likenesses, repetitions } from './classify-rows.ts'
import type { Transaction } from './csv-schema.ts'
import { countEqual, type Document, findAlike, findDocuments, findLines } from './documents-store.ts'
import { type Finding, mostFindings } from './findings-store.ts'
import { findDifferences, listAside, type Numbered } from './staged-rows-store.ts'

/** What rows that were read belong to: which documents are known, and which lines of them came before. */
export async function lookUp(db: Db, id: number, rows: Numbered[]) {
  const transactions = rows.map(({ transaction }) => transaction)
  const documents = [...new Map<string, Document>(transactions.map((row) => [keyOf(row), row])).values()]
  const known = new Set((await findDocuments(db, id, documents)).map(keyOf))
  // Only a number loses zeros.
  const numbers = documents.filter((one) => /^\d+$/.test(one.reference) && !known.has(keyOf(one)))
  const withLine = transactions.filter(({ line }) => line !== '')
  const earlier: Transaction[] = await findLines(db, id, withLine)
  return { known, earlier, notes: likenesses(await findAlike(db, id, numbers), rows) }
}

/** Compares the documents put aside with those of the register; without `isWhole` rows of them were refused. */
export async function compareAside(
  db: Db,
  id: number,
  { isWhole }: { isWhole: boolean },
): Promise<{ conflicts: number; findings: Finding[] }> {
  const { total, differences } = await findDifferences(db, id, { limit: mostFindings, isWhole })
  const findings = total > 0 ? conflictsOf(differences) : repetitions(await listAside(db, id, mostFindings))
  return { conflicts: total, findings }
}

/** Two meters and a month exported twice look the same in a file, so it is said that equal rows count each. */
export async function noteEqual(db: Db, id: number): Promise<Finding[]> {
  const { documents, such } = await countEqual(db, id)
  if (documents === 0) return []
  const some =
    documents === 1
      ? `Reference ${such} has`
      : `${documents.toLocaleString('en-US')} references, such as ${such}, have`
  return [
    { kind: 'note', line: 0, message: `${some} rows that are equal in everything; each of them counts.` },
  ]
}
