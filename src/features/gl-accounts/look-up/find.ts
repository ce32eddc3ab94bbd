import type { Db } from '../../../db/db.ts'
import {
  type AccountKind,
  accountTypes,
  anAccountOf,
  formatAccountNumber,
  kindOf,
  numberKey,
} from '../../../lib/account-number.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { labelOf, type Submitted } from '../../../lib/form.ts'
import { accountKinds } from '../posting/settings.ts'
import { titleKey } from '../settings.ts'
import { searchAccounts } from '../store.ts'

type Found = { number: string; title: string; type: string; active: boolean; shown: string }

/** `only` is the account that what was typed names, or the only one that has it: it is taken without being chosen. */
type LookUp = { found: Found[]; only?: Found | undefined }

/** As many as fit one answer; typing on is quicker than reading more. */
export const mostFound = 8

/** The kind of account that a field takes, by the field's name; undefined where it takes any. */
export function kindFor(field: string): AccountKind | undefined {
  return Object.hasOwn(accountKinds, field) ? accountKinds[field as keyof typeof accountKinds] : undefined
}

/** What is not found, in words that follow “No active”. */
export function activeOf(kind: AccountKind | undefined): string {
  return kind ? anAccountOf(kind).replace(/^an? /, '') : 'account'
}

/** The accounts of a kind that what was typed may mean, the likeliest first; inactive ones only where asked for. */
export async function lookUp(
  db: Db,
  submitted: string,
  formats: readonly ChartFormat[],
  { kind, inactiveToo = false }: { kind?: AccountKind | undefined; inactiveToo?: boolean } = {},
): Promise<LookUp> {
  const asked = { key: numberKey(submitted), words: titleKey(submitted) }
  if (asked.key === '' || asked.words === '') return { found: [] }
  const types = accountTypes.map(({ value }) => value).filter((type) => !kind || kindOf(type) === kind)
  const accounts = (await searchAccounts(db, asked, types, mostFound)).map(
    ({ number, title, type, active }) => ({
      number,
      title,
      type: labelOf(accountTypes, type),
      active,
      shown: formatAccountNumber(number, type, formats),
      fits: (active || inactiveToo) && types.includes(type),
    }),
  )
  const found = accounts.filter(({ fits }) => fits)
  const [named, ...others] = accounts.filter(({ shown }) => waysToWrite(shown).includes(titleKey(submitted)))
  // Two formats may have the same letters and digits, cut otherwise: a person says which is meant.
  if (named) return { found, only: others.length === 0 && named.fits ? named : undefined }
  const [first] = found
  return { found, only: found.length === 1 && first && has(first, submitted) ? first : undefined }
}

/** A number as it is compared: with its parts, and without. */
function waysToWrite(shown: string): string[] {
  const parts = titleKey(shown)
  return [parts, parts.replaceAll(' ', '')]
}

/** Parts that were typed must be the account's own: 1-311 is found in 13-1100 and does not mean it. */
function has({ shown, title }: Found, submitted: string): boolean {
  const key = titleKey(submitted)
  return (
    waysToWrite(shown).some((written) => written.includes(key)) || ` ${titleKey(title)}`.includes(` ${key}`)
  )
}

/** What a *Look up* or *Use* button of a form asks for; the form is drawn again and nothing is saved. */
export type Pressed = {
  field: string
  /** What is looked up, in words that follow “No active”. */
  what?: string
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
  formats: readonly ChartFormat[],
): Promise<Pressed | undefined> {
  const sent = body as Record<string, unknown>
  const field = fields.find((name) => name === sent.lookUp)
  if (field) {
    const kind = kindFor(field)
    const { found } = await lookUp(db, String(sent[field] ?? '').slice(0, 100), formats, { kind })
    return { field, what: activeOf(kind), found }
  }
  // A number of any text may have the sign in it.
  const [, of, chosen] = /^(\w+)=(.*)$/.exec(String(sent.use ?? '')) ?? []
  const used = fields.find((name) => name === of)
  return used && chosen !== undefined ? { field: used, chosen } : undefined
}

/** What was typed, with the account that was chosen in its box. */
export function withChosen(submitted: Submitted, { field, chosen }: Pressed): Submitted {
  return chosen === undefined ? submitted : { ...submitted, [field]: chosen }
}
