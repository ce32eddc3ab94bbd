import type { Db } from '../../db/db.ts'
import type { PurposeName } from '../../import-profiles/profile.ts'
import type { Submitted } from '../../lib/form.ts'

/** A layout in the making: the form as it was last shown, and the provider's sample that it is proved by. */
export type Draft = {
  id: number
  purpose: PurposeName
  /** What it becomes a version of; null where it becomes a new layout. */
  profileId: number | null
  profileVersion: number | null
  sampleName: string | null
  sample: Buffer | null
  submitted: Submitted
}

type NewDraft = Omit<Draft, 'id'> & { at: string; by: number }

export async function insertDraft(trx: Db, draft: NewDraft): Promise<number> {
  const [row] = await trx('layout_drafts')
    .insert({
      purpose: draft.purpose,
      profile_id: draft.profileId,
      profile_version: draft.profileVersion,
      sample_name: draft.sampleName,
      sample: draft.sample,
      submitted: JSON.stringify(draft.submitted),
      changed_at: draft.at,
      changed_by: draft.by,
    })
    .returning('id')
  return (row as { id: number }).id
}

export async function findDraft(db: Db, id: number): Promise<Draft | undefined> {
  const row = await db('layout_drafts').where({ id }).first()
  if (!row) return undefined
  return {
    id: row.id,
    purpose: row.purpose,
    profileId: row.profile_id,
    profileVersion: row.profile_version,
    sampleName: row.sample_name,
    sample: row.sample && Buffer.from(row.sample),
    submitted: JSON.parse(row.submitted) as Submitted,
  }
}

export async function keepSubmitted(
  trx: Db,
  id: number,
  { submitted, at, by }: { submitted: Submitted; at: string; by: number },
) {
  await trx('layout_drafts')
    .where({ id })
    .update({ submitted: JSON.stringify(submitted), changed_at: at, changed_by: by })
}

export async function keepSample(
  trx: Db,
  id: number,
  { sample, sampleName }: { sample: Buffer; sampleName: string | null },
) {
  await trx('layout_drafts').where({ id }).update({ sample, sample_name: sampleName })
}

/** Those that nobody has touched since. */
export async function deleteDraftsBefore(db: Db, before: string) {
  await db('layout_drafts').where('changed_at', '<', before).delete()
}

export async function deleteDraft(trx: Db, id: number) {
  await trx('layout_drafts').where({ id }).delete()
}

type DraftRow = {
  id: number
  purpose: PurposeName
  sampleName: string | null
  changedAt: string
  name: string
}

/** The newest first. */
export async function listDrafts(db: Db): Promise<DraftRow[]> {
  const rows = await db('layout_drafts')
    .orderBy('id', 'desc')
    .limit(20)
    .select('id', 'purpose', 'sample_name', 'submitted', 'changed_at')
  return rows.map((row) => ({
    ...{ id: row.id, purpose: row.purpose, sampleName: row.sample_name, changedAt: row.changed_at },
    name: (JSON.parse(row.submitted) as Submitted).name ?? '',
  }))
}
