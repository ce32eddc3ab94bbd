import type { Db } from '../db/db.ts'
import { columnsOf } from '../db/rows.ts'
import { withoutCapitals } from '../lib/identifier.ts'
import type { Versioned } from '../settings/section.ts'
import type { Profile, PurposeName, SavedProfile } from './profile.ts'

/** A profile with who saved it last. */
export type StoredProfile = SavedProfile & Versioned & { removedAt: string | null }

type Row = Omit<StoredProfile, 'profile'> & { content: string }

function profiles(db: Db) {
  return db('import_profiles as p')
    .join('import_profile_versions as v', { 'v.profile_id': 'p.id', 'v.version': 'p.version' })
    .leftJoin('users as u', 'u.id', 'p.changed_by')
    .select({
      ...columnsOf('p', 'id purpose name version savedWith changedAt removedAt'),
      content: 'v.content',
      changedBy: 'u.name',
    })
}

function asProfile({ content, ...row }: Row): StoredProfile {
  return { ...row, profile: JSON.parse(content) as Profile }
}

/** By name; those that were removed are offered no more. */
export async function listProfiles(db: Db, purpose?: PurposeName): Promise<StoredProfile[]> {
  const query = profiles(db).whereNull('p.removed_at').orderBy(['p.name', 'p.id'])
  if (purpose) query.where('p.purpose', purpose)
  return (await query).map(asProfile)
}

/** Also one that was removed, which the imports it read still name. */
export async function findProfile(db: Db, id: number): Promise<StoredProfile | undefined> {
  const row = await profiles(db).where('p.id', id).first()
  return row && asProfile(row)
}

/** The profile as one of its versions says it, under the name that it has today. */
export async function findProfileVersion(
  db: Db,
  id: number,
  version: number,
): Promise<SavedProfile | undefined> {
  const row = await db('import_profile_versions as v')
    .join('import_profiles as p', 'p.id', 'v.profile_id')
    .where({ 'v.profile_id': id, 'v.version': version })
    .first('p.id', 'p.purpose', 'p.name', 'v.version', 'v.content')
  if (!row) return undefined
  const { content, ...saved } = row
  return { ...saved, profile: JSON.parse(content) as Profile }
}

type VersionRow = { version: number; savedAt: string; savedBy: string | null }

/** The newest first. */
export async function listVersions(db: Db, id: number): Promise<VersionRow[]> {
  return db('import_profile_versions as v')
    .leftJoin('users as u', 'u.id', 'v.saved_by')
    .where('v.profile_id', id)
    .orderBy('v.version', 'desc')
    .select({ ...columnsOf('v', 'version savedAt'), savedBy: 'u.name' })
}

/** When a file was last read by each profile. */
export async function lastUses(db: Db): Promise<Map<number, string>> {
  const of = (
    table: 'transaction_imports' | 'account_imports' | 'bill_runs' | 'exchange_files' | 'prepaid_imports',
    begun: string,
  ) =>
    db(table).whereNotNull('profile_id').groupBy('profile_id').select({ id: 'profile_id' }).max({ at: begun })
  const rows = [
    ...(await of('transaction_imports', 'started_at')),
    ...(await of('account_imports', 'uploaded_at')),
    ...(await of('exchange_files', 'kept_at')),
    ...(await of('bill_runs', 'uploaded_at')),
    ...(await of('prepaid_imports', 'uploaded_at')),
  ]
  return new Map(rows.map(({ id, at }) => [Number(id), String(at)]))
}

type Saved = { savedWith: string; at: string; by: number | null }

/** Returns the new profile's id, or undefined when the name is taken. */
export async function insertProfile(
  trx: Db,
  { purpose, name, profile, savedWith, at, by }: Saved & Omit<SavedProfile, 'id' | 'version'>,
): Promise<number | undefined> {
  const [row] = await trx('import_profiles')
    .insert({
      purpose,
      name,
      name_key: withoutCapitals(name),
      version: 1,
      saved_with: savedWith,
      changed_at: at,
      changed_by: by,
    })
    .onConflict(trx.raw('(purpose, name_key) where removed_at is null'))
    .ignore()
    .returning('id')
  if (row) await insertProfileVersion(trx, { id: row.id, name, version: 1, profile, at, by })
  return row?.id
}

/** What a version says, under the name that the profile has from now on. */
export async function insertProfileVersion(
  trx: Db,
  { id, name, version, profile, at, by }: Omit<Saved, 'savedWith'> & Omit<SavedProfile, 'purpose'>,
) {
  await trx('import_profiles')
    .where({ id })
    .update({ name, name_key: withoutCapitals(name) })
  await trx('import_profile_versions').insert({
    ...{ profile_id: id, version, saved_at: at, saved_by: by },
    content: JSON.stringify(profile),
  })
}

/** The profile that has a name already; capitals make no difference. */
export async function findNamed(
  db: Db,
  purpose: PurposeName,
  name: string,
): Promise<StoredProfile | undefined> {
  const row = await profiles(db)
    .where({ 'p.purpose': purpose, 'p.name_key': withoutCapitals(name) })
    .whereNull('p.removed_at')
    .first()
  return row && asProfile(row)
}
