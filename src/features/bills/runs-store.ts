import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { FileRemarks } from '../../import-profiles/file-remarks.ts'
import type { Period } from '../../lib/periods.ts'
import { decisiveSend, type Send, sendColumns, sendOf } from './sends-store.ts'

type Named = {
  id: number
  fileName: string
  uploadedAt: string
  uploadedBy: string
  profileId: number | null
  profileVersion: number | null
  profileName: string | null
  /** How often it was decided to send it. */
  sends: number
}

/** An uploaded file whose columns are still to be matched, or that is being read. */
type Waiting = Named & { isBroughtIn: false }

/** The bills of one export, with the file that is sent of them once it is made, and the newest decision to send it that was not canceled. */
export type Run = Named & {
  isBroughtIn: true
  period: Period
  bills: number
  amountDueCents: number
  comparedWith: number | null
  remarks: FileRemarks
  file: RunFile | undefined
  send: Send | undefined
}

type RunFile = {
  id: number
  name: string
  size: number
  sha256: string
  layout: string
  /** Bills that the layout cannot write. */
  leftOut: number
  leftOutCents: number
  profileId: number | null
  profileVersion: number | null
}

const own = ['id', 'fileName', 'uploadedAt', 'profileId', 'profileVersion', 'sends'] as const
const counted = [
  'broughtInAt',
  'period',
  'bills',
  'amountDueCents',
  'comparedWith',
  'remarks',
  'layout',
  'leftOut',
  'leftOutCents',
] as const

function runs(db: Db) {
  return db('bill_runs as r')
    .join('users as u', 'u.id', 'r.uploaded_by')
    .leftJoin('import_profiles as p', 'p.id', 'r.profile_id')
    .leftJoin('exchange_files as f', 'f.id', 'r.file_id')
    .leftJoin('bill_sends as s', (on) => on.on('s.run_id', 'r.id').andOn('s.number', decisiveSend(db)))
    .leftJoin('jobs as j', 'j.id', 's.job_id')
    .leftJoin('users as a', 'a.id', 's.asked_by')
    .select({
      ...columnsOf('r', [...own, ...counted].join(' ')),
      uploadedBy: 'u.name',
      profileName: 'p.name',
      ...{ file: 'f.id', name: 'f.name', size: 'f.size', sha256: 'f.sha256' },
      ...{ filesProfileId: 'f.profile_id', filesProfileVersion: 'f.profile_version' },
      ...sendColumns,
    })
}

// biome-ignore lint/suspicious/noExplicitAny: a row is what the query selects
function runOf(row: any): Run | Waiting {
  const named = Object.fromEntries([...own, 'uploadedBy', 'profileName'].map((name) => [name, row[name]]))
  if (row.broughtInAt === null) return { ...named, isBroughtIn: false } as Waiting
  const { period, bills, amountDueCents, comparedWith } = row
  const file = row.file && {
    ...{ id: row.file, name: row.name, size: row.size, sha256: row.sha256, layout: row.layout },
    leftOut: row.leftOut ?? 0,
    leftOutCents: row.leftOutCents ?? 0,
    ...{ profileId: row.filesProfileId, profileVersion: row.filesProfileVersion },
  }
  return {
    ...(named as Named),
    isBroughtIn: true,
    ...{ period, bills, amountDueCents, comparedWith, file: file ?? undefined },
    remarks: JSON.parse(row.remarks),
    send: sendOf(row),
  }
}

/** The newest first. */
export async function listRuns(db: Db, page: PageRequest): Promise<Page<Run | Waiting>> {
  return readPage(runs(db), { by: { id: 'r.id' }, order: 'desc' }, page, runOf)
}

export async function findRun(db: Db, id: number): Promise<Run | Waiting | undefined> {
  const row = await runs(db).where('r.id', id).first()
  return row && runOf(row)
}

/** Until the transaction ends, nobody else decides about it. */
export async function lockRun(trx: Db, id: number): Promise<Run | undefined> {
  await trx('bill_runs')
    .where({ id })
    .update({ sends: trx.raw('sends') })
  const run = await findRun(trx, id)
  return run?.isBroughtIn ? run : undefined
}

/** Other runs of a period that were sent, or are about to be. */
export async function sentOfPeriod(db: Db, { id, period }: Pick<Run, 'id' | 'period'>): Promise<number[]> {
  return db('bill_runs as r')
    .where('r.period', period)
    .whereNot('r.id', id)
    .whereExists(db('bill_sends as s').whereRaw('s.run_id = r.id').whereNull('s.canceled_at'))
    .orderBy('r.id')
    .pluck('r.id')
}

/** What the file of a run says: without what its layout cannot write. */
export function billsInFile({ bills, amountDueCents, file }: Run) {
  return { bills: bills - (file?.leftOut ?? 0), amountDue: amountDueCents - (file?.leftOutCents ?? 0) }
}

/** The file that is sent of a run, and what it was written by. */
export async function noteFile(
  trx: Db,
  id: number,
  file: { fileId: number; layout: string; leftOut: number; leftOutCents: number },
) {
  const { fileId, layout, leftOut: left_out, leftOutCents: left_out_cents } = file
  await trx('bill_runs').where({ id }).update({ file_id: fileId, layout, left_out, left_out_cents })
}

/** With all its bills. */
export async function removeRun(trx: Db, id: number) {
  await trx('bill_runs').where({ id }).delete()
}
