import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '../../../../audit/append.ts'
import type { Deps } from '../../../../deps.ts'
import type { Profile } from '../../../../import-profiles/profile.ts'
import { findProfile, findProfileVersion } from '../../../../import-profiles/profiles-store.ts'
import { addProfile, saveProfile } from '../../../../import-profiles/save.ts'
import type { FieldError } from '../../../../lib/form.ts'
import { transactionsPurpose } from '../purpose.ts'
import type { Matching } from './matching.ts'

type Kept = { id: number; version: number }

/** Keeps how a file was matched: as a version of the profile that it began with, or under another name as a new one. */
export async function keepProfile(
  deps: Deps,
  base: Matching['base'],
  { name, profile }: { name: string; profile: Profile },
  actor: Actor,
): Promise<Kept | FieldError[]> {
  const current = base && (await findProfile(deps.db, base.id))
  const isSame = name === base?.name || name === current?.name
  if (!base || !current || !isSame || current.removedAt !== null)
    return addProfile(deps, transactionsPurpose, { name, profile }, actor)
  // Renamed while the file waited, it says what it said: it goes on under the name that it has now.
  const before = await findProfileVersion(deps.db, base.id, base.version)
  const isOnlyRenamed = isDeepStrictEqual(before?.profile, current.profile)
  const next = isOnlyRenamed
    ? { version: current.version, name: current.name, profile }
    : { version: base.version, name, profile }
  const outcome = await saveProfile(deps, transactionsPurpose, current, next, actor)
  if (Array.isArray(outcome)) return outcome
  const message = 'Somebody saved this profile meanwhile, so yours was not saved. Give yours another name.'
  if (outcome === 'stale') return [{ field: 'name', message }]
  const { version } = (await findProfile(deps.db, base.id)) ?? current
  return { id: base.id, version }
}
