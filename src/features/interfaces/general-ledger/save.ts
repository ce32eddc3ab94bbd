import type { Actor } from '../../../audit/append.ts'
import type { Deps } from '../../../deps.ts'
import {
  changesBetween,
  type Origin,
  type SaveOutcome,
  saveVersion,
} from '../../../versioned-form/save-version.ts'
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
  return saveVersion(deps, {
    table: 'general_ledger',
    subject: 'general-ledger',
    current,
    version,
    sent: input,
    changes: changesBetween(current, input),
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
