import type { Db } from '../../../db/db.ts'
import type { ProfileName } from '../../../import-profiles/profile.ts'
import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import type { FileProposal } from '../../../import-profiles/propose-file.ts'
import { askedForEachFile } from '../../../import-profiles/purpose.ts'
import { sampleFor } from '../../../import-profiles/sample-for.ts'
import { asSentence } from '../../../lib/csv.ts'
import { billsPurpose } from './purpose.ts'
import { type BillsFile, type ReadBills, readBills } from './read-file.ts'

export type BillsWork = BillsFile & { asked: HowToRead }

/** `saved`: the profile that the file was recognized by. */
export type BillsAnswer = { proposal?: FileProposal; read?: ReadBills; saved?: ProfileName | undefined }

/** Reads an export of bills, or says what to ask before it can be read. */
export async function answerBills(db: Db, { asked, ...job }: BillsWork): Promise<BillsAnswer> {
  if (asked.how === 'read') return { read: await readBills(db, job, asked.profile) }
  const sampled = await sampleFor(job.file, asked, billsPurpose)
  if ('fault' in sampled) {
    const { line, message } = sampled.fault
    return { read: { bad: [{ line, reasons: [asSentence(message)] }], badCount: 1 } }
  }
  const { sample, proposal, fitting } = sampled
  if (sample.rows.length === 0) {
    return { read: { bad: [{ line: 1, reasons: ['The file is empty.'] }], badCount: 1 } }
  }
  if (!fitting) return { proposal }
  const { profile, ...saved } = fitting.saved
  // What only this file can say, such as its bill date, is asked.
  if (askedForEachFile(billsPurpose, profile).length > 0) return { proposal: { ...proposal, profile }, saved }
  return { proposal: { ...proposal, profile }, saved, read: await readBills(db, job, profile) }
}
