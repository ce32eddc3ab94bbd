import type { Actor } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { findProfile } from '../../import-profiles/profiles-store.ts'
import type { Purpose } from '../../import-profiles/purpose.ts'
import { addProfile, saveProfile } from '../../import-profiles/save.ts'
import { type Choice, type FieldError, labelOf } from '../../lib/form.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { type SaveOutcome, saveVersion } from '../../versioned-form/save-version.ts'
import { type Draft, deleteDraft } from './drafts-store.ts'
import type { ChoiceForm } from './form.ts'
import type { LayoutForm } from './layout-form.ts'
import { fileLayouts, type LayoutUse, layoutUses } from './settings.ts'

/** Chooses which layouts files go by; the record tells them by their names. */
export async function saveChoice(
  deps: Deps,
  { version, ...chosen }: ChoiceForm,
  { fileLayouts: current }: Settings,
  choices: Record<LayoutUse, Choice[]>,
  actor: Actor,
): Promise<SaveOutcome> {
  const changes = layoutUses
    .filter(({ use }) => current[use] !== chosen[use])
    .map(({ use }) => {
      const name = (value: string) => labelOf(choices[use], value)
      return [use, { from: name(current[use]), to: name(chosen[use]) }] as const
    })
  return saveVersion(deps, {
    ...{ table: fileLayouts.table, current, version, actor, sent: chosen },
    event: fileLayouts.saved(fileLayouts.subject, Object.fromEntries(changes)),
    columns: chosen,
  })
}

/** Makes a layout, or a version of one, of a draft, which is gone then. What is wrong is told at its field. */
export async function saveDraft(
  deps: Deps,
  draft: Draft,
  purpose: Purpose,
  { name, profile }: LayoutForm,
  actor: Actor,
): Promise<'saved' | FieldError[]> {
  const { profileId, profileVersion } = draft
  const current = profileId ? await findProfile(deps.db, profileId) : undefined
  if (current) {
    const next = { version: profileVersion ?? 0, name, profile }
    const outcome = await saveProfile(deps, purpose, current, next, actor)
    if (outcome === 'stale') return [stale]
    if (typeof outcome !== 'string') return outcome
  } else {
    const kept = await addProfile(deps, purpose, { name, profile }, actor)
    if (Array.isArray(kept)) return kept
  }
  await deleteDraft(deps.db, draft.id)
  return 'saved'
}

const stale: FieldError = {
  field: '',
  message:
    'Another version of this layout was saved meanwhile, so this one was not. Type another name to keep it as a layout of its own, or begin again with the version there is now.',
}
