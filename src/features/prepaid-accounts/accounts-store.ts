import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf, rowOf } from '../../db/rows.ts'
import { inParts } from '../../lib/in-parts.ts'
import type { AccountState, PrepaidAccount } from './account.ts'

const own = columnsOf(
  'a',
  'id objectId customer name service serviceType serviceLocation meter rate billingCycle depositCents priorityCents arrearsCents openingCents initialReading lastReading lastReadingDate connectDate state enrolledAt enrolledWith leftAt',
)

/** Accounts as a. */
export function accounts(db: Db) {
  return db('prepaid_accounts as a').select(own)
}

export async function findAccount(db: Db, id: number): Promise<PrepaidAccount | undefined> {
  return accounts(db).where('a.id', id).first()
}

/** Those of a customer in the register, whatever their states, by service. */
export async function findAccountsOf(db: Db, customer: string): Promise<PrepaidAccount[]> {
  return accounts(db).where('a.customer', customer).orderBy('a.service')
}

/** The vendor keeps a balance for them: also while it is asked to end that. */
export const enrolledStates: AccountState[] = ['enrolled', 'unenrolling']

/** In the order in which they were brought in, a page at a time. */
export function findEnrolled(db: Db, page: PageRequest): Promise<Page<PrepaidAccount>> {
  return readPage(accounts(db).whereIn('a.state', enrolledStates), { by: { id: 'a.id' } }, page)
}

/** Until the transaction ends, nobody else moves it on. */
export async function lockAccount(trx: Db, id: number): Promise<PrepaidAccount | undefined> {
  return accounts(trx).where('a.id', id).forUpdate('a').first()
}

/** The same for those of several that are in one of these states. */
export async function lockAccounts(
  trx: Db,
  ids: number[],
  states: AccountState[],
): Promise<PrepaidAccount[]> {
  return accounts(trx).whereIn('a.id', ids).whereIn('a.state', states).orderBy('a.id').forUpdate('a')
}

type Move = {
  from: AccountState[]
  state: AccountState
  enrolledAt?: string | null
  enrolledWith?: string | null
  leftAt?: string | null
}

/** Only those in one of the states that it is from. */
export async function moveAccounts(trx: Db, ids: number[], { from, state, ...moved }: Move) {
  await trx('prepaid_accounts')
    .whereIn('id', ids)
    .whereIn('state', from)
    .update({ state, ...rowOf(moved) })
}

/** As many as asked about, in the order of customers. */
export async function listInStates(
  db: Db,
  states: AccountState[],
  { ids, limit }: { ids?: number[] | undefined; limit: number },
): Promise<PrepaidAccount[]> {
  return accounts(db)
    .modify((query) => ids && query.whereIn('a.id', ids))
    .whereIn('a.state', states)
    .orderBy(['a.customer', 'a.id'])
    .limit(limit)
}

/** Those of several customers. `isHeld`: until the transaction ends, nobody else changes them. */
export async function findAccountsOfMany(
  db: Db,
  customers: string[],
  { isHeld = false } = {},
): Promise<PrepaidAccount[]> {
  return accounts(db)
    .modify((query) => isHeld && query.forUpdate('a'))
    .whereIn('a.customer', customers)
    .orderBy('a.id')
}

type Saved = { at: string; by: number | null }

const kept = [
  ...([
    'objectId',
    'customer',
    'service',
    'serviceType',
    'name',
    'serviceLocation',
    'meter',
    'rate',
  ] as const),
  ...(['billingCycle', 'depositCents', 'priorityCents', 'arrearsCents', 'openingCents'] as const),
  ...(['initialReading', 'lastReading', 'lastReadingDate', 'connectDate'] as const),
]

type NewAccount = { [field in (typeof kept)[number]]: PrepaidAccount[field] | null }

/** What is not known of an account is '' or nothing. Answers how many were new. */
export async function insertAccounts(trx: Db, rows: NewAccount[], { at, by }: Saved): Promise<number> {
  let added = 0
  for (const some of inParts(rows, rowsAtOnce)) {
    const whole = some.map((row) => ({
      ...rowOf(Object.fromEntries(kept.map((field) => [field, row[field] ?? emptyOf(field)]))),
      ...{ state: 'new' as const, brought_in_at: at, brought_in_by: by },
    }))
    const inserted = await trx('prepaid_accounts')
      .insert(whole)
      .onConflict(['customer', 'service'])
      .ignore()
      .returning('id')
    added += inserted.length
  }
  return added
}

const rowsAtOnce = 100
const emptyOf = (field: string) => (field.endsWith('Cents') ? 0 : '')

/** Changes what is known of an account, but never its state. */
export async function changeFacts(trx: Db, id: number, facts: Partial<PrepaidAccount>) {
  await trx('prepaid_accounts').where({ id }).update(rowOf(facts))
}

/** Takes names and addresses off accounts that left before a moment; number, meter and amounts stay. */
export async function forgetLeftBefore(db: Db, before: string) {
  const nobody = { name: '', service_location: '' }
  await db('prepaid_accounts')
    .where({ state: 'left' })
    .where('left_at', '<', before)
    .whereNot((account) => account.where(nobody))
    .update(nobody)
}
