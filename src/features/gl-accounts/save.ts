import { type Actor, appendEvent } from '../../audit/append.ts'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { digitsIn, formatAccountNumber, maskKindOf } from '../../lib/account-number.ts'
import type { FieldError } from '../../lib/form.ts'
import {
  changesBetween,
  fingerprint,
  type SaveOutcome,
  saveVersion,
} from '../../versioned-form/save-version.ts'
import { accountEvents } from './events.ts'
import type { AccountForm } from './form.ts'
import { type Account, titleKey } from './settings.ts'
import { findAccount, holdMasks, insertAccount } from './store.ts'

/** Adds an account; pressing the button twice adds it once. */
export async function addAccount(
  deps: Deps,
  { version: _, ...input }: AccountForm,
  actor: Actor,
): Promise<{ id: number } | FieldError[]> {
  const savedWith = fingerprint(deps, ['account', actor.id, input])
  const saved = { savedWith, changedAt: deps.now().toISOString(), changedBy: actor.id }
  return transaction(deps.db, async (trx) => {
    const masks = await holdMasks(trx)
    if (digitsIn(masks[maskKindOf(input.type)]) !== input.number.length) {
      return [
        { field: 'number', message: 'The mask was changed meanwhile. Check the number and save again.' },
      ]
    }
    const id = await insertAccount(trx, input, saved)
    if (id === undefined) {
      const other = (await findAccount(trx, { number: input.number })) as Account
      if (other.savedWith === savedWith) return { id: other.id }
      const message = `${formatAccountNumber(other.number, other.type, masks)} is in the chart already: ${other.title}.`
      return [{ field: 'number', message }]
    }
    const { title, type, active } = input
    const number = formatAccountNumber(input.number, type, masks)
    await appendEvent(deps, trx, actor, accountEvents.added({ id, number }, { title, type, active }))
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
  return saveVersion(deps, {
    table: 'gl_accounts',
    id: current.id,
    current,
    version,
    sent: input,
    event: accountEvents.saved({ id: current.id, number }, changesBetween(current, input)),
    actor,
    columns: { ...input, title_key: titleKey(input.title) },
  })
}
