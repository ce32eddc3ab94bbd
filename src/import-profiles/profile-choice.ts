import type { Db } from '../db/db.ts'
import type { Profile, ProfileName, PurposeName, SavedProfile } from './profile.ts'
import { listProfiles } from './profiles-store.ts'
import type { Opened } from './propose-file.ts'

/** How a file is read: by the profile that its first rows name, as a person is asked, or by a profile. */
export type HowToRead =
  | { how: 'recognize'; profiles: SavedProfile[] }
  | { how: 'propose'; opened?: Opened }
  | { how: 'read'; profile: Profile }

/** `saved`: the profile that the file is read by, where somebody chose or named one. */
export type AskedToRead = HowToRead & { saved?: ProfileName | undefined }

const recognized = { value: '', label: 'Recognized from the file' }
const matched = { value: 'match', label: 'Not known yet: match its columns' }

/** What a person may choose beside their file. */
export async function profileChoices(db: Db, purpose: PurposeName) {
  const saved = await listProfiles(db, purpose)
  return [recognized, ...saved.map(({ id, name }) => ({ value: String(id), label: name })), matched]
}

/** How a person said that their file is read; undefined where no such profile is kept. */
export async function readProfileChoice(
  db: Db,
  purpose: PurposeName,
  chosen: string,
): Promise<AskedToRead | undefined> {
  const profiles = await listProfiles(db, purpose)
  if (chosen === recognized.value) return { how: 'recognize', profiles }
  if (chosen === matched.value) return { how: 'propose' }
  const found = profiles.find(({ id }) => String(id) === chosen)
  if (!found) return undefined
  const { id, version, name, profile } = found
  return { how: 'read', profile, saved: { id, version, name } }
}
