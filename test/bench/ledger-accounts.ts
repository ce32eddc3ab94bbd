import { connect } from '../../src/db/connect.ts'
import { postingRules } from '../../src/features/interfaces/general-ledger/posting-rules.ts'
import type { TransactionKind } from '../../src/features/transactions/kinds.ts'
import type { AccountType } from '../../src/lib/account-number.ts'
import { type TestTransaction, testServices } from '../support/transactions.ts'

/** Accounts of the bench: the same in the product and in the journals of the other tools. */
type Account = { account: string; title: string; type: AccountType }
const cashClearing: Account = { account: '011075', title: 'Utility cash clearing', type: 'asset' }
const deposits: Account = { account: '012300', title: 'Customer deposits', type: 'liability' }
const services = testServices.map((code, n) => ({
  code,
  receivable: { account: `01131${n}`, title: `${code} receivable`, type: 'asset' } as Account,
  revenue: { account: `01341${n}1`, title: `${code} charges`, type: 'revenue' } as Account,
}))

export const accounts = [
  cashClearing,
  deposits,
  ...services.flatMap(({ receivable, revenue }) => [receivable, revenue]),
]

/** The debit and the credit of one transaction, with the method Accrual. */
export function postingsOf({ kind, service, cents }: TestTransaction) {
  const rule = postingRules[kind as TransactionKind].entry.accrual
  const own = services.find(({ code }) => code === service)
  if (!rule || !own) throw new Error(`no entry for ${kind} of ${service}`)
  const all = {
    receivable: own.receivable,
    revenue: own.revenue,
    'cash-clearing': cashClearing,
    'customer-deposits': deposits,
  }
  const line = ({ account, ...known }: (typeof all)['revenue'], cents: number) => {
    return { ...known, account, number: account, shown: account, cents }
  }
  return [line(all[rule.debit], cents), line(all[rule.credit], -cents)]
}

/** The number as the product stores it, FF-AAAA or FF-SS-RRR. */
function stored(account: string) {
  const parts = account.length === 6 ? /^(..)(....)$/ : /^(..)(..)(...)$/
  return parts.exec(account)?.slice(1).join('-') ?? account
}

/** Puts the chart and the posting accounts into a database that no server has open. */
export async function setUpAccounts(config: { dataDir: string; databaseUrl: string | undefined }) {
  const db = connect(config)
  try {
    await db('gl_accounts').insert(
      accounts.map(({ account, title, type }) => ({
        number: stored(account),
        number_key: account,
        title,
        title_key: title.toLowerCase(),
        type,
        active: true,
      })),
    )
    await db('services').insert(
      services.map(({ code, receivable, revenue }) => ({
        code,
        name: code,
        receivable: stored(receivable.account),
        revenue: stored(revenue.account),
      })),
    )
    await db('posting_accounts')
      .where({ id: 1 })
      .update({ cash_clearing: stored(cashClearing.account), customer_deposits: stored(deposits.account) })
  } finally {
    await db.destroy()
  }
}
