import type { Db } from '../../../db/db.ts'
import type { ProfileName } from '../../../import-profiles/profile.ts'
import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import type { FileProposal } from '../../../import-profiles/propose-file.ts'
import { sampleFor } from '../../../import-profiles/sample-for.ts'
import { asSentence } from '../../../lib/csv.ts'
import type { CsvFault } from '../../../lib/csv-encoding.ts'
import { chartPurpose, ownLayout } from './purpose.ts'
import { type ChartFile, type ReadChart, readChart } from './read-file.ts'

export type ChartWork = ChartFile & { asked: HowToRead }

/** `saved`: the profile that the file was recognized by. */
export type ChartAnswer = { proposal?: FileProposal; read?: ReadChart; saved?: ProfileName | undefined }

/** Reads a chart, or says what to ask before it can be read. */
export async function answerChart(db: Db, { asked, ...job }: ChartWork): Promise<ChartAnswer> {
  if (asked.how === 'read') return { read: await readChart(db, job, asked.profile) }
  const sampled = await sampleFor(job.file, asked, chartPurpose)
  if ('fault' in sampled) return { read: await readFaulty(db, job, sampled.fault) }
  const { sample, proposal, fitting } = sampled
  if (asked.how === 'propose') return { proposal }
  const isOwn = sample.rows.length === 0 || !('errors' in ownLayout(sample.rows[0]?.fields ?? []))
  if (fitting?.isSame || (fitting && !isOwn)) {
    const { profile, ...saved } = fitting.saved
    return { read: await readChart(db, job, profile), proposal: { ...proposal, profile }, saved }
  }
  if (!isOwn) return { proposal }
  const read = await readChart(db, job)
  return { read, ...(read.profile ? { proposal: { ...proposal, profile: read.profile } } : {}) }
}

/** All that is wrong with a file of our own layout is said at once; of another, what keeps it from being opened. */
async function readFaulty(db: Db, job: ChartFile, { line, message }: CsvFault): Promise<ReadChart> {
  const read = await readChart(db, job)
  return read.profile ? read : { ...read, bad: [{ line, reasons: [asSentence(message)] }], badCount: 1 }
}
