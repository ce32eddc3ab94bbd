import type { Actor } from '../../../audit/append.ts'
import type { Change } from '../../../audit/event.ts'
import { connectionCalled } from '../../../connections/connection.ts'
import { boundServer, connectionIn, isForAnother } from '../../../connections/settings.ts'
import type { Db } from '../../../db/db.ts'
import type { Deps } from '../../../deps.ts'
import { clearStop, forgetHealth } from '../../../jobs/health-store.ts'
import { deleteSecret, storeSecret } from '../../../secrets/secrets-store.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { type SaveOutcome, saveSection } from '../../../versioned-form/save-version.ts'
import type { VendorInterface } from '../registry.ts'
import { onSince } from '../settings.ts'
import type { VendorForm } from './form.ts'
import { passwordIsFor, vendorSection } from './settings.ts'

/** Saves a vendor's tab, or says why not; `all` is what the database held when the request came in. */
export async function saveVendor(
  deps: Deps,
  vendor: VendorInterface,
  { version, password, removePassword, ...input }: VendorForm,
  all: Settings,
  actor: Actor,
  restores?: number,
): Promise<SaveOutcome> {
  const current = all[vendor.name]
  const connection = connectionCalled(vendor.key)
  const removes = removePassword && current.password !== null
  const secrets: Change[] = []
  if (password !== '') secrets.push({ field: 'password', to: 'set' })
  else if (removes) secrets.push({ field: 'password', to: 'removed' })

  const storedFor = passwordIsFor(current, input.interface) ?? ''
  const place = {
    ...{ owner: vendor.table, field: 'password', storedFor, storedUser: input.userName },
    storedServer: connection ? boundServer(connectionIn(all, connection, input.interface), storedFor) : '',
  }
  async function storePassword(trx: Db) {
    await storeSecret(trx, deps.keys, { ...place, text: password, setAt: deps.now(), setBy: actor.id })
    if (!connection) return
    await clearStop(trx, connection.name)
    // How the connection to the provider before was says nothing of this one.
    if (isForAnother(all[connection.settings], input.interface)) await forgetHealth(trx, connection.name)
  }
  const outcome = await saveSection(deps, vendorSection(vendor), { version, ...input }, current, {
    actor,
    restores,
    secrets,
    sent: [input, password, removePassword],
    columns: { on_since: onSince(current, input.interface, deps.now()) },
    also: password !== '' ? storePassword : removes ? (trx) => deleteSecret(trx, place) : undefined,
  })
  if (connection && outcome === 'saved') deps.jobs.wake()
  return outcome
}
