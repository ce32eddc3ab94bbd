import type { Deps } from '../../../deps.ts'
import type { Actor } from '../../history/record.ts'
import {
  changesBetween,
  fingerprint,
  type Origin,
  type SaveOutcome,
  saveVersion,
} from '../../settings/save-version.ts'
import { onSince } from '../on-since.ts'
import type { GeneralLedgerForm } from './form.ts'
import type { GeneralLedger } from './settings.ts'

/** Saves the tab, or says why not; `current` is what the database held when the request came in. */
export async function saveGeneralLedger(
  deps: Deps,
  { version, ...input }: GeneralLedgerForm,
  current: GeneralLedger,
  actor: Actor,
  origin?: Origin,
): Promise<SaveOutcome> {
  const savedWith = fingerprint(deps, ['general_ledger', actor.id, version, input])
  if (savedWith === current.savedWith) return 'saved'
  const changes = changesBetween(current, input)
  if (changes.length === 0) return 'unchanged'
  if (version !== current.version) return 'stale'
  return saveVersion(deps, {
    table: 'general_ledger',
    subject: 'general-ledger',
    version,
    savedWith,
    changes,
    actor,
    origin,
    columns: {
      interface: input.interface,
      update_method: input.updateMethod,
      update_payments: input.updatePayments,
      on_since: onSince(current, input.interface, deps.now()),
    },
  })
}
