import type { Actor } from '../../../audit/append.ts'
import type { Change } from '../../../audit/event.ts'
import type { Connection } from '../../../connections/connection.ts'
import { boundServer, type ConnectionInput } from '../../../connections/settings.ts'
import type { Db } from '../../../db/db.ts'
import type { Deps } from '../../../deps.ts'
import { clearStop } from '../../../jobs/health-store.ts'
import { deleteSecret, storeSecret } from '../../../secrets/secrets-store.ts'
import type { Section } from '../../../settings/section.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { type SaveOutcome, saveSection } from '../../../versioned-form/save-version.ts'
import { off } from '../registry.ts'
import { passwordIsFor } from '../vendor-account/settings.ts'
import type { ConnectionForm } from './form.ts'

/** What is tried, and on whom. */
const ofLogin = [
  ...(['exchange', 'server', 'port', 'loginBy', 'serverKey', 'nextServerKey', 'oldAlgorithms'] as const),
  ...(['address', 'company', 'certificateAuthority'] as const),
]

const valueIn = (of: ConnectionInput, field: string) => of[field as keyof ConnectionInput]

/** Saves the connection, or says why not; `all` is what the database held when the request came in. */
export async function saveConnection(
  deps: Deps,
  connection: Connection,
  form: ConnectionForm,
  all: Settings,
  actor: Actor,
  restores?: number,
): Promise<SaveOutcome> {
  const {
    password,
    nextPassword,
    removeNextPassword,
    acceptsKey: _,
    tryNextKey: __,
    turnsTo: ___,
    version,
    ...input
  } = form
  const section = deps.settings.sections.find(({ name }) => name === connection.settings) as Section
  const account = all[connection.account]
  const current = all[connection.settings]
  const { accountTable: owner } = connection
  const storedFor = passwordIsFor(account, account.interface) ?? ''
  const bound = {
    ...{ owner, storedFor, storedUser: account.userName },
    storedServer: boundServer(input, storedFor),
    setAt: deps.now(),
    setBy: actor.id,
  }
  // One that was typed ahead for another server would never be used.
  const isElsewhere =
    current.nextPassword !== null && current.nextPassword.storedServer !== bound.storedServer
  const removesNext = nextPassword === '' && (removeNextPassword || isElsewhere)
  const secrets: Change[] = []
  if (password !== '') secrets.push({ field: 'password', to: 'set' })
  if (nextPassword !== '') secrets.push({ field: 'nextPassword', to: 'set' })
  else if (removesNext) secrets.push({ field: 'nextPassword', to: 'removed' })

  // Another day off is no reason to try a refused login again: each try could lock the account.
  const triesAnother =
    password !== '' ||
    nextPassword !== '' ||
    ofLogin.some((field) => valueIn(input, field) !== valueIn(current, field))

  async function storeSecrets(trx: Db) {
    if (password !== '') await storeSecret(trx, deps.keys, { ...bound, field: 'password', text: password })
    if (nextPassword !== '')
      await storeSecret(trx, deps.keys, { ...bound, field: 'nextPassword', text: nextPassword })
    else if (removesNext) await deleteSecret(trx, { owner, field: 'nextPassword' })
    if (triesAnother) await clearStop(trx, connection.name)
  }

  const outcome = await saveSection(deps, section, { version, ...input }, current as never, {
    actor,
    restores,
    secrets,
    sent: [input, password, nextPassword, removeNextPassword],
    columns: { set_for: account.interface === off.value ? current.setFor : account.interface },
    also: storeSecrets,
  })
  if (outcome === 'saved') deps.jobs.wake()
  return outcome
}
