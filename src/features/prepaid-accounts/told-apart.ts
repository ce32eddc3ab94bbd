import type { Db } from '../../db/db.ts'
import type { PrepaidAccount } from './account.ts'
import { enrolledStates, findAccountsOfMany } from './accounts-store.ts'

/**
 * Those that the vendor can tell apart. It is told a payment by customer and type of service: of two accounts that are alike
 * in both, one would get what was paid for the other.
 */
export async function toldApart(db: Db, accounts: PrepaidAccount[]): Promise<PrepaidAccount[]> {
  const customers = new Set(accounts.map(({ customer }) => customer))
  const all = await findAccountsOfMany(db, [...customers])
  const asked = new Set(accounts.map(({ id }) => id))
  const others = all.filter(
    ({ id, state }) => !asked.has(id) && [...enrolledStates, 'enrolling'].includes(state),
  )
  const taken = new Set(others.map(nameOf))
  return accounts.filter((account) => {
    const name = nameOf(account)
    const isFree = !taken.has(name)
    taken.add(name)
    return isFree
  })
}

const nameOf = ({ customer, serviceType }: PrepaidAccount) => JSON.stringify([customer, serviceType])
