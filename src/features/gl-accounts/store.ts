import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnOf, columnsOf, countOf, exists, onlyRow, rowOf } from '../../db/rows.ts'
import { accountTypes, type MaskKind, type Masks } from '../../lib/account-number.ts'
import { type OutsideName, outsideNameKey, outsideNames } from '../../lib/outside-names.ts'
import { type Account, type AccountInput, titleKey } from './settings.ts'

function accounts(db: Db) {
  return db('gl_accounts as a')
    .leftJoin('users as u', 'u.id', 'a.changed_by')
    .select({
      ...columnsOf('a', 'id number title type active version savedWith changedAt'),
      ...columnsOf('a', 'quickbooksName sage50UsNumber sage50CanadaNumber sage50CanadaProNumber'),
      changedBy: 'u.name',
    })
}

function accountOf(row: Account): Account {
  return { ...row, active: Boolean(row.active) }
}

export async function findAccount(db: Db, by: { id: number } | { number: string }) {
  const [[column, value]] = Object.entries(by) as [[string, string | number]]
  const row = await accounts(db).where(`a.${column}`, value).first()
  return row && accountOf(row)
}

/** The accounts with these numbers, by number. */
export async function findAccounts(db: Db, numbers: string[]): Promise<Map<string, Account>> {
  const rows = await accounts(db).whereIn('a.number', numbers)
  return new Map(rows.map((row) => [row.number, accountOf(row)]))
}

/** The account that another ledger calls this, where another than `except` has the name. */
export async function findNamed(db: Db, kind: OutsideName, name: string, except?: number) {
  const key = outsideNameKey(kind, name)
  if (key === null) return undefined
  const row = await accounts(db)
    .where(`a.${columnOf(kind)}_key`, key)
    .first()
  return row && row.id !== except ? accountOf(row) : undefined
}

/** Which outside names any account has. */
export async function outsideNamesGiven(db: Db): Promise<OutsideName[]> {
  const found = outsideNames.map(async ({ value }) => ({
    value,
    isUsed: await exists(db('gl_accounts').whereNotNull(`${columnOf(value)}_key`)),
  }))
  return (await Promise.all(found)).filter(({ isUsed }) => isUsed).map(({ value }) => value)
}

/** The columns that tell two outside names apart. */
export function outsideKeys(names: Partial<Record<OutsideName, string | null>>) {
  const kinds = outsideNames.map(({ value }) => value).filter((kind) => kind in names)
  return Object.fromEntries(
    kinds.map((kind) => [`${columnOf(kind)}_key`, outsideNameKey(kind, names[kind] ?? '')]),
  )
}

export async function hasAccounts(db: Db): Promise<boolean> {
  return exists(db('gl_accounts'))
}

export async function countAccounts(db: Db): Promise<number> {
  return countOf(db('gl_accounts'))
}

type AccountSearch = PageRequest & { digits?: string; words?: string }

/** A page of accounts by number: those whose number, or a word of whose title, begins as asked. */
export async function listAccounts(
  db: Db,
  { digits, words, ...page }: AccountSearch,
): Promise<Page<Account>> {
  const query = accounts(db)
  if (digits) query.where('a.number', 'like', `${digits}%`)
  if (words) query.whereRaw(hasWord, `% ${words}%`)
  return readPage(query, { by: { number: 'a.number' } }, page, accountOf)
}

/** Whether a word of the title begins with what a key of it does. No key holds a sign that `like` takes for another. */
const hasWord = "' ' || a.title_key like ?"

/**
 * The accounts whose number or title begins with digits or a title key, then those that have it within the number or at
 * the start of a later word; by number, the inactive ones last. It reads the whole chart: 14 ms at 100,000 accounts.
 */
export async function searchAccounts(db: Db, key: string, limit: number): Promise<Account[]> {
  const begins = 'case when a.number like ? or a.title_key like ? then 0 else 1 end'
  const rows = await accounts(db)
    .where((query) => query.where('a.number', 'like', `%${key}%`).orWhereRaw(hasWord, `% ${key}%`))
    .orderBy('a.active', 'desc')
    .orderByRaw(begins, [`${key}%`, `${key}%`])
    .orderBy('a.number')
    .limit(limit)
  return rows.map(accountOf)
}

/** Returns the new account's id, or undefined when its number, or its name in another ledger, is taken. */
export async function insertAccount(
  db: Db,
  input: AccountInput & { number: string },
  saved: { savedWith: string; changedAt: string; changedBy: number | null },
): Promise<number | undefined> {
  const [row] = await db('gl_accounts')
    .insert({
      ...rowOf({ ...input, titleKey: titleKey(input.title), version: 1, ...saved }),
      ...outsideKeys(input),
    })
    .onConflict()
    .ignore()
    .returning('id')
  return row?.id
}

/** The masks as nobody changes them before the transaction ends: what is added by them fits them. */
export async function holdMasks(trx: Db): Promise<Masks> {
  const rows = await trx('account_masks').forShare().select('kind', 'mask')
  return Object.fromEntries(rows.map(({ kind, mask }) => [kind, mask])) as Masks
}

export async function setMask(trx: Db, kind: MaskKind, mask: string) {
  await trx('account_masks').where({ kind }).update({ mask })
}

/** How many stored numbers of a kind do not have this many digits: of the chart, and posted to without one. */
export async function countMisfits(db: Db, kind: MaskKind, digits: number): Promise<number> {
  const types = accountTypes.filter((type) => type.kind === kind).map(({ value }) => value)
  const misfits = db('gl_accounts').whereIn('type', types).whereRaw('length(number) <> ?', [digits])
  const postedTo = await numbersPostedTo(db, kind)
  const known = await findAccounts(db, postedTo)
  const others = postedTo.filter((number) => number.length !== digits && !known.has(number))
  return (await countOf(misfits)) + others.length
}

async function numbersPostedTo(db: Db, kind: MaskKind): Promise<string[]> {
  if (kind === 'expenditure') return []
  const column = kind === 'revenue' ? 'revenue' : 'receivable'
  const numbers = await db('services').distinct(column).pluck(column)
  if (kind === 'balance-sheet') {
    const { cash_clearing, customer_deposits } = await onlyRow(db('posting_accounts').where({ id: 1 }))
    numbers.push(cash_clearing, customer_deposits)
  }
  return [...new Set(numbers)].filter((number) => number !== '')
}
