import { type Actor, appendEvent } from '../../../audit/append.ts'
import type { Change } from '../../../audit/event.ts'
import type { Db } from '../../../db/db.ts'
import { withOwnConnection } from '../../../db/own-connection.ts'
import { Rollback, transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { versionLabel } from '../../../import-profiles/profile.ts'
import { findProfileVersion } from '../../../import-profiles/profiles-store.ts'
import { fingerprint } from '../../../versioned-form/save-version.ts'
import { changeFacts, insertAccounts } from '../accounts-store.ts'
import { prepaidAccountEvents } from '../events.ts'
import { objectIdOf } from '../location.ts'
import { findStaged, markBroughtIn, type Outcome, type StagedImport } from './imports-store.ts'
import type { Judged } from './judge.ts'
import { planImport } from './plan.ts'
import { clearRows } from './staged-rows-store.ts'

/** More single changes than this are in the file itself; the record says how many there were. */
const mostListed = 300

/** Names what a preview showed: this file over the accounts as they are. */
export function importFingerprint(deps: Deps, importId: number, digest: string) {
  return fingerprint(deps, ['prepaid-import', importId, digest])
}

/**
 * Takes exactly what the preview with this fingerprint showed, all of it or nothing. `moved`: the accounts or the file
 * changed since. Sent twice, it is done once and answered alike.
 */
export async function bringIn(
  deps: Deps,
  shownAs: string,
  actor: Actor,
): Promise<Outcome | 'moved' | 'gone'> {
  return withOwnConnection(deps.config, 'write', (db) =>
    transaction(db, (trx) => takeShown({ ...deps, db }, trx, shownAs, actor)),
  )
}

async function takeShown(
  deps: Deps,
  trx: Db,
  shownAs: string,
  actor: Actor,
): Promise<Outcome | 'moved' | 'gone'> {
  const staged = await findStaged(trx, actor.id as number, { isHeld: true })
  if (!staged) return 'gone'
  if (staged.outcome) return staged.outcome.fingerprint === shownAs ? staged.outcome : 'gone'
  const at = deps.now().toISOString()
  const list: Change[] = []
  const { counts, digest } = await planImport(trx, staged.id, { limit: 0 }, async (judged) => {
    if (list.length < mostListed) list.push(...judged.flatMap(changesOf))
    // What somebody added meanwhile was not shown.
    if (!(await take(trx, judged, { at, by: actor.id }))) throw new Rollback('moved')
  })
  if (importFingerprint(deps, staged.id, digest) !== shownAs) throw new Rollback('moved')
  const { added, changed, refused } = counts
  const outcome = { fingerprint: shownAs, added, changed, refused }
  await markBroughtIn(trx, staged.id, outcome)
  await clearRows(trx, staged.id)
  const told = { file: staged.fileName, profile: await profileOf(trx, staged), added, changed, refused }
  const event = prepaidAccountEvents.broughtIn('prepaid accounts', told, list.slice(0, mostListed))
  await appendEvent(deps, trx, actor, event)
  return outcome
}

async function take(trx: Db, judged: Judged[], saved: { at: string; by: number | null }): Promise<boolean> {
  const rows = judged.flatMap((one) => (one.is === 'added' ? [one.row] : []))
  const added = await insertAccounts(
    trx,
    rows.map((row) => ({ ...row, objectId: objectIdOf(row) })),
    saved,
  )
  for (const one of judged) if (one.is === 'changed') await changeFacts(trx, one.id, one.values)
  return added === rows.length
}

function changesOf(judged: Judged): Change[] {
  if (judged.is !== 'changed') return []
  const { customer, service, changes } = judged
  return changes.map(({ label, isPersonal, from, to }) => {
    const field = `${customer} ${service} ${label}`
    // History is kept longer than names and addresses are.
    return isPersonal ? { field, to: 'changed' } : { field, from, to }
  })
}

/** What the file was read by, where it was not the product's own layout. */
async function profileOf(db: Db, { profileId, profileVersion }: StagedImport) {
  const read = profileId && profileVersion && (await findProfileVersion(db, profileId, profileVersion))
  return read ? versionLabel(read) : undefined
}
