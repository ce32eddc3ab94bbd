import type { Db } from '../../../db/db.ts'
import { accountTypes, formatAccountNumber, type Masks, withoutFormat } from '../../../lib/account-number.ts'
import { labelOf, type Submitted } from '../../../lib/form.ts'
import { titleKey } from '../settings.ts'
import { searchAccounts } from '../store.ts'

type Found = { number: string; title: string; type: string; shown: string }

/** As many as fit one answer; typing on is quicker than reading more. */
export const mostFound = 8

/** The active accounts that what was typed may mean, the likeliest first. */
export async function lookUp(db: Db, submitted: string, masks: Masks): Promise<Found[]> {
  const digits = withoutFormat(submitted)
  const key = /^\d+$/.test(digits) ? digits : titleKey(submitted)
  if (key === '') return []
  const accounts = await searchAccounts(db, key, mostFound)
  return accounts.map(({ number, title, type }) => ({
    number,
    title,
    type: labelOf(accountTypes, type),
    shown: formatAccountNumber(number, type, masks),
  }))
}

/** What a *Look up* or *Use* button of a form asks for; the form is drawn again and nothing is saved. */
export type Pressed = {
  field: string
  /** What was found; undefined when one of them was chosen. */
  found?: Found[]
  /** The number that was chosen, as it is written. */
  chosen?: string
}

/** Undefined when neither of the buttons was pressed. `fields` are those that take an account. */
export async function pressedLookUp(
  db: Db,
  body: unknown,
  fields: readonly string[],
  masks: Masks,
): Promise<Pressed | undefined> {
  const sent = body as Record<string, unknown>
  const field = fields.find((name) => name === sent.lookUp)
  if (field) return { field, found: await lookUp(db, String(sent[field] ?? '').slice(0, 100), masks) }
  const [of, chosen] = typeof sent.use === 'string' ? sent.use.split('=') : []
  const used = fields.find((name) => name === of)
  return used && chosen !== undefined ? { field: used, chosen } : undefined
}

/** What was typed, with the account that was chosen in its box. */
export function withChosen(submitted: Submitted, { field, chosen }: Pressed): Submitted {
  return chosen === undefined ? submitted : { ...submitted, [field]: chosen }
}
