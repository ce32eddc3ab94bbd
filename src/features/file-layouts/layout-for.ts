import type { Deps } from '../../deps.ts'
import type { Profile } from '../../import-profiles/profile.ts'
import { findProfile } from '../../import-profiles/profiles-store.ts'
import { readyMadeLayouts } from '../../import-profiles/ready-made/all.ts'
import { readRowNumber } from '../../lib/cursor.ts'
import type { LayoutUse } from './settings.ts'

/** The layout that files of a use go by: `id` is of one of the town's own, and null of one that the product brings. */
export type LayoutInUse = { name: string; profile: Profile; id: number | null; version: number }

/** Undefined while none is chosen, or the chosen one was removed. */
export async function layoutFor(
  { db, settings }: Pick<Deps, 'db' | 'settings'>,
  use: LayoutUse,
): Promise<LayoutInUse | undefined> {
  const chosen = (await settings.now(db)).fileLayouts[use]
  const made = readyMadeLayouts.find(({ key, isBeginning }) => key === chosen && !isBeginning)
  if (made) return { name: made.name, profile: made.profile, id: null, version: made.version }
  const id = readRowNumber(chosen.replace('profile:', ''))
  const own = id ? await findProfile(db, id) : undefined
  if (!own || own.removedAt !== null) return undefined
  return { name: own.name, profile: own.profile, id: own.id, version: own.version }
}
