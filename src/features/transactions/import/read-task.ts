import { isDeepStrictEqual } from 'node:util'
import type { Db } from '../../../db/db.ts'
import { findFitting } from '../../../import-profiles/fitting-profile.ts'
import { type RowsOptions, toldByFile } from '../../../import-profiles/open-rows.ts'
import type { Profile, SavedProfile } from '../../../import-profiles/profile.ts'
import { findProfile, listProfiles } from '../../../import-profiles/profiles-store.ts'
import { askedForEachFile } from '../../../import-profiles/purpose.ts'
import { readSample, type Sample } from '../../../import-profiles/sample.ts'
import { CsvFault } from '../../../lib/csv-encoding.ts'
import { ownLayout } from './csv-schema.ts'
import { deleteFindings } from './findings-store.ts'
import { findImport, type Import } from './import-store.ts'
import { type Matching, matchAgain, matchFile } from './matching/matching.ts'
import { findMatching, letMatch, noteProfile } from './matching/matching-store.ts'
import { transactionsPurpose } from './purpose.ts'
import { type Asked, type Outcome, readImport } from './read-import.ts'
import { removeImported } from './remove-imported.ts'

/**
 * What is done with a file. `recognize`: read as it says itself or as `chosen` says, a profile's number or the product's
 * own layout; `match`: show how it could be read; `survey`: count its words; `read`: read it as it is matched.
 */
export type ReadTask =
  | { is: 'recognize'; chosen: 'recognized' | 'own' | number }
  | { is: 'match' | 'survey' | 'read' }

type Job = { id: number; file: string }

export async function carryOut(db: Db, job: Job, task: ReadTask): Promise<Outcome> {
  // Of an earlier reading.
  await removeImported(db, job.id)
  const matching = await findMatching(db, job.id)
  await deleteFindings(db, job.id)
  if (task.is === 'recognize') return recognize(db, job, task.chosen)
  if (task.is === 'match' || !matching) return match(db, job, matching)
  return task.is === 'survey' ? survey(db, job, matching) : readAs(db, job, matching)
}

function readAs(db: Db, job: Job, matching: Matching): Promise<Outcome> {
  return readImport(db, {
    ...job,
    layout: matching.profile,
    ask: (asked) => ask(db, job, matching, asked),
  })
}

/** Counts words; where the file only needed what each file has of its own, such as its date, it is read at once. */
function survey(db: Db, job: Job, matching: Matching): Promise<Outcome> {
  return readImport(db, {
    ...job,
    layout: matching.profile,
    isSurvey: true,
    async ask(asked) {
      const saved = matching.base && (await findProfile(db, matching.base.id))
      const isSaid = saved?.removedAt === null && isSameProfile(saved.profile, matching.profile)
      if (!isSaid || asked.hasUnknown || asked.hasProblems) return ask(db, job, matching, asked)
      await noteProfile(db, job.id, saved)
      await deleteFindings(db, job.id)
      return readAs(db, job, { ...matching, counts: asked.counts })
    },
  })
}

/** But for where a report happens to begin, and for what only this file has. */
function isSameProfile(saved: Profile, profile: Profile) {
  const asked = askedForEachFile(transactionsPurpose, saved)
  const own = Object.fromEntries(asked.map((role) => [role, '']))
  const { headingLine } = saved
  return isDeepStrictEqual({ ...profile, headingLine, fixed: { ...profile.fixed, ...own } }, saved)
}

async function recognize(db: Db, job: Job, chosen: 'recognized' | 'own' | number): Promise<Outcome> {
  const own = () => readImport(db, job)
  if (chosen === 'own') return own()
  const picked = typeof chosen === 'number' ? await findProfile(db, chosen) : undefined
  const sample = await sampleOf(job.file, picked?.profile ?? toldByFile)
  const first = typeof sample === 'string' ? undefined : sample.rows[0]
  // What is no file of rows is refused with its line.
  if (typeof sample === 'string' || !first || (!picked && !('errors' in ownLayout(first.fields))))
    return own()
  const fitting = findFitting(sample, picked ? [picked] : await listProfiles(db, transactionsPurpose.name))
  // A column that nobody has said anything about may hold money, and one that is gone may have.
  const isTold = fitting?.isSame || picked?.profile.hasHeading === false
  const saved = picked ?? fitting?.saved
  if (!saved || !isTold) return matched(db, job, matchFile(sample, saved))
  const matching = knowing(matchFile(sample, saved), saved)
  if (askedForEachFile(transactionsPurpose, saved.profile).length > 0) return matched(db, job, matching)
  await noteProfile(db, job.id, saved)
  return readImport(db, {
    ...job,
    layout: saved.profile,
    ask: (asked) => ask(db, job, matching, asked),
  })
}

/** What the profile says of words is not asked again. */
function knowing(matching: Matching, { profile }: SavedProfile): Matching {
  return { ...matching, known: profile.words }
}

async function match(db: Db, job: Job, matching: Matching | undefined): Promise<Outcome> {
  const sample = await sampleOf(job.file, matching?.profile ?? toldByFile)
  if (matching) {
    const next =
      typeof sample === 'string'
        ? { ...matching, rows: [], remarks: [`The file cannot be read like this: ${sample}.`] }
        : matchAgain(sample, matching)
    return matched(db, job, next)
  }
  const { profileId } = (await findImport(db, job.id)) as Import
  const saved = profileId === null ? undefined : await findProfile(db, profileId)
  return matched(db, job, matchFile(typeof sample === 'string' ? { ...toldByFile, rows: [] } : sample, saved))
}

async function ask(db: Db, job: Job, matching: Matching, { counts, hasProblems }: Asked): Promise<Outcome> {
  return matched(db, job, { ...matching, counts, step: hasProblems ? 'columns' : 'words', remarks: [] })
}

async function matched(db: Db, { id }: Job, matching: Matching): Promise<Outcome> {
  return (await letMatch(db, id, matching)) ? 'matching' : 'stopped'
}

/** What is wrong where the file is no rows, read like that. */
async function sampleOf(
  file: string,
  { delimiter, encoding, sheet }: RowsOptions | Profile,
): Promise<Sample | string> {
  try {
    return await readSample(file, { delimiter, encoding, sheet })
  } catch (error) {
    if (error instanceof CsvFault) return error.message
    throw error
  }
}
