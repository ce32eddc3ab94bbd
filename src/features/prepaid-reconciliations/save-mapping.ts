import type { Actor } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { labelOf } from '../../lib/form.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { changesBetween, type SaveOutcome, saveSection } from '../../versioned-form/save-version.ts'
import { type MappingForm, partChoices } from './mapping-form.ts'
import { type MappingInput, prepaidReconciliations as section } from './settings.ts'

/** Saves what counts as what; the record tells of each service that changed, in words. */
export function saveMapping(
  deps: Deps,
  { parts, version, ...rules }: MappingForm,
  { prepaidReconciliations: current }: Settings,
  actor: Actor,
): Promise<SaveOutcome> {
  const { adjustments, deposits } = current
  const changes = {
    ...changesBetween({ adjustments, deposits }, rules),
    ...changedParts(current.parts, parts),
  }
  return saveSection(deps, section, { ...rules, version }, current, {
    actor,
    sent: [parts, rules],
    event: section.saved(section.subject, changes),
    columns: { parts: JSON.stringify(parts) },
  })
}

function changedParts(before: MappingInput['parts'], after: MappingInput['parts']) {
  const [was, is] = [new Map(before), new Map(after)]
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((code) => was.get(code) !== is.get(code))
  const words = (parts: Map<string, string>) =>
    changed.map((code) => `${code} ${labelOf(partChoices, parts.get(code) ?? '').toLowerCase()}`).join(', ')
  return changed.length > 0 ? { services: { from: words(was), to: words(is) } } : {}
}
