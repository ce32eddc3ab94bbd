import { type Actor, appendEvent } from '../../audit/append.ts'
import type { Db } from '../../db/db.ts'
import { rowOf } from '../../db/rows.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { formatAccountNumber, servedByType } from '../../lib/account-number.ts'
import { fits } from '../../lib/chart-format.ts'
import type { FieldError } from '../../lib/form.ts'
import { type OutsideNames, outsideNames } from '../../lib/outside-names.ts'
import {
  changesBetween,
  fingerprint,
  type SaveOutcome,
  saveVersion,
} from '../../versioned-form/save-version.ts'
import { accountEvents } from './events.ts'
import type { AccountForm } from './form.ts'
import { holdFormats } from './formats/store.ts'
import { type Account, titleKey } from './settings.ts'
import { findAccount, findNamed, insertAccount, outsideKeys } from './store.ts'

/** Adds an account; pressing the button twice adds it once. */
export async function addAccount(
  deps: Deps,
  { version: _, ...input }: AccountForm,
  actor: Actor,
): Promise<{ id: number } | FieldError[]> {
  const savedWith = fingerprint(deps, ['account', actor.id, input])
  const saved = { savedWith, changedAt: deps.now().toISOString(), changedBy: actor.id }
  return transaction(deps.db, async (trx) => {
    const { formats } = await holdFormats(trx)
    if (!servedByType(formats, input.type).formats.some((format) => fits(input.number, format))) {
      const message = 'The formats were changed meanwhile. Check the number and save again.'
      return [{ field: 'number', message }]
    }
    const id = await insertAccount(trx, input, saved)
    if (id === undefined) {
      const other = await findAccount(trx, { number: input.number })
      if (!other) return takenNames(trx, input)
      if (other.savedWith === savedWith) return { id: other.id }
      const message = `${formatAccountNumber(other.number, other.type, formats)} is in the chart already: ${other.title}.`
      return [{ field: 'number', message }]
    }
    const { number: stored, title, type, active, ...names } = input
    const number = formatAccountNumber(stored, type, formats)
    const given = Object.fromEntries(Object.entries(names).filter(([, name]) => name !== ''))
    const event = accountEvents.added({ id, number }, { title, type, active, ...given })
    await appendEvent(deps, trx, actor, event)
    return { id }
  })
}

export async function saveAccount(
  deps: Deps,
  { version, number: _, ...input }: AccountForm,
  current: Account,
  number: string,
  actor: Actor,
): Promise<SaveOutcome> {
  try {
    return await saveVersion(deps, {
      table: 'gl_accounts',
      id: current.id,
      current,
      version,
      sent: input,
      event: accountEvents.saved({ id: current.id, number }, changesBetween(current, input)),
      actor,
      columns: { ...rowOf(input), title_key: titleKey(input.title), ...outsideKeys(input) },
    })
  } catch (error) {
    // The database refuses a name that another account has in that ledger, whoever was first.
    const taken = await takenNames(deps.db, input, current.id)
    if (taken.length > 0) return taken
    throw error
  }
}

/** The names that another account has; `id`: the one that is saved. */
async function takenNames(db: Db, names: OutsideNames, id?: number): Promise<FieldError[]> {
  const { formats } = await holdFormats(db)
  const errors: FieldError[] = []
  for (const { value: field, label } of outsideNames) {
    const other = await findNamed(db, field, names[field], id)
    if (!other) continue
    const which = `${formatAccountNumber(other.number, other.type, formats)} ${other.title}`
    errors.push({ field, message: `${which} has this ${label} already: the two would be one account there.` })
  }
  return errors
}
