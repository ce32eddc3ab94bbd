import type { Db } from '../../../db/db.ts'
import type { ProfileName } from '../../../import-profiles/profile.ts'
import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import type { FileProposal } from '../../../import-profiles/propose-file.ts'
import { sampleFor } from '../../../import-profiles/sample-for.ts'
import { asSentence } from '../../../lib/csv.ts'
import { ownLayout, prepaidPurpose } from './purpose.ts'
import { type AccountsFile, type ReadAccounts, readAccounts } from './read-file.ts'

export type AccountsWork = AccountsFile & { asked: HowToRead }

/** `saved`: the profile that the file was recognized by; `isOwn`: it has the product's own layout. */
export type AccountsAnswer = {
  proposal?: FileProposal
  read?: ReadAccounts
  saved?: ProfileName | undefined
  isOwn?: boolean
}

/** Reads a file of prepaid accounts, or says what to ask before it can be read. */
export async function answerAccounts(db: Db, { asked, ...job }: AccountsWork): Promise<AccountsAnswer> {
  if (asked.how === 'read') return { read: await readAccounts(db, job, asked.profile) }
  const sampled = await sampleFor(job.file, asked, prepaidPurpose)
  if ('fault' in sampled) return cannotBeRead(sampled.fault.line, asSentence(sampled.fault.message))
  const { sample, proposal, fitting } = sampled
  if (sample.rows.length === 0) return cannotBeRead(1, 'The file is empty.')
  if (asked.how === 'propose') return { proposal }
  if (fitting) {
    const { profile, ...saved } = fitting.saved
    return { proposal: { ...proposal, profile }, saved, read: await readAccounts(db, job, profile) }
  }
  const profile = ownLayout(sample.rows[0]?.fields ?? [])
  if (!profile) return { proposal }
  return { proposal: { ...proposal, profile }, isOwn: true, read: await readAccounts(db, job, profile) }
}

const cannotBeRead = (line: number, reason: string): AccountsAnswer => ({
  read: { accounts: 0, bad: [{ line, reasons: [reason] }], badCount: 1, words: [] },
})
