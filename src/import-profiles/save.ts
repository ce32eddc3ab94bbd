import { type Actor, appendEvent } from '../audit/append.ts'
import { transaction } from '../db/transaction.ts'
import { isTaken } from '../db/trouble.ts'
import type { Deps } from '../deps.ts'
import type { FieldError } from '../lib/form.ts'
import { fingerprint, type SaveOutcome, saveVersion } from '../versioned-form/save-version.ts'
import { profileEvents } from './events.ts'
import type { Profile } from './profile.ts'
import { formatProfile, type ProfilePart } from './profile-view.ts'
import { findNamed, insertProfile, insertProfileVersion, type StoredProfile } from './profiles-store.ts'
import { type Purpose, roleOf } from './purpose.ts'

/** Keeps a new profile; pressing the button twice keeps it once. */
export async function addProfile(
  deps: Deps,
  purpose: Purpose,
  { name, profile }: { name: string; profile: Profile },
  actor: Actor,
): Promise<{ id: number; version: number } | FieldError[]> {
  const kept = withoutThisFiles(profile, purpose)
  const savedWith = fingerprint(deps, ['import-profile', purpose.name, actor.id, name, kept])
  const saved = { savedWith, at: deps.now().toISOString(), by: actor.id }
  return transaction(deps.db, async (trx) => {
    const other = await findNamed(trx, purpose.name, name)
    const id = other
      ? undefined
      : await insertProfile(trx, { purpose: purpose.name, name, profile: kept, ...saved })
    if (id === undefined) {
      const there = other ?? (await findNamed(trx, purpose.name, name))
      return there?.savedWith === savedWith ? { id: there.id, version: there.version } : [taken(name)]
    }
    const parts = Object.entries(formatProfile(kept, purpose)).map(([part, told]) => [part, told.join('; ')])
    const told = Object.fromEntries(parts.filter(([, text]) => text !== '')) as Record<ProfilePart, string>
    await appendEvent(
      deps,
      trx,
      actor,
      profileEvents.added({ id, name }, { purpose: purpose.label, ...told }),
    )
    return { id, version: 1 }
  })
}

/** Saves a version that says something else or has another name; `version` is the one that it was made from. */
export async function saveProfile(
  deps: Deps,
  purpose: Purpose,
  current: StoredProfile,
  { version, name, profile }: { version: number; name: string; profile: Profile },
  actor: Actor,
): Promise<SaveOutcome> {
  const kept = withoutThisFiles(profile, purpose)
  const { id } = current
  const save = saveVersion(deps, {
    ...{ table: 'import_profiles', id, current, version, actor },
    sent: [name, kept],
    event: profileEvents.saved(
      { id, name: current.name },
      changesBetween(current, { name, profile: kept }, purpose),
    ),
    columns: {},
    also: async (trx) => {
      const saved = { at: deps.now().toISOString(), by: actor.id }
      await insertProfileVersion(trx, { id, name, version: version + 1, profile: kept, ...saved })
    },
  })
  try {
    return await save
  } catch (error) {
    if (isTaken(error as { code?: unknown })) return [taken(name)]
    throw error
  }
}

/** Offers the profile no more; imports keep naming the version that read them. */
export async function removeProfile(deps: Deps, current: StoredProfile, version: number, actor: Actor) {
  const { id, name, profile } = current
  const at = deps.now().toISOString()
  return saveVersion(deps, {
    ...{ table: 'import_profiles', id, current, version, actor },
    sent: 'removed',
    event: profileEvents.removed({ id, name }, { version: String(version) }),
    columns: { removed_at: at },
    also: (trx) => insertProfileVersion(trx, { id, name, version: version + 1, profile, at, by: actor.id }),
  })
}

function taken(name: string): FieldError {
  return { field: 'name', message: `There is a profile named ${name} already. Give this one another name.` }
}

/** What only this file has, such as its date, is asked for with the next. */
function withoutThisFiles(profile: Profile, purpose: Purpose): Profile {
  const fixed = Object.entries(profile.fixed).map(([role, value]) => [
    role,
    roleOf(purpose, role)?.fixed === 'each-file' ? '' : value,
  ])
  return { ...profile, fixed: Object.fromEntries(fixed) }
}

/** What differs, in words: only the sentences that one of the two has and the other has not. */
function changesBetween(
  current: { name: string; profile: Profile },
  input: { name: string; profile: Profile },
  purpose: Purpose,
) {
  const [before, after] = [formatProfile(current.profile, purpose), formatProfile(input.profile, purpose)]
  const parts = (Object.keys(before) as ProfilePart[]).flatMap((part) => {
    const from = before[part].filter((one) => !after[part].includes(one)).join('; ')
    const to = after[part].filter((one) => !before[part].includes(one)).join('; ')
    return from === to ? [] : [[part, { from, to }] as const]
  })
  const name = current.name === input.name ? {} : { name: { from: current.name, to: input.name } }
  return { ...name, ...Object.fromEntries(parts) }
}
