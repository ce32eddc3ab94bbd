import type { Db } from '../../../db/db.ts'

/** `repetition`: what the register or the file had before; `note`: good, but worth a look; `question`: to be answered. */
export type FindingKind = 'problem' | 'repetition' | 'note' | 'question' | 'passed-over'

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

export async function deleteFindings(db: Db, importId: number) {
  await db('transaction_import_problems').where({ import_id: importId }).delete()
}

/** So many of a kind help to fix a file; all are counted. */
export const mostFindings = 200

/** Collects what is said about a file, up to a number of each kind, until it is written down. */
export class Findings {
  #waiting: Finding[] = []
  readonly #counts = new Map<FindingKind, number>()

  add(findings: Finding[]) {
    for (const finding of findings) {
      const count = this.#counts.get(finding.kind) ?? 0
      if (count >= mostFindings) continue
      this.#counts.set(finding.kind, count + 1)
      this.#waiting.push(finding)
    }
  }

  take(): Finding[] {
    const taken = this.#waiting
    this.#waiting = []
    return taken
  }
}
