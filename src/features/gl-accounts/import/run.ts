import { type Actor, appendEvent } from '../../../audit/append.ts'
import type { Change } from '../../../audit/event.ts'
import type { Db } from '../../../db/db.ts'
import { withOwnConnection } from '../../../db/own-connection.ts'
import { Rollback, transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { versionLabel } from '../../../import-profiles/profile.ts'
import { findProfileVersion } from '../../../import-profiles/profiles-store.ts'
import { formatAccountNumber } from '../../../lib/account-number.ts'
import { noOutsideNames } from '../../../lib/outside-names.ts'
import { fingerprint } from '../../../versioned-form/save-version.ts'
import { accountEvents } from '../events.ts'
import { holdFormats } from '../formats/store.ts'
import { fields } from '../settings.ts'
import { carryOut } from './carry-out-store.ts'
import { type ChartState, chartState, type Plan, planImport } from './compare-store.ts'
import type { ImportRow } from './read-row.ts'
import { findStaged, findTakenNames, markImported, type Outcome } from './store.ts'

/** More single changes than this are in the file itself; the record says how many there were. */
const mostListed = 500

/** Names what a preview showed: this file over the chart as it is. */
export function fingerprintOf(deps: Deps, importId: number, chart: ChartState) {
  return fingerprint(deps, ['accounts-import', importId, chart])
}

/**
 * Imports exactly what the preview with this fingerprint showed, all of it or nothing. `moved`: the chart, the
 * formats or the file changed since. Sent twice, it is done once and answered alike.
 */
export async function importChart(
  deps: Deps,
  shownAs: string,
  actor: Actor,
): Promise<Outcome | 'moved' | 'gone'> {
  return withOwnConnection(deps.config, 'write', (db) =>
    transaction(db, (trx) => carryOutShown({ ...deps, db }, trx, shownAs, actor)),
  )
}

async function carryOutShown(
  deps: Deps,
  trx: Db,
  shownAs: string,
  actor: Actor,
): Promise<Outcome | 'moved' | 'gone'> {
  const staged = await findStaged(trx, actor.id as number, { isHeld: true })
  if (!staged) return 'gone'
  if (staged.outcome) return staged.outcome.fingerprint === shownAs ? staged.outcome : 'gone'
  const { formats, version } = await holdFormats(trx)
  if (staged.formatsVersion !== version) return 'moved'
  if ((await findTakenNames(trx, staged.id, 1)).length > 0) return 'moved'
  const before = await chartState(trx)
  if (fingerprintOf(deps, staged.id, before) !== shownAs) return 'moved'
  const plan = await planImport(trx, staged.id, mostListed)
  const at = deps.now()
  const outcome = {
    fingerprint: shownAs,
    added: plan.added.count,
    changed: plan.changed.count,
    inactivated: plan.inactivated.count,
  }
  await carryOut(trx, staged.id, at.toISOString(), actor.id)
  // What somebody saved meanwhile was neither shown nor planned.
  const after = await chartState(trx)
  const changes = outcome.added + outcome.changed + outcome.inactivated
  if (after.accounts !== before.accounts + outcome.added || after.versions !== before.versions + changes)
    throw new Rollback('moved')
  await markImported(trx, staged.id, outcome)
  const list = changesOf(plan, ({ number, type }) => formatAccountNumber(number, type, formats)).slice(
    0,
    mostListed,
  )
  const more = plan.changed.fields + plan.inactivated.count - list.length
  if (more > 0) list.push({ field: 'more changes', to: more })
  const { fingerprint: _, ...counts } = outcome
  const read =
    staged.profileId && staged.profileVersion
      ? await findProfileVersion(trx, staged.profileId, staged.profileVersion)
      : undefined
  const profile = read && versionLabel(read)
  const event = accountEvents.imported(
    'Chart of accounts',
    { file: staged.fileName, profile, ...counts },
    list,
  )
  await appendEvent(deps, trx, actor, event)
  return outcome
}

function changesOf({ changed, inactivated }: Plan, write: (row: ImportRow) => string): Change[] {
  return [
    ...changed.rows.flatMap(({ from, to }) =>
      (Object.keys(fields) as (keyof typeof fields)[])
        .filter((field) => to[field] !== null && from[field] !== to[field])
        .map((field) => ({
          field: `${write(to)} ${field in noOutsideNames ? fields[field].label : field}`,
          from: from[field] ?? '',
          to: to[field] ?? '',
        })),
    ),
    ...inactivated.rows.map((row) => ({ field: `${write(row)} active`, from: true, to: false })),
  ]
}
