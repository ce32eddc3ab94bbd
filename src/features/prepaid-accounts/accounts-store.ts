import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { AccountState, PrepaidAccount } from './account.ts'

const own = columnsOf(
  'a',
  'id objectId customer name service serviceType serviceLocation meter rate billingCycle depositCents priorityCents arrearsCents openingCents initialReading lastReading lastReadingDate connectDate state enrolledAt leftAt',
)

function accounts(db: Db) {
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

type Move = { from: AccountState[]; state: AccountState; enrolledAt?: string | null; leftAt?: string | null }

/** False where it is in none of these states any more. */
export async function moveAccount(
  trx: Db,
  id: number,
  { from, state, enrolledAt, leftAt }: Move,
): Promise<boolean> {
  const moved = await trx('prepaid_accounts')
    .where({ id })
    .whereIn('state', from)
    .update({
      state,
      ...(enrolledAt === undefined ? {} : { enrolled_at: enrolledAt }),
      ...(leftAt === undefined ? {} : { left_at: leftAt }),
    })
  return moved > 0
}
